"""What the network had said, in the place of the labels."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter

from faceparse_gui.ui.canvas.view_modes.view_mode import Scene, ViewMode


class PredictionView(ViewMode):
    """The prediction in place of the labels."""

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        """Draw the predicted labels, filled or as outlines, and say that they are the prediction."""
        assert scene.predicted is not None
        scene.draw(painter, scene.predicted)
        scene.caption(painter, QCoreApplication.translate("ViewModes", "Prediction"))
