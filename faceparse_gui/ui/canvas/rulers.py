"""Rulers in photo pixels along the canvas's upper and left edges."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from faceparse_gui.ui.canvas.label_view import LabelView
from faceparse_gui.ui.widgets.theme import Theme

THICKNESS = 18
_CLOSEST = 64
"""View pixels between two figures at least."""
_MINOR = 5
"""Ticks from one figure to the next."""


def tick_step(scale: float) -> int:
    """Photo pixels from one figure to the next: 1, 2 or 5 times a power of ten; ``scale`` as in the view."""
    wanted = _CLOSEST / scale
    power = 1
    while True:
        for factor in (1, 2, 5):
            if factor * power >= wanted:
                return factor * power
        power *= 10


class Rulers(QObject):
    """Both rulers; hidden until ``set_shown``, and while there is no photo."""

    def __init__(self, canvas: LabelView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._shown = False
        self.across = _Ruler(canvas, Qt.Orientation.Horizontal)
        self.down = _Ruler(canvas, Qt.Orientation.Vertical)
        canvas.installEventFilter(self)
        canvas.scale_changed.connect(self._follow)  # emitted after each pan, zoom and photo, too
        Theme.current().changed.connect(self._follow)

    def set_shown(self, on: bool) -> None:
        """Show or hide the rulers."""
        self._shown = on
        self._follow()

    def _follow(self) -> None:
        across, down = self.across, self.down
        across.setGeometry(0, 0, self._canvas.width(), THICKNESS)
        down.setGeometry(0, THICKNESS, THICKNESS, self._canvas.height() - THICKNESS)
        for ruler in (across, down):
            ruler.setVisible(self._shown and self._canvas.has_photo)
            ruler.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the canvas's size, and show where the mouse is on it."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        elif event.type() in (QEvent.Type.MouseMove, QEvent.Type.Leave):
            for ruler in (self.across, self.down):
                ruler.follow_cursor(
                    event.position() if event.type() == QEvent.Type.MouseMove else None  # type: ignore[attr-defined]
                )
        return False


class _Ruler(QWidget):
    def __init__(self, canvas: LabelView, orientation: Qt.Orientation) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._is_across = orientation == Qt.Orientation.Horizontal
        self._cursor: float | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        font = self.font()
        font.setPixelSize(10)
        self.setFont(font)
        self.hide()

    def follow_cursor(self, at: QPointF | None) -> None:
        """Mark where the cursor is, in the canvas's pixels."""
        cursor = None if at is None else (at.x() if self._is_across else at.y() - THICKNESS)
        if cursor != self._cursor:
            self._cursor = cursor
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = Theme.current().colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colors.window))
        view = self._canvas.view
        photo = view.photo_rect()
        if self._is_across:
            start, length, pixels = view.origin.x(), self.width(), photo.width() / view.scale
        else:
            start, length, pixels = view.origin.y() - THICKNESS, self.height(), photo.height() / view.scale
            painter.rotate(90)  # along the ruler is x from here on, its outer edge at y = 0
            painter.translate(0, -THICKNESS)
        painter.fillRect(QRectF(start, 0, round(pixels) * view.scale, THICKNESS), QColor(colors.panel))
        edge = QRectF(0, THICKNESS - 1 if self._is_across else 0, length, 1)
        painter.fillRect(edge, QColor(colors.border))
        self._draw_ticks(painter, start, length, round(pixels))
        if self._cursor is not None:
            painter.fillRect(QRectF(self._cursor, 0, 1, THICKNESS), QColor(colors.accent))

    def _draw_ticks(self, painter: QPainter, start: float, length: int, pixels: int) -> None:
        """``start``: where photo pixel 0 begins; ``length``: of the ruler, in view pixels."""
        colors = Theme.current().colors
        scale = self._canvas.scale
        step = tick_step(scale)
        minor = step / _MINOR if step >= _MINOR else step
        first = max(0, int(-start / scale / minor))
        last = int(min(pixels, (length - start) / scale) / minor)
        for number in range(first, last + 1):
            value = number * minor
            at = round(start + value * scale)
            is_major = value % step == 0
            tick = THICKNESS - 1 if is_major else 4
            top = THICKNESS - tick if self._is_across else 0
            painter.fillRect(QRectF(at, top, 1, tick), QColor(colors.border if is_major else colors.disabled))
            if is_major:
                painter.setPen(QColor(colors.muted))
                baseline = 10 if self._is_across else 14
                painter.drawText(QPointF(at + 3, baseline), f"{value:.0f}")
