"""What a pressed mouse button does until it is released: paint, pan, or resize the brush."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF

from faceparse_gui.document.brush import Brush
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.tools import Target, Tool

MAX_BRUSH = 1000


class Drag(Protocol):
    """One press of a button; positions are view pixels."""

    def move(self, to: QPointF) -> None: ...
    def finish(self) -> None: ...


class PaintDrag:
    """Hands the positions to a tool, in photo pixels."""

    def __init__(self, tool: Tool, target: Target, view: ViewTransform, at: QPointF) -> None:
        self._tool = tool
        self._target = target
        self._view = view
        point = view.to_photo(at)
        tool.press(target, point.x(), point.y())

    def move(self, to: QPointF) -> None:
        point = self._view.to_photo(to)
        self._tool.move(self._target, point.x(), point.y())

    def finish(self) -> None:
        self._tool.release(self._target)


class PanDrag:
    """Moves the photo with the hand."""

    def __init__(self, view: ViewTransform, at: QPointF) -> None:
        self._view = view
        self._last = at

    def move(self, to: QPointF) -> None:
        self._view.pan(to - self._last)
        self._last = to

    def finish(self) -> None:
        pass


class SizeDrag:
    """Resizes the brush: to the right is larger; its outline stays where the button was pressed."""

    def __init__(self, brush: Brush, scale: float, at: QPointF) -> None:
        self._size = brush.size
        self._scale = scale
        self.at = at
        self.size = brush.size

    def move(self, to: QPointF) -> None:
        grown = self._size + 2 * (to.x() - self.at.x()) / self._scale
        self.size = min(max(round(grown), 1), MAX_BRUSH)

    def finish(self) -> None:
        pass
