"""Draws the box around a face that was not found: by a drag, or by two clicks. It changes no label."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.tools.path import draw_path
from faceparse_gui.ui.tools.tool import Pointer, Tool
from faceparse_gui.ui.tools.tool_context import ToolContext

_DRAGGED = 4.0
"""View pixels: a press that moves no farther is a click."""
_LEAST = 8.0
"""Photo pixels a side: no face is seen in less."""


class AddFaceTool(Tool):
    """In the hand for one box only; ``begin`` says that one is wanted now."""

    name = "add-face"
    title = str(QT_TRANSLATE_NOOP("Tools", "Add a face"))

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._is_wanted = False
        self._start: Pointer | None = None
        self._end: Pointer | None = None
        self._pressed: Pointer | None = None

    @property
    def pending(self) -> str:
        """What to draw; empty when nothing is wanted."""
        if not self._is_wanted:
            return ""
        return QCoreApplication.translate(
            "Tools", "Drag a box around the face, from the hairline to the chin. Esc cancels."
        )

    @property
    def can_confirm(self) -> bool:
        """False: the second corner is all that is needed."""
        return False

    def caution(self, layers: LayerState) -> str:
        """Empty: nothing is painted."""
        return ""

    def begin(self) -> None:
        """Wait for a box."""
        self._is_wanted = True
        self._forget()

    def press(self, at: Pointer) -> None:
        """Set the first corner, if there is none."""
        self._pressed = at
        self._start = self._start or at
        self.move(at)

    def move(self, at: Pointer) -> None:
        """Draw the box as far as the pointer."""
        if self._start is not None:
            self._end = at
            self.context.changed.emit()

    def hover(self, at: Pointer) -> None:
        """Draw the box as far as the pointer, after the first click."""
        self.move(at)

    def release(self, at: Pointer) -> None:
        """End the box, unless this was the first of two clicks."""
        start, pressed = self._start, self._pressed
        if start is None or pressed is None:
            return
        dragged = hypot(at.x - pressed.x, at.y - pressed.y) * self.context.scale >= _DRAGGED
        if pressed is start and not dragged:
            return
        box = min(start.x, at.x), min(start.y, at.y), max(start.x, at.x), max(start.y, at.y)
        if not self._is_usable(box):
            self._forget()
            return
        self.finish()
        self.context.face_drawn.emit(box)

    def cancel(self) -> bool:
        """Want no box any more; False if none was wanted."""
        wanted = self._is_wanted
        self.finish()
        return wanted

    def finish(self) -> None:
        """Want no box any more, and give way to the tool before."""
        if self._is_wanted:
            self._is_wanted = False
            self._forget()
            self.context.tool_done.emit()

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw the box, and a face's oval in it."""
        if self._start is None or self._end is None:
            return
        (x0, y0), (x1, y1) = (self._start.x, self._start.y), (self._end.x, self._end.y)
        draw_path(painter, view, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], closed=True)
        oval = QRectF(view.to_view(QPointF(x0, y0)), view.to_view(QPointF(x1, y1))).normalized()
        for pen in (
            QPen(QColor(0, 0, 0, 120), 2.5),
            QPen(QColor(255, 255, 255, 200), 1, Qt.PenStyle.DotLine),
        ):
            painter.setPen(pen)
            painter.drawEllipse(oval)

    def _is_usable(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a face can be in it; said where not."""
        assert self.context.photo is not None
        height, width = self.context.photo.shape[:2]
        if box[0] >= width or box[1] >= height or box[2] <= 0 or box[3] <= 0:
            text = QCoreApplication.translate("Tools", "Draw the box on the photo.")
        elif min(box[2] - box[0], box[3] - box[1]) < _LEAST:
            text = QCoreApplication.translate("Tools", "The box is too small for a face.")
        else:
            return True
        self.context.notice.emit(text)
        return False

    def _forget(self) -> None:
        self._start = self._end = self._pressed = None
        self.context.changed.emit()
