"""The pixels of a label map that is edited in place, or lies packed while nobody looks at it."""

from __future__ import annotations

import threading

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap


class Buffer:
    """One array as long as it is awake. It wakes when it is asked for, in any thread."""

    def __init__(self, labels: LabelMap) -> None:
        """Copy ``labels``, ``uint8`` ``(H, W)``."""
        self.shape: tuple[int, int] = (labels.shape[0], labels.shape[1])
        self._lock = threading.Lock()
        self._packed: PackedMap | None = None
        self._take(np.array(labels, order="C"))

    @property
    def pixels(self) -> LabelMap:
        """To be changed in place."""
        with self._lock:
            self._wake()
            return self._pixels

    @property
    def labels(self) -> LabelMap:
        """Read-only, the same object while awake."""
        with self._lock:
            self._wake()
            return self._view

    @property
    def nbytes(self) -> int:
        """Memory held, in bytes: height × width while awake, of the packed map at rest."""
        with self._lock:
            return self._pixels.nbytes if self._packed is None else self._packed.nbytes

    def snapshot(self) -> PackedMap:
        """The pixels as they are now, however they change later; nothing is woken."""
        with self._lock:
            return PackedMap(self._pixels.copy()) if self._packed is None else self._packed

    def rest(self, packed: PackedMap) -> None:
        """Keep ``packed``, which holds the same pixels, in place of the array."""
        with self._lock:
            self._pixels = self._view = np.zeros((0, 0), np.uint8)
            self._packed = packed

    def _wake(self) -> None:
        if self._packed is not None:
            self._take(self._packed.whole())
            self._packed = None

    def _take(self, pixels: LabelMap) -> None:
        self._pixels = pixels
        self._view = pixels.view()
        self._view.flags.writeable = False
