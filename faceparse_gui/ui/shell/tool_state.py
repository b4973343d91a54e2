"""Keeps tool, brush size and active class from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.ui.canvas.canvas import Canvas

_GROUP = "hand"
_FOR_ONCE = "pick", "add-face"
"""These give way to another tool when they have been used."""


class ToolState(QObject):
    """Restores the last session's tool, brush size and class when made, then stores what is chosen."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._settings = QSettings()
        tool = str(self._settings.value(f"{_GROUP}/tool", canvas.tool))
        if tool in canvas.tools and tool not in _FOR_ONCE:
            canvas.set_tool(tool)
        if (size := self._number("brush")) is not None:
            canvas.set_brush_size(size)
        if (active := self._number("class")) is not None and active in range(NUM_CLASSES):
            canvas.layers.set_active(active)
        canvas.tool_changed.connect(self._keep_tool)
        canvas.brush_size_changed.connect(lambda size: self._keep("brush", size))
        canvas.layers.active_changed.connect(lambda class_id: self._keep("class", class_id))

    def _number(self, name: str) -> int | None:
        """What was kept, by this version or by none; None where that is no number."""
        try:
            return int(str(self._settings.value(f"{_GROUP}/{name}")))
        except ValueError:
            return None

    def _keep_tool(self, name: str) -> None:
        if name not in _FOR_ONCE:
            self._keep("tool", name)

    def _keep(self, name: str, value: object) -> None:
        self._settings.setValue(f"{_GROUP}/{name}", value)
