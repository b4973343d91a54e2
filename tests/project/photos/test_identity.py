"""A photo is the same if its content is, whatever its time; work made on another one is never mixed up."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from faceparse_gui.project import Prediction, Project
from faceparse_gui.project.photos.identity import Stamp, digest_of


@pytest.fixture
def accepted(photos, labels):
    """The folder of photos, bitmaps among them, each accepted with the same labels."""
    gradient = np.arange(60 * 40 * 3, dtype=np.uint8).reshape(40, 60, 3)
    Image.fromarray(gradient).save(photos / "face3.bmp")  # mirrored, it has as many bytes
    project = Project.open(photos)
    for record in project.records():
        project.save_labels(record.key, labels, "accepted")
    project.close()
    return photos


def touch(folder):
    for path in folder.iterdir():
        if path.is_file():
            os.utime(path, (1.6e9, 1.6e9))


def edit(path, change):
    with Image.open(path) as image:
        image.load()
        change(image).save(path)


def changed(project):
    return [record.path.name for record in project.records() if record.changed]


@pytest.mark.parametrize("by", ["copy", "touch"])
def test_other_times_alone_change_no_photo(accepted, by, tmp_path):
    folder = accepted
    if by == "copy":
        folder = tmp_path / "copy"
        shutil.copytree(accepted, folder, copy_function=shutil.copyfile)
    touch(folder)
    project = Project.open(folder)
    assert project.settle() == []
    assert changed(project) == []
    assert project.notices == ()
    project.close()
    # it is known from now on, without reading them again
    project = Project.open(folder)
    assert not any(project.photos._unsure)
    assert [project.photos.recognise(record.key) for record in project.records()] == ["same"] * 4
    project.close()


def test_a_photo_of_as_many_bytes_with_other_pixels_is_another(accepted):
    edit(accepted / "face3.bmp", ImageOps.mirror)
    touch(accepted)
    project = Project.open(accepted)
    assert [Path(project.record(key).path).name for key in project.settle()] == ["face3.bmp"]
    assert changed(project) == ["face3.bmp"]
    assert "changed since they were labelled: 1" in " ".join(project.notices)
    project.close()


def test_opening_a_changed_photo_writes_nothing_and_its_return_settles_it(accepted, labels):
    before = (accepted / "face1.jpg").read_bytes()
    stored = {path: path.read_bytes() for path in (accepted / ".faceparse" / "labels").iterdir()}
    edit(accepted / "face1.jpg", lambda image: image.rotate(90, expand=True))
    project = Project.open(accepted)
    first = project.records()[0]
    assert project.photos.begin(first.key) == "changed"
    assert np.array_equal(project.load_labels(first.key), labels)
    project.close()
    assert {path: path.read_bytes() for path in (accepted / ".faceparse" / "labels").iterdir()} == stored

    (accepted / "face1.jpg").write_bytes(before)
    project = Project.open(accepted)
    assert project.photos.begin(first.key) == "same"
    assert (project.record(first.key).status, project.record(first.key).changed) == ("accepted", False)
    project.close()


def test_new_work_on_a_changed_photo_keeps_the_old_labels_aside_once(accepted, labels):
    edit(accepted / "face3.bmp", ImageOps.mirror)
    project = Project.open(accepted)
    said = []
    project.on_notice = said.append
    key = project.find(accepted / "face3.bmp").key
    project.photos.begin(key)
    project.save_labels(key, 18 - labels, "edited")
    project.save_labels(key, labels // 2, "edited")
    (aside,) = (accepted / ".faceparse" / "labels").glob("*set-aside*")
    with Image.open(aside) as image:
        assert np.array_equal(np.array(image), labels)
    assert len(said) == 1
    assert "face3.bmp" in said[0]
    assert str(aside) in said[0]
    assert project.photos.recognise(key) == "same"
    project.close()


def test_a_state_or_a_prediction_does_not_make_old_labels_those_of_a_changed_photo(accepted, labels):
    edit(accepted / "face1.jpg", lambda image: image.point(lambda value: 255 - value))
    project = Project.open(accepted)
    key = project.records()[0].key
    project.photos.begin(key)
    project.save_prediction(key, Prediction(labels, labels, "net"))
    project.set_status(key, "accepted")
    assert project.record(key).changed
    project.close()
    project = Project.open(accepted)
    assert project.record(key).changed
    project.close()


def test_strokes_on_a_photo_that_is_shown_as_it_was_are_not_work_on_the_one_that_took_its_place(
    accepted, labels
):
    project = Project.open(accepted)
    key = project.records()[0].key
    project.photos.begin(key)
    edit(accepted / "face1.jpg", lambda image: image.point(lambda value: 255 - value))
    assert project.photos.check(key) == "changed"
    project.save_labels(key, 18 - labels, "edited")
    assert project.record(key).changed
    assert project.photos.recognise(key) == "changed"
    project.close()
    project = Project.open(accepted)
    assert project.record(key).changed
    project.close()


def test_a_photo_that_is_only_touched_is_not_reported_as_changed(accepted, labels):
    project = Project.open(accepted)
    key = project.records()[0].key
    project.photos.begin(key)
    project.save_labels(key, labels, "edited")
    touch(accepted)
    assert project.photos.check(key) == "same"
    project.save_labels(key, labels, "accepted")
    assert not project.record(key).changed
    project.close()
    project = Project.open(accepted)
    assert changed(project) == []
    project.close()


def test_work_without_known_content_counts_as_of_another_photo_when_the_time_differs(accepted):
    """Of a project from before contents were noted nothing better can be said."""
    project = Project.open(accepted)
    project._records.database._connection.execute("UPDATE images SET digest = ''")
    project._records.database._connection.commit()
    project.close()
    touch(accepted)
    project = Project.open(accepted)
    assert len(changed(project)) == 4
    project.close()


def test_no_content_where_it_cannot_be_known(tmp_path):
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * 10)
    stamp = Stamp.of(path.stat())
    assert len(digest_of(path, stamp)) == 32
    assert digest_of(path, stamp._replace(size=11)) == ""
    assert digest_of(path, stamp, should_stop=lambda: True) == ""
    assert digest_of(tmp_path, Stamp.of(tmp_path.stat())) == ""
    path.unlink()
    assert digest_of(path, stamp) == ""
    if hasattr(os, "mkfifo"):
        os.mkfifo(path)
        assert digest_of(path, Stamp.of(path.stat())) == ""


def test_a_missing_photo_is_gone_until_it_is_back_with_its_content(accepted, labels):
    project = Project.open(accepted)
    record = next(each for each in project.records() if each.path.name == "face3.bmp")
    key, path = record.key, record.path
    before = path.read_bytes()
    assert project.photos.begin(key) == "same"
    project.photos.learn(key)
    path.unlink()
    assert project.photos.check(key) == project.photos.recognise(key) == project.photos.begin(key) == "gone"
    project.save_labels(key, 18 - labels, "edited")  # of what is on the screen still
    project.rescan()
    assert key in [each.key for each in project.vanished()]

    path.write_bytes(before)
    project.rescan()
    assert project.settle() == []
    assert project.photos.recognise(key) == "same"
    assert project.vanished() == []
    assert not project.record(key).changed
    path.write_bytes(before[::-1])
    assert project.photos.recognise(key) == "changed"
    project.close()


def test_the_content_of_a_photo_that_is_gone_is_not_known(accepted):
    project = Project.open(accepted)
    key = project.records()[0].key
    project.record(key).path.unlink()
    assert project.photos.content(key) == ""
    project.photos.note_contents([key])
    assert project.record(key).digest  # what is known of it stays
    project.close()
