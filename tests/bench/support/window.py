"""The whole window in this process, and how long its event loop is held."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as jobs/parse_service.py sets it

from PySide6.QtCore import QEventLoop, QTimer

from faceparse_gui.app import build

TICK_MS = 2
POLL_MS = 5


class BenchWindow:
    """A shown main window; call within ``tests.bench.harness.scratch_home``."""

    def __init__(self, width: int = 1600, height: int = 1000) -> None:
        self.app, self.window = build()
        self.window.resize(width, height)
        self.window.show()
        self._longest, self._last = 0.0, time.thread_time()
        self._timer = QTimer(interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.thread_time()
        self._longest, self._last = max(self._longest, now - self._last), now

    def take_hold(self) -> float:
        """Return the longest hold of the event loop since the last call, in milliseconds.

        A hold is the CPU time of the main thread between two ticks of a timer of 2 ms.
        """
        longest, self._longest = self._longest, 0.0
        return 1000 * longest

    def wait(self, condition: Callable[[], object], seconds: float = 120) -> float:
        """Run the event loop until ``condition`` is true; return the seconds.

        Raises:
            TimeoutError: if it is not after so many ``seconds``.
        """
        start = time.perf_counter()
        while not condition():
            if time.perf_counter() - start > seconds:
                raise TimeoutError
            loop = QEventLoop()
            QTimer.singleShot(POLL_MS, loop.quit)
            loop.exec()
        return time.perf_counter() - start

    def pause(self, seconds: float) -> None:
        """Run the event loop for so many seconds."""
        until = time.perf_counter() + seconds
        self.wait(lambda: time.perf_counter() >= until, seconds + 60)
