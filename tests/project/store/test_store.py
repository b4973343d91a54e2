"""The store is known by what it is: nothing is written, and nothing made, where it is not any more."""

import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.project import Autosave, Project, ProjectError
from faceparse_gui.project.store.store import StoreGoneError


@pytest.fixture
def project(photos, labels):
    project = Project.open(photos)
    project.save_labels(project.records()[0].key, labels, "edited")
    yield project
    project.close()


def key_of_first(project):
    return project.records()[0].key


def test_nothing_is_made_where_a_moved_folder_was_and_all_is_saved_when_it_is_back(project, photos, labels):
    key = key_of_first(project)
    errors = []
    autosave = Autosave(project, on_error=lambda key, error: errors.append(error))
    moved = photos.rename(photos.with_name("moved"))
    autosave.submit(key, 18 - labels, "edited")
    assert not autosave.flush(5)
    assert autosave.pending == {key}
    assert isinstance(errors[0], StoreGoneError)
    assert errors[0].moved_to == moved
    assert not photos.exists()
    moved.rename(photos)
    assert autosave.flush(5)
    assert np.array_equal(project.load_labels(key), 18 - labels)
    autosave.close(5)


def test_another_folder_in_its_place_is_never_written_to(project, photos, labels):
    shutil.copytree(photos, photos.with_name("another"))
    photos.rename(photos.with_name("moved"))
    photos.with_name("another").rename(photos)
    before = {path: path.read_bytes() for path in photos.rglob("*") if path.is_file()}
    key = key_of_first(project)
    with pytest.raises(StoreGoneError):
        project.save_labels(key, 18 - labels, "edited")
    with pytest.raises(StoreGoneError):
        project.set_status(key, "accepted")
    with pytest.raises(StoreGoneError):
        project.rescan()
    project.close()
    assert {path: path.read_bytes() for path in photos.rglob("*") if path.is_file()} == before


def test_work_goes_on_where_the_folder_was_moved_to(project, photos, labels):
    key = key_of_first(project)
    moved = photos.rename(photos.with_name("moved"))
    with pytest.raises(ProjectError, match="not the folder that was moved"):
        project.follow(photos.parent)
    project.follow(moved)
    project.save_labels(key, 18 - labels, "accepted")
    assert (project.folder, project.store) == (moved, moved / ".faceparse")
    assert project.record(key).path == moved / "face1.jpg"
    project.close()
    again = Project.open(moved)
    assert np.array_equal(again.load_labels(key), 18 - labels)
    assert again.record(key).status == "accepted"
    again.close()


def test_a_store_that_was_deleted_is_made_anew_for_what_is_in_memory(project, photos, labels):
    first, second = (record.key for record in project.records()[:2])
    project.save_labels(second, labels, "accepted")
    reported = []
    project.on_made_anew = lambda *news: reported.append(news)
    shutil.rmtree(photos / ".faceparse")
    with pytest.raises(StoreGoneError) as gone:
        project.check()
    assert gone.value.deleted
    project.save_labels(first, 18 - labels, "edited", noted=True)
    assert "deleted" in reported[0][0]
    assert reported[0][1] == {first: "edited", second: "accepted"}
    assert project.record(first).status == "edited"
    assert project.record(second).status == "new"  # its labels are lost, and that is not hidden
    project.close()
    again = Project.open(photos)
    assert np.array_equal(again.load_labels(first), 18 - labels)
    assert [record.status for record in again.records()] == ["edited", "new", "new"]
    again.close()


def test_a_store_that_was_moved_away_is_not_made_anew(project, photos, labels):
    away = (photos / ".faceparse").rename(photos / "away")
    with pytest.raises(StoreGoneError, match="moved away"):
        project.save_labels(key_of_first(project), 18 - labels, "edited")
    assert not (photos / ".faceparse").exists()
    away.rename(photos / ".faceparse")
    project.save_labels(key_of_first(project), 18 - labels, "edited")


def test_an_unmounted_disk_is_gone_and_its_mount_point_stays_empty(small_disk, labels):
    Image.new("RGB", (60, 40)).save(small_disk / "face.jpg")
    project = Project.open(small_disk)
    key = key_of_first(project)
    project.save_labels(key, labels, "edited")
    subprocess.run(["umount", "--lazy", str(small_disk)], check=True)
    try:
        with pytest.raises(StoreGoneError, match="unmounted"):
            project.save_labels(key, 18 - labels, "edited")
        assert list(small_disk.iterdir()) == []
    finally:
        project.close()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small_disk)], check=True)


def test_a_closed_project_says_so(project, labels):
    key = key_of_first(project)
    project.close()
    with pytest.raises(ProjectError, match="was closed"):
        project.load_labels(key)
