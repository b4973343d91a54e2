"""A frame that points out a place on the photo for a moment."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from faceparse_gui.ui.canvas.label_view import Box, LabelView
from faceparse_gui.ui.theme import SPACE_S, Theme

_SHOWN_MS = 2500


class Mark(QWidget):
    """Stays at its place on the photo while that is moved; the mouse goes through it."""

    def __init__(self, canvas: LabelView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._box: Box = (0, 0, 0, 0)
        self._timer = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        canvas.scale_changed.connect(self._follow)
        canvas.prediction_changed.connect(self.hide)
        self.hide()

    def point_at(self, box: Box) -> None:
        self._box = box
        self._follow()
        self.show()
        self._timer.start()

    def _follow(self) -> None:
        around = 2 * SPACE_S
        self.setGeometry(self._canvas.view.box_to_view(self._box).adjusted(-around, -around, around, around))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        for color, width in ((QColor(0, 0, 0, 150), 4.0), (QColor(Theme.current().colors.accent), 2.0)):
            painter.setPen(QPen(color, width))
            painter.drawRoundedRect(frame, 6, 6)
