"""Windows that are never larger than their screen, whatever size was asked for or kept from another one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRect
from PySide6.QtGui import QGuiApplication, QScreen, QWindow
from PySide6.QtWidgets import QWidget

_FRAME = QMargins(4, 34, 4, 4)
"""Of the window manager, before it has told its own: the title's height and the edges, in logical pixels."""


def room_for(window: QWidget) -> QRect:
    """Where ``window`` may lie without its frame: its screen, less panels and docks of the desktop."""
    return window.screen().availableGeometry().marginsRemoved(_frame(window))


def _frame(window: QWidget) -> QMargins:
    inner, outer = window.geometry(), window.frameGeometry()
    frame = QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )
    return _FRAME if frame.isNull() else frame


class OnScreen(QObject):
    """Brings ``window`` onto its screen when it is shown, and when the screen becomes smaller or goes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._handle: QWindow | None = None
        self._screen: QScreen | None = None
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and not event.spontaneous():
            self.fit()
            self._follow_screen()
        return False

    def fit(self) -> None:
        """Make the window as small as its screen, and move it there, where it sticks out."""
        window = self._window
        if window.isMaximized() or window.isFullScreen():
            return
        size = window.size().boundedTo(room_for(window).size())
        if size != window.size():
            window.resize(size)
        screen, outer = window.screen().availableGeometry(), size.grownBy(_frame(window))
        x = max(screen.left(), min(window.x(), screen.right() + 1 - outer.width()))
        y = max(screen.top(), min(window.y(), screen.bottom() + 1 - outer.height()))
        if (x, y) != (window.x(), window.y()):
            window.move(x, y)  # of the frame

    def _follow_screen(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.screenChanged.connect(self._screen_changed)
        screen = self._window.screen()
        if screen is not self._screen:
            self._screen = screen
            screen.availableGeometryChanged.connect(self._available_changed)

    def _screen_changed(self) -> None:
        """Dragged to another screen it keeps its size; one that was unplugged may leave it a smaller."""
        before = self._screen
        self._follow_screen()
        if before not in QGuiApplication.screens():
            self.fit()

    def _available_changed(self) -> None:
        if self._window.isVisible():
            self.fit()
