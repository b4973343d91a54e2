"""The toolbar: its words go before any of its commands has to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_ICON = Qt.ToolButtonStyle.ToolButtonIconOnly


class CommandBar(QToolBar):
    """``name_actions`` have their words beside the icon as far as there is room, the first of them longest.

    Where there is not even room for the icons, Qt folds the last ones into a menu at the end.
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self._named: list[QToolButton] = []
        self._wide: list[int] = []  # what the bar takes with the words of so many of them

    def drop_below(self, action: QAction, actions: Sequence[QAction]) -> None:
        """Let the button of ``action`` have an arrow that shows these actions."""
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        menu = QMenu(button)
        menu.addActions(actions)
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)

    def name_actions(self, actions: Sequence[QAction]) -> None:
        """These actions of the bar are to have their words; the last ones lose them first."""
        for action in actions:
            button = self.widgetForAction(action)
            assert isinstance(button, QToolButton)
            self._named.append(button)
        self._wide = []
        self._fold()

    def shown(self, action: QAction) -> QWidget:
        """The button of ``action``, or the one that unfolds the menu that it is in."""
        button = self.widgetForAction(action)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        folded = more is not None and more.isVisible() and not button.isVisible()
        return more if folded and more is not None else button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Settle anew which commands have their words beside the icon."""
        self._fold()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Measure the words anew after another font or style."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._wide = []

    def _fold(self) -> None:
        if not self._wide:
            self._wide = [self._width_with(count) for count in range(len(self._named) + 1)]
        self._dress(
            max((count for count, width in enumerate(self._wide) if width <= self.width()), default=0)
        )

    def _width_with(self, count: int) -> int:
        self._dress(count)
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return layout.sizeHint().width()

    def _dress(self, count: int) -> None:
        """Give the first ``count`` of the named buttons their words."""
        for place, button in enumerate(self._named):
            style = _WORDS if place < count else _ICON
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)
