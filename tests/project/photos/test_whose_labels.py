"""Label maps are known by the photo they were made for, and acceptance by the labels it was given to."""

import os
import shutil

import numpy as np
import pytest
from PIL import Image

from faceparse_core.photos import png
from faceparse_gui.project import Prediction, Project, ProjectError
from faceparse_gui.project.errors import DamagedLabelsError
from faceparse_gui.project.photos.around import take_in


@pytest.fixture
def accepted(photos, labels):
    """A folder whose first two photos of one size are accepted, with other labels each."""
    project = Project.open(photos)
    for number, record in enumerate(project.records()[:2]):
        project.save_prediction(record.key, Prediction((labels + number) % 19, labels + number, "net"))
        project.save_labels(record.key, (labels + number) % 19, "accepted")
    project.close()
    return photos


def keys_of(project):
    return [record.key for record in project.records()[:2]]


def swap(folder, kind):
    with_project = Project.open(folder)
    one, other = (folder / ".faceparse" / kind / f"{key}.png" for key in keys_of(with_project))
    with_project.close()
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def test_labels_that_were_renamed_into_each_other_are_set_aside_and_reported(accepted):
    swap(accepted, "labels")
    project = Project.open(accepted)
    assert [record.status for record in project.records()[:2]] == ["edited", "edited"]
    assert "face1.jpg, face2.jpg" in " ".join(project.notices)
    for key in keys_of(project):
        with pytest.raises(DamagedLabelsError, match="written for another photo"):
            project.load_labels(key)
        assert project.record(key).status == "new"
        assert project.load_labels(key) is None
    project.close()
    assert len(list((accepted / ".faceparse" / "labels").glob("*-set-aside*.bak"))) == 2


def test_labels_saved_before_take_the_place_of_those_of_another_photo(accepted, labels):
    project = Project.open(accepted)
    first, second = keys_of(project)
    project.save_labels(first, 18 - labels, "edited")
    project.close()
    store = accepted / ".faceparse" / "labels"
    shutil.copyfile(store / f"{second}.png", store / f"{first}.png")
    project = Project.open(accepted)
    with pytest.raises(DamagedLabelsError):
        project.load_labels(first)
    assert np.array_equal(project.load_labels(first), labels)
    project.close()


def test_another_photos_labels_are_never_kept_as_those_of_before(accepted, labels):
    swap(accepted, "labels")
    project = Project.open(accepted)
    key = keys_of(project)[0]
    project.save_labels(key, labels, "edited")
    assert not (accepted / ".faceparse" / "previous" / f"{key}.png").exists()
    project.close()


@pytest.mark.parametrize("kind", ["predictions", "confidence"])
def test_predictions_of_another_photo_are_set_aside(accepted, kind):
    swap(accepted, kind)
    project = Project.open(accepted)
    reported = []
    project.on_notice = reported.append
    try:
        prediction = project.load_prediction(keys_of(project)[0])
    except ProjectError as error:
        prediction = None
        reported.append(str(error))
    assert prediction is None
    assert "was set aside" in reported[0]
    project.close()


def without_mark(folder):
    """As versions of before wrote the maps."""
    for path in (folder / ".faceparse").glob("*/*.png"):
        with Image.open(path) as image:
            image.load()
            image.info.clear()
            image.save(path, "PNG")
        assert b"tEXt" not in path.read_bytes()


def test_maps_without_a_mark_stay_readable_and_get_one_with_the_next_save(accepted, labels):
    without_mark(accepted)
    project = Project.open(accepted)
    first, second = keys_of(project)
    assert np.array_equal(project.load_labels(first), labels)
    assert project.load_prediction(second) is not None
    project.save_labels(first, 18 - labels, "edited")
    project.close()
    data = (accepted / ".faceparse" / "labels" / f"{first}.png").read_bytes()
    assert png.is_whole(data)
    assert first.encode() in data


def test_a_renamed_photos_labels_are_its_own(accepted, labels):
    (accepted / "face1.jpg").rename(accepted / "other.jpg")
    project = Project.open(accepted)
    (old,) = (record.key for record in project.vanished())
    new = next(record.key for record in project.records() if record.path.name == "other.jpg")
    assert project.reattach(old, new)
    project.close()
    project = Project.open(accepted)
    assert project.record(new).status == "accepted"
    assert np.array_equal(project.load_labels(new), labels)
    assert project.load_prediction(new) is not None
    assert project.notices == ()
    project.close()


def test_labels_taken_over_from_another_store_are_its_own(photos, labels):
    project = Project.open(photos / "more")
    project.save_labels(project.records()[0].key, labels, "accepted")
    project.close()
    project = Project.open(photos, recursive=True)
    take_in(project)
    record = next(each for each in project.records() if each.path.parent.name == "more")
    assert record.status == "accepted"
    assert np.array_equal(project.load_labels(record.key), labels)
    project.close()
    project = Project.open(photos, recursive=True)
    assert project.record(record.key).status == "accepted"
    assert project.notices == ()
    project.close()


def test_a_copied_project_keeps_its_acceptance_and_is_read_once(accepted, tmp_path, monkeypatch):
    copy = shutil.copytree(accepted, tmp_path / "copy", copy_function=shutil.copyfile)  # everything is newer
    project = Project.open(copy)
    assert [record.status for record in project.records()[:2]] == ["accepted", "accepted"]
    assert project.notices == ()
    project.close()
    monkeypatch.setattr(
        "faceparse_gui.project.store.files.Pictures.note_labels", lambda *_: pytest.fail("read")
    )
    Project.open(copy).close()


def test_an_accepted_row_that_lost_a_later_edit_counts_as_edited_and_is_reported_once(accepted, labels):
    database = accepted / ".faceparse" / "project.sqlite"
    before = database.read_bytes()
    project = Project.open(accepted)
    first, second = keys_of(project)
    project.save_labels(first, 18 - labels, "edited")
    project.close()
    database.write_bytes(before)  # as half a -wal leaves it
    project = Project.open(accepted)
    assert [project.record(key).status for key in (first, second)] == ["edited", "accepted"]
    assert "not those that were accepted: face1.jpg." in " ".join(project.notices)
    assert np.array_equal(project.load_labels(first), 18 - labels)
    project.close()
    project = Project.open(accepted)
    assert project.record(first).status == "edited"
    assert project.notices == ()
    project.set_status(first, "accepted")
    project.close()
    project = Project.open(accepted)
    assert project.record(first).status == "accepted"
    assert project.notices == ()
    project.close()


def test_labels_put_back_from_a_backup_are_not_the_accepted_ones(accepted, labels):
    """With any time, also one from before the acceptance."""
    project = Project.open(accepted)
    first, _ = keys_of(project)
    path = accepted / ".faceparse" / "labels" / f"{first}.png"
    old = path.read_bytes()
    project.save_labels(first, 18 - labels, "accepted")
    project.close()
    path.write_bytes(old)
    os.utime(path, (1e9, 1e9))
    project = Project.open(accepted)
    assert project.record(first).status == "edited"
    project.close()
