"""The label map drawn over the photo: filled, or as outlines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter, qRgba

from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.ui.canvas.sampling import ScreenGrid
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.classes.class_model import LayerState

_LINE = 2
"""Device pixels that an outline takes on each side of a border between classes."""
_NO_EDGE = NUM_CLASSES
"""The colour index of a screen pixel that lies on no outline or beyond the photo; always transparent."""

_AT_ONCE = 1 << 18
"""Pixels that one thread blends sooner than Qt, which blends indexed pictures in threads and waits."""


class LabelOverlay:
    """Reads the label map's own buffer at the screen's resolution; edits in it show with the next paint.

    Which pixel is seen where depends on the view alone: a part that is painted anew is as all of it would be.
    Visibility and opacity are the alpha of the colour table, so a change touches 19 entries and no pixel.
    """

    def __init__(self, labels: LabelMap | PackedMap, layers: LayerState) -> None:
        self.labels = labels
        self.layers = layers
        self._colors: list[int] = []
        self._outline_colors: list[int] = []
        self.refresh_colors()

    def refresh_colors(self) -> None:
        """Read colours and opacities again."""
        layers = self.layers
        clear = [qRgba(0, 0, 0, 0)] * (256 - NUM_CLASSES)
        self._colors = [qRgba(*layers.color(i), layers.alpha(i)) for i in range(NUM_CLASSES)] + clear
        self._outline_colors = [
            qRgba(*layers.color(i), 255 if layers.alpha(i) and i != BACKGROUND else 0)
            for i in range(NUM_CLASSES)
        ] + clear

    def draw_fill(self, painter: QPainter, view: ViewTransform, region: QRect, ratio: float) -> None:
        """Draw the classes within ``region`` (view pixels) at least; the painter's clip holds.

        ``ratio`` is device pixels for one view pixel.
        """
        grid = ScreenGrid.inside(view, region, ratio, self.labels.shape)
        _draw(painter, grid, grid.take(self.labels), self._colors)

    def draw_outlines(self, painter: QPainter, view: ViewTransform, region: QRect, ratio: float) -> None:
        """Draw the classes' borders within ``region`` (view pixels); where the photo ends is no border.

        The map is sampled at the screen's resolution, so lines are as thin when zoomed out as when zoomed
        in and the cost depends on the screen alone. ``ratio`` is device pixels for one view pixel.
        """
        grid = ScreenGrid.over(view, region, ratio, margin=_LINE)
        lines = _borders(grid.sample(self.labels))
        grid.blank_beyond(lines, self.labels.shape, _NO_EDGE, _LINE)
        _draw(painter, grid, lines, self._outline_colors)


def _draw(painter: QPainter, grid: ScreenGrid, pixels: LabelMap, colors: Sequence[int]) -> None:
    """Draw one colour index for each device pixel of the grid."""
    if not pixels.size:
        return
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(colors)
    if pixels.size <= _AT_ONCE:
        image = image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter.drawImage(grid.rect, image)


def _borders(sampled: LabelMap) -> LabelMap:
    """Keep labels within ``_LINE`` of another one, ``_NO_EDGE`` elsewhere; ``_LINE`` narrower all round."""
    near, far, inner = slice(None, -2 * _LINE), slice(2 * _LINE, None), slice(_LINE, -_LINE)
    labels = sampled[inner, inner]
    edge = labels != sampled[near, inner]
    edge |= labels != sampled[far, inner]
    edge |= labels != sampled[inner, near]
    edge |= labels != sampled[inner, far]
    return np.where(edge, labels, np.uint8(_NO_EDGE))
