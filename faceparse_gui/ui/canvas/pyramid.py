"""The photo at full size and halved again and again: a large photo zoomed out is drawn fast and clean."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, QSizeF, QThreadPool, Signal
from PySide6.QtGui import QImage, QPainter

Photo = npt.NDArray[np.uint8]

_SMALLEST = 512
"""Halving stops when the longer side is no longer than this."""
_STRIP = 256
"""Rows handled at a time while halving: keeps memory low and lets the main thread have the interpreter."""
_CONVERTED = 1 << 20
"""Pixels of a photo so small that a copy of it in a quicker format costs nothing to speak of."""
_QUICK_FROM = 0.5
"""Below it Qt's quick way rounds differently by where it begins, which leaves traces."""
_SHARP_FROM = 2.0
"""From this scale on, photo pixels are drawn as squares."""


def halve(photo: Photo) -> Photo:
    """Average 2×2 pixels, an odd last row or column with itself: ``(ceil(H / 2), ceil(W / 2), 3)``."""
    height, width = photo.shape[:2]
    half = np.empty(((height + 1) // 2, (width + 1) // 2, 3), np.uint8)
    for top in range(0, height, _STRIP):
        strip = photo[top : top + _STRIP]
        rows, columns = strip.shape[0] % 2, width % 2
        if rows or columns:
            strip = np.pad(strip, ((0, rows), (0, columns), (0, 0)), mode="edge")
        sums = np.add(strip[0::2], strip[1::2], dtype=np.uint16)
        sums = sums[:, 0::2] + sums[:, 1::2]
        half[top // 2 : top // 2 + sums.shape[0]] = (sums + 2) >> 2
    return half


class PhotoPyramid(QObject):
    """One photo, wrapped without a copy; its smaller levels come from a pool thread, and are drawn then."""

    level_ready = Signal()
    _built = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._photo: Photo | None = None
        self._smooth: QImage | None = None  # of a small photo, for where it is not drawn as squares
        self._arrays: list[Photo] = []
        self._images: list[QImage] = []
        self._built.connect(self._add_level)
        self.revision = 0
        """Another number whenever what is drawn may be other than before."""

    @property
    def size(self) -> QSize:
        """Width and height of the photo in pixels."""
        return self._images[0].size() if self._images else QSize(0, 0)

    def set_photo(self, photo: Photo | None) -> None:
        """Take an RGB ``uint8`` array ``(H, W, 3)``, which must not change afterwards, or none."""
        self._arrays.clear()
        self._images.clear()
        self._photo = self._smooth = None
        self.revision += 1
        if photo is None:
            return
        self._photo = photo = np.ascontiguousarray(photo)
        self._append(photo)
        if photo.shape[0] * photo.shape[1] <= _CONVERTED:
            self._smooth = _quick(self._images[0])
        if max(photo.shape[:2]) > _SMALLEST:
            QThreadPool.globalInstance().start(lambda: self._build(photo))

    def draw(self, painter: QPainter, target: QRectF, scale: float) -> None:
        """Draw the whole photo into ``target``, from the smallest level with a pixel for each screen pixel.

        ``scale`` is device pixels for one photo pixel. The painter's clip decides what is touched.
        """
        level = 0
        while level + 1 < len(self._images) and scale * 2 ** (level + 1) <= 1.0:
            level += 1
        factor = 0.5**level
        source = QRectF(QPointF(0, 0), QSizeF(self.size.width() * factor, self.size.height() * factor))
        image, is_smooth = self._images[level], scale < _SHARP_FROM
        if level == 0 and _QUICK_FROM <= scale < _SHARP_FROM and self._smooth is not None:
            image = self._smooth
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        painter.drawImage(target, image, source)

    def _append(self, array: Photo) -> None:
        self._arrays.append(array)
        self._images.append(_wrapped(array))

    def _build(self, photo: Photo) -> None:
        """Runs on a pool thread, until the smallest level is there or another photo is shown."""
        level = photo
        with suppress(RuntimeError):  # the window was closed meanwhile, and this object with it
            while max(level.shape[:2]) > _SMALLEST and self._photo is photo:
                level = halve(level)
                self._built.emit(photo, _quick(_wrapped(level)))

    def _add_level(self, photo: Photo, level: QImage) -> None:
        if self._photo is photo:
            self._images.append(level)
            self.revision += 1
            self.level_ready.emit()


def _wrapped(photo: Photo) -> QImage:
    """Without a copy; ``photo`` must outlive it."""
    height, width = photo.shape[:2]
    return QImage(photo.data, width, height, 3 * width, QImage.Format.Format_RGB888)


def _quick(image: QImage) -> QImage:
    """A copy in the format that Qt scales in half the time."""
    return image.convertToFormat(QImage.Format.Format_RGB32)
