"""Renamed and moved photos: the work on them follows, is never lost, and never goes to a copy."""

import os
import shutil

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.project import Prediction, Project, find_moves, open_settled


@pytest.fixture
def accepted(photos, labels):
    """Every photo another one, and accepted, with a prediction."""
    project = Project.open(photos, recursive=True)
    for number, record in enumerate(project.records()):
        Image.new("RGB", (60, 40), (40 * number, 90, 90)).save(record.path)
        project.photos.begin(record.key)
        project.save_prediction(record.key, Prediction(labels, labels, "net", uncertainty=0.25))
        project.save_labels(record.key, (labels + number) % 19, "accepted")
    project.close()
    return photos


def states(project):
    return {record.path.relative_to(project.folder).as_posix(): record.status for record in project.records()}


@pytest.mark.parametrize("new", ["renamed.jpg", "more/face2.jpg"])
def test_the_work_follows_a_photo_to_its_new_name(accepted, labels, new):
    (accepted / "face2.jpg").rename(accepted / new)
    os.utime(accepted / new, (1.6e9, 1.6e9))
    project = open_settled(accepted, recursive=True)
    assert f"face2.jpg is {new} now" in " ".join(project.notices)
    record = project.find(accepted / new)
    assert (record.status, record.changed, record.model, record.uncertainty) == (
        "accepted",
        False,
        "net",
        0.25,
    )
    assert np.array_equal(project.load_labels(record.key), (labels + 1) % 19)
    assert np.array_equal(project.load_prediction(record.key).labels, labels)
    assert project.vanished() == []
    project.close()

    project = open_settled(accepted, recursive=True)
    assert project.notices == ()
    assert set(states(project).values()) == {"accepted"}
    assert len(list((project.store / "labels").iterdir())) == 4
    project.close()


def test_a_copy_beside_its_original_is_a_new_photo(accepted):
    shutil.copy2(accepted / "face2.jpg", accepted / "copy.jpg")
    project = open_settled(accepted)
    assert states(project)["copy.jpg"] == "new"
    assert states(project)["face2.jpg"] == "accepted"
    project.close()


def test_of_two_copies_one_gets_the_work(accepted):
    shutil.copy(accepted / "face2.jpg", accepted / "a.jpg")
    (accepted / "face2.jpg").rename(accepted / "b.jpg")
    project = open_settled(accepted)
    assert sorted([states(project)["a.jpg"], states(project)["b.jpg"]]) == ["accepted", "new"]
    project.close()


@pytest.mark.parametrize("differ", [True, False])
def test_photos_of_one_content_keep_their_order_and_are_reported_where_labels_differ(
    accepted, labels, differ
):
    """Twelve of them: ``a10`` comes after ``a9``."""
    for path in accepted.glob("*.jpg"):
        path.unlink()
    for number in range(1, 13):
        Image.new("RGB", (60, 40), "teal").save(accepted / f"a{number}.png")
    project = Project.open(accepted)
    for record in reversed(project.records()):
        number = int(record.path.stem[1:]) if differ else 1
        project.save_labels(record.key, (labels + number) % 19, "accepted")
    project.close()
    for number in range(1, 13):
        (accepted / f"a{number}.png").rename(accepted / f"x{number}.png")
    project = open_settled(accepted)
    for number in range(1, 13):
        there = project.load_labels(project.find(accepted / f"x{number}.png").key)
        assert np.array_equal(there, (labels + (number if differ else 1)) % 19)
    assert ("but their labels differ" in " ".join(project.notices)) == differ
    project.close()


def test_a_photo_that_is_gone_is_reported_and_its_work_is_kept(accepted, labels):
    (accepted / "face2.jpg").unlink()
    Image.new("RGB", (60, 40), "red").save(accepted / "other.jpg")
    project = open_settled(accepted)
    assert "Not in the folder any more: face2.jpg. The work on what is gone is kept." in project.notices
    assert [record.path.name for record in project.vanished()] == ["face2.jpg"]
    assert states(project)["other.jpg"] == "new"
    assert np.array_equal(project.load_labels(project.vanished()[0].key), (labels + 1) % 19)
    project.close()


def test_photos_in_subfolders_that_are_not_looked_into_have_not_vanished(accepted):
    project = open_settled(accepted)
    assert project.vanished() == []
    project.close()


def test_work_on_the_new_name_is_never_replaced(accepted, labels):
    (accepted / "face2.jpg").rename(accepted / "renamed.jpg")
    project = Project.open(accepted)
    (move,) = find_moves(project)
    project.save_labels(move.new.key, labels, "edited")
    assert not project.reattach(move.old.key, move.new.key)
    assert np.array_equal(project.load_labels(move.new.key), labels)
    assert len(project.vanished()) == 1
    project.close()


def test_a_move_that_was_denied_is_not_offered_again(accepted):
    (accepted / "face2.jpg").rename(accepted / "renamed.jpg")
    project = Project.open(accepted)
    project.leave_new([move.new.key for move in find_moves(project)])
    assert find_moves(project) == []
    project.close()
    project = Project.open(accepted)
    assert find_moves(project) == []
    assert states(project)["renamed.jpg"] == "new"
    project.close()


def test_work_from_before_contents_were_noted_follows_size_and_time(accepted):
    project = Project.open(accepted)
    project._records.database._connection.execute("UPDATE images SET digest = ''")
    project._records.database._connection.commit()
    project.close()
    (accepted / "face2.jpg").rename(accepted / "renamed.jpg")
    project = open_settled(accepted)
    assert states(project)["renamed.jpg"] == "accepted"
    project.close()


@pytest.mark.parametrize("step", ["copied", "committed"])
def test_killed_in_mid_move_the_work_is_there(accepted, labels, step, monkeypatch):
    (accepted / "face2.jpg").rename(accepted / "renamed.jpg")
    project = Project.open(accepted)
    (move,) = find_moves(project)

    def die(*_):
        raise KeyboardInterrupt

    target = project._records.database if step == "copied" else project._pictures
    monkeypatch.setattr(target, "move" if step == "copied" else "remove", die)
    with pytest.raises(KeyboardInterrupt):
        project.reattach(move.old.key, move.new.key)
    project.close()
    project = open_settled(accepted)
    record = project.find(accepted / "renamed.jpg")
    assert record.status == ("edited" if step == "copied" else "accepted")
    assert np.array_equal(project.load_labels(record.key), (labels + 1) % 19)
    project.close()
