"""The photos that were worked on and are not in the folder any more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QDialogButtonBox, QHeaderView, QLabel, QTreeWidget, QTreeWidgetItem, QWidget

from faceparse_gui.project import PhotoRecord
from faceparse_gui.ui.photos.photo_model import status_title
from faceparse_gui.ui.widgets.dialog import Dialog


class MissingDialog(Dialog):
    """Lists photos with work that are no longer in the folder."""

    def __init__(self, folder: Path, records: Sequence[PhotoRecord], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Missing photos"))
        text = QLabel(
            self.tr(
                "These photos have saved labels but are no longer in the folder. The labels are "
                "kept: put the photos back, under any name, and open the folder again."
            )
        )
        text.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setAccessibleName(self.windowTitle())
        self.list.setHeaderLabels([self.tr("Photo"), self.tr("Status"), self.tr("Last edited")])
        for record in records:
            name = record.path.relative_to(folder).as_posix()
            when = QDateTime.fromSecsSinceEpoch(int(record.updated))
            day = QLocale().toString(when, QLocale.FormatType.ShortFormat)
            self.list.addTopLevelItem(QTreeWidgetItem([name, status_title(record), day]))
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.list.setMinimumWidth(480)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.body.column.addWidget(text)
        self.body.column.addWidget(self.list)
        self.add_foot(buttons)
