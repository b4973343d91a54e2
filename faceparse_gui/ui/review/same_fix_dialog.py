"""The photos in which the same fix is likely due: a grid, from which a person takes those that are right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem, QPushButton, QWidget

from faceparse_gui.project.same_fix import PICTURE_SIDE, SameFixProposal
from faceparse_gui.ui.classes.class_model import Color
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.dialog import Dialog
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_M

_KEY = Qt.ItemDataRole.UserRole
_TINT = 0.6  # of the class's colour


class SameFixDialog(Dialog):
    """All are marked at first. Space marks or unmarks one, Enter takes the marked ones. Not modal."""

    taken = Signal(list)  # keys

    def __init__(
        self,
        what: str,
        colors: tuple[Color, Color],
        found: Sequence[SameFixProposal],
        parent: QWidget | None = None,
    ) -> None:
        """``what`` becomes what, in which ``colors``."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("The same fix in other photos"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.grid = QListWidget()
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setIconSize(QSize(2 * PICTURE_SIDE, PICTURE_SIDE))
        self.grid.setSpacing(SPACE_M)
        self.grid.setUniformItemSizes(True)
        self.grid.setAccessibleName(self.windowTitle())
        for each in found:
            self._add(each, colors)
        self.grid.setCurrentRow(0)
        self.take = QPushButton(default=True)
        self.take.clicked.connect(self._take_marked)
        close = QPushButton(self.tr("Cancel"), autoDefault=False)
        close.clicked.connect(self.reject)
        self.grid.itemChanged.connect(lambda _: self._count())
        self._count()
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        foot.addWidget(self.take)
        layout = self.body.column
        layout.setSpacing(SPACE_M)
        text = self.tr("{0}. Left as it is, right as it would be. Space marks one, Enter takes all marked.")
        layout.addWidget(muted(text.format(what), wrap=True))
        layout.addWidget(self.grid, 1)
        self.add_foot(foot)
        cell = self.grid.sizeHintForIndex(self.grid.model().index(0, 0)).width() + SPACE_M
        beside = self.grid.verticalScrollBar().sizeHint().width() + SPACE_M + 2 * SPACE_L
        self.resize(min(3, len(found)) * cell + beside, 480)
        self.grid.setFocus()

    @property
    def marked(self) -> list[str]:
        """The keys of the photos that are marked."""
        items = (self.grid.item(row) for row in range(self.grid.count()))
        return [str(item.data(_KEY)) for item in items if item.checkState() == Qt.CheckState.Checked]

    def _add(self, proposal: SameFixProposal, colors: tuple[Color, Color]) -> None:
        picture = _picture(proposal, colors)
        icon = QIcon(picture)
        icon.addPixmap(picture, QIcon.Mode.Selected)  # or Qt would tint it
        item = QListWidgetItem(icon, proposal.record.path.name)
        item.setData(_KEY, proposal.record.key)
        item.setFlags(
            Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        )
        item.setCheckState(Qt.CheckState.Checked)
        self.grid.addItem(item)

    def _count(self) -> None:
        count = len(self.marked)
        self.take.setText(self.tr("Fix {0}").format(photos(count)))
        self.take.setEnabled(count > 0)

    def _take_marked(self) -> None:
        self.taken.emit(self.marked)
        self.accept()


def _picture(proposal: SameFixProposal, colors: tuple[Color, Color]) -> QPixmap:
    """The face before and after, side by side, the area in the class's colour."""
    sides = []
    for color in colors:
        side = proposal.face.copy()
        side[proposal.place] = (1 - _TINT) * side[proposal.place] + _TINT * np.array(color)
        sides.append(side)
    both = np.concatenate(sides, 1)
    height, width = both.shape[:2]
    return QPixmap.fromImage(QImage(both.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888))
