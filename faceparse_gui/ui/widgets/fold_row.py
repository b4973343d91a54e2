"""A row of controls; those that there is no room for wait behind a button at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.hint import Hint
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S

_ADVICE = 320  # px, the width of the advice behind the button


class FoldRow(QWidget):
    """``head`` is always seen, the ``hint`` takes what they leave, the button shows the rest."""

    def __init__(
        self, head: QWidget, parts: Mapping[str, QWidget], hint: Hint, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._head, self._parts, self._hint = head, dict(parts), hint
        self._wanted: tuple[str, ...] = ()
        self.more = QToolButton()
        self.more.setIcon(icon("more"))
        self.more.setToolTip(self.tr("More options"))
        self.more.setAccessibleName(self.more.toolTip())
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self._unfold)
        self._folded = QFrame(self, Qt.WindowType.Popup)
        self._folded.setProperty("card", True)
        self._column = QVBoxLayout(self._folded)
        self._column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        self._column.setSpacing(SPACE_M)
        self.advice = muted(wrap=True)
        self.advice.setFixedWidth(_ADVICE)
        self._column.addWidget(self.advice)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_M + SPACE_S, SPACE_S, SPACE_M + SPACE_S, SPACE_S)
        self._row.setSpacing(2 * SPACE_M)
        for widget in (head, *parts.values()):
            self._row.addWidget(widget)
        self._row.addWidget(hint, 1)
        self._row.addWidget(self.more)
        self._places: dict[str, bool] = dict.fromkeys(parts, True)

    def want(self, names: Sequence[str]) -> None:
        """Offer these controls, in the order of the parts, and the hint as it is now."""
        self._wanted = tuple(name for name in self._parts if name in names)
        self._folded.hide()
        self._place()

    def minimumSizeHint(self) -> QSize:
        """No width at all: what there is no room for goes behind the button."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Settle anew what is seen and what waits behind the button."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """As many of the controls as fit whole stand in the row, the first ones first."""
        margins, gap = self._row.contentsMargins(), self._row.spacing()
        room = self.width() - margins.left() - margins.right() - self._head.sizeHint().width() - gap
        widths = [gap + self._parts[name].sizeHint().width() for name in self._wanted]
        button = gap + self.more.sizeHint().width()
        count = len(widths)
        is_whole = sum(widths) <= room and self._hint.fit(room - sum(widths))
        if not is_whole:
            room -= button
            while count and sum(widths[:count]) > room:
                count -= 1
            self._hint.fit(room - sum(widths[:count]))
        for number, name in enumerate(self._wanted):
            self._move(name, number < count)
        for name, part in self._parts.items():
            part.setVisible(name in self._wanted)
        self.more.setVisible(not is_whole)
        self.advice.setText(self._hint.whole)
        self.advice.setVisible(self._hint.text() != self._hint.whole)

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
