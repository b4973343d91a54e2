"""One line of advice: its first sentences, as many as there is room for, and never a part of one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QWidget

from faceparse_gui.ui.i18n.words import sentences


class Hint(QLabel):
    """``whole`` is all of it, for whoever shows the rest elsewhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences: Sequence[str] = ()
        self.whole = ""
        self.setProperty("muted", True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def set_parts(self, parts: Sequence[str]) -> None:
        """The most useful sentence first."""
        self._sentences, self.whole = parts, sentences(*parts)

    def fit(self, width: int) -> bool:
        """Show what ``width`` px hold; whether that is all."""
        metrics = self.fontMetrics()
        begins = [sentences(*self._sentences[:count]) for count in range(len(self._sentences) + 1)]
        shown = max(each for each in begins if metrics.horizontalAdvance(each) <= max(width, 0))
        self.setText(shown)
        return shown == self.whole

    def minimumSizeHint(self) -> QSize:
        """No width at all: without room no sentence is shown."""
        return QSize(0, super().minimumSizeHint().height())
