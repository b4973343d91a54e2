"""A dialog in two halves, choices at the left and what they lead to at the right, its buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from faceparse_gui.ui.widgets.dialog import Dialog, Scrolled
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_S


class Halves:
    """Two empty columns in ``dialog``, of ``size``; ``share``: pixels of it for the left, which scrolls.

    Make them before what fills them: Qt styles a widget anew, with all that is in it, each time that it
    moves to another parent, so a dialog that is made from the leaves up takes twice as long.
    """

    def __init__(self, dialog: Dialog, size: QSize, share: int) -> None:
        self._dialog = dialog
        halves = QSplitter(Qt.Orientation.Horizontal, dialog.body.viewport(), childrenCollapsible=False)
        dialog.fill(halves)
        self.left = Scrolled(halves).column
        self.left.setContentsMargins(0, 0, SPACE_L, 0)
        self.right = QVBoxLayout(QWidget(halves))
        self.right.setContentsMargins(SPACE_L, 0, 0, 0)
        for column in (self.left, self.right):
            column.setSpacing(SPACE_S)
        halves.setHandleWidth(1)
        halves.setStretchFactor(1, 1)
        halves.setSizes([share, size.width() - share])
        dialog.resize(size)

    def add_foot(self, why_not: QLabel, buttons: QDialogButtonBox) -> None:
        """``why_not`` stands beside the buttons."""
        foot = QHBoxLayout()
        foot.addWidget(why_not, 1)
        foot.addWidget(buttons)
        self._dialog.add_foot(foot)
