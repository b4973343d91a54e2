"""Sentences that name a command's key name the one that it has now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence


def key_of(action: QAction) -> str:
    """The command's first key as the user reads it; empty without one."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def follow_key(action: QAction, tell: Callable[[str], object]) -> None:
    """Tell the command's key now, and each time it has another; ``tell`` lives as long as the command."""
    told: list[str] = []

    def look() -> None:
        if told != [key_of(action)]:
            told[:] = [key_of(action)]
            tell(told[0])

    action.changed.connect(look)
    look()


def with_keys(text: str, *keys: str) -> str:
    """``text`` with those of the keys that there are in brackets."""
    named = ", ".join(key for key in keys if key)
    return f"{text} ({named})" if named else text
