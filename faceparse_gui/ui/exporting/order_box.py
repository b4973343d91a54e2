"""Whose class ids an index mask holds: the orders that a format can have."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from faceparse_gui.formats import Format
from faceparse_gui.ui.exporting.format_words import order_title


class OrderBox(QComboBox):
    """What is picked holds for the format it was picked for: LaPa's ids are not carried into another."""

    picked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._format = ""
        self._picks: dict[str, str] = {}
        self.setToolTip(self.tr("Which class ids to use"))
        self.currentIndexChanged.connect(self._changed)

    @property
    def order(self) -> str:
        """The chosen class order."""
        return str(self.currentData())

    def pick(self, format_: Format, order: str) -> None:
        """Offer ``order`` for a format at first."""
        self._picks[format_.name] = order

    def show_format(self, format_: Format) -> None:
        """Offer the orders that the format can have."""
        self._format = format_.name
        with QSignalBlocker(self):
            self.clear()
            for name in format_.orders:
                self.addItem(order_title(name), name)
            self.setCurrentIndex(max(self.findData(self._picks.get(format_.name)), 0))

    def _changed(self) -> None:
        self._picks[self._format] = self.order
        self.picked.emit()
