"""How sure the network was of each pixel, as a heat map with its legend."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, qRgba

from faceparse_gui.ui.canvas.chips import draw_card
from faceparse_gui.ui.canvas.sampling import ScreenGrid
from faceparse_gui.ui.canvas.view_modes.view_mode import Scene, ViewMode
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme

_ALPHA_SURE, _ALPHA_UNSURE = 150, 240
_LOWEST = 0.4
_BAR_WIDTH, _BAR_HEIGHT = 180, 10


class ConfidenceView(ViewMode):
    """Confidence of the prediction as colours, with a scale."""

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        """Draw the confidence in place of the labels, and its legend."""
        assert scene.prediction is not None
        part = scene.photo_region
        if not part.isEmpty():
            grid = ScreenGrid.over(scene.view, part, scene.ratio)
            sure = grid.sample(scene.prediction.confidence)
            height, width = sure.shape
            image = QImage(sure.data, width, height, width, QImage.Format.Format_Indexed8)
            image.setColorTable([qRgba(*color) for color in ramp()])
            painter.save()
            painter.setClipRect(scene.view.photo_rect(), Qt.ClipOperation.IntersectClip)
            painter.drawImage(grid.rect, image)
            painter.restore()
        _draw_legend(painter, scene)

    def missing(self) -> str:
        """What to say without a prediction: that there is no confidence."""
        return QCoreApplication.translate(
            "ViewModes", "Parse this photo first. There is no confidence to show yet."
        )


Rgba = tuple[int, int, int, int]


@cache
def ramp() -> tuple[Rgba, ...]:
    """A colour for each confidence 0 to 255: unsure is bright and covers the photo, sure dark and thin.

    Inferno, which is perceptually uniform (Smith and van der Walt, matplotlib), turned round. It spans the
    confidences above ``_LOWEST``, since the likeliest of several classes is seldom less likely than that.
    """
    bgr = cv2.applyColorMap(np.arange(256, dtype=np.uint8), cv2.COLORMAP_INFERNO).reshape(256, 3)
    doubt = ((1 - np.arange(256) / 255) / (1 - _LOWEST)).clip(0, 1)
    colors = bgr[(255 * doubt).round().astype(int), ::-1].tolist()
    alphas = (_ALPHA_SURE + (_ALPHA_UNSURE - _ALPHA_SURE) * doubt).round().astype(int).tolist()
    return tuple((r, g, b, alpha) for (r, g, b), alpha in zip(colors, alphas, strict=True))


def _draw_legend(painter: QPainter, scene: Scene) -> None:
    line = QFontMetricsF(painter.font()).height()
    width = _BAR_WIDTH + 2 * SPACE_M
    height = 2 * line + _BAR_HEIGHT + 2 * SPACE_M + 2 * SPACE_S
    corner = QRectF(scene.bounds).bottomRight() - QPointF(SPACE_M, SPACE_M)
    card = QRectF(corner - QPointF(width, height), corner)
    draw_card(painter, card)
    inside = card.adjusted(SPACE_M, SPACE_M, -SPACE_M, -SPACE_M)
    title = QCoreApplication.translate("ViewModes", "Confidence of the network")
    painter.setPen(QColor(Theme.current().colors.text))
    painter.drawText(
        QRectF(inside.left(), inside.top(), inside.width(), line), Qt.AlignmentFlag.AlignLeft, title
    )
    bar = QImage(256, 1, QImage.Format.Format_RGB32)
    for x in range(256):
        confidence = _LOWEST + (1 - _LOWEST) * x / 255
        bar.setPixelColor(x, 0, QColor(*ramp()[round(255 * confidence)][:3]))
    top = inside.top() + line + SPACE_S
    painter.drawImage(QRectF(inside.left(), top, inside.width(), _BAR_HEIGHT), bar)
    figures = QRectF(inside.left(), top + _BAR_HEIGHT + SPACE_S, inside.width(), line)
    painter.setPen(QColor(Theme.current().colors.muted))
    lowest, middle = round(100 * _LOWEST), round(50 * (1 + _LOWEST))
    for text, side in (
        (QCoreApplication.translate("ViewModes", "≤ {0} %").format(lowest), Qt.AlignmentFlag.AlignLeft),
        (f"{middle} %", Qt.AlignmentFlag.AlignHCenter),
        ("100 %", Qt.AlignmentFlag.AlignRight),
    ):
        painter.drawText(figures, side, text)
