"""Which pixels lie inside a polygon."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.measure import points_in_poly

from faceparse_gui.document.selecting.polygon import inside

_COORDINATES = st.integers(-80, 320).map(lambda n: n / 4 + 0.125)  # never on the line of the centres


def _whole(found, shape) -> np.ndarray:
    mask = np.zeros(shape, bool)
    if found is not None:
        part, (x0, y0, x1, y1) = found
        assert part.any(0)[[0, -1]].all()
        assert part.any(1)[[0, -1]].all()
        mask[y0:y1, x0:x1] = part
    return mask


@given(
    st.lists(st.tuples(_COORDINATES, _COORDINATES), min_size=3, max_size=12),
    st.tuples(st.integers(1, 60), st.integers(1, 60)),
)
def test_a_pixel_is_inside_when_its_centre_is(points, shape):
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    centres = np.stack([columns.ravel(), rows.ravel()], 1)
    expected = points_in_poly(centres, points).reshape(shape)
    clear = _distance_to(points, centres).reshape(shape) > 1e-9  # on the line, either answer is right
    assert np.array_equal(_whole(inside(points, shape), shape)[clear], expected[clear])


def _distance_to(points, centres) -> np.ndarray:
    """From each centre to the nearest side of the polygon."""
    starts, ends = np.asarray(points), np.roll(points, -1, axis=0)
    along = ends - starts
    share = ((centres[:, None] - starts) * along).sum(-1) / np.maximum((along**2).sum(-1), 1e-12)
    feet = starts + np.clip(share, 0, 1)[..., None] * along
    return np.linalg.norm(centres[:, None] - feet, axis=-1).min(1)


def test_a_rectangle_covers_its_pixels_exactly():
    mask = _whole(inside([(2, 3), (7, 3), (7, 5), (2, 5)], (10, 10)), (10, 10))
    assert mask[3:5, 2:7].all()
    assert mask.sum() == 10


@pytest.mark.parametrize("points", [[], [(1, 1)], [(1, 1), (5, 5)], [(50, 50), (60, 50), (60, 60)]])
def test_what_has_no_pixel_inside_is_none(points):
    assert inside(points, (10, 10)) is None
