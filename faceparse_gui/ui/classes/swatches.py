"""The colours of the classes as small icons."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from faceparse_gui.ui.classes.palettes import DISTINCT, Palette
from faceparse_gui.ui.widgets.theme import Theme

_SIDE = 14
_SCALE = 4  # for screens of high resolution


def swatch(class_id: int, palette: Palette = DISTINCT) -> QIcon:
    """A rounded square in the class's colour: that of the screen, unless another palette is given."""
    pixmap = QPixmap(_SIDE * _SCALE, _SIDE * _SCALE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.scale(_SCALE, _SCALE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(Theme.current().colors.muted), 1))
    painter.setBrush(QColor(*palette[class_id]))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _SIDE - 1, _SIDE - 1), 3, 3)
    painter.end()
    return QIcon(pixmap)
