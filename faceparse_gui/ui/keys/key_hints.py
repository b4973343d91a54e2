"""Sentences that name a command's key name the one that it has now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence


def key_of(action: QAction) -> str:
    """The command's first key as the user reads it; empty without one."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def follow_key(action: QAction, on_key: Callable[[str], object]) -> None:
    """Tell the command's key now, and each time it has another; ``on_key`` lives as long as the command."""
    shown: list[str] = []

    def show_state() -> None:
        if shown != [key_of(action)]:
            shown[:] = [key_of(action)]
            on_key(shown[0])

    action.changed.connect(show_state)
    show_state()


def with_keys(text: str, *keys: str) -> str:
    """``text`` with those of the keys that there are in brackets."""
    named = ", ".join(key for key in keys if key)
    return f"{text} ({named})" if named else text
