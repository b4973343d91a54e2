"""The prediction on the left of a line, the labels on its right."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRect
from PySide6.QtGui import QPainter

from faceparse_gui.ui.canvas.chips import chip_size, draw_chip
from faceparse_gui.ui.canvas.view_modes.view_mode import Scene, ViewMode
from faceparse_gui.ui.widgets.theme import SPACE_M


class SplitView(ViewMode):
    """Prediction to the left of a line, labels to the right of it."""

    def __init__(self) -> None:
        self.share = 0.5
        """Where the line stands, 0 (left) to 1 (right) of the view."""

    def line(self, width: int) -> int:
        """The line's place in a view of this width: the first column that shows labels."""
        return round(self.share * width)

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        """Draw the predicted labels left of the line, the labels right of it, and name both."""
        assert scene.predicted is not None
        whole = scene.bounds
        at = self.line(whole.width())
        scene.draw(painter, scene.predicted, QRect(0, 0, at, whole.height()))
        scene.draw(painter, scene.labels, QRect(at, 0, whole.width() - at, whole.height()))
        before = QCoreApplication.translate("ViewModes", "Prediction")
        after = QCoreApplication.translate("ViewModes", "Labels")
        size = chip_size(painter, before)
        top = whole.height() - SPACE_M - size.height()
        draw_chip(painter, before, QPointF(at - 2 * SPACE_M - size.width(), top))
        draw_chip(painter, after, QPointF(at + 2 * SPACE_M, top))
