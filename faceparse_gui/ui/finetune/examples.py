"""Faces that a new version had not seen: the photo, what was said before and after, and the correction."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from faceparse_gui.ui.i18n.words import signed
from faceparse_gui.ui.photos.thumbnails import Thumbnails
from faceparse_gui.ui.widgets.captions import muted
from faceparse_gui.ui.widgets.theme import SPACE_M, SPACE_S, Theme
from faceparse_training.finetune.manifest import Example

_SIDE = 112
_MOST = 10


class Examples(QWidget):
    """``folder``: where the pictures lie that the examples name; they are read in the background."""

    def __init__(self, examples: Sequence[Example], folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = Thumbnails(self, side=2 * _SIDE)
        self._pictures: dict[str, _Picture] = {}
        self._thumbnails.loaded.connect(lambda key: self.update())
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_S)
        grid.setVerticalSpacing(SPACE_S)
        titles = (self.tr("Photo"), self.tr("Before"), self.tr("After"), self.tr("Corrected"))
        for column, title in enumerate(titles):
            grid.addWidget(muted(title), 0, column)
        for number, example in enumerate(examples[:_MOST]):
            row = 2 * number + 1
            names = (example.photo, example.before, example.after, example.truth)
            for column, (name, title) in enumerate(zip(names, titles, strict=True)):
                picture = _Picture(self._thumbnails, name, folder / name)
                picture.setAccessibleName(f"{example.image}: {title}")
                picture.setToolTip(picture.accessibleName())
                self._pictures[name] = picture
                grid.addWidget(picture, row, column)
            for column, figure in ((1, muted(f"{example.before_f:.3f}")), (2, _Figure(example))):
                grid.addWidget(figure, row + 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setRowMinimumHeight(row + 1, self.fontMetrics().height() + SPACE_M)
        grid.setRowStretch(2 * _MOST + 2, 1)
        if not examples:
            grid.addWidget(muted(self.tr("Too few corrections to hold some back.")), 1, 0, 1, 4)

    def wait(self) -> None:
        """Until no picture is being read."""
        self._thumbnails.close()


class _Picture(QWidget):
    def __init__(self, thumbnails: Thumbnails, key: str, path: Path) -> None:
        super().__init__()
        self._thumbnails, self._key, self._path = thumbnails, key, path
        self.setFixedSize(_SIDE, _SIDE)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        pixmap = self._thumbnails.get(self._key, self._path)
        if pixmap is None or pixmap.isNull():
            painter.fillRect(self.rect(), QColor(Theme.current().colors.hover))
            if pixmap is not None:
                painter.setPen(QColor(Theme.current().colors.muted))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.tr("missing"))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(QRectF(self.rect()), pixmap, QRectF(pixmap.rect()))


class _Figure(QLabel):
    """F after, and how far it is from before."""

    def __init__(self, example: Example) -> None:
        super().__init__()
        self._example = example
        Theme.current().changed.connect(self._dress)
        self._dress()

    def _dress(self) -> None:
        colors = Theme.current().colors
        difference = self._example.after_f - self._example.before_f
        color = colors.success if difference > 0 else colors.error if difference < 0 else colors.muted
        self.setText(f"{self._example.after_f:.3f} <span style='color:{color}'>{signed(difference)}</span>")
