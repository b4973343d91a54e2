"""Which face a pixel belongs to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_core.parsing.faces import FACE_CENTRE, transform, whole_frame
from faceparse_gui.formats.masks import objects as module
from faceparse_gui.formats.masks.objects import objects, objects_in


def frame_at(x: float, y: float, side: float, turn: float = 0.0) -> np.ndarray:
    """A square frame whose face's centre lies at ``(x, y)``."""
    cos, sin = np.cos(turn) * side / 512, np.sin(turn) * side / 512
    frame = np.array([[cos, -sin, 0.0], [sin, cos, 0.0]])
    frame[:, 2] = (x, y) - transform(frame, np.array([FACE_CENTRE]))[0]
    return frame


def test_two_faces_side_by_side_meet_in_the_middle() -> None:
    labels = np.ones((40, 80), np.uint8)
    faces = objects(labels, (frame_at(60, 20, 30), frame_at(20, 20, 30)), "face")
    assert faces.dtype == np.int32
    assert (faces[:, :40] == 1).all()
    assert (faces[:, 40:] == 0).all()


def test_a_large_face_reaches_farther_than_a_small_one() -> None:
    """Three quarters of the way belong to a face three times as large."""
    labels = np.ones((1, 100), np.uint8)
    faces = objects(labels, (frame_at(0, 0.5, 90), frame_at(100, 0.5, 30)), "face")
    assert (faces[0, :75] == 0).all()
    assert (faces[0, 75:] == 1).all()


@given(
    st.lists(
        st.tuples(st.floats(-20, 80), st.floats(-20, 80), st.floats(5, 200), st.floats(-3, 3)),
        min_size=2,
        max_size=5,
    )
)
def test_each_pixel_goes_to_the_nearest_face(places: list[tuple[float, float, float, float]]) -> None:
    """Turned frames too, counted pixel by pixel in the photo: a frame's unit is side / 512 pixels."""
    faces = objects(np.ones((13, 17), np.uint8), [frame_at(*place) for place in places], "face")
    y, x = np.mgrid[:13, :17] + 0.5
    distances = np.stack([np.hypot(x - px, y - py) / side for px, py, side, _ in places])
    chosen = np.take_along_axis(distances, faces[None].astype(np.int64), 0)[0]
    assert np.allclose(chosen, distances.min(0), rtol=1e-3, atol=1e-5)


def test_bands_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    labels, frames = np.ones((41, 23), np.uint8), (frame_at(5, 7, 20), frame_at(15, 30, 12, 0.4))
    whole = objects(labels, frames, "face")
    monkeypatch.setattr(module, "_BAND_PIXELS", 50)
    assert np.array_equal(objects(labels, frames, "face"), whole)


def test_one_face_or_the_whole_photo_is_number_0() -> None:
    labels, frame = np.ones((4, 5), np.uint8), whole_frame(5, 4)
    for faces in (
        objects(labels, (), "face"),
        objects(labels, (frame,), "face"),
        objects(labels, (frame, frame_at(0, 0, 3)), "photo"),
    ):
        assert faces.shape == (4, 5)
        assert faces.dtype == np.int32
        assert not faces.any()


@given(
    labels=hnp.arrays(np.uint8, (9, 11), elements=st.integers(0, NUM_CLASSES - 1)),
    faces=hnp.arrays(np.int32, (9, 11), elements=st.integers(0, 3)),
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


@pytest.mark.parametrize("places", [(60.5, 20.5), (20.5, 60.5)])
def test_what_lies_equally_near_belongs_to_the_earlier_face(places: tuple[float, float]) -> None:
    frames = [frame_at(x, 0.5, 512.0) for x in places]
    assert objects(np.ones((1, 81), np.uint8), frames, "face")[0, 40] == 0
