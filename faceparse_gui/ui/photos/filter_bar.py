"""Above the list of photos: a field for words of their names, and a choice of their state."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from faceparse_gui.ui.keys.key_hints import with_keys
from faceparse_gui.ui.photos.filtering import Filter
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S


class FilterBar(QWidget):
    """Sets what ``filter`` shows: by words of the names, and by status."""

    left = Signal()
    """Escape or Enter was pressed in the field: the keys are the canvas's again."""

    def __init__(self, filter: Filter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._filter = filter
        self.field = _Field()
        self.field.setPlaceholderText(self.tr("Search by name"))
        self.field.setAccessibleName(self.tr("Search by name"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(filter.set_words)
        self.field.left.connect(self._leave)
        self.show_key("")
        titles = {
            "all": self.tr("All photos"),
            "open": self.tr("Not accepted"),
            "new": self.tr("New"),
            "no-face": self.tr("No face"),
            "parsed": self.tr("Parsed"),
            "edited": self.tr("Edited"),
            "accepted": self.tr("Accepted"),
            "warned": self.tr("With issues"),
            "changed": self.tr("Changed by another program"),
        }
        menu, group = QMenu(self), QActionGroup(self)
        self.choices: dict[str, QAction] = {}
        for kind, title in titles.items():
            choice = QAction(title, group)
            choice.setCheckable(True)
            choice.triggered.connect(partial(filter.set_kind, kind))
            menu.addAction(choice)
            self.choices[kind] = choice
        self.button = QToolButton()
        self.button.setIcon(icon("filter"))
        self.button.setIconSize(QSize(16, 16))
        self.button.setAutoRaise(True)
        self.button.setCheckable(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(menu)
        self.button.setToolTip(self.tr("Filter photos"))
        self.button.setAccessibleName(self.button.toolTip())
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, 0, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_S)
        row.addWidget(self.field)
        row.addWidget(self.button)
        filter.changed.connect(self._show)
        self._show()

    def show_key(self, key: str) -> None:
        """Name the key that leads to the field."""
        self.field.setToolTip(with_keys(self.tr("Search by name"), key))

    def focus_field(self) -> None:
        """Move the focus to the search field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _leave(self, clear: bool) -> None:
        if clear:
            self.field.clear()
        self.left.emit()

    def _show(self) -> None:
        self.choices[self._filter.kind].setChecked(True)
        self.button.setChecked(self._filter.kind != "all")
        if self.field.text() != self._filter.words:
            self.field.setText(self._filter.words)


class _Field(QLineEdit):
    left = Signal(bool)  # whether the words are to go

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit(True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit(False)
        else:
            super().keyPressEvent(event)
