"""Windows that are never larger than their screen, whatever size was asked for or kept from another one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen, QWindow
from PySide6.QtWidgets import QWidget

_FRAME = QMargins(4, 34, 4, 4)
"""Of the window manager, until it reports its own: the title's height and the edges, in logical pixels."""

_FARTHEST = 100_000
"""Logical pixels: no side of a window or its frame is larger, and no screen lies farther off."""


def room_for(window: QWidget, expected: QMargins = _FRAME) -> QRect:
    """Where ``window`` may lie without its frame: its screen, less panels and docks of the desktop.

    Args:
        window: Any window.
        expected: Its frame, as long as the window manager has not told it.
    """
    frame = _frame_now(window)
    return window.screen().availableGeometry().marginsRemoved(expected if frame.isNull() else frame)


def _frame_now(window: QWidget) -> QMargins:
    """Null before the window manager has reported it."""
    inner, outer = window.geometry(), window.frameGeometry()
    return QMargins(
        inner.left() - outer.left(),
        inner.top() - outer.top(),
        outer.right() - inner.right(),
        outer.bottom() - inner.bottom(),
    )


class OnScreen(QObject):
    """Brings ``window`` onto its screen when it is shown, and when the screen becomes smaller or goes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._expected = _FRAME
        self._awaits_frame = False
        self._handle: QWindow | None = None
        self._screen: QScreen | None = None
        window.installEventFilter(self)

    @property
    def place(self) -> str:
        """Where the window lies, without its frame, and its frame, for :meth:`restore`.

        Empty where it fills its screen, or has no frame: the system knows best then.
        """
        window = self._window
        frame, inner = _frame_now(window), window.geometry()
        if frame.isNull() or window.isMaximized() or window.isFullScreen():
            return ""
        sides = (inner.x(), inner.y(), inner.width(), inner.height())
        return " ".join(map(str, (*sides, frame.left(), frame.top(), frame.right(), frame.bottom())))

    def restore(self, place: str) -> None:
        """Put the window where it was, if that is on a screen: Qt's own way allows for a frame of its style.

        Args:
            place: As :attr:`place` was; anything else is passed over.
        """
        try:
            x, y, width, height, *frame = (int(number) for number in place.split())
        except ValueError:
            return
        inner = QRect(x, y, width, height)
        if len(frame) != 4 or max(map(abs, (x, y, width, height, *frame))) > _FARTHEST or min(frame) < 0:
            return
        self._expected = QMargins(*frame)
        window = self._window
        if window.isMaximized() or window.isFullScreen() or not inner.isValid():
            return
        if QGuiApplication.screenAt(inner.center()) is not None:
            window.setGeometry(inner)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit the window when it is shown, and again once its frame is known."""
        match event.type():
            case QEvent.Type.Show if not event.spontaneous():
                self._awaits_frame = _frame_now(self._window).isNull()
                self.fit()
                self._follow_screen()
            case QEvent.Type.Move | QEvent.Type.Resize | QEvent.Type.WindowActivate if self._awaits_frame:
                if not _frame_now(self._window).isNull():  # it may be another than was expected
                    self._awaits_frame = False
                    QTimer.singleShot(0, self, self._fit_shown)
        return False

    def fit(self) -> None:
        """Make the window as small as its screen, and move it there, where it or its frame sticks out."""
        window = self._window
        if window.isMaximized() or window.isFullScreen():
            return
        room, now = room_for(window, self._expected), window.geometry()
        place = QRect(now.topLeft(), now.size().boundedTo(room.size()))
        if window.testAttribute(Qt.WidgetAttribute.WA_Moved) or not _frame_now(window).isNull():
            place.moveRight(min(place.right(), room.right()))
            place.moveBottom(min(place.bottom(), room.bottom()))
            place.moveLeft(max(place.left(), room.left()))
            place.moveTop(max(place.top(), room.top()))
        if place.topLeft() != now.topLeft():
            window.setGeometry(place)  # without its frame: that is not known before the window is shown
        elif place.size() != now.size():
            window.resize(place.size())

    def _fit_shown(self) -> None:
        if self._window.isVisible():
            self.fit()

    def _follow_screen(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.screenChanged.connect(self._screen_changed)
        screen = self._window.screen()
        if screen is not self._screen:
            self._screen = screen
            screen.availableGeometryChanged.connect(self._fit_shown)

    def _screen_changed(self) -> None:
        """Dragged to another screen it keeps its size; one that was unplugged may leave it a smaller."""
        before = self._screen
        self._follow_screen()
        if before not in QGuiApplication.screens():
            self.fit()
