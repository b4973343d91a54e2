"""One key cuts a person's clothes off where the pointer is, for those who need them only so far."""

from __future__ import annotations

from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from faceparse_core.labels import BACKGROUND, ID_OF
from faceparse_gui.document import Document
from faceparse_gui.document.cutting_off import below
from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.hover import Hover
from faceparse_gui.ui.keys.commands import command

CLOTHES = ID_OF["cloth"]


class CutClothes(QObject):
    """The command: clothes of the nearest face, farther down than the pointer, become background."""

    notice = Signal(str)

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._hover: Hover | None = None
        self.cut = command(canvas, self.tr("Cut clothes off below pointer"), ["Shift+X"], self._cut)
        canvas.hovered.connect(self._follow)

    def _follow(self, hover: Hover | None) -> None:
        self._hover = hover

    def _cut(self) -> None:
        document, prediction = self._canvas.context.document, self._canvas.prediction
        if document is None:
            return
        if self._hover is None:
            self.notice.emit(self.tr("Point at where the clothes are to end, then press the key."))
            return
        at = self._hover.x + 0.5, self._hover.y + 0.5
        frames = prediction.frames if prediction is not None else ()
        search = Background(self, below, document.labels, CLOTHES, at, frames)
        search.success(partial(self._apply, document, document.revision)).start()

    def _apply(self, document: Document, revision: int, found: npt.NDArray[np.bool_]) -> None:
        if document is not self._canvas.context.document or document.revision != revision:
            return  # another photo was opened, or something painted meanwhile
        if document.paint_mask(found, BACKGROUND, self.tr("Cut clothes off")) is None:
            self.notice.emit(self.tr("There are no clothes to cut off below the pointer."))
