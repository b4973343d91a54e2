"""Notifications at the top of the canvas: messages with buttons, which wait until they are answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_gui.ui.widgets.icons import icon, tinted
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme

_LINES = 2
"""So many lines of text at most stand beside buttons."""
_LEAST_TEXT = 120  # px
_RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class Notification:
    """A message with buttons.

    Attributes:
        key: A notification of the same key takes its place.
        text: What it says, translated.
        actions: The buttons' texts and what they do.
        stays: It is a state; neither a button nor a cross takes it away, only who made it.
    """

    key: str
    text: str
    actions: Sequence[tuple[str, Callable[[], object]]] = ()
    stays: bool = False


class NotificationBar(QWidget):
    """Shows one below the other; a button or the cross takes a notification away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: dict[str, _Strip] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def add(self, notification: Notification) -> None:
        """Show a notification below the others; one with the same key goes."""
        self.withdraw(notification.key)
        strip = _Strip(notification, lambda: self.withdraw(notification.key))
        self._shown[notification.key] = strip
        self._column.addWidget(strip)
        self.show()

    def withdraw(self, key: str) -> None:
        """Take the notification away; harmless when it is not there."""
        strip = self._shown.pop(key, None)
        if strip is not None:
            strip.hide()
            strip.deleteLater()
        self.setVisible(bool(self._shown))

    def clear(self) -> None:
        """Take all notifications away, unanswered."""
        for key in list(self._shown):
            self.withdraw(key)

    @property
    def texts(self) -> list[str]:
        """The texts that are shown, from the top."""
        return [strip.notification.text for strip in self._shown.values()]


class _Strip(QFrame):
    """The buttons stand beside the text where that takes no more than two lines then, else below it."""

    def __init__(self, notification: Notification, close: Callable[[], None]) -> None:
        super().__init__()
        self.notification = notification
        self.setObjectName("notification")
        self._sign = QLabel()
        self._signs: list[QWidget] = [self._sign]
        self._text = QLabel(notification.text)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._buttons = self._make_buttons(close)
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE_M)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        if not notification.stays:
            cross = QToolButton()
            cross.setIcon(icon("cancel"))
            cross.setToolTip(self.tr("Not now"))
            cross.setAccessibleName(cross.toolTip())
            cross.clicked.connect(close)
            self._row.addWidget(cross)
            self._signs.append(cross)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        self._column.setSpacing(SPACE_S)
        self._column.addLayout(self._row)
        self._below = True
        self._column.addWidget(self._buttons, 0, _RIGHT)
        Theme.current().changed.connect(self._dress)
        self._dress()

    def minimumSizeHint(self) -> QSize:
        """Whatever it says, the window stays as wide as it is."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        margins, wanted = self._column.contentsMargins(), self._wanted
        room = self.width() - margins.left() - margins.right()
        left = room - wanted - SPACE_M - sum(each.sizeHint().width() + SPACE_M for each in self._signs)
        lines = self._text.heightForWidth(left) / self._text.fontMetrics().lineSpacing()
        self._put_buttons(below=left < _LEAST_TEXT or lines > _LINES)
        is_wide = wanted <= room
        self._in_row.setDirection(
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )

    def _put_buttons(self, below: bool) -> None:
        if below == self._below:
            return
        self._below = below
        if below:
            self._row.removeWidget(self._buttons)
            self._column.addWidget(self._buttons, 0, _RIGHT)
        else:
            self._column.removeWidget(self._buttons)
            self._row.insertWidget(2, self._buttons)

    def _make_buttons(self, close: Callable[[], None]) -> QWidget:
        buttons = QWidget()
        row = self._in_row = QBoxLayout(QBoxLayout.Direction.LeftToRight, buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        for title, action in self.notification.actions:
            button = QPushButton(title)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # painting keeps its keys
            if not self.notification.stays:
                button.clicked.connect(close)
            button.clicked.connect(lambda checked=False, action=action: action())
            row.addWidget(button)
        buttons.setVisible(bool(self.notification.actions))
        self._wanted = row.sizeHint().width()
        return buttons

    def _dress(self) -> None:
        colors = Theme.current().colors
        edge = colors.error if self.notification.stays else colors.accent
        self._sign.setPixmap(tinted("alert" if self.notification.stays else "info", edge).pixmap(18, 18))
        self.setStyleSheet(
            f"#notification {{ background: {colors.panel}; border: 0; border-left: 3px solid {edge};"
            f" border-bottom: 1px solid {colors.border}; }}"
        )
