"""Adds a face that was not found: its box is drawn on the canvas, then that face alone is parsed."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from faceparse_core.parsing.faces import Face, frame_around
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.mark import Mark
from faceparse_gui.ui.photos.parsing import Parsing


class AddingFaces(QObject):
    """Connects the command, and a button of the bar that says that no face was found, with the canvas."""

    def __init__(self, command: QAction, canvas: Canvas, parsing: Parsing) -> None:
        super().__init__(canvas)
        self._parsing = parsing
        self._mark = Mark(canvas)
        self.button = QPushButton(self.tr("Draw a frame"))
        self.button.setToolTip(self.tr("Draw a box around a face that was not found, and parse that face"))
        canvas.no_face.add_button(self.button)
        self.button.clicked.connect(canvas.draw_face)
        command.triggered.connect(canvas.draw_face)
        canvas.face_drawn.connect(self._parse)

    def _parse(self, box: tuple[float, float, float, float]) -> None:
        frame = frame_around(*box)
        self._mark.point_at(Face(frame, 1.0).box)
        self._parsing.parse_face(frame)
