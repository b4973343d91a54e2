"""One family of icons: 24 px stroke drawings that ship along, in the theme's colours at any scale."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

import faceparse_resources

ICON_NAMES: tuple[str, ...] = tuple(
    sorted(file.stem for file in faceparse_resources.path("icons").glob("*.svg"))
)

_TINTED_SIDE = 64  # device pixels: enough for a small icon on a screen of high resolution


def icon(name: str) -> QIcon:
    """The icon ``name``; it takes another colour by itself when the theme changes."""
    return QIcon(_StrokeIcon(name))


def tinted(name: str, color: str) -> QIcon:
    """The icon ``name`` in ``color``, which is ``#rrggbb``, whatever the theme."""
    pixmap = QPixmap(_TINTED_SIDE, _TINTED_SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, QRectF(pixmap.rect()), name, color)
    painter.end()
    return QIcon(pixmap)


def draw_icon(painter: QPainter, rect: QRectF, name: str, color: str) -> None:
    """Draw the icon ``name`` into ``rect`` in ``color``, which is ``#rrggbb``."""
    _renderer(name, color).render(painter, rect)


@cache
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = faceparse_resources.path(f"icons/{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", color).encode()))


class _StrokeIcon(QIconEngine):
    """Asks the application's palette for its colour each time it is drawn."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def clone(self) -> QIconEngine:
        return _StrokeIcon(self._name)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        disabled = mode == QIcon.Mode.Disabled
        group = QPalette.ColorGroup.Disabled if disabled else QPalette.ColorGroup.Active
        color = QApplication.palette().color(group, QPalette.ColorRole.ButtonText)
        side = min(rect.width(), rect.height())
        square = QRectF(0, 0, side, side)
        square.moveCenter(QRectF(rect).center())
        draw_icon(painter, square, self._name, color.name())

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """``size`` is in device pixels."""
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap
