"""The label map drawn over the photo: filled, or as outlines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter, qRgba

from core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_gui.ui.canvas.sampling import ScreenGrid
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.class_model import LayerState

_LINE = 2
"""Device pixels that an outline takes on each side of a border between classes."""
_NO_EDGE = NUM_CLASSES
"""The colour index of a screen pixel that lies on no outline; always transparent."""


class LabelOverlay:
    """Wraps the label map's own buffer as an indexed image; edits in that buffer show with the next paint.

    Visibility and opacity are the alpha of the colour table, so a change touches 19 entries and no pixel.
    """

    def __init__(self, labels: LabelMap, layers: LayerState) -> None:
        self.labels = labels
        self.layers = layers
        height, width = labels.shape
        self._image = QImage(labels.data, width, height, width, QImage.Format.Format_Indexed8)
        self._outline_colors: list[int] = []
        self.refresh_colors()

    def refresh_colors(self) -> None:
        layers = self.layers
        clear = [qRgba(0, 0, 0, 0)] * (256 - NUM_CLASSES)
        self._image.setColorTable(
            [qRgba(*layers.color(i), layers.alpha(i)) for i in range(NUM_CLASSES)] + clear
        )
        self._outline_colors = [
            qRgba(*layers.color(i), 255 if layers.alpha(i) and i != BACKGROUND else 0)
            for i in range(NUM_CLASSES)
        ] + clear

    def draw_fill(self, painter: QPainter, target: QRectF) -> None:
        """Draw the whole map into ``target``; the painter's clip decides what is touched."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        height, width = self.labels.shape
        painter.drawImage(target, self._image, QRectF(0, 0, width, height))

    def draw_outlines(self, painter: QPainter, view: ViewTransform, region: QRect, ratio: float) -> None:
        """Draw the classes' borders within ``region`` (view pixels); where the photo ends is no border.

        The map is sampled at the screen's resolution, so lines are as thin when zoomed out as when zoomed
        in and the cost depends on the screen alone. ``ratio`` is device pixels for one view pixel.
        """
        grid = ScreenGrid.over(view, region, ratio, margin=_LINE)
        lines = _borders(grid.sample(self.labels))
        rows, columns = self.labels.shape
        y, x = grid.rows[_LINE:-_LINE], grid.columns[_LINE:-_LINE]
        lines[(y < 0) | (y >= rows), :] = _NO_EDGE
        lines[:, (x < 0) | (x >= columns)] = _NO_EDGE
        height, width = lines.shape
        image = QImage(lines.data, width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable(self._outline_colors)
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
