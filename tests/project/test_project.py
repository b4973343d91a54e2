"""The project store: what is saved comes back, whatever happens to the files."""

import errno
import os
import shutil
import sqlite3
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from faceparse_core.labels import PALETTE
from faceparse_gui.project import Prediction, Project, ProjectError
from faceparse_gui.project.records import key_of


def open_once(folder: Path, **options: bool) -> Project:
    """Open and close again, for a look at the records."""
    project = Project.open(folder, **options)
    project.close()
    return project


def names(project: Project) -> list[str]:
    return [record.path.relative_to(project.folder).as_posix() for record in project.records()]


def test_photos_come_in_natural_order_with_subfolders_when_asked(photos):
    assert names(open_once(photos)) == ["face1.jpg", "face2.jpg", "face10.jpg"]
    project = open_once(photos, recursive=True)
    assert names(project) == ["face1.jpg", "face2.jpg", "face10.jpg", "more/face1.jpg"]
    assert len({record.key for record in project.records()}) == 4
    assert all(record.status == "new" for record in project.records())


@given(a=st.text(min_size=1), b=st.text(min_size=1))
def test_keys_differ_with_the_path_and_are_safe_file_names(a, b):
    key = key_of(Path(a))
    assert (key == key_of(Path(b))) == (Path(a) == Path(b))
    assert key.isascii()
    assert len(key) < 60
    assert not set(key) & set('/\\:*?"<>|. \0')


@pytest.mark.parametrize(("count", "shown"), [(0, "0 faces"), (1, "1 face"), (2, "2 faces")])
def test_a_prediction_shows_its_size_its_faces_and_its_network(labels, count, shown):
    prediction = Prediction(labels, labels, "net-1", (np.eye(2, 3),) * count)
    assert repr(prediction) == f"<Prediction 60 × 40, {shown}, by net-1>"


def test_labels_are_as_parsed_until_one_pixel_is_another(photos, labels):
    project = Project.open(photos)
    key, by_hand, _ = (record.key for record in project.records())
    project.save_prediction(key, Prediction(labels, labels, "net"))
    assert not project.is_as_parsed(key)  # no labels are saved yet
    project.save_labels(key, labels, "parsed")
    assert project.is_as_parsed(key)
    edited = labels.copy()
    edited[0, 0] = (edited[0, 0] + 1) % 19
    project.save_labels(key, edited, "edited")
    project.save_labels(by_hand, labels, "edited")
    assert not project.is_as_parsed(key)
    assert not project.is_as_parsed(by_hand)
    project.close()


def test_work_is_there_again_after_reopening(photos, labels):
    project = Project.open(photos)
    first, second, _ = (record.key for record in project.records())
    prediction = Prediction(labels, labels * 10, "net-1")
    project.save_prediction(first, prediction)
    project.save_labels(first, 18 - labels, "edited")
    project.save_labels(second, labels, "parsed")
    project.set_status(second, "accepted")
    project.close()

    project = Project.open(photos)
    assert np.array_equal(project.load_labels(first), 18 - labels)
    loaded = project.load_prediction(first)
    assert np.array_equal(loaded.labels, labels)
    assert np.array_equal(loaded.confidence, labels * 10)
    assert [record.status for record in project.records()] == ["edited", "accepted", "new"]
    record = project.record(first)
    assert (record.model, record.width, record.height, record.changed) == ("net-1", 60, 40, False)
    assert record.updated > 1.7e9
    assert project.find(photos / "face1.jpg") == record
    assert project.find(photos.parent / "face1.jpg") is None
    assert project.notices == ()
    project.close()


def test_saved_label_maps_are_palette_pngs_for_any_program(photos, labels):
    project = Project.open(photos)
    project.save_labels(project.records()[0].key, labels, "edited")
    project.close()
    (file,) = (photos / ".faceparse" / "labels").iterdir()
    with Image.open(file) as image:
        assert (image.mode, image.format) == ("P", "PNG")
        assert np.array_equal(np.array(image), labels)
        assert np.array_equal(np.array(image.convert("RGB")), PALETTE[labels])


def test_a_photo_that_vanished_comes_back_with_its_work(photos, labels):
    project = Project.open(photos)
    project.save_labels(project.find(photos / "face2.jpg").key, labels, "accepted")
    project.close()
    moved = (photos / "face2.jpg").rename(photos.parent / "face2.jpg")
    assert names(open_once(photos)) == ["face1.jpg", "face10.jpg"]
    moved.rename(photos / "face2.jpg")
    record = open_once(photos).records()[1]
    assert (record.path.name, record.status, record.changed) == ("face2.jpg", "accepted", False)


