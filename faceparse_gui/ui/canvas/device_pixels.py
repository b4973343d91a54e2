"""Drawing in the screen's own pixels, of which a view pixel may have one, two or one and a quarter a side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil, floor

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPainter


def to_device(region: QRect, ratio: float) -> QRect:
    """The device pixels that ``region``, in view pixels, touches; ``ratio`` of them make one view pixel."""
    if ratio == 1:
        return region
    left, top = floor(region.left() * ratio), floor(region.top() * ratio)
    right = ceil((region.left() + region.width()) * ratio)
    bottom = ceil((region.top() + region.height()) * ratio)
    return QRect(QPoint(left, top), QPoint(right - 1, bottom - 1))


@contextmanager
def in_device_pixels(painter: QPainter, ratio: float) -> Iterator[None]:
    """Let the painter of a view take device pixels: pictures of them are copied, not scaled."""
    if ratio == 1:
        yield
        return
    painter.save()
    painter.scale(1 / ratio, 1 / ratio)
    yield
    painter.restore()
