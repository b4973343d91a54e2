"""Which pixels lie inside a closed path."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from faceparse_gui.document.tiles import Box, box_of, crop


def inside(
    points: Sequence[tuple[float, float]] | npt.NDArray[np.floating], shape: tuple[int, ...]
) -> tuple[npt.NDArray[np.bool_], Box] | None:
    """Return the pixels whose centre lies inside the path through ``points``, by the even-odd rule.

    ``points`` are ``(x, y)`` in photo pixels, where pixel ``i`` covers ``[i, i + 1)``; the last one joins the
    first. The mask is ``bool`` of the box's shape; ``None`` when no pixel of a map of ``shape`` is inside.
    """
    path = np.asarray(points, np.float64).reshape(-1, 2)
    if len(path) < 3:
        return None
    height, width = shape[:2]
    ys = np.arange(max(0, int(np.floor(path[:, 1].min()))), min(height, int(np.ceil(path[:, 1].max()))))
    left, right = max(0, int(np.floor(path[:, 0].min()))), min(width, int(np.ceil(path[:, 0].max())))
    if not len(ys) or left >= right:
        return None
    flips = np.zeros((len(ys), right - left + 1), np.uint8)
    for (ax, ay), (bx, by) in zip(path, np.roll(path, -1, axis=0), strict=True):
        if ay == by:
            continue
        if ay > by:
            ax, ay, bx, by = bx, by, ax, ay
        # the rows whose centre line the edge crosses, its upper end inclusive
        first, last = np.searchsorted(ys + 0.5, [ay, by], side="left")
        rows = np.arange(first, last)
        crossings = ax + (ys[first:last] + 0.5 - ay) * (bx - ax) / (by - ay)
        # the first column whose centre lies right of the crossing
        columns = np.clip(np.floor(crossings + 0.5).astype(np.int64) - left, 0, right - left)
        np.bitwise_xor.at(flips, (rows, columns), 1)
    mask = np.bitwise_xor.accumulate(flips[:, :-1], axis=1).astype(np.bool_)
    part = box_of(mask)
    if part is None:
        return None
    top = int(ys[0])
    return crop(mask, part).copy(), (left + part[0], top + part[1], left + part[2], top + part[3])
