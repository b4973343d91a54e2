"""Classes with a count each, as small swatches in rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from faceparse_core.labels import ID_OF
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.classes.swatches import swatch
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_S

_COLUMNS = 4


class ClassChips(QWidget):
    """A button for each class, several of which can be chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, SPACE_S, 0, SPACE_S)
        self._grid.setHorizontalSpacing(SPACE_L)
        self._grid.setVerticalSpacing(SPACE_S)
        self._grid.setColumnStretch(_COLUMNS, 1)
        self.hide()

    def show_counts(self, counts: Sequence[tuple[str, int]]) -> None:
        """``counts``: the classes by their names in files, each with a number of photos; most first."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, (name, count) in enumerate(sorted(counts, key=lambda each: -each[1])):
            self._grid.addWidget(_Chip(ID_OF[name], count), place // _COLUMNS, place % _COLUMNS)
        self.setVisible(bool(counts))


class _Chip(QWidget):
    def __init__(self, class_id: int, count: int) -> None:
        super().__init__()
        title = class_title(class_id)
        self.setToolTip(self.tr("{0}: corrected in {1}").format(title, photos(count)))
        self.setAccessibleName(self.toolTip())
        sign = QLabel()
        sign.setPixmap(swatch(class_id).pixmap(12, 12))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(sign)
        row.addWidget(QLabel(title))
        row.addWidget(muted(f"{count:,}"), 1)
