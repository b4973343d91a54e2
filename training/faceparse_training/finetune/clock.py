"""The time that a run has worked, without the time it waited for other programs."""

from __future__ import annotations

import time

import torch

_MOST_WAITING = 3.0  # times as long as without
_BUSY, _BUSY_AFTER = 1.4, 5.0  # times as long, seconds of work


class WorkClock:
    """Seconds of work between two calls of ``lap``.

    On a CPU it is the processor time over the threads: a run of the lowest priority that waits while others
    compute has not worked, or it would learn next to nothing in its time. It is at least a third of the time
    that went by, so that a run ends on the busiest machine too. Elsewhere it is the time that went by.
    The wall clock may be set back; these clocks are not.
    """

    def __init__(self, device: torch.device) -> None:
        self._went_by = self._worked = 0.0
        self._threads = torch.get_num_threads() if device.type == "cpu" else None
        self.start()

    def start(self) -> None:
        """Count from now on."""
        self._wall, self._processor = time.monotonic(), time.process_time()

    def lap(self) -> float:
        """Seconds of work since the last lap or start."""
        wall, processor = time.monotonic() - self._wall, time.process_time() - self._processor
        self.start()
        threads = self._threads
        work = wall if threads is None else min(wall, max(processor / threads, wall / _MOST_WAITING))
        self._went_by, self._worked = self._went_by + wall, self._worked + work
        return work

    @property
    def slowdown(self) -> float:
        """How many times as long all laps took as their work: 1 on an idle machine, up to 3."""
        return self._went_by / self._worked if self._worked > 0 else 1.0

    @property
    def is_busy(self) -> bool:
        """Whether other programs make it take much longer, as far as some seconds of work can tell."""
        return self._worked > _BUSY_AFTER and self.slowdown > _BUSY
