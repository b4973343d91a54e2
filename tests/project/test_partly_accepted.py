"""A photo that is accepted for some classes only, in the store."""

import pytest

from faceparse_gui.project import Project
from faceparse_gui.project.acceptance import accepted_for


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


def test_all_classes_are_the_whole_photo_and_others_are_refused():
    from faceparse_core.labels import NAMES

    assert accepted_for(NAMES) == ()
    with pytest.raises(ValueError, match="no class 'ear'"):
        accepted_for(["ear"])
