"""The brush: which pixels a stroke covers, exactly.

All geometry is done in whole numbers on a grid of half pixels, on which the pixel in column ``i`` has its
centre at ``2 i + 1``. A position is snapped to the nearest pixel centre when the size is odd and to the
nearest pixel corner when it is even, so a disc looks the same wherever it lies. A pixel belongs to a stroke
when its centre is no farther than half the size from the segment between two positions (a capsule), or within
the square that is moved along it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

Point = tuple[int, int]
"""A snapped position ``(x, y)`` in half pixels."""

Rows = npt.NDArray[np.int64]
_BAND = 256
"""Rows handled at once: bounds the work of a long slanting stroke by its area, not by its box."""


@dataclass(frozen=True, slots=True)
class Brush:
    """A brush tip of ``size`` pixels across."""

    size: int
    shape: Literal["round", "square"] = "round"

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError(f"a brush is at least 1 pixel wide, not {self.size}")

    def snap(self, x: float, y: float) -> Point:
        """Return the half-pixel position that a tip at ``(x, y)`` photo pixels really has."""
        odd = self.size % 2
        return 2 * math.floor(x + (1 - odd) / 2) + odd, 2 * math.floor(y + (1 - odd) / 2) + odd

    def outline_center(self, x: float, y: float) -> tuple[float, float]:
        """Return where the tip at ``(x, y)`` really lies, in photo pixels."""
        snapped_x, snapped_y = self.snap(x, y)
        return snapped_x / 2, snapped_y / 2

    def sweep(
        self, path: Sequence[Point], width: int, height: int
    ) -> Iterator[tuple[tuple[int, int, int, int], npt.NDArray[np.bool_]]]:
        """Yield the pixels covered along a path that ``goes_one_way``, inside a map of the given size.

        They come as boxes ``(x0, y0, x1, y1)`` that do not overlap, each with a ``bool`` mask of its shape.
        """
        top, bottom = self._rows(path, height)
        for y0 in range(top, bottom, _BAND):
            y1 = min(y0 + _BAND, bottom)
            first, last = self._columns(path, y0, y1, width)
            filled = np.flatnonzero(first < last)
            if not filled.size:
                continue
            band = slice(int(filled[0]), int(filled[-1]) + 1)
            first, last = first[band], last[band]
            x0, x1 = int(first.min()), int(last.max())
            kind: npt.DTypeLike = np.int16 if x1 - x0 < 2**15 else np.int32  # the narrower, the quicker
            columns, first, last = (each.astype(kind) for each in (np.arange(x1 - x0), first - x0, last - x0))
            mask = (columns >= first[:, None]) & (columns < last[:, None])
            yield (x0, y0 + band.start, x1, y0 + band.stop), mask

    def fresh(
        self, path: Sequence[Point], width: int, height: int, tip: Brush, at: Point
    ) -> tuple[Rows, Rows, Rows]:
        """Return what is covered along such a path and not by ``tip`` lying ``at`` a position.

        Parts of rows, top down, none of them empty: the rows, and the first and last column, end exclusive.
        """
        top, bottom = self._rows(path, height)
        if top >= bottom:
            return _NONE, _NONE, _NONE
        first, last = self._columns(path, top, bottom, width)
        left, right = tip._columns([at], top, bottom, width)
        right[left >= right] = 0  # what the tip leaves alone is then the second part
        begins, ends = np.empty((2, bottom - top, 2), np.int64)
        begins[:, 0], begins[:, 1] = first, np.maximum(first, right)
        ends[:, 0], ends[:, 1] = np.minimum(last, left), last
        ends[right == 0, 0] = 0
        there = np.flatnonzero(begins.ravel() < ends.ravel())
        return (there >> 1) + top, begins.ravel()[there], ends.ravel()[there]

    def _rows(self, path: Sequence[Point], height: int) -> tuple[int, int]:
        """Return the first row covered and the one after the last."""
        ends = path[0][1], path[-1][1]
        return max(0, (min(ends) - self.size) // 2), min(height, (max(ends) + self.size) // 2 + 1)

    def _columns(self, path: Sequence[Point], top: int, bottom: int, width: int) -> tuple[Rows, Rows]:
        """Return the first column of each row and the one after the last, within ``width``.

        They are ``(width, 0)`` where the row has none.
        """
        spans = self._tip(path[0], 2 * top + 1, bottom - top)
        for start, end in pairwise(path):
            if start == end:
                continue
            np.maximum(spans, self._tip(end, 2 * top + 1, bottom - top), out=spans)
            np.maximum(spans, self._body(start, end, 2 * top + 1, bottom - top), out=spans)
        spans += 1
        spans >>= 1
        np.minimum(spans, [[0], [width]], out=spans)
        np.maximum(spans, [[-width], [0]], out=spans)
        return -spans[0], spans[1]

    # Of the rows y, y + 2, … the half-pixel columns, (2, count). All shapes here are convex, so that a row of
    # them is one span. It is given by the negative of its first column and by its last one, so that of two
    # spans the larger numbers are those of their union and the smaller those of what they share; of an empty
    # one the sum is negative.

    def _tip(self, at: Point, y: int, count: int) -> Rows:
        if self.shape == "square":
            v = np.arange(y - at[1], y - at[1] + 2 * count, 2)
            half = np.where(np.abs(v) <= self.size, self.size, -_FAR)
        else:
            half = _half_chords(self.size, y - at[1], count)
        return half + _moved(at[0])

    def _body(self, start: Point, end: Point, y: int, count: int) -> Rows:
        """What the tip covers between two positions that differ, beside what it does at them."""
        (ax, ay), (bx, by) = (start, end) if start[1] <= end[1] else (end, start)
        dx, dy = bx - ax, by - ay
        v = np.arange(y - ay, y - ay + 2 * count, 2)
        if self.shape == "square":
            body = _slab(dx, dy, self.size * (abs(dx) + dy), v) + _moved(ax)
            np.minimum(body, [[self.size - min(ax, bx)], [self.size + max(ax, bx)]], out=body)
            body[:, (v < -self.size) | (v > dy + self.size)] = -_FAR
            return body
        length2 = dx * dx + dy * dy
        body = _slab(dx, dy, math.isqrt(self.size * self.size * length2), v)
        # between the two ends: 0 <= dx u + dy v <= length2, a slab across the first one
        np.minimum(body, _between(dx, dy * v, length2), out=body)
        body[:, body[0] + body[1] < 0] = -_FAR
        body += _moved(ax)
        return body


def goes_one_way(path: Sequence[Point]) -> bool:
    """Whether a path goes up alone or down alone: what a tip covers along it is then one span in each row."""
    rows = [y for _, y in path]
    return rows in (sorted(rows), sorted(rows, reverse=True))


_NONE = np.zeros(0, np.int64)
_FAR = np.int64(1) << 40
"""Beyond any picture: stands for an empty or an unbounded span."""
_BOTH = np.ones((2, 1), np.int64)


def _moved(x: int) -> Rows:
    """What moves spans by ``x`` when it is added to them."""
    return np.array([[-x], [x]])


def _half_chords(radius: int, v: int, count: int) -> Rows:
    """Of a disc, how far its rows ``v``, ``v + 2``, … reach to either side."""
    half = np.full(count, -_FAR)
    first = max(0, (1 - radius - v) // 2)
    stop = min(count, (radius - v) // 2 + 1)
    if first < stop:
        half[first:stop] = _disc(radius)[v + 2 * first + radius : v + 2 * stop + radius - 1 : 2]
    return half


@lru_cache(maxsize=64)
def _disc(radius: int) -> Rows:
    """How far the rows reach, ``u² + v² <= radius²``, from the top to the bottom."""
    v = np.arange(-radius, radius + 1, dtype=np.int64)
    # exact: a float64 holds every whole number below 2^53, and IEEE square roots are correctly rounded
    chords: Rows = np.floor(np.sqrt(radius * radius - v * v)).astype(np.int64)
    return chords


def _slab(dx: int, dy: int, reach: int, v: Rows) -> Rows:
    """Columns ``u`` with ``|dx v - dy u| <= reach``, for ``dy >= 0``."""
    if dy == 0:
        return np.where(abs(dx) * np.abs(v) <= reach, _FAR, -_FAR) * _BOTH
    spans = v * [[-dx], [dx]]
    spans += reach
    return np.floor_divide(spans, dy, out=spans)


def _between(dx: int, along: Rows, length2: int) -> Rows:
    """Columns ``u`` with ``0 <= dx u + along <= length2``."""
    if dx == 0:
        return np.where((along >= 0) & (along <= length2), _FAR, -_FAR) * _BOTH
    ends = np.stack((along, length2 - along) if dx > 0 else (length2 - along, along))
    return np.floor_divide(ends, abs(dx), out=ends)
