"""A line on the photo, drawn so that it stands out on anything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from faceparse_gui.ui.canvas.view import ViewTransform

_CORNER = 4.0
TAKES_AWAY = QColor(255, 90, 90)
"""In which what takes away is drawn, by every tool."""


def draw_path(
    painter: QPainter,
    view: ViewTransform,
    points: Sequence[tuple[float, float]],
    closed: bool = False,
    takes_away: bool = False,
) -> None:
    """A dark line with a dashed white one on it through ``points``, in photo pixels; red if it takes away."""
    line = QPolygonF([view.to_view(QPointF(x, y)) for x, y in points])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    ink = TAKES_AWAY if takes_away else QColor(255, 255, 255)
    for pen in (QPen(QColor(0, 0, 0, 200), 2.5), QPen(ink, 1.25, Qt.PenStyle.DashLine)):
        painter.setPen(pen)
        painter.drawPolygon(line) if closed else painter.drawPolyline(line)


def fill_area(painter: QPainter, view: ViewTransform, points: Sequence[tuple[float, float]]) -> None:
    """Lighten the area within ``points``, in photo pixels, a little: it is the one that is chosen."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 56))
    painter.drawPolygon(QPolygonF([view.to_view(QPointF(x, y)) for x, y in points]))


def draw_corner(painter: QPainter, view: ViewTransform, x: float, y: float) -> None:
    """A small disc that marks a corner to click on."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1.25))
    painter.setBrush(QColor(255, 255, 255))
    painter.drawEllipse(view.to_view(QPointF(x, y)), _CORNER, _CORNER)
