"""A view of photo and labels in which a tool edits the labels; it has no mouse and no keys yet."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from faceparse_gui.document.changes import Change
from faceparse_gui.document.document import Document
from faceparse_gui.ui.canvas.drags import MAX_BRUSH
from faceparse_gui.ui.canvas.empty_state import EmptyState
from faceparse_gui.ui.canvas.label_view import LabelView
from faceparse_gui.ui.canvas.no_face_bar import NoFaceBar
from faceparse_gui.ui.canvas.pending_bar import PendingBar
from faceparse_gui.ui.canvas.pyramid import Photo
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.tools import make_tools
from faceparse_gui.ui.tools.add_face import AddFaceTool
from faceparse_gui.ui.tools.tool import Tool
from faceparse_gui.ui.tools.tool_context import ToolContext


class EditView(LabelView):
    """A ``LabelView`` with a document, tools and a brush."""

    tool_changed = Signal(str)
    """Name of the tool."""
    pending_changed = Signal(str)
    """What waits for Enter now; empty: nothing."""
    brush_size_changed = Signal(int)
    """Diameter in photo pixels."""
    edited = Signal(object)
    """``Change`` of the document."""
    face_drawn = Signal(object)
    """As ``ToolContext.face_drawn``."""
    notice = Signal(object)
    open_photos_requested = Signal()
    open_folder_requested = Signal()
    open_sample_requested = Signal()
    missing_requested = Signal()
    again_requested = Signal()

    def __init__(self, layers: LayerState, settings: AppSettings, parent: QWidget | None = None) -> None:
        super().__init__(layers, parent)
        self.context = ToolContext(layers, settings, self)
        self._tools = make_tools(self.context)
        self._tool: Tool = self._tools["brush"]
        self._tool_before = self._tool.name
        self.context.tool_done.connect(lambda: self.set_tool(self._tool_before))
        self.context.face_drawn.connect(self.face_drawn)
        self._waiting = PendingBar(self)
        self._waiting.confirmed.connect(self.confirm)
        self._waiting.cancelled.connect(self.abort_stroke)
        self._waiting.next_wanted.connect(lambda: self.turn(1))
        self.pending_changed.connect(self._show_pending)
        self.no_face = NoFaceBar(self)
        """Told of by who knows the photo's state."""
        self.pending_changed.connect(lambda text: self.no_face.step_aside(bool(text)))
        self._empty = EmptyState(self)
        self._empty.open_photos_requested.connect(self.open_photos_requested)
        self._empty.open_folder_requested.connect(self.open_folder_requested)
        self._empty.open_sample_requested.connect(self.open_sample_requested)
        self._empty.missing_requested.connect(self.missing_requested)
        self._empty.again_requested.connect(self.again_requested)
        layers.locks_changed.connect(self._apply_locks)
        self.context.changed.connect(self._tool_drew)
        self.context.notice.connect(self.notice)
        settings.changed.connect(self._setting_changed)

    # The photo

    def set_photo(
        self,
        photo: Photo,
        document: Document,
        prediction: PackedPrediction | None = None,
        keep_view: bool = False,
    ) -> None:
        """Edit another photo, once a running stroke on the one before is finished.

        Args:
            photo: ``uint8 (H, W, 3)``, not copied.
            document: Its labels, ``(H, W)``.
            prediction: What the network predicted for this photo.
            keep_view: Keep zoom and position where the sizes allow it.
        """
        self._put_away()
        self.show_photo(photo, document.labels, keep_view)
        self._leave_document()
        self.context.photo, self.context.document = photo, document
        self.set_prediction(prediction)
        document.listeners.append(self._document_changed)
        self._apply_locks()
        self._empty.hide()
        self._refresh_cursor()

    def clear(self, missing: str = "") -> None:
        """Close the photo and show how to open one, or that the photo named ``missing`` is not there."""
        self._put_away()
        self._leave_document()
        self.show_photo(None, None)
        self._empty.show_missing(missing)
        self._empty.show()

    def set_prediction(self, prediction: PackedPrediction | None) -> None:
        """Show another prediction, and give it to the tools."""
        super().set_prediction(prediction)
        self.context.prediction = prediction

    @property
    def _document(self) -> Document | None:
        return self.context.document

    def _leave_document(self) -> None:
        if self._document is not None:
            self._document.listeners.remove(self._document_changed)
            self.context.photo = self.context.document = self.context.prediction = None

    def _document_changed(self, change: Change) -> None:
        self.update_box(change.box)
        self.edited.emit(change)

    def _apply_locks(self) -> None:
        if self._document is not None:
            self._document.locked = set(self.layers.locked)
            self._document.paint_over = self.layers.paint_over()

    # Tool and brush

    @property
    def tool(self) -> str:
        """Name of the chosen tool."""
        return self._tool.name

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of all tools."""
        return tuple(self._tools)

    @property
    def tool_title(self) -> str:
        """The tool's name in the user's language."""
        return self._tool.text

    @property
    def pending(self) -> str:
        """What waits for Enter, in plain words; empty when nothing does."""
        return self._tool.pending

    def set_tool(self, name: str) -> None:
        """Choose a tool; a running stroke is finished first, what waits for Enter is dropped.

        Raises:
            ValueError: There is no tool of this ``name``.
        """
        if name not in self._tools:
            raise ValueError(f"there is no tool {name!r}")
        if name != self._tool.name:
            self._put_away()
            self._tool = self._tools[name]
            self.tool_changed.emit(name)
            self._refresh_cursor()

    def draw_face(self) -> None:
        """Let the user draw the box around a face; afterwards the tool is the one before."""
        face_tool = self._tools["add-face"]
        if self._document is None or not isinstance(face_tool, AddFaceTool):
            return
        if self._tool is not face_tool:
            self._tool_before = self._tool.name
        self.set_tool(face_tool.name)
        face_tool.begin()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def confirm(self) -> bool:
        """Do what waits for Enter; False: nothing did."""
        return self._tool.confirm()

    def turn(self, steps: int) -> bool:
        """Show another of the tool's proposals, so many further on; False: there is no other."""
        return self._tool.turn(steps)

    def remove_chosen(self) -> bool:
        """Take away what is chosen in the tool; False: nothing is."""
        return self._tool.remove()

    def step_back(self) -> bool:
        """Undo the last part of what the tool has begun; False: it had begun nothing."""
        return self._tool.step_back()

    def _put_away(self) -> None:
        """Finish what the tool does: photo or tool is about to change."""
        self._tool.finish()

    def _refresh_cursor(self) -> None:
        """Called when photo, tool or brush has changed."""

    def _show_pending(self, text: str) -> None:
        self._waiting.show_pending(text, self._tool.can_confirm, self._tool.can_turn)

    def _tool_drew(self) -> None:
        self.update()
        self.pending_changed.emit(self._tool.pending)

    @property
    def brush_size(self) -> int:
        """The brush's diameter in photo pixels."""
        return self.context.brush.size

    def set_brush_size(self, size: int) -> None:
        """Set the diameter, kept within 1 to ``MAX_BRUSH`` photo pixels."""
        size = min(max(size, 1), MAX_BRUSH)
        if size != self.context.brush.size:
            self.context.brush = replace(self.context.brush, size=size)
            self.brush_size_changed.emit(size)
            self._refresh_cursor()

    def _setting_changed(self, name: str) -> None:
        self.context.brush = replace(self.context.brush, shape=self.context.settings.shape)
        self._refresh_cursor()

    def step_brush_size(self, steps: int) -> None:
        """Grow (or shrink) the brush by about an eighth a step, at least by one pixel."""
        size = self.context.brush.size
        self.set_brush_size(size + steps * max(1, size // 8))

    @property
    def stroking(self) -> bool:
        """Whether a stroke is running in the document."""
        return self._document is not None and self._document.is_stroking

    def abort_stroke(self) -> bool:
        """Drop what the tool has begun; False: it had begun nothing."""
        return self._tool.cancel()

    # Drawing

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Draw the view, and above it what the tool has under way."""
        super().paint(painter, region)
        if self._document is not None:
            self._tool.draw(painter, self.view)

    def _view_changed(self) -> None:
        super()._view_changed()
        self.context.scale = self.scale

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what lies over the canvas at its places in the new size."""
        super().resizeEvent(event)
        self._empty.setGeometry(self.rect())
        self._waiting.place()
        self.no_face.place()
