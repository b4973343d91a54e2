"""Names of classes: what is one, and when two are the same."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator

from faceparse_core.messages import message

LONGEST = 64
"""Characters of a name or a title."""
_NOT_IN_FILES = frozenset('/\\:*?"<>|')
_BETWEEN = re.compile(r"[\s_-]+")


def name_key(name: str) -> str:
    """What two names share that are the same but for case, spaces, underscores, hyphens and Unicode forms."""
    return _BETWEEN.sub("_", unicodedata.normalize("NFKC", name).casefold())


def _checked_name(name: str) -> str:
    plain = _checked_title(name)
    if found := next((character for character in plain if character in _NOT_IN_FILES), None):
        raise ValueError(
            message(
                "A class's name becomes part of file names and cannot contain {character}.", character=found
            )
        )
    if plain.startswith("."):
        raise ValueError(message("A class's name cannot begin with a full stop."))
    return plain


def _checked_title(title: str) -> str:
    plain = unicodedata.normalize("NFC", title).strip()
    if not name_key(plain).strip("_"):
        raise ValueError(message("A class needs a name."))
    if len(plain) > LONGEST:
        raise ValueError(message("A class's name has {most} characters at most.", most=LONGEST))
    if not plain.isprintable():
        raise ValueError(message("A class's name cannot contain characters that are not shown."))
    return plain


ClassName = Annotated[str, AfterValidator(_checked_name)]
"""The name in files: shown as it is written, compared by its ``name_key``."""
ClassTitle = Annotated[str, AfterValidator(_checked_title)]
"""The name on screen, in English."""
