"""Ctrl-C, SIGTERM and SIGHUP: all end a command in the same way, and none leaves anything half done."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Any

_OTHERS = [signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if name in signal.Signals.__members__]
_ended_by = signal.SIGINT


def interrupted_code() -> int:
    """The exit code of a command that a signal ended: 130 (Ctrl-C), 143 (SIGTERM) or 129 (SIGHUP)."""
    return 128 + _ended_by


@contextmanager
def ending_signals() -> Iterator[None]:
    """While the block runs, SIGTERM and SIGHUP raise ``KeyboardInterrupt``, as Ctrl-C does.

    Files half written are then removed on the way out. What started the program with nohup keeps SIGHUP from
    it, and another thread than the main one hears no signals at all.
    """
    global _ended_by
    _ended_by = signal.SIGINT
    before = {}
    if threading.current_thread() is threading.main_thread():
        heard = [number for number in _OTHERS if signal.getsignal(number) == signal.SIG_DFL]
        before = {number: signal.signal(number, _Interrupt()) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class StopRequest:
    """While the block runs, the first signal only asks to stop; the second one ends the program at once.

    Called, it says whether a stop was asked for.
    """

    def __init__(self, waiting_for: str) -> None:
        self._said = f"\nStopping after {waiting_for}. Press Ctrl-C again to quit now.\n".encode()
        self._asked = False
        self._before: dict[int, Any] = {}

    def __call__(self) -> bool:
        """Whether a signal has come since the block began."""
        return self._asked

    def __enter__(self) -> StopRequest:
        others = [number for number in _OTHERS if isinstance(signal.getsignal(number), _Interrupt)]
        self._before = {number: signal.signal(number, self._ask) for number in (signal.SIGINT, *others)}
        self._own = os.getpid()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if os.getpid() != self._own and number != signal.SIGINT:
            _die_of(number)
            return
        _note(number)
        self._asked = True
        for each in self._before:
            signal.signal(each, signal.default_int_handler if each == signal.SIGINT else _Interrupt())
        with suppress(OSError):  # the terminal may be gone
            os.write(2, self._said)  # unlike print, safe inside a signal handler


class _Interrupt:
    """A handler that raises ``KeyboardInterrupt``; a helper that was forked meanwhile dies of the signal."""

    def __init__(self) -> None:
        self._own = os.getpid()

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if os.getpid() != self._own:
            _die_of(number)
            return
        _note(number)
        raise KeyboardInterrupt


def _die_of(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _note(number: int) -> None:
    global _ended_by
    _ended_by = signal.Signals(number)