def test_a_photo_that_changed_is_reported_until_work_on_it_is_saved(photos, labels):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_labels(key, labels, "edited")
    Image.new("RGB", (60, 40), "red").save(photos / "face1.jpg", quality=50)
    Image.new("RGB", (60, 40), "red").save(photos / "face2.jpg", quality=50)
    project.rescan()
    assert [record.changed for record in project.records()] == [True, False, False]
    assert "changed since they were labelled: 1" in " ".join(project.notices)
    project.close()
    project = Project.open(photos)
    assert project.record(key).changed
    project.save_labels(key, labels, "edited")
    project.close()
    assert not open_once(photos).record(key).changed


def test_labels_of_another_size_stay_where_they_are(photos, labels):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_labels(key, labels, "edited")
    for _ in range(2):
        with pytest.raises(ProjectError, match=r"face1\.jpg is 61 × 40 pixels and was 60 × 40"):
            project.load_labels(key, (61, 40))
    assert np.array_equal(project.load_labels(key), labels)
    project.close()


def test_a_damaged_label_map_is_reported_and_not_overwritten(photos, labels):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_labels(key, labels, "edited")
    (file,) = (photos / ".faceparse" / "labels").iterdir()
    damaged = file.read_bytes()[:-60]
    file.write_bytes(damaged)
    with pytest.raises(ProjectError, match=file.name):
        project.load_labels(key)
    project.save_labels(key, labels, "edited")
    assert damaged in [path.read_bytes() for path in file.parent.iterdir()]
    assert np.array_equal(project.load_labels(key), labels)
    project.close()


def test_a_prediction_without_a_usable_confidence_map_is_none(photos, labels):
    project = Project.open(photos)
    key = project.records()[0].key
    assert project.load_prediction(key) is None
    project.save_prediction(key, Prediction(labels, labels, "net"))
    (file,) = (photos / ".faceparse" / "confidence").iterdir()
    file.write_bytes(b"no picture")
    assert project.load_prediction(key) is None
    with pytest.raises(ValueError, match="shape"):
        project.save_prediction(key, Prediction(labels, labels[1:], "net"))
    project.close()


