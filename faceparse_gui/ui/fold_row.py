"""A row of controls; those that there is no room for wait behind a button at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from faceparse_gui.ui.icons import icon
from faceparse_gui.ui.theme import SPACE_M, SPACE_S


class FoldRow(QWidget):
    """``head`` is always seen, ``tail`` takes what the controls leave, down to nothing."""

    def __init__(
        self, head: QWidget, parts: Mapping[str, QWidget], tail: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._head, self._parts, self._tail = head, dict(parts), tail
        self._wanted: tuple[str, ...] = ()
        self.more = QToolButton()
        self.more.setIcon(icon("more"))
        self.more.setToolTip(self.tr("More options of this tool"))
        self.more.setAccessibleName(self.more.toolTip())
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self._unfold)
        self._folded = QFrame(self, Qt.WindowType.Popup)
        self._folded.setProperty("card", True)
        self._column = QVBoxLayout(self._folded)
        self._column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self._column.setSpacing(SPACE_M)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_M + SPACE_S, SPACE_S, SPACE_M + SPACE_S, SPACE_S)
        self._row.setSpacing(2 * SPACE_M)
        for widget in (head, *parts.values(), self.more):
            self._row.addWidget(widget)
        self._row.addWidget(tail, 1)
        self._places: dict[str, bool] = dict.fromkeys(parts, True)

    def want(self, names: Sequence[str]) -> None:
        """Offer these controls, in the order of the parts."""
        self._wanted = tuple(name for name in self._parts if name in names)
        self._folded.hide()
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """As many of the controls as fit whole stand in the row, the first ones first."""
        margins, gap = self._row.contentsMargins(), self._row.spacing()
        room = self.width() - margins.left() - margins.right() - self._head.sizeHint().width()
        widths = [gap + self._parts[name].sizeHint().width() for name in self._wanted]
        button = gap + self.more.sizeHint().width()
        count = len(widths)
        while count and sum(widths[:count]) + (button if count < len(widths) else 0) > room:
            count -= 1
        for number, name in enumerate(self._wanted):
            self._move(name, number < count)
        for name, part in self._parts.items():
            part.setVisible(name in self._wanted)
        self.more.setVisible(count < len(widths))
        # A gap would stand before a tail of no width.
        left = room - sum(widths[:count]) - (button if count < len(widths) else 0)
        self._tail.setVisible(left > 4 * gap)

    def _move(self, name: str, in_row: bool) -> None:
        if self._places[name] == in_row:
            return
        self._places[name] = in_row
        part = self._parts[name]
        if in_row:
            before = [other for other in self._parts if self._places[other]].index(name)
            self._row.insertWidget(1 + before, part)
        else:
            before = [other for other in self._parts if not self._places[other]].index(name)
            self._column.insertWidget(before, part)

    def _unfold(self) -> None:
        self._folded.adjustSize()
        corner = self.more.mapToGlobal(QPoint(self.more.width(), self.more.height()))
        left = self.screen().availableGeometry().left()
        self._folded.move(max(left, corner.x() - self._folded.width()), corner.y())
        self._folded.show()
