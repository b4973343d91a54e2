"""The cursors: the brush's outline in two thin lines, dark and light, and a cross with the tool's icon."""

from __future__ import annotations

from functools import cache, lru_cache
from math import ceil, sqrt

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QCursor, QPainter, QPen, QPixmap, QRegion

from faceparse_gui.ui.icons import draw_icon

_CROSS_BELOW = 6.0
"""A ring of fewer view pixels across is hard to find, so a cross marks its middle."""
_CROSS = 8
_HOT, _ICON = 9, 16
"""A tool's cursor: half the side of its cross, and the side of its icon."""
_SMALL = 24
"""A ring of this radius is not worth its hole, in view pixels."""
_BAND = 8
"""The height of the rectangles that a ring is made of."""
_MARGIN = 6
"""View pixels around the ring: its own width, and what Qt rounds off dirty regions at fractional scales."""


def draw_ring(painter: QPainter, center: QPointF, diameter: float, shape: str = "round") -> None:
    """Draw the brush's outline at its true size and shape; ``diameter`` in view pixels."""
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


def ring_region(center: QPointF, diameter: float, shape: str = "round") -> QRegion:
    """The view pixels that ``draw_ring`` may touch; hollow, so that a large brush is as cheap to move."""
    outer = int(max(diameter / 2, 1.0)) + (_CROSS + 8 if diameter < _CROSS_BELOW else _MARGIN)
    inner = int(diameter / 2) - _MARGIN
    return _hollow(outer, inner, shape).translated(round(center.x()), round(center.y()))


@lru_cache(maxsize=8)
def _hollow(outer: int, inner: int, shape: str) -> QRegion:
    """Around the origin, in few rectangles: what is clipped to hundreds is drawn slowly."""
    if inner <= _SMALL:
        return QRegion(_square(outer))
    if shape == "square":
        return QRegion(_square(outer)) - QRegion(_square(inner))
    region = QRegion()
    for top in range(-outer, outer + 1, _BAND):
        bottom = min(top + _BAND, outer + 1) - 1
        nearest = 0 if top <= 0 <= bottom else min(abs(top), abs(bottom))
        farthest = max(abs(top), abs(bottom))
        reach = ceil(sqrt(outer * outer - nearest * nearest))
        free = int(sqrt(inner * inner - farthest * farthest)) if farthest < inner else 0
        if free > 0:
            region += QRect(QPoint(-reach, top), QPoint(-free, bottom))
            region += QRect(QPoint(free, top), QPoint(reach, bottom))
        else:
            region += QRect(QPoint(-reach, top), QPoint(reach, bottom))
    return region


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


def _square(radius: int) -> QRect:
    return QRect(-radius, -radius, 2 * radius + 1, 2 * radius + 1)