def not_sqlite(file: Path) -> None:
    file.write_bytes(b"\x80\x04hostile" * 1000)


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def scribble_over_the_middle(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2 :] = b"\xee" * (len(data) - len(data) // 2)
    file.write_bytes(data)


def replace_by_another_programs(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE bookmarks (url)")
    connection.close()


def add_a_trigger(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TRIGGER t AFTER INSERT ON images BEGIN DELETE FROM images; END")
    connection.close()


DAMAGES = [not_sqlite, truncate, empty, scribble_over_the_middle, replace_by_another_programs, add_a_trigger]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_database_is_set_aside_and_made_anew_from_the_label_maps(photos, labels, damage):
    project = Project.open(photos)
    parsed, edited, _ = (record.key for record in project.records())
    project.save_prediction(parsed, Prediction(labels, labels, "net"))
    project.save_labels(parsed, labels, "parsed")
    project.save_labels(edited, labels, "accepted")
    project.close()
    file = photos / ".faceparse" / "project.sqlite"
    damage(file)
    content = file.read_bytes()

    project = Project.open(photos)
    assert [record.status for record in project.records()] == ["parsed", "edited", "new"]
    assert np.array_equal(project.load_labels(edited), labels)
    project.set_status(edited, "accepted")
    project.close()
    if content:
        assert "damaged" in project.notices[0]
        aside = [path for path in file.parent.iterdir() if path.name.startswith("project-damaged")]
        assert [path.read_bytes() for path in aside] == [content]
        assert str(aside[0]) in project.notices[0]
    else:
        assert "taken up again: 2" in project.notices[0]

    project = open_once(photos)
    assert [record.status for record in project.records()] == ["parsed", "accepted", "new"]
    assert project.notices == ()


def test_two_damages_keep_both_files(photos):
    for _ in range(2):
        open_once(photos)
        not_sqlite(photos / ".faceparse" / "project.sqlite")
    open_once(photos)
    assert len(list((photos / ".faceparse").glob("project-damaged*"))) == 2


def test_paths_in_a_hostile_database_lead_nowhere(photos, labels):
    project = Project.open(photos)
    project.save_labels(project.records()[0].key, labels, "edited")
    project.close()
    with sqlite3.connect(photos / ".faceparse" / "project.sqlite") as connection:
        connection.execute("UPDATE images SET path = ?, model = CAST(x'ff' AS TEXT)", (b"/etc/passwd",))
        connection.execute(
            "INSERT INTO images SELECT '../../x', path, 1, 2, CAST(x'ff' AS TEXT), status, "
            "CAST(x'ff' AS TEXT), -1, 'hat,' || CAST(x'ff' AS TEXT), '', CAST(x'ff' AS TEXT), 1, 1, 1.0, "
            "0.5, -3, '[' FROM images"
        )
    connection.close()
    project = open_once(photos)
    assert names(project) == ["face1.jpg", "face2.jpg", "face10.jpg"]
    assert project.find("/etc/passwd") is None


def test_a_database_of_a_newer_version_is_refused_and_left_alone(photos):
    open_once(photos)
    file = photos / ".faceparse" / "project.sqlite"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 8")
    connection.close()
    content = file.read_bytes()
    with pytest.raises(ProjectError, match=r"newer version .* Update the program") as caught:
        Project.open(photos)
    assert caught.value.path == file
    assert file.read_bytes() == content


def test_a_second_window_is_reported_and_gets_in_when_the_first_has_closed(photos):
    first = Project.open(photos)
    with pytest.raises(ProjectError, match="works on it") as caught:
        Project.open(photos)
    assert str(photos) in str(caught.value)
    first.close()
    open_once(photos)


def test_the_work_on_a_read_only_folder_is_kept_in_the_users_data_folder(read_only_photos, labels, home):
    project = Project.open(read_only_photos)
    assert project.store.is_relative_to(home)
    key = project.records()[0].key
    project.save_labels(key, labels, "edited")
    project.close()
    project = Project.open(read_only_photos)
    assert np.array_equal(project.load_labels(key), labels)
    assert project.record(key).status == "edited"
    project.close()


def test_a_read_only_store_beside_the_photos_is_gone_on_with(photos, labels, request):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_labels(key, labels, "accepted")
    project.close()
    (photos / ".faceparse").chmod(0o555)
    read_only = request.getfixturevalue("read_only_photos")
    project = Project.open(read_only)
    assert project.record(key).status == "accepted"
    project.save_labels(key, 18 - labels, "edited")
    project.close()
    assert open_once(read_only).record(key).status == "edited"
    (photos / ".faceparse").chmod(0o755) if os.geteuid() else None


def test_a_moved_folder_keeps_its_work(photos, labels):
    project = Project.open(photos)
    project.save_labels(project.records()[0].key, labels, "accepted")
    project.close()
    moved = Path(shutil.move(photos, photos.parent / "elsewhere"))
    record = open_once(moved).records()[0]
    assert (record.status, record.path, record.changed) == ("accepted", moved / "face1.jpg", False)


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_what_is_no_folder_is_named(tmp_path, name):
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(ProjectError, match=f"{name} cannot be opened"):
        Project.open(tmp_path / name)


def test_a_file_in_the_stores_place_is_named(photos):
    (photos / ".faceparse").write_text("mine")
    with pytest.raises(ProjectError, match=r"\.faceparse"):
        Project.open(photos)
    assert (photos / ".faceparse").read_text() == "mine"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EIO])
def test_a_save_that_the_disk_refuses_names_the_folder_and_keeps_the_old_map(
    photos, labels, monkeypatch, code
):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_labels(key, labels, "edited")

    def refuse(handle: int) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(ProjectError) as caught:
            project.save_labels(key, 18 - labels, "edited")
    assert str(photos / ".faceparse") in str(caught.value)
    assert {errno.ENOSPC: "full", errno.EACCES: "rights", errno.EIO: "Input/output"}[code] in str(
        caught.value
    )
    assert np.array_equal(project.load_labels(key), labels)
    assert len(list((photos / ".faceparse" / "labels").iterdir())) == 1
    project.close()


def test_a_really_full_disk_loses_nothing(small_disk, labels):
    Image.new("RGB", (60, 40)).save(small_disk / "face.jpg")
    project = Project.open(small_disk)
    key = project.records()[0].key
    project.save_labels(key, labels, "parsed")
    noise = np.random.default_rng(1).integers(0, 19, (2000, 2000), dtype=np.uint8)
    with pytest.raises(ProjectError, match="full"):
        project.save_labels(key, noise, "edited")
    assert np.array_equal(project.load_labels(key), labels)
    project.close()
    project = open_once(small_disk)
    assert project.record(key).status == "parsed"


def test_ten_thousand_photos_open_within_a_second_of_work(tmp_path):
    for number in range(10_000):
        (tmp_path / f"{number}.jpg").touch()
    start = time.process_time()
    project = open_once(tmp_path)
    assert time.process_time() - start < 1.0
    assert len(project.records()) == 10_000


def test_a_status_that_there_is_not_changes_nothing(photos, labels):
    project = Project.open(photos)
    key = project.records()[0].key
    project.save_labels(key, labels, "accepted")
    for save in (
        lambda: project.save_labels(key, 18 - labels, "done"),
        lambda: project.set_status(key, "done"),
    ):
        with pytest.raises(ValueError, match="not 'done'"):
            save()
    assert np.array_equal(project.load_labels(key), labels)
    assert project.record(key).status == "accepted"
    project.close()
