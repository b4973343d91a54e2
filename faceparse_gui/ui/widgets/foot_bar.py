"""A card at the foot of a view: a sentence, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QWidget

from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S

_LEAST_TEXT = 150
"""Pixels of text beside the buttons; with less, they stand below it."""
_SIDE = SPACE_M + SPACE_S
"""Pixels between the card's edge and the text."""
_ROW, _COLUMN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class FootBar(QWidget):
    """Keeps itself in the middle of its parent's lower edge. Takes no focus: the keys stay the parent's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self._layout = QBoxLayout(_ROW, self)
        self._layout.setSpacing(SPACE_M)
        self._layout.addWidget(self.text, 1)
        self._buttons = QBoxLayout(_ROW)
        self._buttons.setSpacing(SPACE_M)
        self._layout.addLayout(self._buttons)
        self.hide()

    def add_button(self, button: QPushButton) -> None:
        """Put a button at the end of the row."""
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons.addWidget(button)
        button.show()  # or a bar that is shown already would have no room for it yet
        self.place()

    def place(self) -> None:
        """Follow the parent's size, and the text."""
        around = self._around.rect()
        room = around.width() - 2 * SPACE_M - 2 * _SIDE
        rounding = SPACE_M
        words = self.text.fontMetrics().horizontalAdvance(self.text.text()) + rounding
        self._buttons.setDirection(_ROW)
        buttons = self._buttons.sizeHint().width()
        beside = words + SPACE_M + buttons
        is_narrow = room < min(beside, _LEAST_TEXT + SPACE_M + buttons)
        self._layout.setDirection(_COLUMN if is_narrow else _ROW)
        self._layout.setContentsMargins(_SIDE, SPACE_S, _SIDE if is_narrow else SPACE_S, SPACE_S)
        self._buttons.setDirection(_COLUMN if buttons > room else _ROW)
        width = min(max(words, buttons) if is_narrow else beside, room) + 2 * _SIDE
        width -= 0 if is_narrow else _SIDE - SPACE_S
        self.resize(width, self._layout.heightForWidth(width))
        self.move((around.width() - width) // 2, around.height() - self.height() - 2 * SPACE_M)
