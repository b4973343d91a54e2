"""The smooth curve through a path's points."""

from itertools import pairwise
from math import cos, dist, sin, sqrt

from hypothesis import given
from hypothesis import strategies as st

from faceparse_gui.document.selecting.smooth_path import SmoothPath

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


def _fine(p0, p1, p2, p3) -> list[tuple[float, float]]:
    """A centripetal Catmull-Rom curve from ``p1`` to ``p2`` by Barry and Goldman's pyramid (1988)."""

    def mix(a, b, start, end, t):
        share = (t - start) / (end - start)
        return tuple(x + (y - x) * share for x, y in zip(a, b, strict=True))

    knots = [0.0]
    for a, b in pairwise((p0, p1, p2, p3)):
        knots.append(knots[-1] + sqrt(dist(a, b)))
    t0, t1, t2, t3 = knots
    points = []
    for step in range(101):
        t = t1 + (t2 - t1) * step / 100
        a1, a2, a3 = mix(p0, p1, t0, t1, t), mix(p1, p2, t1, t2, t), mix(p2, p3, t2, t3, t)
        points.append(mix(mix(a1, a2, t0, t2, t), mix(a2, a3, t1, t3, t), t1, t2, t))
    return points


def _off(point, a, b) -> float:
    """How far a point lies from the chord from ``a`` to ``b``."""
    along = (b[0] - a[0], b[1] - a[1])
    length2 = along[0] ** 2 + along[1] ** 2
    share = ((point[0] - a[0]) * along[0] + (point[1] - a[1]) * along[1]) / length2 if length2 else 0
    share = min(max(share, 0), 1)
    return dist(point, (a[0] + share * along[0], a[1] + share * along[1]))


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=4, max_size=4, unique=True))
def test_the_drawn_chords_keep_within_a_quarter_of_a_pixel_of_the_curve(points):
    path = SmoothPath()
    for x, y in points[:3]:
        path.add(x, y)
    chords = list(pairwise([points[1], *path.add(*points[3])]))
    assert max(min(_off(point, *chord) for chord in chords) for point in _fine(*points)) < 0.26


def test_a_long_even_drag_takes_few_chords():
    drawn = _drawn([(300 * cos(turn / 10), 300 * sin(turn / 10)) for turn in range(63)])
    assert len(drawn) < 63 * 4


def test_it_lags_one_point_behind():
    path = SmoothPath()
    assert path.add(0, 0) == []
    assert path.add(50, 0) == []
    assert path.add(50, 50)[-1] == (50, 0)
    assert path.finish()[-1] == (50, 50)


def test_a_straight_line_stays_straight():
    assert all(abs(y - x / 2) < 1e-6 for x, y in _drawn([(0, 0), (10, 5), (60, 30), (80, 40)]))
