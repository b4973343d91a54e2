"""What is meant for the user when something cannot be done."""

from __future__ import annotations

import logging

_logger = logging.getLogger(__name__)


class FaceparseError(Exception):
    """Something that cannot be done. ``str()`` is for the user: it says what is wrong, and what to do."""


def tell_failure(name: str, done: str, error: BaseException) -> str:
    """Why ``name`` could not be ``done`` ("read", "parsed", "saved"), in one line for the user.

    Of an error that nobody foresaw the traceback goes to the log, and its kind into the line.
    """
    if isinstance(error, FaceparseError):
        return str(error)
    if isinstance(error, MemoryError):
        return f"{name} needs more memory than is free. Close other programs and try again."
    if isinstance(error, OSError) and error.strerror:
        return f"{name} could not be {done}: {error.strerror}."
    _logger.error("%s could not be %s", printable(name), done, exc_info=error)
    said = next(iter(str(error).strip().splitlines()), "")
    kind = type(error).__name__
    return f"{name} could not be {done}: {said} ({kind})." if said else f"{name} could not be {done}: {kind}."


def printable(text: str) -> str:
    r"""``text`` for a terminal, a log or a report: bytes of a name that are no text become ``\xe9``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
