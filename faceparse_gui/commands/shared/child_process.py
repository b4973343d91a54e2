"""A command run by another program: commands on stdin, events on stdout, low priority."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from faceparse_core.trainer.events import Event, Paused

_NICENESS = 19


class StdinControl:
    """Reads ``pause``, ``resume``, ``stop`` and ``detach``, one word a line; stdin's end means stop.

    Called before every step, it waits while paused and says whether to stop. After ``detach`` there is nobody
    to listen to or to speak to.
    """

    def __init__(self, on_event: Callable[[Event], None], words: TextIO | None = None) -> None:
        self._on_event = on_event
        self._words = words or sys.stdin
        self._changed = threading.Condition()
        self._paused = self._stop = self._detached = False
        threading.Thread(target=self._listen, name="listener", daemon=True).start()

    def __call__(self) -> bool:
        """Whether to stop. Waits as long as ``pause`` holds, and reports the pause's begin and end as
        events.
        """
        with self._changed:
            if self._paused and not self._stop:
                self._on_event(Paused(True))
                self._changed.wait_for(lambda: self._stop or not self._paused)
                self._on_event(Paused(False))
            return self._stop

    @property
    def detached(self) -> bool:
        """Whether ``detach`` was read: from then on the end of stdin does not stop the command."""
        return self._detached

    def _listen(self) -> None:
        for line in self._words:
            with self._changed:
                match line.strip():
                    case "pause":
                        self._paused = True
                    case "resume":
                        self._paused = False
                    case "stop":
                        self._stop = True
                    case "detach":
                        self._detached, self._paused = True, False
                self._changed.notify_all()
        with self._changed:
            self._stop = self._stop or not self._detached
            self._changed.notify_all()


def to_stdout(write: Callable[[Event], None]) -> Callable[[Event], None]:
    """``write`` until nobody reads any more: from then on into nothing, and no error at the end either."""

    def on_event(event: Event) -> None:
        try:
            write(event)
        except (BrokenPipeError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stdout.fileno())

    return on_event


def step_back() -> None:
    """Give way to everybody else, without standing still altogether: not ``SCHED_IDLE``.

    Niceness counts among the processes of one session only, whose own weight is that of its autogroup:
    sched(7). A process that leads its session lowers it too. In a session that belongs to a shell it would
    stay lowered for all that was and will be started from there.
    """
    with suppress(OSError, AttributeError):
        os.nice(_NICENESS)
    with suppress(OSError, AttributeError):
        if os.getsid(0) == os.getpid():
            Path("/proc/self/autogroup").write_text(str(_NICENESS))
