"""The round brush cursor: two thin rings, dark and light, that stand out on any photo."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

_CROSS_BELOW = 6.0
"""A ring of fewer view pixels across is hard to find, so a cross marks its middle."""
_CROSS = 8
_MARGIN = 6
"""View pixels around the ring: its own width, and what Qt rounds off dirty regions at fractional scales."""


def draw_ring(painter: QPainter, center: QPointF, diameter: float) -> None:
    """Draw the brush's outline at its true size; ``diameter`` in view pixels."""
    radius = max(diameter / 2, 1.0)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(0, 0, 0, 0))
    for color, offset in ((QColor(0, 0, 0, 200), 0.5), (QColor(255, 255, 255, 235), -0.5)):
        painter.setPen(QPen(color, 1.0))
        painter.drawEllipse(center, radius + offset, radius + offset)
        if diameter < _CROSS_BELOW:
            for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                start = radius + 3
                painter.drawLine(
                    center + QPointF(dx * start + offset, dy * start + offset),
                    center + QPointF(dx * (start + _CROSS) + offset, dy * (start + _CROSS) + offset),
                )
    painter.restore()


def ring_region(center: QPointF, diameter: float) -> QRegion:
    """The view pixels that ``draw_ring`` may touch; hollow, so that a large brush is as cheap to move."""
    outer = int(max(diameter / 2, 1.0)) + (_CROSS + 8 if diameter < _CROSS_BELOW else _MARGIN)
    region = QRegion(_square(center, outer), _shape(outer))
    inner = int(diameter / 2) - _MARGIN
    if inner > 24:
        region -= QRegion(_square(center, inner), _shape(inner))
    return region


def _shape(radius: int) -> QRegion.RegionType:
    """Small discs are not worth the many rectangles that an ellipse is made of."""
    return QRegion.RegionType.Ellipse if radius > 24 else QRegion.RegionType.Rectangle


def _square(center: QPointF, radius: int) -> QRect:
    x, y = round(center.x()), round(center.y())
    return QRect(x - radius, y - radius, 2 * radius + 1, 2 * radius + 1)
