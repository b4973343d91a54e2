"""One row of the class list: swatch, name, area, lock and eye of one class."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import SIGNAL, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from faceparse_gui.ui.classes.class_color import choose_color
from faceparse_gui.ui.classes.class_model import LayerState, class_title
from faceparse_gui.ui.keys.key_hints import with_keys
from faceparse_gui.ui.widgets.icons import draw_icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme

ROW_HEIGHT = 26


class ClassRow(QWidget):
    """A click makes its class active; the keys are those of ``keyPressEvent``."""

    move_requested = Signal(int, int)

    def __init__(self, class_id: int, layers: LayerState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.class_id = class_id
        self._layers = layers
        self._active = False
        self._share: float | None = None
        self.setFixedHeight(ROW_HEIGHT)
        self._swatch = _Swatch(class_id, layers)
        self._swatch.setToolTip(self.tr("Double-click to change the colour"))
        self._name = QLabel(class_title(class_id))
        self._area = QLabel()
        self._area.setProperty("muted", True)
        self._area.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        title = class_title(class_id)
        self._lock = _Toggle("lock", "unlock", self.tr("Lock {name}").format(name=title))
        self._lock.setToolTip(self.tr("Lock: protect this class from edits"))
        self._lock.clicked.connect(lambda on: layers.set_locked(class_id, on))
        self._eye = _Toggle("eye", "eye-off", self.tr("Show {name}").format(name=title))
        self._eye.setToolTip(self.tr("Show or hide (double-click or Alt+click: only this class)"))
        self._eye.clicked.connect(self._eye_clicked)
        self._eye.double_clicked.connect(self._eye_double_clicked)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, 0, SPACE_S, 0)
        layout.setSpacing(SPACE_M)
        layout.addWidget(self._swatch)
        layout.addWidget(self._name, 1)
        layout.addWidget(self._area)
        layout.addWidget(self._lock)
        layout.addWidget(self._eye)
        layout.setSpacing(SPACE_S)
        layout.insertSpacing(1, SPACE_S)

    # What it shows

    def show_key(self, key: str) -> None:
        """Name the key that takes the active class."""
        self.setToolTip(with_keys(class_title(self.class_id), key))

    def show_active(self, active: bool) -> None:
        """Highlight the row; only the active one takes the focus by Tab, as in a group of radio buttons."""
        self._active = active
        policy = Qt.FocusPolicy.StrongFocus if active else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        for button in (self._lock, self._eye):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if active else Qt.FocusPolicy.NoFocus)
        self._describe()
        self.update()

    def show_appearance(self) -> None:
        """Show colour, visibility and opacity as they are now."""
        visible = self._layers.is_visible(self.class_id)
        self._eye.setChecked(visible)
        role = QPalette.ColorRole.WindowText if visible else QPalette.ColorRole.PlaceholderText
        self._name.setForegroundRole(role)
        self._swatch.update()
        self._describe()

    def show_lock(self) -> None:
        """Show whether the class is locked."""
        self._lock.setChecked(self.class_id in self._layers.locked)
        self._describe()

    def show_area(self, share: float | None) -> None:
        """Show the class's share of the picture, 0 to 1; None without a picture."""
        if share != self._share:
            self._share = share
            self._area.setText(_percent(share))
            self._describe()

    def _describe(self) -> None:
        """Say to a screen reader what the eye sees."""
        parts = [class_title(self.class_id)]
        if self._active:
            parts.append(self.tr("active"))
        if not self._layers.is_visible(self.class_id):
            parts.append(self.tr("hidden"))
        if self.class_id in self._layers.locked:
            parts.append(self.tr("locked"))
        if self._share:
            parts.append(_percent(self._share))
        self.setAccessibleName(", ".join(parts))

    # Events

    def _eye_clicked(self, on: bool) -> None:
        if QApplication.keyboardModifiers() & Qt.KeyboardModifier.AltModifier:
            self._layers.solo(self.class_id)
            self.show_appearance()
        else:
            self._layers.set_visible(self.class_id, on)

    def _eye_double_clicked(self) -> None:
        """Show the class alone; the first of the two clicks has shown or hidden it, which is taken back."""
        layers, class_id = self._layers, self.class_id
        layers.set_visible(class_id, not layers.is_visible(class_id))
        layers.solo(class_id)
        self.show_appearance()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the class active with the left button."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._layers.set_active(self.class_id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Choose the class's colour, on the swatch."""
        on_swatch = self.childAt(event.position().toPoint()) is self._swatch
        if on_swatch and event.button() == Qt.MouseButton.LeftButton:
            choose_color(self.class_id, self._layers, self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the class: its colour, to show it alone, to paint only over it."""
        layers, class_id = self._layers, self.class_id
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Colour…"), partial(choose_color, class_id, layers, self))
        reset = menu.addAction(self.tr("Reset colour"), partial(layers.set_color, class_id, None))
        reset.setEnabled(class_id in layers.own_colors)
        menu.addSeparator()
        menu.addAction(self.tr("Show only this class"), partial(layers.solo, class_id))
        only = partial(layers.set_paint_only_over, {class_id})
        menu.addAction(self.tr("Paint only over this class"), only)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move to another class, Space shows or hides it, Enter makes it active."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -99, Qt.Key.Key_End: 99}
        key = Qt.Key(event.key())
        if key in steps:
            self.move_requested.emit(self.class_id, steps[key])
        elif key == Qt.Key.Key_Space:
            self._layers.set_visible(self.class_id, not self._layers.is_visible(self.class_id))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._layers.set_active(self.class_id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the row with the ring of the keyboard's focus."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw the row without the ring of the keyboard's focus."""
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the row's ground: active, under the pointer, or neither."""
        colors = Theme.current().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        keyboard = self.hasFocus()
        if self._active:
            painter.setBrush(QColor(colors.selected))
            painter.setPen(QPen(QColor(colors.accent if keyboard else colors.selected), 1))
            painter.drawRoundedRect(frame, 5, 5)
        elif self.underMouse():
            painter.setBrush(QColor(colors.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(frame, 5, 5)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Draw the row as the one under the pointer."""
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Draw the row as one that is not under the pointer."""
        self.update()
        super().leaveEvent(event)


class _Swatch(QWidget):
    """The class's colour on screen; hollow while the class is hidden."""

    def __init__(self, class_id: int, layers: LayerState) -> None:
        super().__init__()
        self._class_id = class_id
        self._layers = layers
        self.setFixedSize(14, 14)

    def paintEvent(self, event: QPaintEvent) -> None:
        color = QColor(*self._layers.color(self._class_id))
        visible = self._layers.is_visible(self._class_id)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(Theme.current().colors.muted), 1))
        if not visible:
            color.setAlpha(70)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(0.5, 0.5, 13, 13), 3, 3)


