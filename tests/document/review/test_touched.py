"""Which classes the changes of a person are about."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_gui.document.review.touched import touched_classes

SKIN, HAIR, EARRING, NECK, NOSE = (ID_OF[name] for name in ("skin", "hair", "ear_r", "neck", "nose"))


def halves():
    labels = np.full((40, 40), SKIN, np.uint8)
    labels[:, 20:] = HAIR
    return labels


@pytest.mark.parametrize("columns", [slice(14, 24), slice(22, 32)], ids=["skin and hair", "hair"])
def test_an_earring_painted_over_others_is_of_the_earring_alone(columns):
    labels = halves()
    labels[10:20, columns] = EARRING
    assert touched_classes(labels, halves()) == (EARRING,)


def test_of_a_class_that_became_a_larger_one_the_one_that_is_gone():
    predicted = halves()
    predicted[30:] = NECK
    labels = predicted.copy()
    labels[30:] = SKIN
    assert touched_classes(labels, predicted) == (NECK,)


def test_a_slip_of_the_brush_and_no_change_are_of_none():
    labels = halves()
    assert touched_classes(labels, halves()) == ()
    labels[10:30, 14:24] = EARRING
    labels[0, :3] = NOSE
    assert touched_classes(labels, halves()) == (EARRING,)
