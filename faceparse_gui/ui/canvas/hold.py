"""Something that is seen only while a key is held."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent

from faceparse_gui.ui.keys.physical_keys import latin_key


class Hold(QObject):
    """Calls ``show(True)`` when an action is triggered, and ``show(False)`` when its key is let go.

    That is noticed wherever the focus is then. A click ends it as well (chosen from a menu, there is no key
    to let go), and so does the window when it loses the focus.
    """

    def __init__(self, action: QAction, show: Callable[[bool], object]) -> None:
        super().__init__(action)
        self._action = action
        self._show = show
        self._held = False
        action.setAutoRepeat(False)
        action.triggered.connect(self._begin)

    def _begin(self) -> None:
        if not self._held:
            self._held = True
            self._show(True)
            _application().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the end of the hold, in whatever widget of the application; no event is taken from it."""
        if self._held and self._is_end(event):
            self._held = False
            _application().removeEventFilter(self)
            self._show(False)
        return False

    def _is_end(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            released = event.type() == QEvent.Type.KeyRelease and not event.isAutoRepeat()
            return released and latin_key(event) == _key(self._action)
        if isinstance(event, QMouseEvent):
            return (
                event.type() == QEvent.Type.MouseButtonPress and event.button() == Qt.MouseButton.LeftButton
            )
        return event.type() in (QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationStateChange)


def _key(action: QAction) -> Qt.Key:
    first = cast(QKeyCombination, action.shortcut()[0])  # type: ignore[index]  # missing in PySide's stubs
    return first.key()


def _application() -> QCoreApplication:
    app = QCoreApplication.instance()
    assert app is not None
    return app
