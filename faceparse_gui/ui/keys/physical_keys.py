"""Keys by their place on the keyboard, for layouts without Latin letters.

A shortcut is found by the sign that a key types. On a layout of Cyrillic or Greek letters alone no key types
a B; there the key counts that types B on a keyboard of the United States. The digits' row counts so wherever
it types other signs.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QWidget

_ROWS = {10: "1234567890-=", 24: "QWERTYUIOP[]", 38: "ASDFGHJKL;'`", 51: "\\ZXCVBNM,./"}
"""The keys' signs, from the first key code of each row on; X11 and Wayland number the keys alike."""
_SIGNS = {first + place: sign for first, signs in _ROWS.items() for place, sign in enumerate(signs)}
_FIRST_SPECIAL = 0x01000000  # of Qt: Escape; below it a key's number is that of its sign
_KEPT = (
    Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
)


def latin_key(event: QKeyEvent) -> int:
    """The key, as ``Qt.Key`` has it, that ``event`` stands for by its place; its own where that is plain."""
    sign = _SIGNS.get(event.nativeScanCode(), "")
    if sign and _is_foreign(event.key()):
        return ord(sign)
    if sign.isdigit() and event.key() < _FIRST_SPECIAL and not _is_shifted(event):
        return ord(sign)
    return event.key()


def _is_shifted(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def _is_foreign(key: int) -> bool:
    """Whether the key types a letter that is none of the Latin ones."""
    if not 0x7F < key < _FIRST_SPECIAL:
        return False
    sign = chr(key) if key <= 0x10FFFF else ""
    return sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN")


def moved(event: QKeyEvent) -> QKeyEvent | None:
    """The same event with the key that it stands for by its place; None where that is its own."""
    key = latin_key(event)
    if key == event.key():
        return None
    return QKeyEvent(
        event.type(),
        key,
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
        event.isAutoRepeat(),
    )


class PhysicalKeys(QObject):
    """Lets ``commands`` of a window be called by the place of their keys, where Qt found none by the sign.

    What a widget wants for itself, letters in a text field first of all, stays the widget's.
    """

    def __init__(self, window: QWidget, commands: Mapping[str, QAction]) -> None:
        super().__init__(window)
        self._window, self._commands = window, commands
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's handle, and take the key presses in which no command was found by its sign."""
        if watched is self._window:
            handle = self._window.windowHandle()
            if event.type() == QEvent.Type.Show and handle is not None:
                handle.installEventFilter(self)  # it has the keys before any widget; twice is once
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            as_latin = moved(event)
            return as_latin is not None and self._take(as_latin)
        return False

    def _take(self, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        if focus is not None and self._is_wanted(focus, event):
            QCoreApplication.sendEvent(focus, event)
            return True
        action = self._action(event)
        if action is None:
            return False
        if not event.isAutoRepeat() or action.autoRepeat():
            action.trigger()
        return True

    def _is_wanted(self, focus: QWidget, event: QKeyEvent) -> bool:
        """Ask as Qt does: who accepts this has a use of its own for the key."""
        ask = moved_to(event, QEvent.Type.ShortcutOverride)
        ask.ignore()
        QCoreApplication.sendEvent(focus, ask)
        return ask.isAccepted()

    def _action(self, event: QKeyEvent) -> QAction | None:
        if QGuiApplication.modalWindow() is not None:
            return None
        key = QKeySequence(QKeyCombination(event.modifiers() & _KEPT, Qt.Key(event.key())))
        for action in self._commands.values():
            if key in action.shortcuts() and action.isEnabled():
                return action
        return None


def moved_to(event: QKeyEvent, kind: QEvent.Type) -> QKeyEvent:
    """A copy of another type."""
    return QKeyEvent(kind, event.key(), event.modifiers(), event.text(), event.isAutoRepeat())
