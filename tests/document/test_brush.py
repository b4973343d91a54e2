"""The brush covers exactly the pixels that geometry says, and leaves no gap."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_gui.document import Brush

HEIGHT, WIDTH = 40, 56

positions = st.tuples(st.floats(-30, WIDTH + 30), st.floats(-30, HEIGHT + 30))


def covered(brush: Brush, a: tuple[float, float], b: tuple[float, float]) -> np.ndarray:
    mask = np.zeros((HEIGHT, WIDTH), bool)
    for (x0, y0, x1, y1), part in brush.sweep([brush.snap(*a), brush.snap(*b)], WIDTH, HEIGHT):
        assert part.shape == (y1 - y0, x1 - x0)
        assert not mask[y0:y1, x0:x1].any(), "boxes overlap"
        mask[y0:y1, x0:x1] = part
    return mask


def distances(a: tuple[float, float], b: tuple[float, float]) -> np.ndarray:
    """Distance of every pixel centre from the segment a-b, by projection, in floating point."""
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    (ax, ay), (bx, by) = a, b
    length2 = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0 if length2 == 0 else np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length2, 0, 1)
    return np.hypot(x - (ax + t * (bx - ax)), y - (ay + t * (by - ay)))


@given(a=positions, b=positions, size=st.integers(1, 30))
def test_a_round_stroke_covers_the_capsule_and_nothing_else(a, b, size):
    brush = Brush(size)
    distance = distances(brush.outline_center(*a), brush.outline_center(*b))
    mask = covered(brush, a, b)
    assert mask[distance <= size / 2 - 1e-6].all()
    assert not mask[distance > size / 2 + 1e-6].any()


@given(a=positions, b=positions, size=st.integers(1, 12))
def test_a_square_stroke_covers_the_swept_square(a, b, size):
    brush = Brush(size, "square")
    (ax, ay), (bx, by) = brush.outline_center(*a), brush.outline_center(*b)
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    # the t in [0, 1] at which the square holds a pixel form an interval along either axis
    low, high = np.zeros_like(x), np.ones_like(x)
    for p, start, way in ((x, ax, bx - ax), (y, ay, by - ay)):
        if way:
            t = np.sort([(p - size / 2 - start) / way, (p + size / 2 - start) / way], axis=0)
            low, high = np.maximum(low, t[0]), np.minimum(high, t[1])
        else:
            low = np.where(np.abs(p - start) <= size / 2, low, np.inf)
    mask = covered(brush, a, b)
    assert mask[low <= high - 1e-6].all()
    assert not mask[low > high + 1e-6].any()


@given(a=positions, b=positions, size=st.integers(1, 9), shape=st.sampled_from(["round", "square"]))
def test_a_stroke_covers_its_two_ends(a, b, size, shape):
    brush = Brush(size, shape)
    assert not (covered(brush, a, a) | covered(brush, b, b))[~covered(brush, a, b)].any()


def test_the_smallest_brush_paints_the_pixel_under_the_cursor():
    for x, y in ((3.0, 4.0), (3.99, 4.99), (3.5, 4.01)):
        assert np.argwhere(covered(Brush(1), (x, y), (x, y))).tolist() == [[4, 3]]


def test_a_line_one_pixel_wide_hangs_together():
    mask = covered(Brush(1), (2.2, 3.1), (50.7, 29.9))
    rows, columns = np.nonzero(mask)
    assert set(columns) == set(range(2, 51))
    by_column = [rows[columns == c] for c in range(2, 51)]
    for left, right in pairwise(by_column):
        assert right.min() - left.max() <= 1


@pytest.mark.parametrize("size", [1, 2, 3, 8, 15])
def test_a_disc_looks_the_same_from_four_sides(size):
    disc = covered(Brush(size), (20.3, 20.6), (20.3, 20.6))
    rows, columns = np.nonzero(disc)
    disc = disc[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert disc.shape == (size, size)
    for turned in (np.flipud(disc), np.fliplr(disc), disc.T):
        assert np.array_equal(disc, turned)


def test_a_long_slanting_stroke_on_a_large_map_is_whole():
    brush, side = Brush(9), 3000
    mask = np.zeros((side, side), bool)
    for (x0, y0, x1, y1), part in brush.sweep([brush.snap(10, 10), brush.snap(2990, 2500)], side, side):
        mask[y0:y1, x0:x1] = part
    assert mask.any(axis=0)[10:2990].all()
    assert abs(int(mask.sum()) - 9 * np.hypot(2980, 2490) - np.pi * 4.5**2) < 50


def test_a_brush_without_width_is_refused():
    with pytest.raises(ValueError, match="at least 1 pixel"):
        Brush(0)
