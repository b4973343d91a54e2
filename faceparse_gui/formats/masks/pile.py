"""Shapes over one another, painted from the uppermost down: what is covered already costs nothing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from faceparse_core.class_orders import UNKNOWN
from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_gui.formats.reading.budget import step

Box = tuple[int, int, int, int]
"""``(left, top, right, bottom)``, the latter two exclusive."""
Draw = Callable[[Box], npt.NDArray[np.bool_] | None]
"""Where a shape lies within a box, ``(height, width)`` of the box; None: everywhere."""

_TILE = 512


class Pile:
    """A label map under way. Its cost grows with the visible pixels, not with the number of shapes."""

    def __init__(self, height: int, width: int) -> None:
        step(height * width)
        self._labels = np.full((height, width), UNKNOWN, np.uint8)
        self._open = np.ones((-(-height // _TILE), -(-width // _TILE)), bool)
        """Tiles in which a pixel is free."""

    @property
    def height(self) -> int:
        """Rows of the label map, in pixels."""
        return int(self._labels.shape[0])

    @property
    def width(self) -> int:
        """Columns of the label map, in pixels."""
        return int(self._labels.shape[1])

    def lay(self, box: Box, id_: int, draw: Draw) -> None:
        """Put a shape below those that lie there already.

        Args:
            box: around the shape; what leads out of the map is cut off.
            draw: called for parts of the box, in bands of rows.

        Raises:
            ReadingStopped, FormatError: as ``budget.step``.
        """
        step()
        height, width = self.height, self.width
        left, top, right, bottom = max(box[0], 0), max(box[1], 0), min(box[2], width), min(box[3], height)
        if left >= right or top >= bottom:
            return
        first, last = left // _TILE, (right - 1) // _TILE + 1
        for row in range(top // _TILE, (bottom - 1) // _TILE + 1):
            columns = np.flatnonzero(self._open[row, first:last]) + first
            if columns.size:
                part = (
                    max(left, int(columns[0]) * _TILE),
                    max(top, row * _TILE),
                    min(right, (int(columns[-1]) + 1) * _TILE),
                    min(bottom, (row + 1) * _TILE),
                )
                self._fill(part, id_, draw)
                self._close(row, columns.tolist())

    def _fill(self, part: Box, id_: int, draw: Draw) -> None:
        left, top, right, bottom = part
        step((right - left) * (bottom - top))
        view = self._labels[top:bottom, left:right]
        free = view == UNKNOWN
        inside = draw(part)
        if inside is not None:
            free &= inside
        view[free] = id_

    def _close(self, row: int, columns: list[int]) -> None:
        band = self._labels[row * _TILE : (row + 1) * _TILE]
        for column in columns:
            tile = band[:, column * _TILE : (column + 1) * _TILE]
            self._open[row, column] = bool((tile == UNKNOWN).any())

    def finish(self) -> LabelMap:
        """The label map; what no shape covers is background. Only once."""
        for row in np.flatnonzero(self._open.any(axis=1)).tolist():
            band = self._labels[row * _TILE : (row + 1) * _TILE]
            band[band == UNKNOWN] = BACKGROUND
        return self._labels
