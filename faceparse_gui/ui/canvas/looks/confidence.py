"""How sure the network was of each pixel, as a heat map with its legend."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, qRgba

from faceparse_gui.ui.canvas.chips import draw_card
from faceparse_gui.ui.canvas.looks.look import Look, Scene
from faceparse_gui.ui.theme import SPACE_M, SPACE_S, Theme

_ALPHA = 190
_BAR_WIDTH, _BAR_HEIGHT = 180, 10


class Confidence(Look):
    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        assert scene.prediction is not None
        sure = scene.prediction.confidence
        height, width = sure.shape
        image = QImage(sure.data, width, height, width, QImage.Format.Format_Indexed8)
        image.setColorTable([qRgba(*color, _ALPHA) for color in ramp()])
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(scene.view.photo_rect(), image, QRectF(0, 0, width, height))
        _draw_legend(painter, scene)

    def missing(self) -> str:
        return QCoreApplication.translate(
            "Looks", "Parse this photo first: there is no confidence to show yet."
        )


@cache
def ramp() -> tuple[tuple[int, int, int], ...]:
    """256 RGB colours, from unsure to sure: cividis, perceptually uniform and made for colour-blind eyes.

    Nuñez, Anderton and Renslow, "Optimizing colormaps with consideration for color vision deficiency" (2018);
    turned round, so that what the network is unsure of is bright.
    """
    bgr = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[::-1], cv2.COLORMAP_CIVIDIS)
    return tuple((int(r), int(g), int(b)) for b, g, r in bgr.reshape(256, 3))


def _draw_legend(painter: QPainter, scene: Scene) -> None:
    line = QFontMetricsF(painter.font()).height()
    width = _BAR_WIDTH + 2 * SPACE_M
    height = 2 * line + _BAR_HEIGHT + 2 * SPACE_M + 2 * SPACE_S
    corner = QRectF(scene.bounds).bottomRight() - QPointF(SPACE_M, SPACE_M)
    card = QRectF(corner - QPointF(width, height), corner)
    draw_card(painter, card)
    inside = card.adjusted(SPACE_M, SPACE_M, -SPACE_M, -SPACE_M)
    title = QCoreApplication.translate("Looks", "How sure the network is")
    painter.setPen(QColor(Theme.current().colors.text))
    painter.drawText(
        QRectF(inside.left(), inside.top(), inside.width(), line), Qt.AlignmentFlag.AlignLeft, title
    )
    bar = QImage(256, 1, QImage.Format.Format_RGB32)
    for x, color in enumerate(ramp()):
        bar.setPixelColor(x, 0, QColor(*color))
    top = inside.top() + line + SPACE_S
    painter.drawImage(QRectF(inside.left(), top, inside.width(), _BAR_HEIGHT), bar)
    figures = QRectF(inside.left(), top + _BAR_HEIGHT + SPACE_S, inside.width(), line)
    painter.setPen(QColor(Theme.current().colors.muted))
    for share, side in (
        (0, Qt.AlignmentFlag.AlignLeft),
        (50, Qt.AlignmentFlag.AlignHCenter),
        (100, Qt.AlignmentFlag.AlignRight),
    ):
        painter.drawText(figures, side, f"{share} %")
