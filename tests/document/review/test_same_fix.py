"""A fix of one photo, looked for in another: at the same place of the face, whatever its size there."""

import numpy as np
import pytest

from faceparse_gui.document.review.same_fix import find_same, fix_of

HAIR, HAT, SKIN = 13, 14, 1
FRAME = np.array([[1.0, 0, 0], [0, 1.0, 0]])  # the face is the photo, 512 a side
SMALL = np.array([[0.5, 0, 100], [0, 0.5, 60]])  # at half the size


def face(frame, hat=HAIR, at=(100, 40), size=(200, 90), shape=(512, 512)):
    """Skin with an area, in crop units; pixels that are not of the face are background."""
    labels = np.zeros(shape, np.uint8)
    unit, left, top = frame[0, 0], frame[0, 2], frame[1, 2]

    def box(x, y, width, height):
        return np.s_[
            int(top + unit * y) : int(top + unit * (y + height)),
            int(left + unit * x) : int(left + unit * (x + width)),
        ]

    labels[box(0, 0, 512, 512)] = SKIN
    labels[box(*at, *size)] = hat
    return labels


def sure(labels, of=255):
    return np.full(labels.shape, of, np.uint8)


@pytest.fixture
def fix():
    return fix_of(face(FRAME), face(FRAME, HAT), [FRAME])


def test_the_largest_changed_area_is_the_fix(fix):
    assert (fix.before, fix.after) == (HAIR, HAT)
    assert fix.place.sum() == pytest.approx(200 * 90 / 16, rel=0.05)


def test_what_is_tiny_or_unchanged_is_no_fix():
    tiny = face(FRAME)
    tiny[0:8, 0:8] = HAT
    assert fix_of(face(FRAME), tiny, [FRAME]) is None
    assert fix_of(face(FRAME), face(FRAME), [FRAME]) is None
    assert fix_of(face(FRAME), face(FRAME, HAT), []) is None


def test_the_same_error_is_found_in_a_face_of_another_size_to_the_pixel(fix):
    labels = face(SMALL)
    found = find_same(fix, labels, sure(labels), SMALL)
    assert found.shape == labels.shape
    assert (found & (labels != HAIR)).sum() == 0
    assert found.sum() == pytest.approx((labels == HAIR).sum(), rel=0.05)


@pytest.mark.parametrize("other", [{"hat": HAT}, {"at": (300, 380)}, {"size": (500, 400), "at": (0, 40)}])
def test_another_class_place_or_size_is_another_thing(fix, other):
    labels = face(FRAME, **other)
    assert find_same(fix, labels, sure(labels), FRAME) is None


def test_an_unsure_part_of_a_large_area_is_found(fix):
    labels = face(FRAME, at=(0, 0), size=(512, 512))  # all of it hair
    confidence = sure(labels)
    confidence[40:130, 100:300] = 120
    found = find_same(fix, labels, confidence, FRAME)
    assert found[60:110, 120:280].all()
    assert not found[200:].any()
