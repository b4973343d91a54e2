"""What lies under the labels, kept as the screen shows it: while the view stays, no photo is scaled again."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter

from faceparse_gui.ui.canvas.device_pixels import in_device_pixels, to_device


class Backdrop:
    """One picture of the view's size in the screen's own pixels, made anew when what it shows is another."""

    def __init__(self) -> None:
        self._picture = QImage()
        self._shows: object = None

    def draw(
        self,
        painter: QPainter,
        region: QRect,
        view: QSize,
        ratio: float,
        shows: object,
        make: Callable[[QPainter], None],
    ) -> None:
        """Copy ``region`` (view pixels) of what ``make`` draws into a ``view`` of this size.

        ``make`` is called again only when ``shows`` is not equal to what it was; ``ratio`` is device pixels
        for one view pixel.
        """
        if shows != self._shows:
            size = QSize(ceil(view.width() * ratio), ceil(view.height() * ratio))
            if self._picture.size() != size:
                self._picture = QImage(size, QImage.Format.Format_RGB32)
            inner = QPainter(self._picture)
            inner.scale(ratio, ratio)
            make(inner)
            inner.end()
            self._shows = shows
        part = to_device(region, ratio) & self._picture.rect()
        with in_device_pixels(painter, ratio):
            painter.drawImage(part.topLeft(), self._picture, part)
