"""What to export, in which formats, to which folder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QCoreApplication, QSettings
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from faceparse_gui.formats import FORMATS, Format
from faceparse_gui.ui.captions import heading
from faceparse_gui.ui.theme import SPACE_L, SPACE_M, SPACE_S

Scope = Literal["current", "accepted", "all"]


class ExportDialog(QDialog):
    """``counts``: how many photos each scope has; one with none cannot be chosen."""

    def __init__(self, counts: dict[Scope, int], folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        settings = QSettings()
        chosen = str(settings.value("export/formats", "indexed")).split(",")
        self._formats = {name: QCheckBox(_title(each)) for name, each in FORMATS.items()}
        for name, box in self._formats.items():
            box.setChecked(name in chosen)
            box.toggled.connect(self._check)
        self._scopes: dict[Scope, QRadioButton] = {
            "current": QRadioButton(self.tr("This photo")),
            "accepted": QRadioButton(self.tr("Accepted photos ({0:,})").format(counts["accepted"])),
            "all": QRadioButton(self.tr("All photos with labels ({0:,})").format(counts["all"])),
        }
        group = QButtonGroup(self)
        for scope, button in self._scopes.items():
            button.setEnabled(counts[scope] > 0)
            group.addButton(button)
        self._scopes[
            "accepted" if counts["accepted"] else "current" if counts["current"] else "all"
        ].setChecked(True)
        self._folder = QLineEdit(str(settings.value("export/folder", "") or folder / "labels"))
        self._folder.setMinimumWidth(360)
        self._folder.setAccessibleName(self.tr("Folder"))
        self._folder.textChanged.connect(self._check)
        browse = QPushButton(self.tr("Choose…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        self._why_not = QLabel()
        self._why_not.setProperty("muted", True)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self._export = buttons.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._export.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)

        folder_row = QHBoxLayout()
        folder_row.setSpacing(SPACE_M)
        folder_row.addWidget(self._folder)
        folder_row.addWidget(browse)
        foot = QHBoxLayout()
        foot.addWidget(self._why_not, 1)
        foot.addWidget(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        layout.setSpacing(SPACE_S)
        for title, content in (
            (self.tr("Photos"), list(self._scopes.values())),
            (self.tr("Formats"), list(self._formats.values())),
        ):
            layout.addWidget(heading(title))
            for each in content:
                layout.addWidget(each)
            layout.addSpacing(SPACE_L)
        layout.addWidget(heading(self.tr("Folder")))
        layout.addLayout(folder_row)
        layout.addSpacing(SPACE_L)
        layout.addLayout(foot)
        self._check()

    @property
    def scope(self) -> Scope:
        return next(scope for scope, button in self._scopes.items() if button.isChecked())

    @property
    def formats(self) -> tuple[Format, ...]:
        return tuple(FORMATS[name] for name, box in self._formats.items() if box.isChecked())

    @property
    def folder(self) -> Path:
        return Path(self._folder.text().strip()).expanduser()

    def accept(self) -> None:
        settings = QSettings()
        settings.setValue("export/formats", ",".join(each.name for each in self.formats))
        settings.setValue("export/folder", self._folder.text().strip())
        super().accept()

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Export to"), self._folder.text())
        if folder:
            self._folder.setText(folder)

    def _check(self) -> None:
        """Tell what is missing before Export can be pressed."""
        if not self.formats:
            why = self.tr("Choose a format.")
        elif not self.folder.is_absolute():
            why = self.tr("Choose a folder.")
        else:
            why = ""
        self._why_not.setText(why)
        self._export.setEnabled(not why)


def _title(format_: Format) -> str:
    return QCoreApplication.translate("Formats", format_.title)
