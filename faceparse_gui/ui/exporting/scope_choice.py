"""Which photos are exported, each choice with how many that is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from faceparse_gui.exchange import Scope
from faceparse_gui.ui.widgets.theme import SPACE_S


class ScopeChoice(QWidget):
    """Three choices, and whether photos without a face are exported beside them, where there are some."""

    changed = Signal()

    def __init__(
        self,
        counts: Mapping[Scope, int],
        no_face: int,
        wanted: Scope,
        wants_no_face: bool,
        parent: QWidget | None = None,
    ) -> None:
        """Make the choices.

        Args:
            counts: How many photos each scope has; one with none cannot be chosen.
            no_face: How many photos are without a face.
            wanted: The scope that is chosen first, where it has photos.
            wants_no_face: Whether the photos without a face are chosen first.
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
            button.setEnabled(counts[scope] > 0)
            group.addButton(button)
            column.addWidget(button)
        order: tuple[Scope, ...] = (wanted, "accepted", "current", "all")
        self.buttons[next(scope for scope in order if counts[scope])].setChecked(True)
        text = self.tr("Include photos without a face, as empty masks ({0:,})")
        self.no_face = QCheckBox(text.format(no_face))
        self.no_face.setChecked(wants_no_face and no_face > 0)
        self.no_face.setVisible(no_face > 0)
        self.no_face.toggled.connect(self.changed)
        column.addSpacing(SPACE_S)
        column.addWidget(self.no_face)
        group.buttonToggled.connect(self._toggled)
        self._enable_no_face()

    def _toggled(self, _: QAbstractButton, is_on: bool) -> None:
        self._enable_no_face()
        if is_on:
            self.changed.emit()

    def _enable_no_face(self) -> None:
        self.no_face.setEnabled(self.scope != "current")

    @property
    def scope(self) -> Scope:
        """Which photos are exported."""
        return next(scope for scope, button in self.buttons.items() if button.isChecked())

    @property
    def with_no_face(self) -> bool:
        """Whether the photos without a face are exported, too."""
        return self.no_face.isEnabled() and self.no_face.isChecked()
