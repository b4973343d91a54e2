"""A closed path drawn by hand: dragged, or clicked corner by corner, or both; with Shift, a box."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter

from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.tools.path import draw_corner, draw_path
from faceparse_gui.ui.tools.tool import Pointer, Tool
from faceparse_gui.ui.tools.tool_context import ToolContext

_NEAR = 8.0
"""View pixels: a click this close to the first corner closes the path."""
_DRAGGED = 4.0
"""View pixels: a press that moves no farther is a click."""

_LEAST = 3
"""Corners of an outline."""

Points = list[tuple[float, float]]


class OutlineTool(Tool):
    """The base of what begins with a path. ``closed`` is called with it, at least three points long."""

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._points: Points = []
        self._corners: list[int] = []
        self._pressed: Pointer | None = None
        self._dragging = False
        self._takes_away = False
        self._cursor: tuple[float, float] | None = None

    def closed(self, points: Points, takes_away: bool) -> None:
        """Do what the tool does with a closed outline. For each tool to override.

        Args:
            points: ``(x, y)`` in photo pixels, at least three; the last is joined with the first.
            takes_away: the outline was begun with the right button or with Ctrl.
        """
        raise NotImplementedError

    @property
    def pending(self) -> str:
        """What to do next with an outline that is begun and not being dragged; else empty."""
        if not self._points or self._dragging:
            return ""
        if len(self._corners) < _LEAST:
            return QCoreApplication.translate(
                "Tools", "Outline started. Click the next corner or keep dragging. Esc cancels."
            )
        return QCoreApplication.translate("Tools", "Click the next corner. Enter closes the outline.")

    @property
    def can_confirm(self) -> bool:
        """Whether there are points enough to close the outline."""
        return len(self._points) >= _LEAST

    def press(self, at: Pointer) -> None:
        """Begin a corner or a dragged path; of the first one the button settles what the outline does."""
        if not self._points:
            self._takes_away = at.takes_away
        self._pressed = at
        self._dragging = False

    def move(self, at: Pointer) -> None:
        """Go on with the dragged path, or with the box if Shift was held at its start."""
        if self._pressed is None:
            return
        if not self._dragging and self._distance(self._pressed, at) > _DRAGGED:
            self._dragging = True
            self._corner(self._pressed)
        if not self._dragging:
            return
        start = self._pressed
        if start.shift and len(self._corners) == 1:
            self._points = [(start.x, start.y), (at.x, start.y), (at.x, at.y), (start.x, at.y)]
        else:
            self._points.append((at.x, at.y))
        self.context.changed.emit()

    def release(self, at: Pointer) -> None:
        """End a path: one that was dragged from its start, and a click on the first corner, close the
        outline; anything else sets a corner.
        """
        if self._pressed is None:
            return
        dragged, self._pressed = self._dragging, None
        self._dragging = False
        if (dragged and len(self._corners) == 1) or (not dragged and self._is_at_start(at)):
            self.confirm()
        else:
            self._corner(at)

    def hover(self, at: Pointer) -> None:
        """Draw the line from the last corner to the pointer."""
        if self._points:
            self._cursor = at.x, at.y
            self.context.changed.emit()

    def double_click(self, at: Pointer) -> None:
        """Close the outline, as Enter does."""
        self.confirm()

    def confirm(self) -> bool:
        """Close the outline, or say that it needs three corners; False if there is none."""
        if not self._points:
            return False
        if len(self._points) < _LEAST:
            text = QCoreApplication.translate("Tools", "An outline needs at least three corners.")
            self.context.notice.emit(text)
            return True
        points = self._points
        self._forget()
        self.closed(points, self._takes_away)
        return True

    def cancel(self) -> bool:
        """Drop the outline; False if there is none."""
        had = bool(self._points) or self._pressed is not None
        self._forget()
        return had

    def step_back(self) -> bool:
        """Take back the last corner and the path to it; the whole outline with its first corner or in
        mid-drag.
        """
        if self._dragging or len(self._corners) < 2:
            return self.cancel()
        del self._points[self._corners.pop() :]
        self.context.changed.emit()
        return True

    def finish(self) -> None:
        """Drop an outline that is not closed."""
        self.cancel()

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw the outline, its corners, and the line to the pointer."""
        if not self._points:
            return
        ahead = [self._cursor] if self._cursor is not None and not self._dragging else []
        box = self._dragging and self._pressed is not None and self._pressed.shift
        draw_path(painter, view, [*self._points, *ahead], closed=box, takes_away=self._takes_away)
        for corner in self._corners:
            draw_corner(painter, view, *self._points[corner])

    def _corner(self, at: Pointer) -> None:
        self._corners.append(len(self._points))
        self._points.append((at.x, at.y))
        self.context.changed.emit()

    def _forget(self) -> None:
        self._points, self._corners = [], []
        self._pressed = self._cursor = None
        self._dragging = False
        self.context.changed.emit()

    def _is_at_start(self, at: Pointer) -> bool:
        return len(self._points) > 2 and self._distance(Pointer(*self._points[0]), at) < _NEAR

    def _distance(self, a: Pointer, b: Pointer) -> float:
        return hypot(a.x - b.x, a.y - b.y) * self.context.scale
