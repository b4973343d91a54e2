"""Work in a thread that reports its progress, and can be stopped."""

from __future__ import annotations

import time
from collections.abc import Callable

_QUIET = 0.15
"""Seconds: what is done by then reports nothing, since a bar that flashes up helps nobody."""


class SearchStopped(Exception):  # noqa: N818, as StopIteration
    """Raised in the thread, at the next word of how far it is."""


class Search:
    """``report(search, done, of)`` is called in the thread."""

    def __init__(self, report: Callable[[Search, int, int], object]) -> None:
        self._report = report
        self._since = time.monotonic()
        self.is_stopped = False

    def stop(self) -> None:
        """End the search: its thread raises ``SearchStopped`` at its next progress."""
        self.is_stopped = True

    def on_progress(self, done: int, of: int) -> None:
        """To be called by the work itself.

        Raises:
            Stopped: if it shall end.
        """
        if self.is_stopped:
            raise SearchStopped
        if time.monotonic() - self._since > _QUIET:
            self._report(self, done, of)
