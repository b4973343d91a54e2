"""Ask for something again and again, as a person types; only the newest answer is reported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_gui.jobs.background import Background

_DELAY_MS = 150


class Latest(QObject):
    """Runs the newest call that was asked for in the background, one at a time."""

    done = Signal(object)
    failed = Signal(object)  # the exception

    def __init__(self, parent: QObject, delay_ms: int = _DELAY_MS) -> None:
        super().__init__(parent)
        self._wanted: Callable[[], Any] | None = None
        self._is_running = False
        self._soon = QTimer(self, singleShot=True, interval=delay_ms)
        self._soon.timeout.connect(self._start)

    def ask(self, call: Callable[[], Any] | None) -> None:
        """Run ``call`` soon, and tell of it if nothing else is asked for meanwhile; None: of nothing."""
        self._wanted = call
        self._soon.start()

    def _start(self) -> None:
        call = self._wanted
        if call is None or self._is_running:
            return
        self._is_running = True
        Background(self, call).success(lambda result: self._arrived(call, self.done, result)).failure(
            lambda error: self._arrived(call, self.failed, error)
        ).start()

    def _arrived(self, call: Callable[[], Any], signal: Any, result: object) -> None:
        self._is_running = False
        if call is self._wanted:
            self._wanted = None
            signal.emit(result)
        else:
            self._start()
