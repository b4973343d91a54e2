"""The brush: which pixels a stroke covers, exactly.

All geometry is done in whole numbers on a grid of half pixels, on which the pixel in column ``i`` has its
centre at ``2 i + 1``. A position is snapped to the nearest pixel centre when the size is odd and to the
nearest pixel corner when it is even, so a disc looks the same wherever it lies. A pixel belongs to a stroke
when its centre is no farther than half the size from the segment between two positions (a capsule), or within
the square that is moved along it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
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
        self, start: Point, end: Point, width: int, height: int
    ) -> Iterator[tuple[tuple[int, int, int, int], npt.NDArray[np.bool_]]]:
        """Yield the pixels covered from ``start`` to ``end`` inside a map of the given size.

        They come as boxes ``(x0, y0, x1, y1)`` that do not overlap, each with a ``bool`` mask of its shape.
        """
        top = max(0, (min(start[1], end[1]) - self.size) // 2)
        bottom = min(height, (max(start[1], end[1]) + self.size) // 2 + 1)
        for y0 in range(top, bottom, _BAND):
            rows = np.arange(y0, min(y0 + _BAND, bottom), dtype=np.int64)
            first, last = self._spans(start, end, 2 * rows + 1)
            first, last = (np.clip(each, 0, width) for each in _columns(first, last))
            filled = np.flatnonzero(first < last)
            if not filled.size:
                continue
            band = slice(filled[0], filled[-1] + 1)
            first, last = first[band], last[band]
            x0, x1 = int(first.min()), int(last.max())
            kind: npt.DTypeLike = np.int16 if x1 - x0 < 2**15 else np.int32  # the narrower, the quicker
            columns, first, last = (each.astype(kind) for each in (np.arange(x1 - x0), first - x0, last - x0))
            mask = (columns >= first[:, None]) & (columns < last[:, None])
            yield (x0, int(rows[band.start]), x1, int(rows[band.stop - 1]) + 1), mask

    def fresh(
        self, start: Point, end: Point, width: int, height: int, tip: Brush, at: Point
    ) -> tuple[Rows, Rows, Rows]:
        """Return what is covered from ``start`` to ``end`` and not by ``tip`` lying ``at`` a position.

        Parts of rows, top down, none of them empty: the rows, and the first and last column, end exclusive.
        """
        top = max(0, (min(start[1], end[1]) - self.size) // 2)
        bottom = min(height, (max(start[1], end[1]) + self.size) // 2 + 1)
        rows = np.arange(top, max(top, bottom), dtype=np.int64)
        first, last = (np.clip(each, 0, width) for each in _columns(*self._spans(start, end, 2 * rows + 1)))
        left, right = _columns(*tip._spans(at, at, 2 * rows + 1))
        left, right = np.where(left < right, left, last), np.where(left < right, right, last)
        begins = np.stack((first, np.maximum(first, right)), 1).ravel()
        ends = np.stack((np.minimum(last, left), last), 1).ravel()
        there = np.flatnonzero(begins < ends)
        return rows[there // 2], begins[there], ends[there]

    def _spans(self, start: Point, end: Point, y: Rows) -> tuple[Rows, Rows]:
        """Return the first and last half-pixel column of each row ``y``; first > last where the row is empty.

        Both shapes are convex, so that a row of them is one span.
        """
        (ax, ay), (bx, by) = (start, end) if start[1] <= end[1] else (end, start)
        dx, dy = bx - ax, by - ay
        radius = self.size
        if self.shape == "square":
            first = np.full_like(y, min(ax, bx) - radius)
            last = np.full_like(y, max(ax, bx) + radius)
            outside = (y < ay - radius) | (y > by + radius)
            slab_first, slab_last = _slab(dx, dy, radius * (abs(dx) + dy), y - ay)
            first, last = np.maximum(first, ax + slab_first), np.minimum(last, ax + slab_last)
            last[outside] = first[outside] - 1
            return first, last
        first_a, last_a = _disc(radius, y - ay)
        first_b, last_b = _disc(radius, y - by)
        first, last = np.minimum(ax + first_a, bx + first_b), np.maximum(ax + last_a, bx + last_b)
        if (dx, dy) != (0, 0):
            length2 = dx * dx + dy * dy
            side_first, side_last = _slab(dx, dy, math.isqrt(radius * radius * length2), y - ay)
            # between the two ends: 0 <= dx u + dy v <= length2, a slab across the first one
            ends_first, ends_last = _between(dx, dy * (y - ay), length2)
            body_first, body_last = np.maximum(side_first, ends_first), np.minimum(side_last, ends_last)
            body = body_first <= body_last
            first = np.where(body, np.minimum(first, ax + body_first), first)
            last = np.where(body, np.maximum(last, ax + body_last), last)
        return first, last


def _columns(first: Rows, last: Rows) -> tuple[Rows, Rows]:
    """From half pixels to columns, end exclusive."""
    return first // 2, (last + 1) // 2


_FAR = np.int64(1) << 40
"""Beyond any picture: stands for an empty or an unbounded span."""


def _disc(radius: int, v: Rows) -> tuple[Rows, Rows]:
    """Columns ``u`` with ``u² + v² <= radius²``; (far, -far) where there is none."""
    half = _half_chords(radius)[np.clip(v, -radius - 1, radius + 1) + radius + 1]
    return -half, half


@lru_cache(maxsize=64)
def _half_chords(radius: int) -> Rows:
    """Of a disc, for the rows from above it to below it, where ``-far`` says that there is none."""
    v = np.arange(-radius, radius + 1, dtype=np.int64)
    # exact: a float64 holds every whole number below 2^53, and IEEE square roots are correctly rounded
    half = np.floor(np.sqrt(radius * radius - v * v)).astype(np.int64)
    return np.concatenate(([-_FAR], half, [-_FAR]))


def _slab(dx: int, dy: int, reach: int, v: Rows) -> tuple[Rows, Rows]:
    """Columns ``u`` with ``|dx v - dy u| <= reach``, for ``dy >= 0``."""
    if dy == 0:
        inside = abs(dx) * np.abs(v) <= reach
        return np.where(inside, -_FAR, _FAR), np.where(inside, _FAR, -_FAR)
    return -((reach - dx * v) // dy), (dx * v + reach) // dy


def _between(dx: int, along: Rows, length2: int) -> tuple[Rows, Rows]:
    """Columns ``u`` with ``0 <= dx u + along <= length2``."""
    if dx == 0:
        inside = (along >= 0) & (along <= length2)
        return np.where(inside, -_FAR, _FAR), np.where(inside, _FAR, -_FAR)
    if dx > 0:
        return -(along // dx), (length2 - along) // dx
    return -((length2 - along) // -dx), along // -dx
