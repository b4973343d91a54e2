"""One line of text that takes what room there is, and ends in … where that is too little."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyleOption, QWidget


class ElidedLabel(QLabel):
    """``text()`` is always the whole; the tooltip shows it while a part of it is hidden."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        """Show ``text``, or as much of it as there is room for."""
        super().setText(text)
        self._show_tip()

    def minimumSizeHint(self) -> QSize:
        """No width at all: the text gives way to everything beside it."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the tooltip if the text is cut off now."""
        super().resizeEvent(event)
        self._show_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, cut off with … at its end where it is too long."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        style, room = self.style(), self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        style.drawItemText(
            painter, room, self.alignment(), option.palette, self.isEnabled(), text, self.foregroundRole()
        )

    def _show_tip(self) -> None:
        width = self.fontMetrics().horizontalAdvance(self.text())
        self.setToolTip(self.text() if width > self.contentsRect().width() else "")
