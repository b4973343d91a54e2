"""Moves a region's edge: drag it outwards or inwards, as far around as the brush reaches."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from faceparse_gui.document.selecting.boundary import EdgePush
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.tools.tool import Pointer, Tool, class_caution
from faceparse_gui.ui.tools.tool_context import ToolContext


class PushTool(Tool):
    """Moves the edge of the class under the press, whichever is in hand."""

    name = "push"
    title = str(QT_TRANSLATE_NOOP("Tools", "Move edge"))
    has_ring = True

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._at = (0.0, 0.0)
        self._push: EdgePush | None = None

    def caution(self, layers: LayerState) -> str:
        """Empty: the class is that under the press, which says itself what is wrong with it."""
        return ""

    def press(self, at: Pointer) -> None:
        """Take hold of the edge of the class under the pointer, as far around as half the brush's size."""
        document = self.context.document
        class_id = self.context.label_at(at.x, at.y)
        if document is None or class_id is None:
            return
        if message := class_caution(class_id, self.context.layers):
            self.context.notice.emit(message)
        self._at = at.x, at.y
        self._push = EdgePush(document.labels, class_id, self._at, self.context.brush.size / 2)
        document.begin_push(self.text)

    def move(self, at: Pointer) -> None:
        """Move the edge from the last place to this one."""
        document = self.context.document
        if document is None or self._push is None or not document.is_stroking:
            return
        end = at.x, at.y
        if not self._push.reaches(*end):
            self._push = EdgePush(document.labels, self._push.class_id, self._at, self._push.radius)
        moved = self._push.move(document.labels, self._at, end)
        if moved is not None:
            document.push(*moved)
        self._at = end

    def release(self, at: Pointer) -> None:
        """End the push: all of it is one undo step."""
        self.finish()

    def finish(self) -> None:
        """End the push, and keep what it moved."""
        self._push = None
        if self.context.document is not None:
            self.context.document.end_stroke()

    def cancel(self) -> bool:
        """Put the edge back where it was; False if none is held."""
        document = self.context.document
        self._push = None
        if document is None or not document.is_stroking:
            return False
        document.abort_stroke()
        return True
