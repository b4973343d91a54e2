"""A map of the photo's size, read at the screen's resolution: the cost depends on the screen alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF

from faceparse_gui.document.packed import COARSE, PackedMap
from faceparse_gui.ui.canvas.device_pixels import to_device
from faceparse_gui.ui.canvas.view import ViewTransform

Map = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class ScreenGrid:
    """The photo rows and columns under the device pixels of a part of the view; some lie beyond the photo.

    ``rect`` is that part in view pixels, without the ``margin`` of device pixels that the grid has around it.
    """

    rect: QRectF
    rows: Numbers
    columns: Numbers

    @classmethod
    def over(
        cls, view: ViewTransform, region: QRect, ratio: float, margin: int = 0, finer: int = 1
    ) -> ScreenGrid:
        """``ratio``: device pixels for one view pixel. ``finer``: samples along a side of a device pixel."""
        part = to_device(region, ratio)
        left, top, width, height = part.left(), part.top(), part.width(), part.height()
        origin, scale = view.origin, view.scale * ratio
        return cls(
            QRectF(left / ratio, top / ratio, width / ratio, height / ratio),
            _under(top - margin, height + 2 * margin, origin.y() * ratio, scale, finer),
            _under(left - margin, width + 2 * margin, origin.x() * ratio, scale, finer),
        )

    @classmethod
    def inside(cls, view: ViewTransform, region: QRect, ratio: float, shape: tuple[int, int]) -> ScreenGrid:
        """The part of ``region`` that lies on a photo of ``shape``; quick while the view stays as it is."""
        x, y, scale = view.place
        width, height = ceil(view.size.width() * ratio), ceil(view.size.height() * ratio)
        rows, (above, below) = _on_photo(height, y * ratio, scale * ratio, shape[0])
        columns, (before, behind) = _on_photo(width, x * ratio, scale * ratio, shape[1])
        part = to_device(region, ratio)
        top, bottom = max(part.top(), above), min(part.bottom() + 1, below)
        left, right = max(part.left(), before), min(part.right() + 1, behind)
        return cls(
            QRectF(left / ratio, top / ratio, (right - left) / ratio, (bottom - top) / ratio),
            rows[top : max(top, bottom)],
            columns[left : max(left, right)],
        )

    def sample(self, pixels: Map | PackedMap) -> Map:
        """``pixels`` ``(H, W)`` under the grid, C-contiguous; beyond the photo its border goes on."""
        height, width = pixels.shape
        return _crossing(pixels, np.clip(self.rows, 0, height - 1), np.clip(self.columns, 0, width - 1))

    def take(self, pixels: Map | PackedMap) -> Map:
        """``pixels`` under a grid that lies ``inside`` their photo, C-contiguous."""
        return _crossing(pixels, self.rows, self.columns)

    def blank_beyond(self, sampled: Map, shape: tuple[int, int], value: int, margin: int = 0) -> None:
        """Give ``value`` to what was sampled beyond a map of ``shape``; it lacks ``margin`` on each side."""
        for lines, numbers, size in ((sampled, self.rows, shape[0]), (sampled.T, self.columns, shape[1])):
            numbers = numbers[margin : len(numbers) - margin]
            lines[(numbers < 0) | (numbers >= size)] = value


def _crossing(pixels: Map | PackedMap, rows: Numbers, columns: Numbers) -> Map:
    """The pixels where ascending rows and columns cross."""
    if isinstance(pixels, PackedMap):
        return pixels.sample(rows, columns)
    if not columns.size or not rows.size:
        return np.empty((rows.size, columns.size), np.uint8)
    top, left = rows[0], columns[0]
    part, rows, columns = pixels[top : rows[-1] + 1, left : columns[-1] + 1], rows - top, columns - left
    if len(part) < len(rows):  # zoomed in: each row is seen more than once
        return part.take(columns, axis=1)[rows]
    return part[rows].take(columns, axis=1)


@lru_cache(maxsize=8)
def _on_photo(count: int, origin: float, scale: float, size: int) -> tuple[Numbers, tuple[int, int]]:
    """What lies under ``count`` device pixels; the first of them on the photo, and the one after the last."""
    numbers = _under(0, count, origin, scale, 1)
    first, last = np.searchsorted(numbers, (0, size)).tolist()
    return numbers, (first, last)


def _under(start: int, count: int, origin: float, scale: float, finer: int) -> Numbers:
    steps = (np.arange(count * finer) + 0.5) / finer + start
    pixels = np.floor((steps - origin) / scale).astype(np.intp)
    if scale * finer * COARSE <= 1:  # samples lie that far apart: take those that packed maps have at hand
        pixels -= pixels % COARSE
    return pixels
