"""A map of the photo's size, read at the screen's resolution: the cost depends on the screen alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF

from faceparse_gui.document.packed import COARSE, PackedMap
from faceparse_gui.ui.canvas.view import ViewTransform

Map = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class ScreenGrid:
    """The photo rows and columns under the device pixels of a part of the view; some lie beyond the photo.

    ``rect`` is that part in view pixels, without the ``margin`` of device pixels that the grid has around it.
    """

    rect: QRectF
    rows: npt.NDArray[np.intp]
    columns: npt.NDArray[np.intp]

    @classmethod
    def over(
        cls, view: ViewTransform, region: QRect, ratio: float, margin: int = 0, finer: int = 1
    ) -> ScreenGrid:
        """``ratio``: device pixels for one view pixel. ``finer``: samples along a side of a device pixel."""
        left, top = round(region.left() * ratio), round(region.top() * ratio)
        width, height = round(region.width() * ratio), round(region.height() * ratio)
        origin, scale = view.origin, view.scale * ratio
        return cls(
            QRectF(left / ratio, top / ratio, width / ratio, height / ratio),
            _under(top - margin, height + 2 * margin, origin.y() * ratio, scale, finer),
            _under(left - margin, width + 2 * margin, origin.x() * ratio, scale, finer),
        )

    def sample(self, pixels: Map | PackedMap) -> Map:
        """``pixels`` ``(H, W)`` under the grid, C-contiguous; beyond the photo its border goes on."""
        height, width = pixels.shape
        rows, columns = np.clip(self.rows, 0, height - 1), np.clip(self.columns, 0, width - 1)
        if isinstance(pixels, PackedMap):
            return pixels.sample(rows, columns)
        return pixels[rows].take(columns, axis=1)

    def blank_beyond(self, sampled: Map, shape: tuple[int, int], value: int, margin: int = 0) -> None:
        """Give ``value`` to what was sampled beyond a map of ``shape``; it lacks ``margin`` on each side."""
        for lines, numbers, size in ((sampled, self.rows, shape[0]), (sampled.T, self.columns, shape[1])):
            numbers = numbers[margin : len(numbers) - margin]
            lines[(numbers < 0) | (numbers >= size)] = value


def _under(start: int, count: int, origin: float, scale: float, finer: int) -> npt.NDArray[np.intp]:
    steps = (np.arange(count * finer) + 0.5) / finer + start
    pixels = np.floor((steps - origin) / scale).astype(np.intp)
    if scale * finer * COARSE <= 1:  # samples lie that far apart: take those that packed maps have at hand
        pixels -= pixels % COARSE
    return pixels
