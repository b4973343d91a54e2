"""At the foot of the canvas: what waits for Enter, with a button for those who use the mouse."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from faceparse_gui.ui.widgets.foot_bar import FootBar


class PendingBar(FootBar):
    """Hidden while nothing waits."""

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._apply = apply = QPushButton(self.tr("Apply"))
        apply.setToolTip(self.tr("Apply (Enter)"))
        apply.setProperty("primary", True)
        apply.clicked.connect(self.confirmed)
        drop = QPushButton(self.tr("Discard"))
        drop.setToolTip(self.tr("Discard (Esc)"))
        drop.clicked.connect(self.cancelled)
        for button in (apply, drop):
            self.add_button(button)

    def show_pending(self, text: str, can_apply: bool = True) -> None:
        """An empty text hides the bar; the button to apply is there if Enter would do something."""
        self._apply.setVisible(can_apply)
        self.text.setText(text)
        self.setVisible(bool(text))
        self.place()
