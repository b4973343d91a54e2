"""The sheet of keys and the box about the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel, QWidget

import faceparse_gui
from faceparse_gui.ui.shell.on_screen import room_for
from faceparse_gui.ui.widgets.captions import heading
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M, SPACE_S

_ABOUT_WIDTH = 420

Section = tuple[str, Sequence[QAction]]


class KeysSheet(Dialog):
    """Every key that works in the window, read from the actions themselves, and what the mouse does."""

    def __init__(self, columns: Iterable[Sequence[Section]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        made: list[_Column] = []
        for sections in columns:
            column = _Column()
            for title, actions in sections:
                column.add(title, [(_keys(action), _name(action)) for action in actions])
            made.append(column)
        mouse = [
            (self.tr("Wheel"), self.tr("Zoom at the cursor")),
            (self.tr("Space+drag"), self.tr("Pan")),
            (self.tr("Shift+drag"), self.tr("Brush size")),
            (self.tr("Shift+click"), self.tr("Straight line")),
            (self.tr("Right button or Ctrl"), self.tr("Erase active class")),
            (self.tr("Esc"), self.tr("Cancel current action")),
        ]
        min(made, key=lambda column: column.lines).add(self.tr("Mouse"), mouse)
        self._columns = made
        self._rows = [QHBoxLayout(), QHBoxLayout()]
        for row in self._rows:
            row.setSpacing(2 * SPACE_L)
            self.body.column.addLayout(row)
        self.body.column.setSpacing(SPACE_L)
        for column in made:
            self._rows[0].addLayout(column)

    def open(self) -> None:
        """Open it, in two rows where the screen is not wide enough: rather scroll down than aside."""
        above, below = self._rows
        if self.body.sizeHint().width() > room_for(self).width() - 4 * SPACE_L and not below.count():
            for column in self._columns[len(self._columns) // 2 :]:
                above.removeItem(column)
                column.setParent(None)
                below.addLayout(column)
            self.body.updateGeometry()
        super().open()


class _Column(QGridLayout):
    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalSpacing(SPACE_L)
        self.setVerticalSpacing(SPACE_S)
        self.setRowStretch(1000, 1)
        self.setColumnStretch(1, 1)
        self._row = 0

    @property
    def lines(self) -> int:
        return self._row

    def add(self, title: str, lines: Iterable[tuple[str, str]]) -> None:
        """Add a heading and under it a line each of keys and what they do."""
        if self._row:
            self.setRowMinimumHeight(self._row, SPACE_M)
            self._row += 1
        self.addWidget(heading(title), self._row, 0, 1, 2)
        for keys, name in lines:
            self._row += 1
            key_label = QLabel(keys)
            key_label.setProperty("accent", True)
            self.addWidget(key_label, self._row, 0)
            self.addWidget(QLabel(name), self._row, 1)
        self._row += 1


def _keys(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    keys = (key.toString(native).replace("Return", "Enter") for key in action.shortcuts())
    return "  ".join(list(dict.fromkeys(keys))[:2])


def _name(action: QAction) -> str:
    return action.iconText().removesuffix("…")


def show_about(parent: QWidget, model: str) -> None:
    """``model``: the name of the network in use, empty while it is not loaded."""
    box = Dialog(parent)
    box.setWindowTitle(QCoreApplication.translate("Help", "About faceparse-gui"))
    column = box.body.column
    column.setSpacing(SPACE_M)
    title = heading(f"faceparse-gui {faceparse_gui.__version__}")
    title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    column.addWidget(title)
    loaded = f" ({model})" if model else ""
    paragraphs = [
        QCoreApplication.translate(
            "Help", "Face parsing with 19 editable classes. Everything runs on this computer."
        ),
        QCoreApplication.translate("Help", "Program: MIT licence."),
        QCoreApplication.translate(
            "Help",
            "Network{0}: trained on CelebAMask-HQ, which is for non-commercial research only, "
            "and so are these weights.",
        ).format(loaded),
        QCoreApplication.translate("Help", "Sample portrait: NASA, in the public domain."),
        QCoreApplication.translate(
            "Help", "Built with Qt and PySide6 (LGPL 3), PyTorch, OpenCV, NumPy and Pillow."
        ),
    ]
    for paragraph in paragraphs:
        label = QLabel(paragraph)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(label)
    column.addStretch()
    buttons = QDialogButtonBox()
    close = buttons.addButton(
        QCoreApplication.translate("Help", "Close"), QDialogButtonBox.ButtonRole.RejectRole
    )
    close.setDefault(True)
    buttons.rejected.connect(box.reject)
    box.add_foot(buttons)
    box.resize(_ABOUT_WIDTH, box.height())
    box.fit()
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open_soon()
