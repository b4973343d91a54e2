"""The versions of the project's network: which there are, how good each is, which one is in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QMessageBox,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from faceparse_gui.project.versions.version import Version
from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_M, Theme

_NAME, _NOTE = 0, 5
_ID = Qt.ItemDataRole.UserRole
_SUFFIX = ".safetensors"


class VersionsDialog(Dialog):
    """Shows what ``show_versions`` is given, newest first, the shipped network last. Not modal.

    Its signals carry ids; "" is the shipped network.
    """

    use_requested = Signal(str)
    go_back_requested = Signal()
    show_requested = Signal(str)
    renamed = Signal(str, str, str)  # id, name, note
    delete_requested = Signal(str)
    export_requested = Signal(str, str)  # id, file
    import_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Network versions"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._versions: dict[str, Version] = {}
        self._active = ""
        self.table = QTableWidget(0, 6)
        self._use = self._button(self.tr("Use"), self.use_requested.emit)
        self._back = self._button(self.tr("Go back"), lambda _: self.go_back_requested.emit())
        self._show = self._button(self.tr("Show result"), self.show_requested.emit)
        self._rename = self._button(
            self.tr("Rename"), lambda _: self.table.editItem(self.table.currentItem())
        )
        self._delete = self._button(self.tr("Delete"), self._ask_to_delete)
        self._export = self._button(self.tr("Export…"), self._choose_export)
        self._import = self._button(self.tr("Import…"), lambda _: self._choose_import())
        self._lay_out()
        self.table.currentCellChanged.connect(lambda *_: self._show_state())
        self.table.itemChanged.connect(self._item_changed)
        self.table.cellDoubleClicked.connect(self._double_clicked)
        self.resize(860, 400)

    def show_versions(self, versions: Sequence[Version], active: str | None, shipped: str) -> None:
        """``shipped``: what the network that came with the program is called."""
        selected = self.selected if self._versions else active or ""
        self._versions = {version.id: version for version in reversed(versions)}
        self._active = active or ""
        self.table.blockSignals(True)
        self.table.setRowCount(len(versions) + 1)
        for row, version in enumerate(self._versions.values()):
            self._fill(row, version)
        self._fill_shipped(len(versions), shipped)
        ids = [*self._versions, ""]
        row = ids.index(selected) if selected in ids else 0
        self.table.setCurrentCell(row, max(self.table.currentColumn(), 0))
        self.table.blockSignals(False)
        self._show_state()

    @property
    def selected(self) -> str:
        """The selected version."""
        item = self.table.item(self.table.currentRow(), _NAME)
        return str(item.data(_ID)) if item is not None else ""

    # Rows

    def _fill(self, row: int, version: Version) -> None:
        created = QDateTime.fromString(version.created, Qt.DateFormat.ISODate).toLocalTime()
        parent = self._versions.get(version.parent or "")
        texts = (
            version.name,
            self.tr("file missing") if version.is_missing else parent.name if parent else self.tr("shipped"),
            f"{version.corrections:,}",
            _gain(version),
            QLocale().toString(created, QLocale.FormatType.ShortFormat) if created.isValid() else "",
            version.note,
        )
        for column, text in enumerate(texts):
            item = self._put(row, column, text, version.id)
            if version.is_missing:
                colors = Theme.current().colors
                item.setForeground(QColor(colors.error if column == 1 else colors.disabled))
            item.setToolTip(version.note if column == _NOTE else str(version.path) if column == _NAME else "")
            if column in (_NAME, _NOTE):
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)

    def _fill_shipped(self, row: int, title: str) -> None:
        for column, text in enumerate((title[:1].upper() + title[1:], "", "", "", "", "")):
            self._put(row, column, text, "")

    def _put(self, row: int, column: int, text: str, id: str) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setData(_ID, id)
        item.setFlags(Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled)
        if column in (2, 3):
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if column == _NAME and id == self._active:
            item.setIcon(icon("accept"))
            font = item.font()
            font.setBold(True)
            item.setFont(font)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, self.tr("in use"))
        self.table.setItem(row, column, item)
        return item

    def _show_state(self) -> None:
        version = self._versions.get(self.selected)
        there = version is not None and not version.is_missing
        in_use = self.selected == self._active
        self._use.setEnabled((version is None or there) and not in_use)
        self._back.setEnabled(bool(self._active))
        self._show.setEnabled(version is not None and version.verdict is not None)
        self._rename.setEnabled(version is not None)
        self._delete.setEnabled(version is not None and not in_use)
        self._export.setEnabled(there)

    # Layout

    def _lay_out(self) -> None:
        titles = (
            self.tr("Version"),
            self.tr("Based on"),
            self.tr("Corrections"),
            self.tr("To correct"),
            self.tr("Created"),
            self.tr("Note"),
        )
        self.table.setHorizontalHeaderLabels(titles)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAccessibleName(self.windowTitle())
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NOTE, QHeaderView.ResizeMode.Stretch)
        above = QHBoxLayout()
        above.setSpacing(SPACE_M)
        for button in (self._use, self._back, self._show, self._rename, self._delete):
            above.addWidget(button)
        above.addStretch()
        for button in (self._export, self._import):
            above.addWidget(button)
        layout = self.body.column
        layout.setSpacing(SPACE_M)
        layout.addWidget(self.table, 1)
        layout.addLayout(above)
        layout.addWidget(
            muted(
                self.tr("Edited and accepted photos keep their labels, whichever version is in use."),
                True,
            )
        )

    def _button(self, text: str, action: Callable[[str], object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: action(self.selected))
        return button

    # What the person does

    def _item_changed(self, item: QTableWidgetItem) -> None:
        name, note = (self.table.item(item.row(), column) for column in (_NAME, _NOTE))
        if name is not None and note is not None and name.data(_ID):
            self.renamed.emit(str(name.data(_ID)), name.text(), note.text())

    def _double_clicked(self, row: int, column: int) -> None:
        item = self.table.item(row, column)
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.table.editItem(item)
        elif self._show.isEnabled():
            self.show_requested.emit(self.selected)

    def _ask_to_delete(self, id: str) -> None:
        name = self._versions[id].name
        box = QMessageBox(
            QMessageBox.Icon.Question, self.windowTitle(), self.tr("Delete {0}?").format(name), parent=self
        )
        box.setInformativeText(
            self.tr("Its file is deleted permanently. Export it first if you may need it later.")
        )
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setEscapeButton(box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole))

        def answered() -> None:
            if box.clickedButton() is delete:
                self.delete_requested.emit(id)

        box.finished.connect(answered)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def _choose_export(self, id: str) -> None:
        name = self._versions[id].name.replace("/", "-")
        file, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export {0}").format(name), str(Path.home() / f"{name}{_SUFFIX}"), self._files()
        )
        if file:
            self.export_requested.emit(id, file if Path(file).suffix else file + _SUFFIX)

    def _choose_import(self) -> None:
        file, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import a version"), str(Path.home()), self._files()
        )
        if file:
            self.import_requested.emit(file)

    def _files(self) -> str:
        return self.tr("Networks ({0})").format(f"*{_SUFFIX}")


def _gain(version: Version) -> str:
    """How much less or more there is to correct; F where an earlier version of the program judged."""
    verdict = version.verdict
    if verdict is None:
        return ""
    if verdict.is_without_corrections:
        return QCoreApplication.translate("VersionsDialog", "used to photos")
    if verdict.saved is not None:
        return f"{-verdict.saved:+.0%}".replace("-", "−")
    f = verdict.check("held_back")
    return f"F {f.before:.3f} → {f.after:.3f}" if f is not None else ""
