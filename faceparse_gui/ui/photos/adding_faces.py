"""Adds a face that was not found, or changes one: drawn on the canvas, then that face alone is parsed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QMenu, QPushButton

from faceparse_core.parsing.faces import Face, Frame, frame_around
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.mark import Mark
from faceparse_gui.ui.photos.parsing import Parsing


class AddingFaces(QObject):
    """Connects the command, and a button of the bar that says that no face was found, with the canvas."""

    def __init__(self, command: QAction, canvas: Canvas, parsing: Parsing) -> None:
        super().__init__(canvas)
        self._canvas, self._parsing = canvas, parsing
        self._mark = Mark(canvas)
        self.button = QPushButton(self.tr("Draw a frame"))
        self.button.setToolTip(self.tr("Draw a box around a face that was not found, and parse that face"))
        canvas.no_face.add_button(self.button)
        self.button.clicked.connect(canvas.draw_face)
        command.triggered.connect(canvas.draw_face)
        canvas.face_drawn.connect(self._add)
        canvas.context.frame_changed.connect(lambda before, frame: self._parse(frame, before))
        canvas.context.frame_removed.connect(parsing.remove_face)
        canvas.context.frame_menu_wanted.connect(self._show_menu)

    def _add(self, box: tuple[float, float, float, float]) -> None:
        self._parse(frame_around(*box))

    def _parse(self, frame: Frame, instead_of: Frame | None = None) -> None:
        self._mark.point_at(Face(frame, 1.0).box)
        self._parsing.parse_face(frame, instead_of)

    def _show_menu(self, frame: Frame) -> None:
        """What can be done with a face, at the pointer."""
        self._canvas.abort_stroke()
        menu = QMenu(self._canvas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Parse this face again"), lambda: self._parse(frame, frame))
        menu.addAction(self.tr("Remove this face"), lambda: self._parsing.remove_face(frame))
        menu.popup(QCursor.pos())
