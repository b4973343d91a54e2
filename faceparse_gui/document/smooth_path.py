"""Curves through the pointer's positions, so that a fast stroke has no corners."""

from __future__ import annotations

from math import ceil, hypot, sqrt

Point = tuple[float, float]

_STEP = 2.0
"""Photo pixels between two points of a curve, about."""


class SmoothPath:
    """A centripetal Catmull-Rom spline (Yuksel, Schaefer, Keyser 2011) that grows point by point.

    It passes through every point given, without loops or overshoot, and lags one point behind: how a piece
    bends into its end shows with the point after that.
    """

    def __init__(self) -> None:
        self._points: list[Point] = []

    def add(self, x: float, y: float) -> list[Point]:
        """Go on to ``(x, y)``; return the points to draw through now, which end at the position before."""
        if self._points and hypot(x - self._points[-1][0], y - self._points[-1][1]) < 1e-6:
            return []
        self._points = [*self._points[-3:], (x, y)]
        if len(self._points) < 3:
            return []
        before, start, end, after = [self._points[0], *self._points][-4:]
        return _piece(before, start, end, after)

    def finish(self) -> list[Point]:
        """Return the points that lead to the last position given."""
        if len(self._points) < 2:
            return []
        before, start, end = [self._points[0], *self._points][-3:]
        self._points = self._points[-1:]
        return _piece(before, start, end, end)


def _piece(p0: Point, p1: Point, p2: Point, p3: Point) -> list[Point]:
    """The curve from ``p1`` to ``p2``, the latter included, as Barry and Goldman's pyramid (1988)."""
    steps = max(1, ceil(hypot(p2[0] - p1[0], p2[1] - p1[1]) / _STEP))
    if steps == 1:
        return [p2]
    p0 = p0 if p0 != p1 else (2 * p1[0] - p2[0], 2 * p1[1] - p2[1])
    p3 = p3 if p3 != p2 else (2 * p2[0] - p1[0], 2 * p2[1] - p1[1])
    t0 = 0.0
    t1 = t0 + _knot(p0, p1)
    t2 = t1 + _knot(p1, p2)
    t3 = t2 + _knot(p2, p3)
    points = []
    for step in range(1, steps):
        t = t1 + (t2 - t1) * step / steps
        a1, a2, a3 = _mix(p0, p1, t0, t1, t), _mix(p1, p2, t1, t2, t), _mix(p2, p3, t2, t3, t)
        b1, b2 = _mix(a1, a2, t0, t2, t), _mix(a2, a3, t1, t3, t)
        points.append(_mix(b1, b2, t1, t2, t))
    return [*points, p2]


def _knot(a: Point, b: Point) -> float:
    return sqrt(max(hypot(b[0] - a[0], b[1] - a[1]), 1e-9))


def _mix(a: Point, b: Point, start: float, end: float, t: float) -> Point:
    share = (t - start) / (end - start)
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
