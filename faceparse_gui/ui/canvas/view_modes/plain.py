"""The labels over the photo, as they are."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from faceparse_gui.ui.canvas.view_modes.view_mode import Scene, ViewMode


class PlainView(ViewMode):
    """The labels as they are."""

    needs_prediction = False

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        """Draw the labels, filled or as outlines."""
        scene.draw(painter, scene.labels)
