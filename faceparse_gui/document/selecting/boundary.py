"""Pushing a region's edge with the pointer, without gaps."""

from __future__ import annotations

from math import hypot

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_gui.document.surroundings import nearest
from faceparse_gui.document.tiles import Box, crop

_LEAST_WINDOW = 192


class EdgePush:
    """One drag at the edge of a class.

    The region is held as its signed distance, which is warped around the pointer with a smooth falloff (as
    an image editor's forward warp does), so that slow drags move it as far as fast ones and edges stay
    clean. Pixels that the region leaves get what lay nearest when the drag began.
    """

    def __init__(self, labels: LabelMap, class_id: int, at: tuple[float, float], radius: float) -> None:
        """``labels`` is read now only; ``at`` and ``radius``, the reach of a push, are in photo pixels."""
        self.class_id = class_id
        self.radius = max(radius, 2.0)
        height, width = labels.shape
        half = max(_LEAST_WINDOW, round(3 * self.radius))
        x, y = round(at[0]), round(at[1])
        self.window: Box = max(0, x - half), max(0, y - half), min(width, x + half), min(height, y + half)
        self._open = (self.window[0] > 0, self.window[1] > 0, self.window[2] < width, self.window[3] < height)
        inside = crop(labels, self.window) == class_id
        self._under = nearest(crop(labels, self.window), ~inside)
        self._distance = _signed_distance(inside)

    def reaches(self, x: float, y: float) -> bool:
        """Whether a push that ends here stays within what this drag looked at."""
        x0, y0, x1, y1 = self.window
        left, top, right, bottom = self._open
        far = self.radius + 2
        return not (
            (left and x - far < x0)
            or (top and y - far < y0)
            or (right and x + far > x1)
            or (bottom and y + far > y1)
        )

    def move(
        self, labels: LabelMap, start: tuple[float, float], end: tuple[float, float]
    ) -> tuple[LabelMap, Box] | None:
        """Push from ``start`` to ``end``; return other labels for a box, or None where nothing changes.

        ``labels`` are the map's as they are now.
        """
        changed: Box | None = None
        length = hypot(end[0] - start[0], end[1] - start[1])
        steps = max(1, int(np.ceil(2 * length / self.radius)))
        step = (end[0] - start[0]) / steps, (end[1] - start[1]) / steps
        for number in range(1, steps + 1):
            box = self._warp((start[0] + number * step[0], start[1] + number * step[1]), step)
            if box is not None:
                changed = box if changed is None else _around(changed, box)
        if changed is None:
            return None
        x0, y0 = self.window[:2]
        here = (changed[0] - x0, changed[1] - y0, changed[2] - x0, changed[3] - y0)
        old = crop(labels, changed)
        inside = crop(self._distance, here) > 0
        new = np.where(inside, np.uint8(self.class_id), old)
        left_behind = ~inside & (old == self.class_id)
        new[left_behind] = crop(self._under, here)[left_behind]
        return new, changed

    def _warp(self, at: tuple[float, float], step: tuple[float, float]) -> Box | None:
        """Move the region's distance along ``step``, most under the pointer; return the box touched."""
        x0, y0, x1, y1 = self.window
        r = self.radius
        left, top = max(x0, int(at[0] - r)), max(y0, int(at[1] - r))
        right, bottom = min(x1, int(at[0] + r) + 2), min(y1, int(at[1] + r) + 2)
        if left >= right or top >= bottom:
            return None
        x = np.arange(left, right, dtype=np.float32) + np.float32(0.5)
        y = np.arange(top, bottom, dtype=np.float32) + np.float32(0.5)
        square = ((y - at[1]) ** 2)[:, None] + ((x - at[0]) ** 2)[None]
        weight = np.square(np.maximum(0, 1 - square / (r * r)), dtype=np.float32)
        from_x = (x - 0.5 - x0)[None] - weight * np.float32(step[0])
        from_y = (y - 0.5 - y0)[:, None] - weight * np.float32(step[1])
        moved = cv2.remap(self._distance, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        self._distance[top - y0 : bottom - y0, left - x0 : right - x0] = moved
        return left, top, right, bottom


def _signed_distance(inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Pixels to the edge, positive inside, as ``float32``; 0 lies between two pixels."""
    mask = inside.astype(np.uint8)
    to_outside = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    to_inside = cv2.distanceTransform(1 - mask, cv2.DIST_L2, 5)
    return np.where(inside, to_outside - np.float32(0.5), np.float32(0.5) - to_inside)


def _around(a: Box, b: Box) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
