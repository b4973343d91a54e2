"""The dialog in which keys are changed: search a command, press its new key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from faceparse_gui.ui.keys.physical_keys import moved
from faceparse_gui.ui.keys.shortcuts import Shortcuts, fixed_use
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.theme import SPACE_M

_NAME = Qt.ItemDataRole.UserRole


class ShortcutsDialog(Dialog):
    """What is changed holds at once. A key that another command has is taken from it only when confirmed."""

    def __init__(self, shortcuts: Shortcuts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shortcuts = shortcuts
        self.setWindowTitle(self.tr("Edit shortcuts"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search commands or shortcuts"))
        self.search.setAccessibleName(self.search.placeholderText())
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._search)
        self.table = QTableWidget(0, 2)
        self.table.setAccessibleName(self.tr("Commands"))
        self.table.setHorizontalHeaderLabels([self.tr("Command"), self.tr("Shortcut")])
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.itemSelectionChanged.connect(self._show_chosen)
        self.edit = _KeyEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName(self.tr("New shortcut"))
        self.edit.keySequenceChanged.connect(self._try)
        self.conflict_text = QLabel()
        self.conflict_text.setWordWrap(True)
        self.conflict_text.setProperty("muted", True)
        self.use_here = QPushButton(self.tr("Reassign"))
        self.use_here.clicked.connect(self._take)
        self.none = QPushButton(self.tr("Clear"))
        self.none.clicked.connect(lambda: self._set(None))
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.clicked.connect(self._reset)
        reset_all = QPushButton(self.tr("Reset all"))
        reset_all.clicked.connect(self._reset_all)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        self._lay_out(reset_all, close)
        for button in (self.use_here, self.none, self.reset, reset_all, close):
            button.setAutoDefault(False)  # Enter may be the new key
        self._fill()
        self._show_chosen()
        self.resize(480, 560)

    def _lay_out(self, reset_all: QPushButton, close: QPushButton) -> None:
        change = QHBoxLayout()
        change.addWidget(QLabel(self.tr("New shortcut")))
        for widget in (self.edit, self.none, self.reset):
            change.addWidget(widget)
        conflict = QHBoxLayout()
        conflict.addWidget(self.conflict_text, 1)
        conflict.addWidget(self.use_here)
        foot = QHBoxLayout()
        foot.addWidget(reset_all)
        foot.addStretch()
        foot.addWidget(close)
        column = self.body.column
        column.setSpacing(SPACE_M)
        column.addWidget(self.search)
        column.addWidget(self.table, 1)
        for row in (change, conflict):
            column.addLayout(row)
        self.add_foot(foot)

    # The table

    def _fill(self) -> None:
        names = sorted(self._shortcuts.commands, key=self._shortcuts.title)
        self.table.setRowCount(len(names))
        for row, name in enumerate(names):
            title = QTableWidgetItem(self._shortcuts.title(name))
            title.setData(_NAME, name)
            self.table.setItem(row, 0, title)
            self.table.setItem(row, 1, QTableWidgetItem())
        self._show_keys()

    def _show_keys(self) -> None:
        for row in range(self.table.rowCount()):
            self._cell(row, 1).setText(self._shortcuts.keys(self._name(row)))

    def _cell(self, row: int, column: int) -> QTableWidgetItem:
        cell = self.table.item(row, column)
        assert cell is not None
        return cell

    def _name(self, row: int) -> str:
        return str(self._cell(row, 0).data(_NAME))

    def _search(self, words: str) -> None:
        for row in range(self.table.rowCount()):
            text = f"{self._cell(row, 0).text()} {self._cell(row, 1).text()}".casefold()
            self.table.setRowHidden(row, any(word not in text for word in words.casefold().split()))

    # The command that is chosen

    @property
    def _chosen(self) -> str | None:
        rows = self.table.selectionModel().selectedRows()
        return self._name(rows[0].row()) if rows else None

    def _show_chosen(self) -> None:
        name = self._chosen
        for widget in (self.edit, self.none):
            widget.setEnabled(name is not None)
        self.reset.setEnabled(name is not None and not self._shortcuts.is_usual(name))
        self.use_here.hide()
        self.conflict_text.setText("" if name else self.tr("Select a command, then press the new key."))
        self.edit.blockSignals(True)
        self.edit.clear()
        self.edit.blockSignals(False)

    def _try(self, key: QKeySequence) -> None:
        if key.isEmpty() or self._chosen is None:
            return
        native = key.toString(QKeySequence.SequenceFormat.NativeText)
        other = self._shortcuts.user_of(key)
        if (use := fixed_use(key)) is not None:
            self.use_here.hide()
            self.conflict_text.setText(self.tr("{0} is reserved: {1}.").format(native, use))
        elif other not in (None, self._chosen):
            text = self.tr("{0} is used by “{1}”.")
            self.conflict_text.setText(text.format(native, self._shortcuts.title(other)))
            self.use_here.show()
        else:
            self._set(key)

    def _take(self) -> None:
        self._set(self.edit.keySequence())

    def _set(self, key: QKeySequence | None) -> None:
        if self._chosen is not None:
            self._shortcuts.set(self._chosen, key)
            self._changed()

    def _reset(self) -> None:
        if self._chosen is not None:
            self._shortcuts.reset(self._chosen)
            self._changed()

    def _reset_all(self) -> None:
        self._shortcuts.reset_all()
        self._changed()

    def _changed(self) -> None:
        self._show_keys()
        self._show_chosen()


class _KeyEdit(QKeySequenceEdit):
    """Takes a key of a layout without Latin letters as the shortcuts do: by its place."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(moved(event) or event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        super().keyReleaseEvent(moved(event) or event)
