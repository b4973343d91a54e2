"""Squares with the labels beside squares of the bare photo: are the edges where they should be?"""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QRegion

from faceparse_gui.ui.canvas.view_modes.view_mode import Scene, ViewMode

_SIDE = 56
"""View pixels."""


class CheckerView(ViewMode):
    """Labels and bare photo in alternating squares."""

    needs_prediction = False

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        """Draw the labels in every second square; the squares stay with the photo, at one size on the
        screen.
        """
        origin = scene.view.origin.toPoint()
        part = scene.photo_region
        squares = QRegion()
        for row in range(floor((part.top() - origin.y()) / _SIDE), (part.bottom() - origin.y()) // _SIDE + 1):
            left = floor((part.left() - origin.x()) / _SIDE)
            for column in range(left + (left + row) % 2, (part.right() - origin.x()) // _SIDE + 1, 2):
                corner = (origin.x() + column * _SIDE, origin.y() + row * _SIDE)
                squares += QRect(*corner, _SIDE, _SIDE)
        painter.save()
        painter.setClipRegion(squares & scene.region)
        if scene.outlines:
            scene.labels.draw_outlines(painter, scene.view, scene.region, scene.ratio)
        else:
            scene.labels.draw_fill(painter, scene.view, scene.region, scene.ratio)
        painter.restore()
