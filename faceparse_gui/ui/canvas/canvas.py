"""The canvas: labels over a photo, edited with mouse, pen and keys."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QWidget

from faceparse_core.labels import BACKGROUND
from faceparse_core.parsing.owners import nearest_face
from faceparse_gui.document.changes import Change
from faceparse_gui.ui.canvas.cursor import draw_ring, ring_rect, tool_cursor
from faceparse_gui.ui.canvas.drags import Drag, PanDrag, SizeDrag, ToolDrag
from faceparse_gui.ui.canvas.edit_view import EditView
from faceparse_gui.ui.canvas.hover import Hover
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.tools.tool import Pointer

_BUTTONS = Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton | Qt.MouseButton.RightButton
_REMOVING = Qt.Key.Key_Delete, Qt.Key.Key_Backspace


class Canvas(EditView):
    """An ``EditView`` whose mouse, pen and keys drive the tools."""

    hovered = Signal(object)
    """``Hover`` under the cursor; None: the cursor is not over the photo."""

    def __init__(self, layers: LayerState, settings: AppSettings, parent: QWidget | None = None) -> None:
        super().__init__(layers, settings, parent)
        self._drag: Drag | None = None
        self._cursor: QPointF | None = None
        self._ring = QRect()
        self._shape: Qt.CursorShape | QCursor | None = None
        self._hover: Hover | None = None
        self._space_held = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Photo and labels"))

    def clear(self, missing: str = "") -> None:
        """Close the photo, as ``EditView`` does, and forget what is under the cursor."""
        super().clear(missing)
        self._cursor_moved(None)

    def set_prediction(self, prediction: PackedPrediction | None) -> None:
        """Show another prediction, as ``EditView`` does, and say its confidence under the cursor."""
        super().set_prediction(prediction)
        self._update_hover()

    def pick(self) -> None:
        """Make the class under the cursor the active one; with the cursor elsewhere, take the pick tool."""
        if self._hover is not None:
            self.layers.set_active(self._hover.class_id)
        else:
            self.set_tool("pick")

    def step_back(self) -> bool:
        """Undo the last part of what the tool has begun, and let go of a drag; False: it had begun
        nothing.
        """
        had_begun = super().step_back()
        if had_begun:
            self._drag = None
        return had_begun

    def abort_stroke(self) -> bool:
        """Drop what the tool has begun, and let go of a drag; False: it had begun nothing."""
        had_begun = super().abort_stroke()
        if had_begun:
            self._drag = None
        return had_begun

    def _put_away(self) -> None:
        self._finish_drag()
        super()._put_away()

    def _document_changed(self, change: Change) -> None:
        if change.kind != "paint":  # then the cursor, which paints, updates it
            self._update_hover()
        super()._document_changed(change)

    # The mouse and the pen

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pan with the middle button, or the left one while Space is held; else to use the tool."""
        at = self._position(event)
        if self._drag is not None or self._document is None:
            return
        button = event.button()
        if button == Qt.MouseButton.MiddleButton or (
            button == Qt.MouseButton.LeftButton and self._space_held
        ):
            self._drag = PanDrag(self.view, at)
        elif button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            right = button == Qt.MouseButton.RightButton
            self._start_tool(at, event.modifiers(), right)
        self._cursor_moved(at)

    def _start_tool(
        self,
        at: QPointF,
        modifiers: Qt.KeyboardModifier,
        right: bool = False,
        pressure: float = 1.0,
        erases: bool = False,
    ) -> None:
        tool = self._tool
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        takes_away = right or bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        pointer = replace(self._pointer(at, takes_away or erases, pressure), shift=shift, erases=erases)
        if message := tool.caution(self.layers):
            self.notice.emit(message)
        if tool.has_ring and shift:
            self._drag = SizeDrag(self.context.brush, self.scale, at, lambda: tool.line(pointer))
        else:
            self._drag = ToolDrag(tool, self.view, pointer)

    def _pointer(self, at: QPointF, takes_away: bool = False, pressure: float = 1.0) -> Pointer:
        point = self.view.to_photo(at)
        return Pointer(point.x(), point.y(), takes_away, pressure)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen: its pressure, and its other end as the eraser. What is left alone comes as the mouse's."""
        at, kind = self._position(event), event.type()
        if kind == QEvent.Type.TabletPress and self._drag is None and self._document is not None:
            if event.button() != Qt.MouseButton.LeftButton or self._space_held:
                event.ignore()
                return
            erases = event.pointerType() == QPointingDevice.PointerType.Eraser
            self._start_tool(at, event.modifiers(), pressure=event.pressure(), erases=erases)
        elif kind == QEvent.Type.TabletMove and isinstance(self._drag, ToolDrag):
            self._drag.move(at, event.pressure())
        elif kind == QEvent.Type.TabletRelease and isinstance(self._drag, ToolDrag | SizeDrag):
            self._finish_drag(at)
        else:
            event.ignore()
            return
        self._cursor_moved(at)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the drag, or tell the tool where the mouse is; a release that was missed ends the
        drag.
        """
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
        elif self._document is not None:
            self._tool.hover(self._pointer(at))
        self._cursor_moved(at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag with the last button."""
        if not event.buttons() & _BUTTONS:
            self._finish_drag(self._position(event))
        self._cursor_moved(self._position(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The second press of two quick clicks: a press like any other, but that it can close an outline."""
        self.mousePressEvent(event)
        if self._drag is not None and event.button() == Qt.MouseButton.LeftButton:
            self._tool.double_click(self._pointer(self._position(event)))

    def _finish_drag(self, at: QPointF | None = None) -> None:
        """The button is released ``at`` a position of the view, or elsewhere."""
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.finish(at)
        if isinstance(drag, ToolDrag) and self._tool.name == "pick":
            self.set_tool("brush")

    def _position(self, event: QMouseEvent | QTabletEvent) -> QPointF:
        """The middle of the screen pixel at the cursor's tip."""
        half = 0.5 / self.devicePixelRatioF()
        return event.position() + QPointF(half, half)

    # The cursor

    def _refresh_cursor(self) -> None:
        self._cursor_moved(self._cursor)

    def _cursor_moved(self, at: QPointF | None) -> None:
        """Follow the cursor, in view pixels; None when it is not over the canvas."""
        self._cursor = at
        before, center = self._ring, self._ring_center()
        self._ring = QRect() if center is None else ring_rect(center, self.context.brush.size * self.scale)
        self.update_rect(before | self._ring)
        self._choose_shape(center is not None)
        self._update_hover()

    def _ring_center(self) -> QPointF | None:
        """Where the brush's outline is drawn: where its pixels really lie, which snaps to the pixel grid."""
        drag = self._drag
        if self._cursor is None or self._document is None or not self._tool.has_ring:
            return None
        if isinstance(drag, PanDrag) or self._space_held:
            return None
        at = self.view.to_photo(drag.at if isinstance(drag, SizeDrag) else self._cursor)
        return self.view.to_view(QPointF(*self.context.brush.outline_center(at.x(), at.y())))

    def _choose_shape(self, has_ring: bool) -> None:
        shape: Qt.CursorShape | QCursor = Qt.CursorShape.ArrowCursor
        if self._document is not None:
            if isinstance(self._drag, PanDrag):
                shape = Qt.CursorShape.ClosedHandCursor
            elif self._space_held:
                shape = Qt.CursorShape.OpenHandCursor
            else:
                shape = Qt.CursorShape.BlankCursor if has_ring else tool_cursor(self._tool.name)
        if shape != self._shape:  # Qt takes its time, even where nothing changes
            self._shape = shape
            self.setCursor(shape)

    def _update_hover(self) -> None:
        hover = self._hover_at(self._cursor)
        if hover != self._hover:
            self._hover = hover
            self.hovered.emit(hover)

    def _hover_at(self, at: QPointF | None) -> Hover | None:
        if at is None or self._document is None:
            return None
        point = self.view.to_photo(at)
        class_id = self.context.label_at(point.x(), point.y())
        if class_id is None:
            return None
        x, y = int(point.x()), int(point.y())
        found = self.prediction
        if found is None:
            return Hover(x, y, class_id, None)
        face = None
        if class_id != BACKGROUND and len(found.frames) > 1:
            face = int(nearest_face(np.array([[x + 0.5, y + 0.5]]), found.frames)[0]) + 1
        return Hover(x, y, class_id, found.confidence.at(x, y), found.labels.at(x, y), face)

    def _view_changed(self) -> None:
        super()._view_changed()
        self._refresh_cursor()

    # Other events

    def paint(self, painter: QPainter, region: QRect) -> None:
        """Draw the view, and the brush's outline above it."""
        super().paint(painter, region)
        center = self._ring_center()
        if center is not None:
            ratio = self.devicePixelRatioF()
            draw_ring(painter, center, self.context.brush.size * self.scale, self.context.brush.shape, ratio)

    def event(self, event: QEvent) -> bool:
        """Keep Escape, Enter and Tab from what else they do while the tool has a use for them."""
        if event.type() == QEvent.Type.ShortcutOverride and (self.stroking or self.pending):
            key = cast(QKeyEvent, event)
            if key.key() == Qt.Key.Key_Escape or _is_enter(key) or (self._tool.proposes and _turns(key)):
                event.accept()
                return True
        steps = _turns(cast(QKeyEvent, event)) if event.type() == QEvent.Type.KeyPress else 0
        if steps and self._tool.proposes:
            self.turn(steps)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape drops and Enter confirms what the tool has begun, Delete removes what is chosen in it; Space
        pans while it is held.
        """
        if event.key() == Qt.Key.Key_Escape and self.abort_stroke():
            return
        if _is_enter(event) and self.confirm():
            return
        if event.key() in _REMOVING and self.remove_chosen():
            return
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(True)
        elif event.key() != Qt.Key.Key_Space:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Return from panning to the tool when Space goes up."""
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
        """Forget what is under the cursor, and take the brush's outline away."""
        self._cursor_moved(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys and buttons released elsewhere are never reported: let go of them now, and keep the stroke."""
        self._finish_drag()
        self._hold_space(False)
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """End the drag, of which no more is heard, and keep what it did."""
        self._finish_drag()
        super().hideEvent(event)


def _turns(event: QKeyEvent) -> int:
    """How many proposals further on a key shows: 1 by Tab, −1 by Shift+Tab, 0 by any other."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
    if not plain or event.key() not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        return 0
    return -1 if event.key() == Qt.Key.Key_Backtab or event.modifiers() else 1


def _is_enter(event: QKeyEvent) -> bool:
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
