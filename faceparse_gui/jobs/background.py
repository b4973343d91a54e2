"""Run a function in a thread and take its result on the main thread.

    Background(self, read_photo, path).success(self._show).failure(self._tell).start()

The handlers run on the main thread, and not at all once ``owner`` is gone. What the function raises goes
to the failure handler; without one it goes to ``sys.excepthook``.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Generic, ParamSpec, Self, TypeVar
from weakref import WeakMethod

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

P = ParamSpec("P")
R = TypeVar("R")


class _MainThread(QObject):
    """The way over from the pools' threads. There is one, which stays: a QObject must not end in a thread."""

    arrived = Signal(object, object, object)  # Background or Relay, result, exception
    _instance: _MainThread | None = None

    def __init__(self) -> None:
        super().__init__()
        self._gate = threading.RLock()
        self._is_open = True
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        atexit.register(self._close)

    @classmethod
    def instance(cls) -> _MainThread:
        if cls._instance is None:
            cls._instance = cls()
        return cls._instance

    def post(self, call: Background[Any] | Relay, result: Any, error: Exception | None) -> None:
        """Have ``call`` delivered on the main thread. From any thread.

        Nothing happens once Python ends: Qt's objects go then, this one too, and a thread must not be at it.
        """
        with self._gate:
            if self._is_open and shiboken6.isValid(self):
                self.arrived.emit(call, result, error)

    def _close(self) -> None:
        with self._gate:
            self._is_open = False

    def _deliver(self, call: Background[Any] | Relay, result: Any, error: Exception | None) -> None:
        call.deliver(result, error)


class Background(Generic[R]):
    """One function call in a thread of a pool. Made and started on the main thread."""

    def __init__(self, owner: QObject, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> None:
        self._owner: QObject | None = owner
        self._call: Callable[[], R] | None = partial(function, *args, **kwargs)
        self._on_success: Callable[[R], object] | None = None
        self._on_failure: Callable[[Exception], object] | None = None

    def success(self, handler: Callable[[R], object]) -> Self:
        """Set what receives the function's result, on the main thread. One handler only; before ``start``."""
        self._on_success = handler
        return self

    def failure(self, handler: Callable[[Exception], object]) -> Self:
        """Set what receives the exception that the function raised, on the main thread. One handler only;
        before ``start``.
        """
        self._on_failure = handler
        return self

    def start(self, pool: QThreadPool | None = None) -> None:
        """``pool``: the application's own by default."""
        # Not QRunnable.create: its Python object outlives the C++ one, which the pool deletes, and is taken
        # for the Qt object that is made next at that address.
        run = partial(self._run, _MainThread.instance())
        (pool or QThreadPool.globalInstance()).start(run)

    def _run(self, main_thread: _MainThread) -> None:
        """In the pool's thread."""
        call, self._call = self._call, None
        assert call is not None
        result, error = None, None
        try:
            result = call()
        except Exception as raised:
            error = raised
        except BaseException as raised:  # sys.exit in a package's code ends no thread of ours
            error = RuntimeError(f"{type(raised).__name__}: {raised}")
            error.__cause__ = raised
        del call
        main_thread.post(self, result, error)

    def deliver(self, result: R, error: Exception | None) -> None:
        """On the main thread: call the handler, and let go of all that must not end in the pool's thread."""
        owner, on_success, on_failure = self._owner, self._on_success, self._on_failure
        self._owner = self._on_success = self._on_failure = None
        if owner is None or not shiboken6.isValid(owner):
            return
        if error is None:
            if on_success is not None:
                on_success(result)
        elif on_failure is not None:
            on_failure(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)


class Relay:
    """Calls ``method``, bound to a QObject, on the main thread; to be called itself from any thread.

    For a thread that reports as it goes on. It holds no reference to the object, which may go before the
    thread ends; then nothing happens. Made on the main thread.
    """

    def __init__(self, method: Callable[..., object]) -> None:
        self._method = WeakMethod(method)
        self._main_thread = _MainThread.instance()

    def __call__(self, *args: object) -> None:
        """Have the method called with ``args`` on the main thread; return at once, without its result."""
        self._main_thread.post(self, args, None)

    def deliver(self, args: tuple[Any, ...], error: Exception | None) -> None:
        """On the main thread: call the method, if its object is still there."""
        self.call(*args)

    def call(self, *args: object) -> None:
        """Call the method at once. On the main thread."""
        method = self._method()
        if method is not None and shiboken6.isValid(getattr(method, "__self__", None)):
            method(*args)
