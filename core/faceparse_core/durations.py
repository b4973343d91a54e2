"""Spans of time in words, and when the next line of progress is due where no bar can be drawn."""

from __future__ import annotations

import time

LINE_SECONDS = 10.0
"""Between two lines of progress in a file or pipe."""


def duration(seconds: float) -> str:
    """``seconds`` as a person says it: 40 s, 3 min 20 s, 1 h 20 min."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(whole / 60), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


class Due:
    """Called, says whether ``LINE_SECONDS`` went by since the start or since it last said so."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self) -> bool:
        """Whether ``LINE_SECONDS`` went by since the last time that this was true."""
        now = time.monotonic()
        if now - self._last < LINE_SECONDS:
            return False
        self._last = now
        return True
