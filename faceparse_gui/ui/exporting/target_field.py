"""Where the export goes: a folder, or a file whose extension follows the format."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from faceparse_gui.formats import Format
from faceparse_gui.ui.widgets.theme import SPACE_M


class TargetField(QWidget):
    """A field for the export's target, with a button for the system's dialog."""

    changed = Signal()

    def __init__(self, target: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._extension = ""
        self.edit = QLineEdit(target)
        self.edit.textChanged.connect(lambda _: self.changed.emit())
        self.browse = QPushButton(self.tr("Choose…"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        row.addWidget(self.edit, 1)
        row.addWidget(self.browse)

    @property
    def is_file(self) -> bool:
        """Whether the format writes one file."""
        return bool(self._extension)

    @property
    def target(self) -> Path:
        """The path as entered."""
        return Path(self.edit.text().strip()).expanduser()

    def show_format(self, format_: Format) -> None:
        """A folder becomes a file of its name, and a file a folder."""
        before, self._extension = self._extension, format_.extension
        bare = self.edit.text().strip().rstrip("/\\")
        for extension in (before, self._extension):
            if extension and bare.casefold().endswith(extension):
                bare = bare[: -len(extension)]
        if bare:
            self.edit.setText(bare + self._extension)
        title = self.tr("File") if self.is_file else self.tr("Folder")
        self.edit.setAccessibleName(title)

    def _browse(self) -> None:
        if self.is_file:
            chosen, _ = QFileDialog.getSaveFileName(
                self,
                self.tr("Export to"),
                self.edit.text(),
                f"*{self._extension}",
                options=QFileDialog.Option.DontConfirmOverwrite,  # the export asks
            )
        else:
            chosen = QFileDialog.getExistingDirectory(self, self.tr("Export to"), self.edit.text())
        if chosen:
            self.edit.setText(chosen)
