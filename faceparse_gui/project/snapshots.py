"""Memory for the autosave's copies of a label map."""

from __future__ import annotations

import threading

import numpy as np

from core.labels import LabelMap


class Snapshots:
    """Two arrays, used in turn: the first touch of fresh memory costs more than a copy into used memory.

    For a 4096 × 4096 map that was measured as 35 ms against 0.7 ms. Called under the autosave's lock.
    """

    def __init__(self) -> None:
        self._shape: tuple[int, ...] = ()
        self._free: list[LabelMap] = []
        self._missing = 0

    def want(self, shape: tuple[int, ...]) -> None:
        if shape != self._shape:
            self._shape, self._free, self._missing = shape, [], 2

    def take(self, shape: tuple[int, ...]) -> LabelMap:
        if shape == self._shape and self._free:
            return self._free.pop()
        return np.empty(shape, np.uint8)

    def give(self, array: LabelMap | None) -> None:
        if array is not None and array.shape == self._shape and len(self._free) < 2:
            self._free.append(array)

    def refill(self, lock: threading.Condition) -> None:
        """Take and touch the memory wanted, without the lock meanwhile."""
        while self._missing:
            self._missing -= 1
            shape = self._shape
            lock.release()
            try:
                array = np.full(shape, 0, np.uint8)
            finally:
                lock.acquire()
            self.give(array)
