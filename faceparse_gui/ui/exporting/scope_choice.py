"""Which photos are exported, each choice with how many that is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from faceparse_gui.exchange import Scope
from faceparse_gui.ui.widgets.theme import SPACE_S


class ScopeChoice(QWidget):
    """``counts``: how many photos each scope has; one with none cannot be chosen."""

    changed = Signal()

    def __init__(self, counts: Mapping[Scope, int], wanted: Scope, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Scope, QRadioButton] = {
            "current": QRadioButton(self.tr("This photo")),
            "accepted": QRadioButton(self.tr("Accepted photos ({0:,})").format(counts["accepted"])),
            "all": QRadioButton(self.tr("All photos with labels ({0:,})").format(counts["all"])),
        }
        group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for scope, button in self.buttons.items():
            button.setEnabled(counts[scope] > 0)
            group.addButton(button)
            column.addWidget(button)
        order: tuple[Scope, ...] = (wanted, "accepted", "current", "all")
        self.buttons[next(scope for scope in order if counts[scope])].setChecked(True)
        group.buttonToggled.connect(lambda _, is_on: self.changed.emit() if is_on else None)

    @property
    def scope(self) -> Scope:
        """Which photos are exported."""
        return next(scope for scope, button in self.buttons.items() if button.isChecked())
