"""The sheet of keys and the box about the program."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QMessageBox, QVBoxLayout, QWidget

import faceparse_gui
from faceparse_gui.ui.theme import SPACE_L, SPACE_M, SPACE_S, Theme

Section = tuple[str, Sequence[QAction]]


class KeysSheet(QDialog):
    """Every key that works in the window, read from the actions themselves, and what the mouse does."""

    def __init__(self, columns: Iterable[Sequence[Section]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        row.setSpacing(3 * SPACE_L)
        for sections in columns:
            column = QVBoxLayout()
            for title, actions in sections:
                lines = [(_keys(action), _name(action)) for action in actions if action.shortcuts()]
                _add_section(column, title, lines)
            column.addStretch()
            row.addLayout(column)
        _add_section(column, self.tr("Mouse"), self._mouse_lines(), at=column.count() - 1)

    def _mouse_lines(self) -> list[tuple[str, str]]:
        return [
            (self.tr("Wheel"), self.tr("Zoom at the cursor")),
            (self.tr("Space+drag"), self.tr("Pan")),
            (self.tr("Shift+drag"), self.tr("Brush size")),
            (self.tr("Esc"), self.tr("Drop the stroke in hand")),
        ]


def _add_section(column: QVBoxLayout, title: str, lines: list[tuple[str, str]], at: int = -1) -> None:
    heading = QLabel(title)
    font = heading.font()
    font.setBold(True)
    heading.setFont(font)
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE_L)
    grid.setVerticalSpacing(SPACE_S)
    grid.setContentsMargins(0, SPACE_S, 0, SPACE_L)
    grid.addWidget(heading, 0, 0, 1, 2)
    for line, (keys, name) in enumerate(lines, start=1):
        key_label = QLabel(keys)
        key_label.setStyleSheet(f"color: {Theme.current().colors.accent};")
        grid.addWidget(key_label, line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(QLabel(name), line, 1, Qt.AlignmentFlag.AlignTop)
    grid.setColumnMinimumWidth(0, 12 * SPACE_M)
    column.insertLayout(at, grid)


def _keys(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    keys = list(dict.fromkeys(key.toString(native) for key in action.shortcuts()))
    return "  ".join(keys[:2])


def _name(action: QAction) -> str:
    return action.text().removesuffix("…")


def show_about(parent: QWidget, model: str) -> None:
    """``model``: the name of the network in use, empty while it is not loaded."""
    tr = parent.tr
    box = QMessageBox(parent)
    box.setWindowTitle(tr("About faceparse-gui"))
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(f"<h3>faceparse-gui {faceparse_gui.__version__}</h3>")
    loaded = f" ({model})" if model else ""
    paragraphs = [
        tr("Lays 19 editable face-parsing layers over photos. Everything runs on this machine."),
        tr("Program: MIT licence."),
        tr(
            "Network{0}: trained on CelebAMask-HQ, which is for non-commercial research only, "
            "and so are these weights."
        ).format(loaded),
        tr("Sample portrait: NASA, in the public domain."),
        tr("Built with Qt and PySide6 (LGPL 3), PyTorch, OpenCV, NumPy and Pillow."),
    ]
    box.setInformativeText("".join(f"<p>{each}</p>" for each in paragraphs))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
