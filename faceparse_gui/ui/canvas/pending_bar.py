"""At the foot of the canvas: what waits for Enter, with a button for those who use the mouse."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from faceparse_gui.ui.widgets.foot_bar import FootBar


class PendingBar(FootBar):
    """Hidden while nothing waits."""

    confirmed = Signal()
    cancelled = Signal()
    next_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._apply = apply = QPushButton(self.tr("Apply"))
        apply.setToolTip(self.tr("Apply (Enter)"))
        apply.setProperty("primary", True)
        apply.clicked.connect(self.confirmed)
        self._drop = drop = QPushButton(self.tr("Cancel"))
        drop.clicked.connect(self.cancelled)
        self._next = further = QPushButton(self.tr("Next"))
        further.setToolTip(self.tr("Show the next proposal (Tab)"))
        further.clicked.connect(self.next_wanted)
        for button in (apply, further, drop):
            self.add_button(button)

    def show_pending(self, text: str, can_apply: bool = True, can_turn: bool = False) -> None:
        """An empty text hides the bar; a button is there if its key would do something."""
        self._apply.setVisible(can_apply)
        self._drop.setText(self.tr("Discard") if can_apply else self.tr("Cancel"))
        self._drop.setToolTip(self.tr("Discard (Esc)") if can_apply else self.tr("Cancel (Esc)"))
        self._next.setVisible(can_turn)
        self.text.setText(text)
        self.setVisible(bool(text))
        self.place()
