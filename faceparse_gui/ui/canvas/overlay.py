"""The label map drawn over the photo: filled, or as outlines."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QImage, QPainter, qRgba

from core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.class_model import LayerState

_NO_EDGE = NUM_CLASSES
"""The colour index of a screen pixel that lies on no outline; always transparent."""


class LabelOverlay:
    """Wraps the label map's own buffer as an indexed image; edits in that buffer show with the next paint.

    Visibility and opacity are the alpha of the colour table, so a change touches 19 entries and no pixel.
    """

    def __init__(self, labels: LabelMap, layers: LayerState) -> None:
        self._labels = labels
        self._layers = layers
        height, width = labels.shape
        self._image = QImage(labels.data, width, height, width, QImage.Format.Format_Indexed8)
        self._outline_colors: list[int] = []
        self.refresh_colors()

    def refresh_colors(self) -> None:
        layers = self._layers
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
        height, width = self._labels.shape
        painter.drawImage(target, self._image, QRectF(0, 0, width, height))

    def draw_outlines(self, painter: QPainter, view: ViewTransform, region: QRect, ratio: float) -> None:
        """Draw the classes' outer lines within ``region`` (view pixels), one device pixel wide on each side.

        The map is sampled at the screen's resolution, so lines are as thin when zoomed out as when zoomed
        in and the cost depends on the screen alone. ``ratio`` is device pixels for one view pixel.
        """
        left, top = round(region.left() * ratio), round(region.top() * ratio)
        width, height = round(region.width() * ratio), round(region.height() * ratio)
        sampled = self._sample(view, left - 1, top - 1, width + 2, height + 2, ratio)
        inner = sampled[1:-1, 1:-1]
        edge = inner != sampled[:-2, 1:-1]
        edge |= inner != sampled[2:, 1:-1]
        edge |= inner != sampled[1:-1, :-2]
        edge |= inner != sampled[1:-1, 2:]
        lines = np.where(edge, inner, np.uint8(_NO_EDGE))
        image = QImage(lines.data, width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable(self._outline_colors)
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QRectF(left / ratio, top / ratio, width / ratio, height / ratio), image)

    def _sample(
        self, view: ViewTransform, left: int, top: int, width: int, height: int, ratio: float
    ) -> LabelMap:
        """The label under the middle of each device pixel; ``_NO_EDGE`` beside the photo."""
        origin, scale = view.origin, view.scale
        x = np.floor(((np.arange(left, left + width) + 0.5) / ratio - origin.x()) / scale).astype(np.intp)
        y = np.floor(((np.arange(top, top + height) + 0.5) / ratio - origin.y()) / scale).astype(np.intp)
        rows, columns = self._labels.shape
        sampled = self._labels[np.clip(y, 0, rows - 1)[:, None], np.clip(x, 0, columns - 1)]
        sampled[(y < 0) | (y >= rows), :] = _NO_EDGE
        sampled[:, (x < 0) | (x >= columns)] = _NO_EDGE
        return sampled
