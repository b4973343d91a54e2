"""A rule is known from a corrected error by how much of a class was turned, and in how many photos."""

import numpy as np

from faceparse_core.labels import ID_OF
from faceparse_core.losses import IGNORE
from faceparse_training.finetune.class_turns import changed_classes, counts_of, turns

SKIN, NECK, HAIR = ID_OF["skin"], ID_OF["neck"], ID_OF["hair"]


def photo(neck_turned: float) -> tuple[np.ndarray, np.ndarray]:
    """What the network says, and what a person made of it: a share of the neck is now skin."""
    said = np.full((64, 64), SKIN, np.uint8)
    said[40:], said[:10] = NECK, HAIR
    labels = said.copy()
    labels[40 : 40 + round(24 * neck_turned)] = SKIN
    return said, labels


def counts(*turned: float) -> list[np.ndarray]:
    return [counts_of(*photo(share)) for share in turned]


def test_a_class_that_is_another_one_in_two_photos_is_a_rule():
    assert turns(counts(1.0, 0.9)) == {NECK: SKIN}


def test_an_error_corrected_in_one_photo_is_none():
    assert turns(counts(1.0)) == {}
    assert turns(counts(1.0, 0.0, 0.0)) == {}
    assert turns(counts(0.3, 0.3)) == {}


def test_classes_that_gave_or_took_pixels_are_changed():
    assert changed_classes(counts(0.5, 0.5)) == sorted([SKIN, NECK])
    assert changed_classes(counts(0.0)) == []


def test_unknown_pixels_are_not_counted():
    said, labels = photo(0.0)
    labels[40:] = IGNORE
    assert counts_of(said, labels)[NECK].sum() == 0
