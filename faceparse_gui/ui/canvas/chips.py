"""Short words on the canvas, on a small card that reads well over any photo."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme


def chip_size(painter: QPainter, text: str) -> QSizeF:
    """The view pixels that ``draw_chip`` takes."""
    metrics = QFontMetricsF(painter.font())
    return QSizeF(metrics.horizontalAdvance(text) + 2 * SPACE_M, metrics.height() + 2 * SPACE_S)


def draw_chip(painter: QPainter, text: str, corner: QPointF) -> None:
    """Draw ``text`` on a card whose top left is ``corner``."""
    rect = QRectF(corner, chip_size(painter, text))
    draw_card(painter, rect)
    painter.setPen(QColor(Theme.current().colors.text))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def draw_card(painter: QPainter, rect: QRectF) -> None:
    """Draw an empty card, a rounded rectangle in the theme's colours, at ``rect`` in view pixels."""
    colors = Theme.current().colors
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colors.border), 1))
    painter.setBrush(QColor(colors.panel))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
    painter.restore()
