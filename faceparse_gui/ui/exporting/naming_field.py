"""The pattern of the file names, with what may stand in it, and what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from faceparse_core.errors import InputError
from faceparse_gui.formats.writing.naming import check_template
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.theme import SPACE_S, Theme


class NamingField(QWidget):
    """A field for ``ExportOptions.naming``. It says under itself what may stand in it, or what is wrong."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(self.tr("File names"))
        self._hint = muted(
            self.tr("{stem} photo name · {folder} its folder · {n} number, {n:05} with leading zeros"),
            wrap=True,
        )
        self.edit.setToolTip(self._hint.text())
        self._wrong = QLabel()
        self._wrong.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        for part in (self.edit, self._hint, self._wrong):
            column.addWidget(part)
        self.edit.textChanged.connect(self._check)
        Theme.current().changed.connect(self._check)
        self.edit.setText("{stem}")

    @property
    def pattern(self) -> str:
        """The pattern as entered."""
        return self.edit.text().strip()

    @property
    def problem(self) -> str:
        """What is wrong with it, as a sentence; empty if nothing is."""
        if not self.pattern:
            return QCoreApplication.translate("NamingField", "Enter a file name pattern, for example {stem}.")
        try:
            check_template(self.pattern)
        except InputError as error:
            text = localise(str(error))
            return QCoreApplication.translate("NamingField", "{0}.").format(text[:1].upper() + text[1:])
        return ""

    def _check(self) -> None:
        self._wrong.setText(self.problem)
        self._wrong.setStyleSheet(f"color: {Theme.current().colors.error};")
        self._wrong.setVisible(bool(self.problem))
        self._hint.setVisible(not self.problem)
        self.changed.emit()
