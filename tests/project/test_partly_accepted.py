"""A photo that is accepted for some classes only, in the store."""

import sqlite3

import pytest

from faceparse_gui.project import Project
from faceparse_gui.project.acceptance import accepted_for
from faceparse_gui.project.store.database import FILE_NAME


def test_the_classes_are_kept_and_count_while_it_is_accepted(photos, labels):
    project = Project.open(photos)
    key = project.records()[0].key
    project.note_accepted_for(key, ["neck_l", "ear_r"])
    project.save_labels(key, labels, "accepted")
    project.close()
    project = Project.open(photos)
    assert project.record(key).accepted_only == ("ear_r", "neck_l")
    project.set_status(key, "edited")
    assert project.record(key).accepted_only == ()
    project.note_accepted_for(key)
    project.set_status(key, "accepted")
    assert project.record(key).accepted_only == ()
    project.close()


@pytest.mark.parametrize(
    ("names", "status", "classes"),
    [("beard", "edited", ()), (",", "edited", ()), ("beard,hat", "accepted", ("hat",))],
)
def test_classes_of_a_later_program_never_become_the_whole_photo(photos, labels, names, status, classes):
    project = Project.open(photos)
    key = project.records()[0].key
    project.note_accepted_for(key, ["hat"])
    project.save_labels(key, labels, "accepted")
    project.close()
    with sqlite3.connect(project.store / FILE_NAME) as connection:
        connection.execute("UPDATE images SET accepted_for = ?", (names,))
    connection.close()
    for _ in range(2):  # the second time as the first left it
        project = Project.open(photos)
        record = project.record(key)
        assert (record.status, record.accepted_only) == (status, classes)
        project.close()


def test_all_classes_are_the_whole_photo_and_others_are_refused():
    from faceparse_core.labels import NAMES

    assert accepted_for(NAMES) == ()
    with pytest.raises(ValueError, match="no class 'ear'"):
        accepted_for(["ear"])
