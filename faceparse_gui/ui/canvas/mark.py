"""Frames that point out places on the photo for a moment."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from faceparse_gui.ui.canvas.label_view import Box, LabelView
from faceparse_gui.ui.widgets.theme import SPACE_S, Theme

_SHOWN_MS = 2500
_AROUND = 2 * SPACE_S
_MOST = 200


class Mark(QWidget):
    """The frames stay at their places on the photo while that is moved; the mouse goes through them."""

    def __init__(self, canvas: LabelView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._boxes: Sequence[Box] = ()
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        canvas.scale_changed.connect(self._follow)
        canvas.prediction_changed.connect(self.hide)
        self.hide()

    def point_at(self, *boxes: Box) -> None:
        """Boxes in photo pixels; of very many, the first ones."""
        self._boxes = boxes[:_MOST]
        self._follow()
        self.show()
        self._timer.start()

    def _frames(self) -> list[QRect]:
        view, a = self._canvas.view, _AROUND
        return [view.box_to_view(box).adjusted(-a, -a, a, a) for box in self._boxes]

    def _follow(self) -> None:
        around = QRect()
        for frame in self._frames():
            around |= frame
        self.setGeometry(around & self._canvas.rect())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frames, in the accent colour with a dark rim, so that they are seen on any photo."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-self.pos())
        for color, width in ((QColor(0, 0, 0, 150), 4.0), (QColor(Theme.current().colors.accent), 2.0)):
            painter.setPen(QPen(color, width))
            for frame in self._frames():
                painter.drawRoundedRect(QRectF(frame).adjusted(2, 2, -2, -2), 6, 6)
