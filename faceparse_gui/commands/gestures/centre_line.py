"""Where a hand strokes through an area: along its middle, from end to end."""

from __future__ import annotations

import heapq
from math import hypot

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Line = npt.NDArray[np.float64]
"""Points ``(n, 2)``, ``(x, y)`` in pixels of the mask, pixel centres at halves."""

_CELLS = 900
"""An area is looked at in about so many cells."""
_STEPS = tuple((dx, dy, hypot(dx, dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)


def depth_of(mask: Mask) -> npt.NDArray[np.float32]:
    """How far each marked pixel is from what is not marked, the border of the map included."""
    return cv2.distanceTransform(np.pad(mask.view(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1].astype(
        np.float32, copy=False
    )


def centre_line(mask: Mask) -> Line:
    """The way between the two ends of a connected mask that lie farthest apart, as deep inside as it goes."""
    depth = depth_of(mask)
    step = max(1, int(np.sqrt(mask.sum() / _CELLS)))
    if step > 1:
        height, width = mask.shape
        depth = np.pad(depth, ((0, -height % step), (0, -width % step)))
        rows, columns = depth.shape[0] // step, depth.shape[1] // step
        depth = depth.reshape(rows, step, columns, step).max((1, 3))
    cells = {(int(x), int(y)): float(depth[y, x]) for y, x in np.argwhere(depth > 0)}
    deepest = max(cells, key=lambda cell: (cells[cell], cell))
    first = _farthest(cells, deepest, 0)[0]
    last, way = _farthest(cells, first, 0)
    _, way = _farthest(cells, first, 2, last)
    points = [last]
    while points[-1] != first:
        points.append(way[points[-1]])
    return (np.array(points, np.float64) + 0.5) * step


def _farthest(
    cells: dict[tuple[int, int], float],
    start: tuple[int, int],
    power: int,
    end: tuple[int, int] | None = None,
) -> tuple[tuple[int, int], dict[tuple[int, int], tuple[int, int]]]:
    """The cell that is farthest from ``start``, and from which cell each is reached (Dijkstra).

    A step costs its length, divided by the depth to a ``power``.
    """
    cost, way = {start: 0.0}, {start: start}
    queue, settled = [(0.0, start)], set()
    last = start
    while queue:
        so_far, cell = heapq.heappop(queue)
        if cell in settled:
            continue
        settled.add(cell)
        last = cell
        if cell == end:
            break
        for dx, dy, length in _STEPS:
            next_cell = cell[0] + dx, cell[1] + dy
            depth = cells.get(next_cell)
            if depth is None or next_cell in settled:
                continue
            new = so_far + length / depth**power
            if new < cost.get(next_cell, float("inf")):
                cost[next_cell], way[next_cell] = new, cell
                heapq.heappush(queue, (new, next_cell))
    return last, way


def length_of(line: Line) -> float:
    """In pixels."""
    return float(np.hypot(*np.diff(line, axis=0).T).sum()) if len(line) > 1 else 0.0
