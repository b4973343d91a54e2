"""The messages of the packages without Qt, which are English, in the user's language.

Errors and notices arrive as finished texts. A message is known by the fixed words around what was filled in;
what was filled in goes into the translation, and may be a message itself.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import cache

from PySide6.QtCore import QCoreApplication

from faceparse_gui.ui.i18n.message_templates import TEMPLATES

_LONGEST = 10_000
"""Characters; what is longer stays as it is."""


def localise(text: str) -> str:
    """``text`` in the window's language if it is a message, else as it is. For where texts are shown."""
    if len(text) > _LONGEST or _translated(TEMPLATES[0]) == TEMPLATES[0]:
        return text
    for template, words in _by_words():
        values = _filled_in(text, words)
        if values is not None:
            return _translated(template).format(*map(localise, values))
    return text


def _translated(template: str) -> str:
    return QCoreApplication.translate("Messages", template)


@cache
def _by_words() -> list[tuple[str, list[str]]]:
    """The templates with their fixed words, those that tell most first: how it begins, then how much."""
    known = [(template, _words(template)) for template in TEMPLATES]
    return sorted(known, key=lambda each: (len(each[1][0]), sum(map(len, each[1]))), reverse=True)


def _words(template: str) -> list[str]:
    """What stands before, between and behind the placeholders: one text more than there are of them."""
    words = [""]
    for text, field, _, _ in string.Formatter().parse(template):
        words[-1] += text
        if field is not None:
            words.append("")
    return words


def _filled_in(text: str, words: Sequence[str]) -> list[str] | None:
    """What stands between the ``words`` in ``text``, each as short as can be; None: it is another message.

    Takes time in proportion to the length of ``text``, whatever it holds.
    """
    first, last = words[0], words[-1]
    if len(words) == 1:
        return [] if text == first else None
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return None
    values, at, end = [], len(first), len(text) - len(last)
    for word in words[1:-1]:
        found = text.find(word, at, end)
        if found < 0:
            return None
        values.append(text[at:found])
        at = found + len(word)
    return [*values, text[at:end]]
