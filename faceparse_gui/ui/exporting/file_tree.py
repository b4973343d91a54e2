"""What an export will write, as a tree of files."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from faceparse_gui.exchange import ExportPreview
from faceparse_gui.exchange.export_preview import Entry
from faceparse_gui.ui.widgets.icons import icon, tinted
from faceparse_gui.ui.widgets.theme import Theme

_OPEN_FOLDERS = 3
"""Of a folder's folders, how many are shown open: of many alike, the first tell enough."""


class FileTree(QTreeWidget):
    """Shows an ``ExportPreview``: shortened, with the files that are there already marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: ExportPreview | None = None
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setAccessibleName(self.tr("Files to write"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        Theme.current().changed.connect(self._show_again)

    def _show_again(self) -> None:
        self.show_preview(self._preview)

    def show_preview(self, preview: ExportPreview | None) -> None:
        """Show the files that would be written; None: nothing is known yet."""
        self._preview = preview
        self.clear()
        if preview is None:
            return
        for entry in preview.entries:
            item = self._item(entry)
            item.setToolTip(0, str(preview.target.with_name(entry.name)))
            self.addTopLevelItem(item)
            self._fill(item, entry)
            item.setExpanded(True)

    def _fill(self, item: QTreeWidgetItem, entry: Entry) -> None:
        folders, last = 0, []
        for each in entry.entries.values():
            child = self._item(each)
            if each.is_manifest:
                last.append(child)
                continue
            item.addChild(child)
            self._fill(child, each)
            folders += each.is_folder
            child.setExpanded(each.is_folder and folders <= _OPEN_FOLDERS)
        if entry.hidden:
            item.addChild(self._more(entry))
        item.addChildren(last)

    def _item(self, entry: Entry) -> QTreeWidgetItem:
        colors = Theme.current().colors
        item = QTreeWidgetItem([entry.name])
        item.setIcon(0, icon("folder" if entry.is_folder else "file"))
        item.setToolTip(0, entry.name)
        if entry.is_there:
            item.setIcon(0, tinted("alert", colors.warning))
            item.setForeground(0, QColor(colors.warning))
            self._note(item, self.tr("already exists"), colors.warning)
        elif entry.is_manifest:
            self._note(item, self.tr("list of the files"), colors.muted)
        return item

    def _note(self, item: QTreeWidgetItem, text: str, color: str) -> None:
        item.setText(1, text)
        item.setForeground(1, QColor(color))
        item.setData(0, Qt.ItemDataRole.AccessibleDescriptionRole, text)

    def _more(self, entry: Entry) -> QTreeWidgetItem:
        colors = Theme.current().colors
        item = QTreeWidgetItem([self.tr("… and {0:,} more").format(entry.hidden)])
        item.setForeground(0, QColor(colors.muted))
        if entry.hidden_there:
            self._note(item, self.tr("already exist: {0:,}").format(entry.hidden_there), colors.warning)
        return item
