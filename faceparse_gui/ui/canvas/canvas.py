"""The place of work: a photo whose labels are painted with the mouse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QWidget

from faceparse_gui.document.brush import Brush
from faceparse_gui.document.document import Change, Document
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.cursor import draw_ring, ring_region
from faceparse_gui.ui.canvas.drags import MAX_BRUSH, Drag, PaintDrag, PanDrag, SizeDrag
from faceparse_gui.ui.canvas.empty_state import EmptyState
from faceparse_gui.ui.canvas.label_view import LabelView
from faceparse_gui.ui.canvas.pyramid import Photo
from faceparse_gui.ui.class_model import LayerState
from faceparse_gui.ui.tools import TOOLS, Target, caution, label_at


@dataclass(frozen=True, slots=True)
class Hover:
    """The photo pixel under the cursor; confidence 0 to 255 where a map is set."""

    x: int
    y: int
    class_id: int
    confidence: int | None


class Canvas(LabelView):
    """A ``LabelView`` whose mouse and keys drive the tools."""

    hovered = Signal(object)
    tool_changed = Signal(str)
    brush_size_changed = Signal(int)
    edited = Signal(object)
    notice = Signal(str)
    open_photos_requested = Signal()
    open_folder_requested = Signal()
    open_sample_requested = Signal()

    def __init__(self, layers: LayerState, parent: QWidget | None = None) -> None:
        super().__init__(layers, parent)
        self._document: Document | None = None
        self._tool_name = "brush"
        self._brush = Brush(24)
        self._drag: Drag | None = None
        self._cursor: QPointF | None = None
        self._ring = QRegion()
        self._hover: Hover | None = None
        self._space_held = False
        self._empty = EmptyState(self)
        self._empty.open_photos_requested.connect(self.open_photos_requested)
        self._empty.open_folder_requested.connect(self.open_folder_requested)
        self._empty.open_sample_requested.connect(self.open_sample_requested)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Photo and labels"))
        layers.locks_changed.connect(self._apply_locks)

    # The image

    def set_image(
        self,
        photo: Photo,
        document: Document,
        prediction: Prediction | None = None,
        keep_view: bool = False,
    ) -> None:
        """Work on another image; a running stroke on the one before is finished first, so that it is kept."""
        self._finish_drag()
        self.show_photo(photo, document.labels, keep_view)
        self._leave_document()
        self._document = document
        self.set_prediction(prediction)
        document.listeners.append(self._document_changed)
        self._apply_locks()
        self._empty.hide()
        self._cursor_moved(self._cursor)

    def clear(self) -> None:
        """Close the image and invite to open one."""
        self._finish_drag()
        self._leave_document()
        self.show_photo(None, None)
        self._empty.show()
        self._cursor_moved(None)

    def set_prediction(self, prediction: Prediction | None) -> None:
        """Tell with ``hovered`` how certain the network was, too, from now on."""
        super().set_prediction(prediction)
        self._tell_hover()

    def _leave_document(self) -> None:
        if self._document is not None:
            self._document.listeners.remove(self._document_changed)
            self._document = None

    def _document_changed(self, change: Change) -> None:
        self.update_box(change.box)
        self._tell_hover()
        self.edited.emit(change)

    def _apply_locks(self) -> None:
        if self._document is not None:
            self._document.locked = set(self.layers.locked)
            self._document.paint_over = self.layers.paint_over()

    # Tool and brush

    @property
    def tool(self) -> str:
        return self._tool_name

    def set_tool(self, name: str) -> None:
        """Take "brush", "eraser", "fill" or "pick" in hand; a running stroke is finished first."""
        if name not in TOOLS:
            raise ValueError(f"there is no tool {name!r}")
        if name != self._tool_name:
            self._finish_drag()
            self._tool_name = name
            self.tool_changed.emit(name)
            self._cursor_moved(self._cursor)

    @property
    def brush_size(self) -> int:
        """The brush's diameter in photo pixels."""
        return self._brush.size

    def set_brush_size(self, size: int) -> None:
        """Set the diameter, kept within 1 to ``MAX_BRUSH`` photo pixels."""
        size = min(max(size, 1), MAX_BRUSH)
        if size != self._brush.size:
            self._brush = Brush(size)
            self.brush_size_changed.emit(size)
            self._cursor_moved(self._cursor)

    def step_brush_size(self, steps: int) -> None:
        """Grow (or shrink) the brush by about an eighth a step, at least by one pixel."""
        size = self._brush.size
        self.set_brush_size(size + steps * max(1, size // 8))

    def pick(self) -> None:
        """Make the class under the cursor the active one; with the cursor elsewhere, take the pick tool."""
        if self._hover is not None:
            self.layers.set_active(self._hover.class_id)
        else:
            self.set_tool("pick")

    @property
    def stroking(self) -> bool:
        return self._document is not None and self._document.is_stroking

    def abort_stroke(self) -> bool:
        """Take a running stroke back as if it had not begun; tells whether there was one."""
        if self._document is None or not self._document.is_stroking:
            return False
        self._document.abort_stroke()
        self._drag = None
        return True

    # The mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._position(event)
        if self._drag is not None or self._document is None:
            return
        button = event.button()
        if button == Qt.MouseButton.MiddleButton or (
            button == Qt.MouseButton.LeftButton and self._space_held
        ):
            self._drag = PanDrag(self.view, at)
        elif button == Qt.MouseButton.LeftButton:
            self._start_tool(event, at, self._document)
        self._cursor_moved(at)

    def _start_tool(self, event: QMouseEvent, at: QPointF, document: Document) -> None:
        tool = TOOLS[self._tool_name]
        if tool.has_ring and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._drag = SizeDrag(self._brush, self.scale, at)
            return
        if message := caution(tool, self.layers):
            self.notice.emit(message)
        self._drag = PaintDrag(tool, Target(document, self.layers, self._brush), self.view, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._position(event)
        if self._drag is not None:
            if not event.buttons():
                self._finish_drag()
            else:
                self._drag.move(at)
                if isinstance(self._drag, PanDrag):
                    self._view_changed()
                elif isinstance(self._drag, SizeDrag):
                    self.set_brush_size(self._drag.size)
        self._cursor_moved(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton):
            self._finish_drag()
        self._cursor_moved(self._position(event))

    def _finish_drag(self) -> None:
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.finish()
        if isinstance(drag, PaintDrag) and self._tool_name == "pick":
            self.set_tool("brush")

    def _position(self, event: QMouseEvent) -> QPointF:
        """The middle of the screen pixel at the cursor's tip."""
        half = 0.5 / self.devicePixelRatioF()
        return event.position() + QPointF(half, half)

    # The cursor

    def _cursor_moved(self, at: QPointF | None) -> None:
        """Follow the cursor, in view pixels; None when it is not over the canvas."""
        self._cursor = at
        self.update(self._ring)
        center = self._ring_center()
        self._ring = QRegion()
        if center is not None:
            self._ring = ring_region(center, self._brush.size * self.scale)
            self.update(self._ring)
        self._choose_shape(center is not None)
        self._tell_hover()

    def _ring_center(self) -> QPointF | None:
        """Where the brush's outline is drawn: where its pixels really lie, which snaps to the pixel grid."""
        drag = self._drag
        if self._cursor is None or self._document is None or not TOOLS[self._tool_name].has_ring:
            return None
        if isinstance(drag, PanDrag) or self._space_held:
            return None
        at = self.view.to_photo(drag.at if isinstance(drag, SizeDrag) else self._cursor)
        return self.view.to_view(QPointF(*self._brush.outline_center(at.x(), at.y())))

    def _choose_shape(self, has_ring: bool) -> None:
        if self._document is None:
            shape = Qt.CursorShape.ArrowCursor
        elif isinstance(self._drag, PanDrag):
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space_held:
            shape = Qt.CursorShape.OpenHandCursor
        else:
            shape = Qt.CursorShape.BlankCursor if has_ring else Qt.CursorShape.CrossCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _tell_hover(self) -> None:
        hover = self._hover_at(self._cursor)
        if hover != self._hover:
            self._hover = hover
            self.hovered.emit(hover)

    def _hover_at(self, at: QPointF | None) -> Hover | None:
        if at is None or self._document is None:
            return None
        point = self.view.to_photo(at)
        class_id = label_at(self._document, point.x(), point.y())
        if class_id is None:
            return None
        x, y = int(point.x()), int(point.y())
        found = self.prediction
        return Hover(x, y, class_id, None if found is None else int(found.confidence[y, x]))

    def _view_changed(self) -> None:
        super()._view_changed()
        self._cursor_moved(self._cursor)

    # Other events

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        center = self._ring_center()
        if center is not None:
            draw_ring(QPainter(self), center, self._brush.size * self.scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._empty.setGeometry(self.rect())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self.stroking:
            key = cast(QKeyEvent, event)
            if key.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.abort_stroke():
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(True)
        elif event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold_space(False)
        else:
            super().keyReleaseEvent(event)

    def _hold_space(self, held: bool) -> None:
        self._space_held = held
        self._cursor_moved(self._cursor)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Keys work where the cursor is, unless the user is typing."""
        typing = isinstance(QApplication.focusWidget(), (QLineEdit, QAbstractSpinBox))
        if self._document is not None and self.isActiveWindow() and not typing:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor_moved(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys and buttons released elsewhere are never told: let go of them now, and keep the stroke."""
        self._finish_drag()
        self._hold_space(False)
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._finish_drag()
        super().hideEvent(event)
