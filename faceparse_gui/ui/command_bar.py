"""The toolbar: its words go before any of its commands has to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_ICON = Qt.ToolButtonStyle.ToolButtonIconOnly


class CommandBar(QToolBar):
    """``name_actions`` have their words beside the icon where there is room for all of these words.

    Where there is not even room for the icons, Qt folds the last ones into a menu at the end.
    """

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setMovable(False)
        self.setIconSize(QSize(20, 20))
        self._named: list[QToolButton] = []
        self._wide: int | None = None

    def name_actions(self, actions: Sequence[QAction]) -> None:
        """These actions of the bar are to have their words."""
        for action in actions:
            button = self.widgetForAction(action)
            assert isinstance(button, QToolButton)
            self._named.append(button)
        self._wide = None
        self._fold()

    def shown(self, action: QAction) -> QWidget:
        """The button of ``action``, or the one that unfolds the menu that it is in."""
        button = self.widgetForAction(action)
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        folded = more is not None and more.isVisible() and not button.isVisible()
        return more if folded and more is not None else button

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fold()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._wide = None

    def _fold(self) -> None:
        if self._wide is None:
            self._dress(_WORDS)
            layout = self.layout()
            assert layout is not None
            layout.invalidate()
            self._wide = layout.sizeHint().width()
        self._dress(_WORDS if self.width() >= self._wide else _ICON)

    def _dress(self, style: Qt.ToolButtonStyle) -> None:
        for button in self._named:
            if button.toolButtonStyle() != style:
                button.setToolButtonStyle(style)
