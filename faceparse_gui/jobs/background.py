"""Run a function in a thread and take its result on the main thread.

    Background(self, read_photo, path).success(self._show).failure(self._tell).start()

The handlers run on the main thread, and not at all once ``owner`` is gone. What the function raises goes
to the failure handler; without one it goes to ``sys.excepthook``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, ParamSpec, Self, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal

P = ParamSpec("P")
R = TypeVar("R")


class _Delivery(QObject):
    """Lives on the main thread; its signal is the way over from the pool's thread."""

    arrived = Signal(object)


class Background(Generic[R]):
    """One function call in a thread of a pool. Made and started on the main thread."""

    _running: set[Background[Any]] = set()  # noqa: RUF012 - held until delivered, or Python would collect them

    def __init__(self, owner: QObject, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> None:
        self._owner = owner
        self._call = lambda: function(*args, **kwargs)
        self._on_success: Callable[[R], object] | None = None
        self._on_failure: Callable[[Exception], object] | None = None

    def success(self, handler: Callable[[R], object]) -> Self:
        self._on_success = handler
        return self

    def failure(self, handler: Callable[[Exception], object]) -> Self:
        self._on_failure = handler
        return self

    def start(self, pool: QThreadPool | None = None) -> None:
        """``pool``: the application's own unless told."""
        self._delivery = _Delivery()
        self._delivery.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._running.add(self)
        (pool or QThreadPool.globalInstance()).start(QRunnable.create(self._work))

    def _work(self) -> None:
        try:
            outcome: tuple[R | None, Exception | None] = (self._call(), None)
        except Exception as error:
            outcome = (None, error)
        if shiboken6.isValid(self._delivery):
            self._delivery.arrived.emit(outcome)

    def _deliver(self, outcome: tuple[R, Exception | None]) -> None:
        self._running.discard(self)
        if not shiboken6.isValid(self._owner):
            return
        result, error = outcome
        if error is None:
            if self._on_success is not None:
                self._on_success(result)
        elif self._on_failure is not None:
            self._on_failure(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
