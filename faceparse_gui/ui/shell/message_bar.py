"""Messages that stay at the top of the canvas until they are closed, without standing in the way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from faceparse_gui.ui.widgets.icons import icon, tinted
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme

_MOST = 500


class MessageBar(QFrame):
    """Shows the newest message; the others of the same heap open under it."""

    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messages")
        self.messages: list[str] = []
        self._levels: dict[str, str] = {}
        self._about: dict[str, str] = {}
        self._level = "warning"
        self._sign = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._more = QToolButton()
        self._more.setCheckable(True)
        self._more.setAccessibleName(self.tr("Show all messages"))
        self._close = QToolButton()
        self._close.setIcon(icon("cancel"))
        self._close.setToolTip(self.tr("Close messages"))
        self._close.clicked.connect(self.clear)
        self._all = QPlainTextEdit(readOnly=True)
        self._all.setMaximumHeight(140)
        self._all.hide()
        self._more.toggled.connect(self._all.setVisible)

        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(self._sign)
        row.addWidget(self._text, 1)
        row.addWidget(self._more)
        row.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        layout.setSpacing(SPACE_S)
        layout.addLayout(row)
        layout.addWidget(self._all)
        Theme.current().changed.connect(self._dress)
        self.hide()

    def add(self, level: str, text: str, about: str = "") -> None:
        """``level`` is "warning" or "error"; ``about``: the cause, with which the message is withdrawn."""
        if text in self.messages:
            self.messages.remove(text)
        self.messages = [*self.messages, text][-_MOST:]
        self._levels[text], self._about[text] = level, about
        self._show_newest()

    def withdraw(self, about: str) -> None:
        """Take the messages of a cause that is gone away; harmless where there are none."""
        left = [text for text in self.messages if self._about[text] != about]
        if not left and self.messages:
            self.clear()
        elif left != self.messages:
            self.messages = left
            self._show_newest()

    def _show_newest(self) -> None:
        text = self.messages[-1]
        self._level = self._levels[text]
        self._text.setText(text)
        self._more.setText(self.tr("Show all {0}").format(len(self.messages)))
        self._more.setVisible(len(self.messages) > 1)
        self._all.setPlainText("\n".join(reversed(self.messages)))
        self._dress()
        self.show()

    def clear(self) -> None:
        """Remove all messages."""
        self.messages.clear()
        self._levels.clear()
        self._about.clear()
        self._more.setChecked(False)
        self.hide()
        self.cleared.emit()

    def _dress(self) -> None:
        colors = Theme.current().colors
        edge = colors.error if self._level == "error" else colors.warning
        self.setStyleSheet(
            f"#messages {{ background: {colors.panel}; border: 0; border-left: 3px solid {edge};"
            f" border-bottom: 1px solid {colors.border}; }}"
        )
        self._sign.setPixmap(tinted("alert" if self._level == "error" else "info", edge).pixmap(18, 18))
