"""Curves through the pointer's positions, so that a fast stroke has no corners."""

from __future__ import annotations

from math import ceil, hypot, sqrt

Point = tuple[float, float]

_FLAT = 0.25
"""Photo pixels that the drawn chords may lie off the curve, at most, unless more is asked for."""


class SmoothPath:
    """A centripetal Catmull-Rom spline (Yuksel, Schaefer, Keyser 2011) that grows point by point.

    It passes through every point given, without loops or overshoot, and lags one point behind: how a piece
    bends into its end shows with the point after that.
    """

    def __init__(self) -> None:
        self._points: list[Point] = []

    def add(self, x: float, y: float, flat: float = _FLAT) -> list[Point]:
        """Go on to ``(x, y)``; return the points to draw through now, which end at the position before.

        Chords between them lie off the curve by ``flat`` photo pixels at most.
        """
        if self._points and hypot(x - self._points[-1][0], y - self._points[-1][1]) < 1e-6:
            return []
        self._points = [*self._points[-3:], (x, y)]
        if len(self._points) < 3:
            return []
        before, start, end, after = [self._points[0], *self._points][-4:]
        return _piece(before, start, end, after, flat)

    def finish(self) -> list[Point]:
        """Return the points that lead to the last position given."""
        if len(self._points) < 2:
            return []
        before, start, end = [self._points[0], *self._points][-3:]
        self._points = self._points[-1:]
        return _piece(before, start, end, end, _FLAT)


def _piece(p0: Point, p1: Point, p2: Point, p3: Point, flat: float) -> list[Point]:
    """The curve from ``p1`` to ``p2``, the latter included, as few chords as keep within ``flat`` of it.

    It is a cubic: in Bézier form its control points tell, by Wang's formula (1984), how many those are.
    """
    p0 = p0 if p0 != p1 else (2 * p1[0] - p2[0], 2 * p1[1] - p2[1])
    p3 = p3 if p3 != p2 else (2 * p2[0] - p1[0], 2 * p2[1] - p1[1])
    b1, b2 = _control(p0, p1, p2), _control(p3, p2, p1)
    bend = max(
        hypot(p1[0] - 2 * b1[0] + b2[0], p1[1] - 2 * b1[1] + b2[1]),
        hypot(b1[0] - 2 * b2[0] + p2[0], b1[1] - 2 * b2[1] + p2[1]),
    )
    steps = max(1, ceil(sqrt(0.75 * bend / flat)))
    points = []
    for step in range(1, steps):
        t = step / steps
        s = 1 - t
        w = s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t
        points.append(
            (
                w[0] * p1[0] + w[1] * b1[0] + w[2] * b2[0] + w[3] * p2[0],
                w[0] * p1[1] + w[1] * b1[1] + w[2] * b2[1] + w[3] * p2[1],
            )
        )
    return [*points, p2]


def _control(before: Point, at: Point, after: Point) -> Point:
    """The Bézier control point beside ``at`` on the way to ``after``."""
    da, db = _knot(before, at), _knot(at, after)
    scale = 3 * da * (da + db)
    own = 2 * da * da + 3 * da * db + db * db
    return (
        (da * da * after[0] - db * db * before[0] + own * at[0]) / scale,
        (da * da * after[1] - db * db * before[1] + own * at[1]) / scale,
    )


def _knot(a: Point, b: Point) -> float:
    return sqrt(max(hypot(b[0] - a[0], b[1] - a[1]), 1e-9))
