"""The choice of the classes that a photo is accepted for."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QGridLayout, QLabel, QWidget

from faceparse_core.labels import CLASSES
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.classes.palettes import DISTINCT
from faceparse_gui.ui.classes.swatches import swatch
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M

_ROWS = 7


class AcceptDialog(Dialog):
    """Every class has a box; those that were changed are ticked first."""

    def __init__(self, name: str, touched: Collection[str], parent: QWidget | None = None) -> None:
        """
        Args:
            name: Of the photo.
            touched: The names of the classes that are ticked first.
            parent: The window.
        """
        super().__init__(parent)
        self.setWindowTitle(self.tr("Accept some classes of {0}").format(name))
        text = QLabel(
            self.tr(
                "Only the ticked classes are taken for right, here and where they are absent. Fine-tuning "
                "learns nothing else from this photo."
            )
        )
        text.setWordWrap(True)
        self.boxes: dict[str, QCheckBox] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        for place, each in enumerate(CLASSES):
            box = self.boxes[each.name] = QCheckBox(class_title(each.id))
            box.setIcon(swatch(each.id, DISTINCT))
            box.setChecked(each.name in touched)
            box.toggled.connect(self._check)
            grid.addWidget(box, place % _ROWS, place // _ROWS)
        buttons = QDialogButtonBox()
        cancel = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setAutoDefault(False)  # Enter accepts, wherever the focus is
        self.go = buttons.addButton(self.tr("Accept"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.body.column.addWidget(text)
        self.body.column.addSpacing(SPACE_M)
        self.body.column.addLayout(grid)
        self.add_foot(buttons)
        self._check()
        self.go.setFocus()

    @property
    def names(self) -> tuple[str, ...]:
        """The classes that are ticked."""
        return tuple(name for name, box in self.boxes.items() if box.isChecked())

    def _check(self, _: bool = False) -> None:
        self.go.setEnabled(bool(self.names))
        self.go.setDefault(True)  # Qt gives the default away while it is disabled
