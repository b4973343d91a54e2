"""Which photos are exported, each choice with how many that is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from faceparse_gui.exchange import Scope
from faceparse_gui.ui.widgets.theme import SPACE_S


class ScopeChoice(QWidget):
    """Three choices, and whether photos without a face, or accepted in part, are exported beside them."""

    changed = Signal()

    def __init__(
        self,
        counts: Mapping[Scope, int],
        no_face: int,
        partly: int,
        wanted: Scope,
        wants: tuple[bool, bool],
        parent: QWidget | None = None,
    ) -> None:
        """Make the choices.

        Args:
            counts: How many photos each scope has; one with none cannot be chosen.
            no_face: How many photos are without a face.
            partly: How many photos are accepted for some classes only.
            wanted: The scope that is chosen first, where it has photos.
            wants: Whether photos without a face, and those accepted in part, are chosen first.
            parent: Of the widget.
        """
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
            button.setEnabled(counts[scope] > 0 or (scope == "accepted" and partly > 0))
            group.addButton(button)
            column.addWidget(button)
        order: tuple[Scope, ...] = (wanted, "accepted", "current", "all")
        self.buttons[next(scope for scope in order if counts[scope])].setChecked(True)
        column.addSpacing(SPACE_S)
        self._is_choice = counts["accepted"] > 0  # else it is these alone
        text = self.tr("Include photos accepted for some classes only ({0:,})")
        self.partly = self._box(text, partly, wants[1] or not self._is_choice)
        self.no_face = self._box(
            self.tr("Include photos without a face, as empty masks ({0:,})"), no_face, wants[0]
        )
        group.buttonToggled.connect(self._toggled)
        self._enable_boxes()

    def _box(self, text: str, count: int, wanted: bool) -> QCheckBox:
        box = QCheckBox(text.format(count))
        box.setChecked(wanted and count > 0)
        box.setVisible(count > 0)
        box.toggled.connect(self.changed)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(box)
        return box

    def _toggled(self, _: QAbstractButton, is_on: bool) -> None:
        self._enable_boxes()
        if is_on:
            self.changed.emit()

    def _enable_boxes(self) -> None:
        self.no_face.setEnabled(self.scope != "current")
        self.partly.setEnabled(self.scope == "accepted" and self._is_choice)

    @property
    def scope(self) -> Scope:
        """Which photos are exported."""
        return next(scope for scope, button in self.buttons.items() if button.isChecked())

    @property
    def with_partly(self) -> bool:
        """Whether photos that are accepted for some classes only are exported as accepted ones."""
        return self.scope == "accepted" and self.partly.isChecked()

    @property
    def with_no_face(self) -> bool:
        """Whether the photos without a face are exported, too."""
        return self.no_face.isEnabled() and self.no_face.isChecked()
