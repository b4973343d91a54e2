"""Thumbnails read in threads of their own, newest wish first; the least recently seen are let go."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QThread, QThreadPool, Signal
from PySide6.QtGui import QImage, QPixmap

from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.photos.thumbnail_cache import ThumbnailCache

SIDE = 112
"""The longest side by default, in device pixels."""

_KEPT = 500
_THREADS = 2
_MOST_WAITING = 64  # what was scrolled away long ago is not read any more


class Thumbnails(QObject):
    """Pictures of at most ``side`` pixels in width and height; ``loaded`` says when one that was asked for is
    there.
    """

    loaded = Signal(str)  # key

    def __init__(self, parent: QObject | None = None, side: int = SIDE) -> None:
        super().__init__(parent)
        self._side = side
        self._cache = ThumbnailCache()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(_THREADS)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._kept: OrderedDict[str, QPixmap] = OrderedDict()
        self._versions: dict[str, object] = {}
        self._waiting: OrderedDict[str, Path] = OrderedDict()
        self._reading: set[str] = set()
        Background(self, self._cache.tidy).start(self._pool)

    def get(self, key: str, path: Path, version: object = None) -> QPixmap | None:
        """The thumbnail of the photo ``key`` if it is at hand (null: the photo cannot be read); else it is
        read soon and reported by ``loaded``. Of another ``version`` it is read anew, and the old one shown
        meanwhile."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        if kept is not None and self._versions.get(key) == version:
            return kept
        if key not in self._reading:
            self._versions[key] = version
            self._waiting[key] = path
            self._waiting.move_to_end(key)
            if len(self._waiting) > _MOST_WAITING:
                self._waiting.popitem(last=False)
            self._read_next()
        return kept

    def forget_unread(self, key: str | None = None) -> None:
        """Try again to read the photo ``key``, or all, where it could not be read."""
        for each in [key] if key is not None else list(self._kept):
            if each in self._kept and self._kept[each].isNull():
                del self._kept[each]

    def clear(self) -> None:
        """Drop all thumbnails."""
        self._kept.clear()
        self._versions.clear()
        self._waiting.clear()

    def close(self) -> None:
        """Wait for the one or two photos that are being read."""
        self._waiting.clear()
        self._pool.waitForDone()

    def _read_next(self) -> None:
        while self._waiting and len(self._reading) < _THREADS:
            key, path = self._waiting.popitem(last=True)
            self._reading.add(key)
            arrived, failed = partial(self._arrived, key), partial(self._failed, key)
            Background(self, self._cache.read, path, self._side).success(arrived).failure(failed).start(
                self._pool
            )

    def _arrived(self, key: str, pixels: npt.NDArray[np.uint8]) -> None:
        self._keep(key, _pixmap(pixels))

    def _failed(self, key: str, error: Exception) -> None:
        self._keep(key, QPixmap())

    def _keep(self, key: str, thumbnail: QPixmap) -> None:
        self._reading.discard(key)
        self._kept[key] = thumbnail
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        self.loaded.emit(key)
        self._read_next()


def _pixmap(pixels: npt.NDArray[np.uint8]) -> QPixmap:
    height, width = pixels.shape[:2]
    return QPixmap.fromImage(QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888))
