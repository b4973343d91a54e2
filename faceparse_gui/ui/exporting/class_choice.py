"""Which classes: folded away while it is all of them."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.labels import BACKGROUND, CLASSES, NAMES
from faceparse_gui.ui.class_model import class_title
from faceparse_gui.ui.swatches import swatch
from faceparse_gui.ui.theme import SPACE_M, SPACE_S

_COLUMNS = 3


class ClassChoice(QWidget):
    """Every class but the background, which is a choice of its own."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._boxes: dict[str, QCheckBox] = {}
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setObjectName("fold")
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.toggled.connect(self._unfold)
        self._body = QWidget()
        grid = QGridLayout(self._body)
        grid.setContentsMargins(0, 0, 0, SPACE_S)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_S)
        for place, each in enumerate(each for each in CLASSES if each.id != BACKGROUND):
            box = QCheckBox(class_title(each.id))
            box.setIcon(swatch(each.id))
            box.setChecked(True)
            box.toggled.connect(self._count)
            self._boxes[each.name] = box
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        for text, wanted in ((self.tr("All"), True), (self.tr("None"), False)):
            button = QPushButton(text)
            button.setProperty("small", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, wanted=wanted: self.set_all(wanted))
            row.addWidget(button)
        row.addStretch()
        grid.addLayout(row, len(CLASSES) // _COLUMNS + 1, 0, 1, _COLUMNS)
        grid.setColumnStretch(_COLUMNS, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.fold)
        column.addWidget(self._body)
        self._body.hide()
        self._count()

    @property
    def names(self) -> tuple[str, ...]:
        """With the background, which belongs to every map; empty where no class is chosen."""
        chosen = tuple(name for name, box in self._boxes.items() if box.isChecked())
        return (NAMES[BACKGROUND], *chosen) if chosen else ()

    def choose(self, names: Collection[str]) -> None:
        for name, box in self._boxes.items():
            box.setChecked(name in names)
        self.fold.setChecked(not all(box.isChecked() for box in self._boxes.values()))

    def set_all(self, wanted: bool) -> None:
        for box in self._boxes.values():
            box.setChecked(wanted)

    def box(self, name: str) -> QCheckBox:
        return self._boxes[name]

    def _count(self) -> None:
        count = sum(box.isChecked() for box in self._boxes.values())
        text = self.tr("All {0}").format(count)
        if count < len(self._boxes):
            text = self.tr("{0} of {1}").format(count, len(self._boxes))
        self.fold.setText(text)
        self.fold.setAccessibleName(self.tr("Classes: {0}").format(text))
        self.changed.emit()

    def _unfold(self, is_open: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._body.setVisible(is_open)
