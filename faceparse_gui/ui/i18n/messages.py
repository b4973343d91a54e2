"""The messages of the packages without Qt, which are English, in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from faceparse_core.messages import Message

_MOST = 2**31 - 1
"""Qt takes no larger number."""


def localise(text: str) -> str:
    """Translate a message, and those that it is filled in with, for where it is shown.

    Args:
        text: A message, or any other text, which is left as it is.

    Returns:
        The text in the window's language; in English where there is no translation that fits its values.
    """
    if not isinstance(text, Message):
        return text
    number = -1 if text.number is None else min(text.number, _MOST)
    translation = QCoreApplication.translate("Messages", text.template, "", number)
    if translation == text.template:
        return text
    values = {
        name: localise(value) if isinstance(value, str) else value for name, value in text.values.items()
    }
    try:
        return translation.format_map(values)
    except (LookupError, OverflowError, TypeError, ValueError):  # a file from elsewhere may hold other values
        return text
