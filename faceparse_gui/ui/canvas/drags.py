"""What a pressed mouse button does until it is released: paint, pan, or resize the brush."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QPointF

from faceparse_gui.document.brush import Brush
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.tools.tool import Pointer, Tool

MAX_BRUSH = 1000
_CLICK = 3
"""View pixels that a hand moves in a click."""


class Drag(Protocol):
    """One press of a button; positions are view pixels."""

    def move(self, to: QPointF) -> None:
        """The mouse or the pen went ``to`` a position with the button still pressed."""

    def finish(self, at: QPointF | None) -> None:
        """The button was released ``at`` a position, or elsewhere (None)."""
        ...


class ToolDrag:
    """Hands the positions to a tool, in photo pixels."""

    def __init__(self, tool: Tool, view: ViewTransform, pressed: Pointer) -> None:
        self._tool = tool
        self._view = view
        self._pressed = pressed
        tool.press(pressed)

    def move(self, to: QPointF, pressure: float = 1.0) -> None:
        """Move the tool; ``pressure`` is a pen's, 0 to 1."""
        self._tool.move(self._pointer(to, pressure))

    def finish(self, at: QPointF | None) -> None:
        """Release the tool ``at`` a position, or finish it where it was last."""
        if at is None:
            self._tool.finish()
        else:
            self._tool.release(self._pointer(at, 1.0))

    def _pointer(self, to: QPointF, pressure: float) -> Pointer:
        point = self._view.to_photo(to)
        return Pointer(point.x(), point.y(), self._pressed.takes_away, pressure)


class PanDrag:
    """Moves the photo with the hand."""

    def __init__(self, view: ViewTransform, at: QPointF) -> None:
        self._view = view
        self._last = at

    def move(self, to: QPointF) -> None:
        """Move the photo by as much as the mouse moved."""
        self._view.pan(to - self._last)
        self._last = to

    def finish(self, at: QPointF | None) -> None:
        """Nothing is left to do: the photo stays where it was moved to."""


class SizeDrag:
    """Resizes the brush: to the right is larger; its outline stays where the button was pressed.

    A press that is released where it was is a click instead.
    """

    def __init__(self, brush: Brush, scale: float, at: QPointF, click: Callable[[], None]) -> None:
        self._size = brush.size
        self._scale = scale
        self._click = click
        self._moved = False
        self.at = at
        self.size = brush.size

    def move(self, to: QPointF) -> None:
        """Set ``size``: the diameter grows by twice the way to the right, in photo pixels, within 1 to
        ``MAX_BRUSH``.
        """
        self._moved = self._moved or (to - self.at).manhattanLength() > _CLICK
        if self._moved:
            grown = self._size + 2 * (to.x() - self.at.x()) / self._scale
            self.size = min(max(round(grown), 1), MAX_BRUSH)

    def finish(self, at: QPointF | None) -> None:
        """Do what a click does, if the mouse did not move."""
        if at is not None and not self._moved:
            self._click()
