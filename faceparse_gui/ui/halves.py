"""A dialog in two halves, choices at the left and what they lead to at the right, its buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from faceparse_gui.ui.theme import SPACE_L, SPACE_S


class Halves:
    """Two empty columns in ``dialog``, of ``size``; ``share``: pixels of it for the left.

    Make them before what fills them: Qt styles a widget anew, with all that is in it, each time that it
    moves to another parent, so a dialog that is made from the leaves up takes twice as long.
    """

    def __init__(self, dialog: QDialog, size: QSize, share: int) -> None:
        self._layout = QVBoxLayout(dialog)
        self._layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self._layout.setSpacing(SPACE_L)
        halves = QSplitter(Qt.Orientation.Horizontal, dialog, childrenCollapsible=False)
        self._layout.addWidget(halves, 1)
        self.left = _column(halves)
        self.left.setContentsMargins(0, 0, SPACE_L, 0)
        self.right = _column(halves)
        self.right.setContentsMargins(SPACE_L, 0, 0, 0)
        halves.setHandleWidth(1)
        halves.setStretchFactor(1, 1)
        halves.setSizes([share, size.width() - share])
        dialog.resize(size)

    def add_foot(self, why_not: QLabel, buttons: QDialogButtonBox) -> None:
        """``why_not`` stands beside the buttons."""
        foot = QHBoxLayout()
        foot.addWidget(why_not, 1)
        foot.addWidget(buttons)
        self._layout.addLayout(foot)


def _column(halves: QSplitter) -> QVBoxLayout:
    column = QVBoxLayout(QWidget(halves))
    column.setSpacing(SPACE_S)
    return column
