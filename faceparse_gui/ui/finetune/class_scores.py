"""F of each class before and after, as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from faceparse_core.labels import ID_OF
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.classes.swatches import swatch
from faceparse_gui.ui.i18n.words import signed
from faceparse_gui.ui.widgets.theme import Theme
from faceparse_training.finetune.manifest import ClassScore

_NOTHING = 0.0005  # a smaller difference is shown as none


class ClassScores(QTableWidget):
    """The class, F before, F after, the signed difference in colour, and over how many photos."""

    def __init__(self, rows: Sequence[ClassScore], parent: QWidget | None = None) -> None:
        super().__init__(len(rows), 5, parent)
        titles = (
            self.tr("Class"),
            self.tr("Before"),
            self.tr("After"),
            self.tr("Difference"),
            self.tr("Photos"),
        )
        for column, title in enumerate(titles):
            self.setHorizontalHeaderItem(column, _cell(title, to_right=column > 0))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._rows = rows
        self._differences: list[QTableWidgetItem] = []
        for number, row in enumerate(rows):
            self._fill(number, row)
        Theme.current().changed.connect(self._dress)
        self._dress()

    def sizeHint(self) -> QSize:
        """All rows, as far as twenty, in pixels."""
        height = 24 * self.rowCount() + self.horizontalHeader().sizeHint().height() + 2
        return QSize(390, min(height, 24 * 20))

    def minimumSizeHint(self) -> QSize:
        """A few rows, in pixels; the others scroll."""
        return QSize(380, 120)

    def _fill(self, number: int, row: ClassScore) -> None:
        class_id = ID_OF.get(row.name)
        name = _cell(row.name if class_id is None else class_title(class_id))
        if class_id is not None:
            name.setIcon(swatch(class_id))
        difference = _cell(signed(row.after - row.before), to_right=True)
        self._differences.append(difference)
        before, after = (_cell(f"{value:.3f}", to_right=True) for value in (row.before, row.after))
        for column, item in enumerate(
            (name, before, after, difference, _cell(f"{row.images:,}", to_right=True))
        ):
            self.setItem(number, column, item)

    def _dress(self) -> None:
        colors = Theme.current().colors
        for row, item in zip(self._rows, self._differences, strict=True):
            difference = row.after - row.before
            color = colors.muted
            if abs(difference) >= _NOTHING:
                color = colors.success if difference > 0 else colors.error
            item.setForeground(QColor(color))


def _cell(text: str, to_right: bool = False) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    side = Qt.AlignmentFlag.AlignRight if to_right else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item
