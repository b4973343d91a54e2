"""Which face owns a pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.labels import ID_OF
from faceparse_core.parsing import owners as module
from faceparse_core.parsing.owners import NOBODY, nearest_face, nearest_faces, owners
from tests.core.parsing.frames import facing


def test_who_owns_what_is_labelled_and_nobody_owns_the_background() -> None:
    labels = np.full((40, 80), ID_OF["hair"], np.uint8)
    labels[:20] = 0
    frames = [facing(60, 20, 30), facing(20, 20, 30)]
    found = owners(labels, frames)
    assert (found[:20] == NOBODY).all()
    assert (found[20:, :40] == 2).all()
    assert (found[20:, 40:] == 1).all()
    assert (owners(labels, frames[:1])[20:] == 1).all()
    assert (owners(labels, ()) == NOBODY).all()


def test_a_pixel_painted_later_belongs_to_the_nearest_face() -> None:
    labels = np.zeros((40, 80), np.uint8)
    frames = [facing(60, 20, 30), facing(20, 20, 30)]
    labels[3, 5] = labels[3, 70] = ID_OF["hat"]
    found = owners(labels, frames)
    assert (found[3, 5], found[3, 70], np.count_nonzero(found)) == (2, 1, 2)


@given(st.lists(st.tuples(*[st.floats(-20, 80)] * 2, st.floats(5, 200)), min_size=1, max_size=4))
def test_a_point_and_the_pixel_around_it_have_one_owner(places: list[tuple[float, float, float]]) -> None:
    frames = [facing(*place) for place in places]
    y, x = np.mgrid[:13, :17] + 0.5
    points = nearest_face(np.stack([x.ravel(), y.ravel()], 1), frames).reshape(13, 17)
    differs = points != nearest_faces((13, 17), frames)
    assert differs.mean() < 0.02  # on the line between two


def test_two_faces_side_by_side_meet_in_the_middle() -> None:
    labels = np.ones((40, 80), np.uint8)
    faces = nearest_faces(labels.shape, (facing(60, 20, 30), facing(20, 20, 30)))
    assert faces.dtype == np.uint16
    assert (faces[:, :40] == 1).all()
    assert (faces[:, 40:] == 0).all()


def test_a_large_face_reaches_farther_than_a_small_one() -> None:
    """Three quarters of the way belong to a face three times as large."""
    labels = np.ones((1, 100), np.uint8)
    faces = nearest_faces(labels.shape, (facing(0, 0.5, 90), facing(100, 0.5, 30)))
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
    faces = nearest_faces((13, 17), [facing(*place) for place in places])
    y, x = np.mgrid[:13, :17] + 0.5
    distances = np.stack([np.hypot(x - px, y - py) / side for px, py, side, _ in places])
    chosen = np.take_along_axis(distances, faces[None].astype(np.int64), 0)[0]
    assert np.allclose(chosen, distances.min(0), rtol=1e-3, atol=1e-5)


def test_bands_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    labels, frames = np.ones((41, 23), np.uint8), (facing(5, 7, 20), facing(15, 30, 12, 0.4))
    whole = nearest_faces(labels.shape, frames)
    monkeypatch.setattr(module, "_BAND_PIXELS", 50)
    assert np.array_equal(nearest_faces(labels.shape, frames), whole)


@pytest.mark.parametrize("places", [(60.5, 20.5), (20.5, 60.5)])
def test_what_lies_equally_near_belongs_to_the_earlier_face(places: tuple[float, float]) -> None:
    frames = [facing(x, 0.5, 512.0) for x in places]
    assert nearest_faces((1, 81), frames)[0, 40] == 0