class _Toggle(QToolButton):
    """A small switch of two icons: strong where it says something, quiet where all is as usual."""

    double_clicked = Signal()

    def __init__(self, on_icon: str, off_icon: str, name: str) -> None:
        super().__init__()
        self._icons = (off_icon, on_icon)
        self._quiet_when = on_icon == "lock"
        self.setCheckable(True)
        self.setFixedSize(QSize(24, 24))
        self.setAccessibleName(name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Only for who listens; elsewhere the second click is one like the first."""
        if event.button() == Qt.MouseButton.LeftButton and self.receivers(SIGNAL("double_clicked()")):
            self.double_clicked.emit()
        else:
            super().mouseDoubleClickEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = Theme.current().colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(colors.accent if self.hasFocus() else colors.hover), 1))
            painter.setBrush(QColor(colors.hover))
            painter.drawRoundedRect(frame, 4, 4)
        on = self.isChecked()
        if self._quiet_when:
            color = colors.text if on else colors.disabled
        else:
            color = colors.muted if on else colors.disabled
        draw_icon(painter, QRectF(4, 4, 16, 16), self._icons[on], color)


def _percent(share: float | None) -> str:
    """Short and honest: an absent class shows nothing, a tiny one is not rounded to zero."""
    if not share:
        return ""
    if share < 0.0001:
        return "< 0.01 %"
    return f"{100 * share:.{2 if share < 0.001 else 1}f} %"
