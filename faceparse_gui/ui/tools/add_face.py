"""Draws the box around a face that was not found: by a drag, or by two clicks; or changes a face's frame.

It changes no label: who listens to the tool context parses the face.
"""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from faceparse_core.parsing.faces import Frame
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.tools.frame_grips import Grip, corners, frame_at, grip_at, middle
from faceparse_gui.ui.tools.path import draw_corner, draw_path, fill_area
from faceparse_gui.ui.tools.tool import Pointer, Tool
from faceparse_gui.ui.tools.tool_context import ToolContext

_DRAGGED = 4.0
"""View pixels: a press that moves no farther is a click."""
_REACH = 8.0
"""View pixels around a grip that still grab it."""
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
        self._grip: Grip | None = None
        self._frame: Frame | None = None
        self._menu_of: Frame | None = None
        self._chosen: Frame | None = None

    @property
    def _frames(self) -> tuple[Frame, ...]:
        return self.context.prediction.frames if self.context.prediction is not None else ()

    @property
    def pending(self) -> str:
        """What to draw; empty when nothing is wanted."""
        if not self._is_wanted:
            return ""
        if self._frames:
            return QCoreApplication.translate(
                "Tools",
                "Drag a box around a face, from the hairline to the chin. The middle of a frame moves it, "
                "a corner resizes and turns it, Delete removes it, a right click offers more. Esc cancels.",
            )
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
        """Grab a frame, or set the first corner, if there is none."""
        self._pressed = at
        if self._start is None:
            if at.takes_away:
                self._menu_of = frame_at(self._frames, (at.x, at.y))
                return
            self._grip = grip_at(self._frames, (at.x, at.y), _REACH / self.context.scale)
            if self._grip is not None:
                self._frame = self._grip.frame
                return
        self._start = self._start or at
        self.move(at)

    def move(self, at: Pointer) -> None:
        """Draw the box as far as the pointer, or the frame as it would be."""
        if self._grip is not None:
            self._frame = self._grip.dragged((at.x, at.y))
            self.context.changed.emit()
        elif self._start is not None:
            self._end = at
            self.context.changed.emit()

    def hover(self, at: Pointer) -> None:
        """Draw the box as far as the pointer, after the first click; before, choose the frame there."""
        self.move(at)
        if self._start is None and self._is_wanted:
            self._choose(at)

    def _choose(self, at: Pointer) -> None:
        """Choose the frame that a click would grab, else the one around the place."""
        place = at.x, at.y
        grip = grip_at(self._frames, place, _REACH / self.context.scale)
        chosen = frame_at(self._frames, place) if grip is None else grip.frame
        if chosen is not self._chosen:
            self._chosen = chosen
            self.context.changed.emit()

    def remove(self) -> bool:
        """Have the chosen frame's face removed, and wait for the next thing to do."""
        chosen = self._chosen
        if self._start is not None or not any(frame is chosen for frame in self._frames):
            return False
        self._forget()
        self.context.frame_removed.emit(chosen)
        return True

    def release(self, at: Pointer) -> None:
        """End the box, unless this was the first of two clicks, or the change of a frame."""
        start, pressed = self._start, self._pressed
        if pressed is None:
            return
        dragged = hypot(at.x - pressed.x, at.y - pressed.y) * self.context.scale >= _DRAGGED
        if start is None:
            self._release_frame(at, dragged)
            return
        if pressed is start and not dragged:
            return
        box = min(start.x, at.x), min(start.y, at.y), max(start.x, at.x), max(start.y, at.y)
        if not self._is_usable(box):
            self._forget()
            return
        self.finish()
        self.context.face_drawn.emit(box)

    def _release_frame(self, at: Pointer, dragged: bool) -> None:
        grip, of = self._grip, self._menu_of
        self._forget()
        if of is not None:
            self.context.frame_menu_wanted.emit(of)
        elif grip is not None and dragged and any(frame is grip.frame for frame in self._frames):
            self.finish()
            self.context.frame_changed.emit(grip.frame, grip.dragged((at.x, at.y)))

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
        """Draw the frames with their grips, and the box with a face's oval in it."""
        for frame in self._frames if self._is_wanted else ():
            shown = self._frame if self._grip is not None and frame is self._grip.frame else frame
            if shown is not None:
                draw_path(painter, view, corners(shown), closed=True)
                if frame is self._chosen:
                    fill_area(painter, view, corners(shown))
                for x, y in (middle(shown), *corners(shown)):
                    draw_corner(painter, view, x, y)
        if self._start is None or self._end is None:
            return
        (x0, y0), (x1, y1) = (self._start.x, self._start.y), (self._end.x, self._end.y)
        draw_path(painter, view, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], closed=True)
        oval = QRectF(view.to_view(QPointF(x0, y0)), view.to_view(QPointF(x1, y1))).normalized()
        painter.setBrush(Qt.BrushStyle.NoBrush)
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
        self._grip = self._frame = self._menu_of = self._chosen = None
        self.context.changed.emit()
