"""One mask for each class of each face."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.formats.masks.objects import objects, objects_in
from tests.core.parsing.frames import facing


def test_one_face_or_the_whole_photo_is_number_0() -> None:
    labels, frame = np.ones((4, 5), np.uint8), whole_frame(5, 4)
    for faces in (
        objects(labels, (), "face"),
        objects(labels, (frame,), "face"),
        objects(labels, (frame, facing(0, 0, 3)), "photo"),
    ):
        assert faces.shape == (4, 5)
        assert faces.dtype == np.uint16
        assert not faces.any()


@given(
    labels=hnp.arrays(np.uint8, (9, 11), elements=st.integers(0, NUM_CLASSES - 1)),
    faces=hnp.arrays(np.uint16, (9, 11), elements=st.integers(0, 3)),
)
def test_objects_share_out_the_pixels(labels: np.ndarray, faces: np.ndarray) -> None:
    covered = np.zeros(labels.shape, int)
    keys = []
    for class_id, face, mask in objects_in(labels, faces, range(1, NUM_CLASSES)):
        assert mask.any()
        assert np.array_equal(mask, (labels == class_id) & (faces == face))
        covered += mask
        keys.append((class_id, face))
    assert np.array_equal(covered, labels > 0)
    assert keys == sorted(set(keys))


def test_classes_that_were_not_chosen_are_left_out() -> None:
    labels = np.array([[1, 2, 2, 13]], np.uint8)
    found = objects_in(labels, objects(labels, (), "face"), (ID_OF["nose"], ID_OF["hat"]))
    assert [(each.class_id, each.mask.tolist()) for each in found] == [(2, [[False, True, True, False]])]
