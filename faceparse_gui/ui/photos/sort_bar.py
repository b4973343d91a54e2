"""Above the list of photos: by what it is sorted, sorting anew, and the way to the most useful photo."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from faceparse_gui.ui.photos.ordering import ORDERS, Order, Ordering
from faceparse_gui.ui.widgets.icons import icon
from faceparse_gui.ui.widgets.theme import SPACE_L, SPACE_S


class SortBar(QWidget):
    """``again`` sorts anew and shows only while that would change something."""

    def __init__(self, ordering: Ordering, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ordering = ordering
        self._titles: dict[Order, str] = {
            "name": self.tr("Name"),
            "status": self.tr("Status"),
            "uncertainty": self.tr("Most uncertain first"),
            "warnings": self.tr("Most issues first"),
        }
        menu, group = QMenu(self), QActionGroup(self)
        self._choices: dict[Order, QAction] = {}
        for order in ORDERS:
            choice = QAction(self._titles[order], group)
            choice.setCheckable(True)
            choice.triggered.connect(partial(ordering.set_order, order))
            menu.addAction(choice)
            self._choices[order] = choice
        self.button = _tool("sort", self.tr("Sort the photos"))
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setMenu(menu)
        self.button.setMinimumWidth(3 * SPACE_L)  # the title ends in … where the list is that narrow
        self.again = _tool("refresh", self.tr("Sort again: photos have changed"))
        self.again.clicked.connect(ordering.sort)
        policy = self.again.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the list keeps its width
        self.again.setSizePolicy(policy)
        self.again.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SPACE_S, 0, SPACE_S, SPACE_S)
        self._row.setSpacing(0)
        self._row.addWidget(self.button)
        self._row.addStretch(1)
        self._row.addWidget(self.again)
        ordering.order_changed.connect(self._show)
        self._show()

    def add(self, action: QAction) -> None:
        """Put a button for ``action`` at the end."""
        button = _tool(None, action.toolTip())
        button.setDefaultAction(action)
        self._row.addWidget(button)

    def follow(self) -> None:
        """After the photos changed: offer to sort again, where that would move a row."""
        self.again.setVisible(self._ordering.is_outdated)

    def _show(self) -> None:
        order = self._ordering.order
        self._choices[order].setChecked(True)
        self.button.setText(self._titles[order])
        self.follow()


def _tool(icon_name: str | None, text: str) -> QToolButton:
    """Keys go on to the photo: a button takes them only when Tab leads to it."""
    button = QToolButton()
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setIconSize(QSize(16, 16))
    button.setAutoRaise(True)
    if icon_name is not None:
        button.setIcon(icon(icon_name))
    button.setToolTip(text)
    button.setAccessibleName(text)
    return button
