from itertools import pairwise
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from faceparse_gui.document.smooth_path import SmoothPath

_POINTS = st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=1, max_size=12)


def _drawn(points) -> list[tuple[float, float]]:
    path = SmoothPath()
    return [points[0]] + [point for x, y in points for point in path.add(x, y)] + path.finish()


@given(_POINTS)
def test_the_curve_passes_through_every_point_in_order(points):
    drawn = _drawn(points)
    place = 0
    for point in points:
        while dist(drawn[place], point) > 1e-5:
            place += 1
    assert dist(drawn[-1], points[-1]) < 1e-5


@given(_POINTS)
def test_the_curve_has_no_gap_and_stays_near_its_points(points):
    drawn = _drawn(points)
    longest = max((dist(a, b) for a, b in pairwise(points)), default=0)
    for a, b in pairwise(drawn):
        assert dist(a, b) <= max(8.0, longest / 8)
    assert all(min(dist(point, each) for each in points) <= longest + 1e-6 for point in drawn)


def test_it_lags_one_point_behind():
    path = SmoothPath()
    assert path.add(0, 0) == []
    assert path.add(50, 0) == []
    assert path.add(50, 50)[-1] == (50, 0)
    assert path.finish()[-1] == (50, 50)


def test_a_straight_line_stays_straight():
    assert all(abs(y - x / 2) < 1e-6 for x, y in _drawn([(0, 0), (10, 5), (60, 30), (80, 40)]))
