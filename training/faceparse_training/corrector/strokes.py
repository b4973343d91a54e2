"""Strokes as a hand draws them on an area, to learn from."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Depth = npt.NDArray[np.float32]

_CLICKS, _CLICK = 0.15, 5
"""The share of strokes that are clicks, and how far around one is taken for it, in pixels of 512."""
_LONGEST, _WIDEST = 100.0, 8
_WHOLE = 0.6
"""The share of strokes that go along all of an area's deep part."""
_STEP = 6.0
_TREMOR = 1.0


def stroke(area: Mask, rng: np.random.Generator) -> Mask:
    """A stroke along the deep part of an area that is not empty, or a click in it; of the area's shape."""
    depth: Depth = cv2.distanceTransform(np.pad(area.view(np.uint8), 1), cv2.DIST_L2, 3)[1:-1, 1:-1].astype(
        np.float32
    )
    drawn = np.zeros(area.shape, np.uint8)
    if rng.random() < _CLICKS:
        y, x = rng.permutation(np.argwhere(depth >= 0.7 * depth.max()))[0]
        cv2.circle(drawn, (int(x), int(y)), _CLICK, 1, -1)
        return drawn.view(np.bool_)
    points = _along(depth, rng)
    points = points + _TREMOR * rng.normal(size=points.shape)
    width = int(rng.integers(1, int(min(_WIDEST, max(1.0, float(depth.max())))) + 1))
    cv2.polylines(drawn, [np.floor(points).astype(np.int32)], False, 1, width)
    return drawn.view(np.bool_) if drawn.any() else area


def _along(depth: Depth, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Points ``(n, 2)`` along the main axis of the deepest part, each as deep as it goes."""
    deep = depth >= rng.uniform(0.4, 0.8) * depth.max()
    _, parts = cv2.connectedComponents(deep.view(np.uint8), connectivity=8)
    rows, columns = np.nonzero(parts == parts[np.unravel_index(int(depth.argmax()), depth.shape)])
    at = np.stack([columns, rows], 1).astype(np.float64)
    centred = at - at.mean(0)
    along = centred @ np.linalg.eigh(centred.T @ centred)[1][:, 1]
    start, end = float(along.min()), float(along.max())
    longest = min(_LONGEST, end - start) * (1 if rng.random() < _WHOLE else rng.uniform(0.1, 1))
    first = start + rng.uniform(0, 1) * (end - start - longest)
    places = np.floor((along - first) / _STEP).astype(int)
    order = np.lexsort((-depth[rows, columns], places))
    places = places[order]
    deepest = order[np.flatnonzero(np.diff(places, prepend=places[0] - 1))]
    inside = (along[deepest] >= first - _STEP) & (along[deepest] <= first + longest + 1e-9)
    return at[deepest[inside] if inside.any() else deepest[:1]] + 0.5
