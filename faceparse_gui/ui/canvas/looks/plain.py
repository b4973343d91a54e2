"""The labels over the photo, as they are."""

from __future__ import annotations

from PySide6.QtGui import QPainter

from faceparse_gui.ui.canvas.looks.look import Look, Scene


class Plain(Look):
    needs_prediction = False

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        scene.draw(painter, scene.labels)
