"""Which classes: folded away while it is all of them."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_core.labels import BACKGROUND, CLASSES, ID_OF, NAMES
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.classes.palettes import OFFICIAL
from faceparse_gui.ui.classes.swatches import swatch
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S

_COLUMNS = 3


class ClassChoice(QWidget):
    """Every class but the background, which is a choice of its own."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen = {each.name: True for each in CLASSES if each.id != BACKGROUND}
        self._boxes: dict[str, QCheckBox] = {}
        self._body: QWidget | None = None  # most never unfold it, and it is half of the dialog's widgets
        self.fold = QToolButton()
        self.fold.setCheckable(True)
        self.fold.setObjectName("fold")
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.toggled.connect(self._unfold)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_S)
        self._column.addWidget(self.fold)
        self._count()

    @property
    def names(self) -> tuple[str, ...]:
        """With the background, which belongs to every map; empty where no class is chosen."""
        chosen = tuple(name for name, is_on in self._chosen.items() if is_on)
        return (NAMES[BACKGROUND], *chosen) if chosen else ()

    def choose(self, names: Collection[str]) -> None:
        """Choose exactly these classes."""
        self._set({name: name in names for name in self._chosen})
        self.fold.setChecked(not all(self._chosen.values()))

    def set_all(self, wanted: bool) -> None:
        """Choose all classes, or none."""
        self._set(dict.fromkeys(self._chosen, wanted))

    def box(self, name: str) -> QCheckBox:
        """Only once it was unfolded."""
        return self._boxes[name]

    def _set(self, chosen: dict[str, bool]) -> None:
        self._chosen = chosen
        for name, box in self._boxes.items():
            with QSignalBlocker(box):
                box.setChecked(chosen[name])
        self._count()

    def _toggled(self, name: str, is_on: bool) -> None:
        self._chosen[name] = is_on
        self._count()

    def _count(self) -> None:
        count = sum(self._chosen.values())
        text = self.tr("All {0} classes except background").format(count)
        if count < len(self._chosen):
            text = self.tr("{0} of {1} classes except background").format(count, len(self._chosen))
        self.fold.setText(text)
        self.fold.setAccessibleName(self.tr("Classes: {0}").format(text))
        self.changed.emit()

    def _unfold(self, is_open: bool) -> None:
        self.fold.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        if self._body is None:
            self._body = QWidget(self)
            self._fill(self._body)
            self._column.addWidget(self._body)
        self._body.setVisible(is_open)

    def _fill(self, body: QWidget) -> None:
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, SPACE_S)
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_S)
        for place, (name, is_on) in enumerate(self._chosen.items()):
            box = QCheckBox(class_title(ID_OF[name]))
            box.setIcon(swatch(ID_OF[name], OFFICIAL))
            box.setChecked(is_on)
            box.toggled.connect(partial(self._toggled, name))
            self._boxes[name] = box
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
