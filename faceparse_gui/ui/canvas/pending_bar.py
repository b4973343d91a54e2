"""At the foot of the canvas: what waits for Enter, with a button for those who use the mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S


class PendingBar(QWidget):
    """Hidden while nothing waits. It keeps itself in the middle of its parent's lower edge."""

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._around = parent
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("card", True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._apply = apply = QPushButton(self.tr("Apply"))
        apply.setToolTip(self.tr("Apply (Enter)"))
        apply.setProperty("primary", True)
        apply.clicked.connect(self.confirmed)
        drop = QPushButton(self.tr("Discard"))
        drop.setToolTip(self.tr("Discard (Esc)"))
        drop.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M + SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_M)
        row.addWidget(self._text, 1)
        for button in (apply, drop):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Enter and Esc stay the canvas's
            row.addWidget(button)
        self.hide()

    def show_pending(self, text: str, can_apply: bool = True) -> None:
        """An empty text hides the bar; the button to apply is there if Enter would do something."""
        self._apply.setVisible(can_apply)
        self._text.setText(text)
        self.setVisible(bool(text))
        self.place()

    def place(self) -> None:
        """Follow the parent's size."""
        around, text = self._around.rect(), self._text
        one_line = text.fontMetrics().horizontalAdvance(text.text()) + SPACE_M  # for what rounding loses
        others = self.sizeHint().width() - text.sizeHint().width()
        width = min(one_line + others, around.width() - 2 * SPACE_M)
        layout = self.layout()
        assert layout is not None
        self.resize(width, layout.heightForWidth(width))
        self.move((around.width() - self.width()) // 2, around.height() - self.height() - 2 * SPACE_M)
