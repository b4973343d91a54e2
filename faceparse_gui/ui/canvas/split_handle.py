"""The line between prediction and labels, to be dragged with the mouse or moved with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from faceparse_gui.ui.canvas.label_view import LabelView
from faceparse_gui.ui.canvas.view_modes import SplitView
from faceparse_gui.ui.widgets.theme import Theme

_WIDTH = 25
_KNOB = 11.0
"""Half the width of the knob that shows where to take hold."""
_STEP = 0.02


class SplitHandle(QWidget):
    """Lies over the canvas while that shows a ``SplitView``; it follows the canvas by itself."""

    def __init__(self, canvas: LabelView, split: SplitView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._split = split
        self._grip: float | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("Drag: prediction on the left, labels on the right"))
        self.setAccessibleName(self.tr("Divider between prediction and labels"))
        canvas.installEventFilter(self)
        canvas.view_mode_changed.connect(self._follow)
        canvas.prediction_changed.connect(self._follow)
        Theme.current().changed.connect(self.update)
        self._follow()

    def move_to(self, share: float) -> None:
        """Put the line at 0 (left) to 1 (right) of the canvas."""
        self._split.share = min(max(share, 0.0), 1.0)
        self._follow()
        self._canvas.update()

    def _follow(self) -> None:
        canvas = self._canvas
        self.setVisible(canvas.view_mode is self._split and canvas.prediction is not None)
        self.setGeometry(self._split.line(canvas.width()) - _WIDTH // 2, 0, _WIDTH, canvas.height())

    # Events

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the canvas's size."""
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the line with the left button; the other buttons are the canvas's."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().x() - _WIDTH // 2
        else:
            event.ignore()  # the canvas pans

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the line with the mouse."""
        if self._grip is not None:
            at = self.mapToParent(event.position()).x() - self._grip
            self.move_to(at / max(self._canvas.width(), 1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the line."""
        self._grip = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put the line back into the middle."""
        self.move_to(0.5)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the line by one step with the left and right arrow keys."""
        steps = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP}
        if event.key() in steps:
            self.move_to(self._split.share + steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and its knob, which has the accent colour while the keyboard is on it."""
        colors = Theme.current().colors
        painter = QPainter(self)
        middle = _WIDTH // 2
        painter.fillRect(QRectF(middle - 2, 0, 4, self.height()), QColor(0, 0, 0, 110))
        painter.fillRect(QRectF(middle - 1, 0, 2, self.height()), QColor(255, 255, 255))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        center = QPointF(middle, self.height() / 2)
        painter.setPen(QPen(QColor(colors.accent if self.hasFocus() else colors.border), 1))
        painter.setBrush(QColor(colors.panel))
        painter.drawEllipse(center, _KNOB, _KNOB)
        painter.setPen(
            QPen(QColor(colors.text), 1.75, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
        )
        for side in (-1, 1):
            tip = center + QPointF(side * 6.5, 0)
            painter.drawPolyline([tip + QPointF(-side * 3, -3.5), tip, tip + QPointF(-side * 3, 3.5)])
