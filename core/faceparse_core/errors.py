"""What is meant for the user when something cannot be done."""

from __future__ import annotations

import logging

from faceparse_core.messages import message

_logger = logging.getLogger(__name__)
_DONE = {
    "exported": message("exported"),
    "parsed": message("parsed"),
    "read": message("read"),
    "saved": message("saved"),
    "used": message("used"),
}


class FaceparseError(Exception):
    """Something that cannot be done. ``str()`` is for the user: it says what is wrong, and what to do."""


class InputError(FaceparseError, ValueError):
    """A name, pattern or option that cannot be used, as the user gave it."""


def failure_message(name: str, done: str, error: BaseException) -> str:
    """Why ``name`` could not be ``done`` ("read", "parsed", "saved"), in one line for the user.

    Of an error that nobody foresaw the traceback goes to the log, and its kind into the line.
    """
    if isinstance(error, FaceparseError):
        return str(error)
    done = _DONE.get(done, done)
    if isinstance(error, MemoryError):
        return message(
            "{name} needs more memory than is free. Close other programs and try again.", name=name
        )
    if isinstance(error, OSError) and error.strerror:
        return message("{name} could not be {done}: {reason}.", name=name, done=done, reason=error.strerror)
    _logger.error("%s could not be %s", printable(name), done, exc_info=error)
    said = next(iter(str(error).strip().splitlines()), "")
    kind = type(error).__name__
    if not said:
        return message("{name} could not be {done}: {reason}.", name=name, done=done, reason=kind)
    return message(
        "{name} could not be {done}: {reason} ({kind}).", name=name, done=done, reason=said, kind=kind
    )


def printable(text: str) -> str:
    r"""``text`` for a terminal, a log or a report: bytes of a name that are no text become ``\xe9``."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
