"""Brush and eraser: strokes of the tip, smooth, straight with Shift, as wide as a pen is pressed."""

from __future__ import annotations

from dataclasses import replace
from weakref import ref

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from faceparse_core.labels import BACKGROUND
from faceparse_gui.document import Document
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.smooth_path import SmoothPath
from faceparse_gui.document.surroundings import Around
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.tools.tool import TAKE_AWAY, Pointer, Tool, nothing_to_take
from faceparse_gui.ui.tools.tool_context import ToolContext

_FLAT = 0.25
"""How far chords may lie off a stroke's curve: in pixels of the photo or of the screen, which is larger."""


class BrushTool(Tool):
    """Paints the active class, or takes it away; a pen's other end erases as the eraser does."""

    name = "brush"
    title = str(QT_TRANSLATE_NOOP("Tools", "Brush"))
    has_ring = True
    erases = False

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._path = SmoothPath()
        self._last: tuple[ref[Document], float, float] | None = None
        self._takes_away: int | None = None

    def press(self, at: Pointer) -> None:
        """Begin a stroke, one undo step, with a dot of the tip."""
        document = self.context.document
        if document is None:
            return
        class_id, text = self.context.layers.active, self.text
        restore: PackedMap | Around | None = None
        self._takes_away = None
        if self.erases or at.erases:
            restore, class_id = self._restored(), BACKGROUND
            text = QCoreApplication.translate("Tools", EraserTool.title)
        elif at.takes_away:
            document.end_stroke()
            self._takes_away = class_id
            restore = Around(document.labels, class_id)
            text = QCoreApplication.translate("Tools", TAKE_AWAY)
        self._path = SmoothPath()
        self._path.add(at.x, at.y)
        document.begin_stroke(at.x, at.y, class_id, self._tip(at), text, restore)
        self._last = ref(document), at.x, at.y

    def move(self, at: Pointer) -> None:
        """Stroke on to this place: along a smoothed curve where the settings say so, else straight."""
        document = self.context.document
        if document is None or not document.is_stroking:
            return
        tip = self._tip(at)
        flat = max(_FLAT, _FLAT / self.context.scale)  # the hand aims no better than the screen shows
        points = self._path.add(at.x, at.y, flat) if self.context.settings.smooth else [(at.x, at.y)]
        document.stroke_along(points, tip)
        self._last = ref(document), at.x, at.y

    def release(self, at: Pointer) -> None:
        """End the stroke."""
        self.finish()

    def finish(self) -> None:
        """End the stroke where it was last, and keep it; a stroke that found nothing to take away says so."""
        document = self.context.document
        if document is None or not document.is_stroking:
            return
        if self.context.settings.smooth:
            document.stroke_along(self._path.finish())
        self._end(document)

    def _end(self, document: Document) -> None:
        changed = document.end_stroke()
        if changed is None and self._takes_away is not None:
            self.context.notice.emit(nothing_to_take(self._takes_away))

    def line(self, at: Pointer) -> None:
        """A straight stroke from the end of the last one in this photo; without one, a dot."""
        document = self.context.document
        if document is None:
            return
        known = self._last is not None and self._last[0]() is document
        x, y = self._last[1:] if known and self._last is not None else (at.x, at.y)
        self.press(replace(at, x=x, y=y))
        document.stroke_to(at.x, at.y)
        self._end(document)
        self._last = ref(document), at.x, at.y

    def cancel(self) -> bool:
        """Take the stroke back, with no undo step; False if there is none."""
        document = self.context.document
        if document is None or not document.is_stroking:
            return False
        document.abort_stroke()
        return True

    def _tip(self, at: Pointer) -> Brush:
        brush = self.context.brush
        if at.pressure >= 1 or not self.context.settings.pressure:
            return brush
        return Brush(max(1, round(brush.size * at.pressure)), brush.shape)

    def _restored(self) -> PackedMap | None:
        """What erasing brings back; None: background."""
        if self.context.settings.erase_to == "background":
            return None
        if self.context.prediction is None:
            self.context.notice.emit(
                QCoreApplication.translate("Tools", "This photo is not parsed yet. Erased to background.")
            )
            return None
        return self.context.prediction.labels


class EraserTool(BrushTool):
    """Returns pixels to background, or to what the network had said there."""

    name = "eraser"
    title = str(QT_TRANSLATE_NOOP("Tools", "Eraser"))
    erases = True

    def caution(self, layers: LayerState) -> str:
        """What is in the way of the active class, but only where the background, which erasing paints, is
        locked.
        """
        return super().caution(layers) if BACKGROUND in layers.locked else ""
