"""What one file from outside may cost, and the stop that is asked for while it is read.

Readers draw on it wherever they are, plug-ins' too: it goes with the thread that reads. A label map may cost
so much work, processor time and memory; going over any of them is that label map's failure.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError

MAX_WORK = 1 << 33
"""Pixels that are decoded or painted for one label map, as often as it is: forty of the largest photos."""
MAX_SECONDS = 30.0
"""Of the processor, for one label map."""
MAX_MEMORY = 1_250_000_000
"""Bytes that a picture and what is made of it may take: with the program itself less than 1.5 GB."""

_PIECE = 1 << 16


class ReadingStopped(BaseException):
    """Nobody wants any more what is being read. No ``Exception``: readers take those for damage."""


@dataclass
class _Budget:
    path: Path
    work: int = 0
    began: float = field(default_factory=time.thread_time)


_stop: ContextVar[Callable[[], bool]] = ContextVar("stop", default=lambda: False)
_budget: ContextVar[_Budget | None] = ContextVar("budget", default=None)


@contextmanager
def stoppable(should_stop: Callable[[], bool]) -> Iterator[None]:
    """In the block ``step`` raises ``ReadingStopped`` once ``should_stop()``; not across a yield."""
    token = _stop.set(should_stop)
    try:
        yield
    finally:
        _stop.reset(token)


@contextmanager
def budget_of(path: Path) -> Iterator[None]:
    """A new budget for what is read within the block; ``path`` is the file to name."""
    token = _budget.set(_Budget(path))
    try:
        yield
    finally:
        _budget.reset(token)


def step(work: int = 0) -> None:
    """Go on, with ``work`` pixels to be decoded or painted next. For readers to call often.

    Raises:
        ReadingStopped: if a stop was asked for.
        FormatError: if that is more than one label map may cost.
    """
    if _stop.get()():
        raise ReadingStopped
    budget = _budget.get()
    if budget is None:
        return
    budget.work += work
    if budget.work > MAX_WORK or time.thread_time() - budget.began > MAX_SECONDS:
        name = budget.path.name
        raise FormatError(
            budget.path,
            message(
                "{name} takes more work to read than a mask may. Simplify it, or shrink its photo.", name=name
            ),
        )


def check_memory(path: Path, name: str, need: int) -> None:
    """``FormatError``, which names ``path``, if ``name`` needs more than ``need`` bytes to be read."""
    if need > MAX_MEMORY:
        raise FormatError(
            path,
            message(
                "{name} needs {needed:.1f} GB to be opened, which is too much. Save a smaller copy.",
                name=name,
                needed=need / 1e9,
            ),
        )


class Watched:
    """A file that asks for the stop whenever it is read from, for decoders that read on and on."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """At most ``size`` bytes, all that are left if it is negative; fewer only at the file's end.

        Raises:
            ReadingStopped: if a stop was asked for.
            FormatError: if the label map that is being read has used up its time.
        """
        step()
        return self._file.read(size)


def pieces(file: IO[bytes], limit: int) -> Iterator[bytes]:
    """The bytes of ``file``, at most ``limit``, in pieces between which a stop is asked for."""
    while limit > 0 and (piece := file.read(min(_PIECE, limit))):
        step()
        limit -= len(piece)
        yield piece
