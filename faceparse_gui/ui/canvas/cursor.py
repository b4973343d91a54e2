"""The cursors: the brush's outline in two thin lines, dark and light, and a cross with the tool's icon."""

from __future__ import annotations

from functools import cache, lru_cache
from math import ceil

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QImage, QPainter, QPen, QPixmap

from faceparse_gui.ui.canvas.device_pixels import in_device_pixels
from faceparse_gui.ui.widgets.icons import draw_icon

_CROSS_BELOW = 6.0
"""A ring of fewer view pixels across is hard to find, so a cross marks its middle."""
_CROSS = 8
_HOT, _ICON = 9, 16
"""A tool's cursor: half the side of its cross, and the side of its icon."""
_LARGEST_KEPT = 300
"""Device pixels that a ring may reach from its middle, to be kept as a picture."""
_MARGIN = 6
"""View pixels around the ring: its own width, and what Qt rounds off dirty regions at fractional scales."""


def draw_ring(
    painter: QPainter, center: QPointF, diameter: float, shape: str = "round", ratio: float = 1.0
) -> None:
    """Draw the brush's outline at its true size and shape, its middle to half a device pixel.

    ``diameter`` is in view pixels, of which each has ``ratio`` device pixels a side.
    """
    reach = _reach(diameter)
    if reach * ratio > _LARGEST_KEPT:
        _outline(painter, center, diameter, shape)
        return
    steps = round(2 * ratio * center.x()), round(2 * ratio * center.y())
    picture = _ring_picture(diameter, shape, ratio, steps[0] % 2, steps[1] % 2)
    middle = picture.width() // 2
    with in_device_pixels(painter, ratio):
        painter.drawImage(QPoint(steps[0] // 2 - middle, steps[1] // 2 - middle), picture)


def ring_rect(center: QPointF, diameter: float) -> QRect:
    """The view pixels that ``draw_ring`` may touch."""
    reach = _reach(diameter)
    return QRect(-reach, -reach, 2 * reach + 1, 2 * reach + 1).translated(center.toPoint())


def _reach(diameter: float) -> int:
    return int(max(diameter / 2, 1.0)) + (_CROSS + 8 if diameter < _CROSS_BELOW else _MARGIN)


@lru_cache(maxsize=16)
def _ring_picture(diameter: float, shape: str, ratio: float, half_x: int, half_y: int) -> QImage:
    """The outline around the middle of a picture in device pixels, or half a pixel beside it."""
    middle = ceil(_reach(diameter) * ratio)
    picture = QImage(2 * middle + 1, 2 * middle + 1, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(0)
    painter = QPainter(picture)
    painter.scale(ratio, ratio)
    _outline(painter, QPointF(middle + half_x / 2, middle + half_y / 2) / ratio, diameter, shape)
    painter.end()
    return picture


def _outline(painter: QPainter, center: QPointF, diameter: float, shape: str) -> None:
    radius = max(diameter / 2, 1.0)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(0, 0, 0, 0))
    for color, offset in ((QColor(0, 0, 0, 200), 0.5), (QColor(255, 255, 255, 235), -0.5)):
        painter.setPen(QPen(color, 1.0))
        reach = radius + offset
        if shape == "square":
            painter.drawRect(QRectF(center.x() - reach, center.y() - reach, 2 * reach, 2 * reach))
        else:
            painter.drawEllipse(center, reach, reach)
        if diameter < _CROSS_BELOW:
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                start = radius + 3
                painter.drawLine(
                    center + QPointF(dx * start + offset, dy * start + offset),
                    center + QPointF(dx * (start + _CROSS) + offset, dy * (start + _CROSS) + offset),
                )
    painter.restore()


@cache
def tool_cursor(name: str) -> QCursor:
    """A cross with the tool's icon beside it: black on a white rim, to be seen on any photo."""
    side = _HOT * 2 + _ICON
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    for width, color in ((3.0, QColor(255, 255, 255)), (1.0, QColor(0, 0, 0))):
        painter.setPen(QPen(color, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            start = QPointF(_HOT + 0.5 + 3 * dx, _HOT + 0.5 + 3 * dy)
            painter.drawLine(start, start + QPointF((_HOT - 4) * dx, (_HOT - 4) * dy))
    place = QRectF(_HOT + 6, _HOT + 6, _ICON, _ICON)
    for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        draw_icon(painter, place.translated(dx, dy), name, "#ffffff")
    draw_icon(painter, place, name, "#000000")
    painter.end()
    return QCursor(picture, _HOT, _HOT)
