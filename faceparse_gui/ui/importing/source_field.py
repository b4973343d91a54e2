"""Where masks are imported from: a folder or a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from faceparse_gui.ui.widgets.theme import SPACE_M


class SourceField(QWidget):
    """A field for the path that is imported, with a button each for a folder and a file."""

    changed = Signal()

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        """``folder``: where the dialogs begin while nothing is chosen."""
        super().__init__(parent)
        self._folder = folder
        self.edit = QLineEdit()
        self.edit.setAccessibleName(self.tr("Folder or file of masks"))
        self.edit.setPlaceholderText(self.tr("Folder or file of masks"))
        self.edit.textChanged.connect(lambda _: self.changed.emit())
        self.folder = QPushButton(self.tr("Folder…"))
        self.file = QPushButton(self.tr("File…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self.edit, 1)
        for button, action in ((self.folder, self._choose_folder), (self.file, self._choose_file)):
            button.setAutoDefault(False)
            button.clicked.connect(action)
            row.addWidget(button)

    @property
    def source(self) -> Path | None:
        """None while nothing is chosen."""
        text = self.edit.text().strip()
        return Path(text).expanduser() if text else None

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Import masks"), self._start())
        if chosen:
            self.edit.setText(chosen)

    def _choose_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Import masks"), self._start())
        if chosen:
            self.edit.setText(chosen)

    def _start(self) -> str:
        return self.edit.text().strip() or str(self._folder)
