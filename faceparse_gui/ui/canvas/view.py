"""Where the photo lies in the view: scale, origin, zoom at a point, pan. Arithmetic only, no widget."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, QSizeF

MAX_SCALE = 64.0
FIT_MARGIN = 16
"""View pixels left free on each side of a fitted photo."""
BOX_SURROUNDINGS = 1.4
"""How much wider than a box the part of the photo is in which it is shown."""
MAX_BOX_SCALE = 8.0
"""How far a photo is enlarged at most to show a box."""
KEEP_VISIBLE = 32
"""View pixels of the photo that no pan or zoom can push out of sight."""


class ViewTransform:
    """Maps photo pixels to view pixels: ``view = origin + scale * photo``.

    Photo pixel *i* covers the span ``[i, i + 1)``. View units are Qt's logical pixels. The origin is
    rounded to device pixels where it is used, so that a photo at 1:1 stays sharp; that successive zooms
    at one point do not drift for it, the photo point they are anchored at is kept.
    """

    def __init__(self) -> None:
        self._photo = QSize(0, 0)
        self._view = QSizeF(0, 0)
        self._ratio = 1.0
        self._scale = 1.0
        self._x = 0.0
        self._y = 0.0
        self._anchor: tuple[QPointF, QPointF] | None = None
        self.fitted = True
        self._round_origin()

    @property
    def scale(self) -> float:
        """View pixels for one photo pixel."""
        return self._scale

    @property
    def origin(self) -> QPointF:
        """The photo's top left corner, in view pixels."""
        return QPointF(*self._origin)

    @property
    def size(self) -> QSizeF:
        """That of the view."""
        return self._view

    @property
    def place(self) -> tuple[float, float, float]:
        """The origin and the scale: all that says where a pixel of the photo is seen."""
        return *self._origin, self._scale

    @property
    def actual_scale(self) -> float:
        """The scale at which one photo pixel is one pixel of the screen."""
        return 1.0 / self._ratio

    @property
    def fit_scale(self) -> float:
        """The scale at which the whole photo is seen; small photos are enlarged eightfold at most."""
        if self._photo.isEmpty():
            return 1.0
        width = max(1.0, self._view.width() - 2 * FIT_MARGIN)
        height = max(1.0, self._view.height() - 2 * FIT_MARGIN)
        return min(width / self._photo.width(), height / self._photo.height(), 8.0)

    def set_photo(self, size: QSize) -> None:
        """Take a photo of another size and fit it."""
        self._photo = QSize(size)
        self.fit()

    def set_view(self, size: QSize, ratio: float) -> None:
        """Follow the widget's size and its screen's device pixel ratio; what lay in the middle stays."""
        dx = (size.width() - self._view.width()) / 2
        dy = (size.height() - self._view.height()) / 2
        self._view = QSizeF(size)
        self._ratio = ratio
        if self.fitted:
            self.fit()
        else:
            self._move_to(self._x + dx, self._y + dy)

    def fit(self) -> None:
        """Show the whole photo in the view."""
        self._scale = self.fit_scale
        self._x = (self._view.width() - self._photo.width() * self._scale) / 2
        self._y = (self._view.height() - self._photo.height() * self._scale) / 2
        self._round_origin()
        self._anchor = None
        self.fitted = True

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        """Set the scale; the photo point under ``at`` (default: the view's middle) keeps its place."""
        if at is None:
            at = QPointF(self._view.width() / 2, self._view.height() / 2)
        smallest = min(self.fit_scale, self.actual_scale) / 4
        scale = min(max(scale, smallest), MAX_SCALE)
        if self._anchor is None or self._anchor[0] != at:
            self._anchor = (QPointF(at), self.to_photo(at))
        anchor = self._anchor
        self._scale = scale
        self.fitted = False
        self._move_to(at.x() - anchor[1].x() * scale, at.y() - anchor[1].y() * scale)
        self._anchor = anchor

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom by a factor around a point that stays where it is."""
        self.zoom_to(self._scale * factor, at)

    def show_box(self, box: tuple[int, int, int, int]) -> None:
        """Fit a box of photo pixels, end exclusive, with a margin; a small one is enlarged within bounds."""
        x0, y0, x1, y1 = box
        wide, high = max(x1 - x0, 1) * BOX_SURROUNDINGS, max(y1 - y0, 1) * BOX_SURROUNDINGS
        closest = max(MAX_BOX_SCALE, self.fit_scale)
        self.zoom_to(min(self._view.width() / wide, self._view.height() / high, closest))
        self._move_to(
            self._view.width() / 2 - self._scale * (x0 + x1) / 2,
            self._view.height() / 2 - self._scale * (y0 + y1) / 2,
        )

    def pan(self, delta: QPointF) -> None:
        """Move the photo by view pixels."""
        self.fitted = False
        self._move_to(self._x + delta.x(), self._y + delta.y())

    def to_photo(self, point: QPointF) -> QPointF:
        """Convert view pixels to photo pixels."""
        x, y = self._origin
        return QPointF((point.x() - x) / self._scale, (point.y() - y) / self._scale)

    def to_view(self, point: QPointF) -> QPointF:
        """Convert photo pixels to view pixels."""
        x, y = self._origin
        return QPointF(x + point.x() * self._scale, y + point.y() * self._scale)

    def photo_rect(self) -> QRectF:
        """The photo's place in the view."""
        return QRectF(
            self.origin, QSizeF(self._photo.width() * self._scale, self._photo.height() * self._scale)
        )

    def box_to_view(self, box: tuple[int, int, int, int]) -> QRect:
        """The view pixels that a box of photo pixels touches, and one more on each side."""
        (x, y), scale = self._origin, self._scale
        left, top = math.floor(x + box[0] * scale) - 1, math.floor(y + box[1] * scale) - 1
        right, bottom = math.ceil(x + box[2] * scale) + 1, math.ceil(y + box[3] * scale) + 1
        return QRect(left, top, right - left, bottom - top)

    def _move_to(self, x: float, y: float) -> None:
        self._anchor = None
        width, height = self._photo.width() * self._scale, self._photo.height() * self._scale
        self._x = _keep(x, width, self._view.width())
        self._y = _keep(y, height, self._view.height())
        self._round_origin()

    def _round_origin(self) -> None:
        ratio = self._ratio
        self._origin = round(self._x * ratio) / ratio, round(self._y * ratio) / ratio


def _keep(start: float, length: float, view: float) -> float:
    """Shift a span so that at least ``KEEP_VISIBLE`` pixels of it lie within ``[0, view]``."""
    margin = min(KEEP_VISIBLE, length, view)
    return min(max(start, margin - length), view - margin)
