"""A dialog in two halves, choices at the left and what they lead to at the right, its buttons at the foot."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from faceparse_gui.ui.theme import SPACE_L


def lay_halves(
    dialog: QDialog,
    left: QWidget,
    right: QWidget,
    why_not: QLabel,
    buttons: QDialogButtonBox,
    size: QSize,
    share: int,
) -> None:
    """Fill ``dialog``. ``why_not`` stands beside the buttons; ``share``: pixels of ``size`` for the left."""
    halves = QSplitter(Qt.Orientation.Horizontal, childrenCollapsible=False)
    halves.addWidget(left)
    halves.addWidget(right)
    halves.setHandleWidth(1)
    halves.setStretchFactor(1, 1)
    halves.setSizes([share, size.width() - share])
    foot = QHBoxLayout()
    foot.addWidget(why_not, 1)
    foot.addWidget(buttons)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
    layout.setSpacing(SPACE_L)
    layout.addWidget(halves, 1)
    layout.addLayout(foot)
    dialog.resize(size)
