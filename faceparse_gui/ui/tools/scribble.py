"""A few strokes of 'this is it', 'this is not', and the edge between them is found anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.proposals import of_strokes
from faceparse_gui.document.tiles import crop
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.tools.preview import PreviewMask
from faceparse_gui.ui.tools.proposing import ProposingTool
from faceparse_gui.ui.tools.tool import Pointer
from faceparse_gui.ui.tools.tool_context import ToolContext

_IS, _IS_NOT = QColor(60, 200, 90, 170), QColor(230, 60, 60, 170)


@dataclass(slots=True)
class _Scribble:
    is_not: bool
    width: int
    points: list[tuple[float, float]] = field(default_factory=list)


class ScribbleTool(ProposingTool):
    """Finds a class from scribbles inside and outside of it."""

    name = "scribble"
    title = str(QT_TRANSLATE_NOOP("Tools", "Scribble fix"))
    has_ring = True

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._strokes: list[_Scribble] = []
        self._pressed = False

    @property
    def pending(self) -> str:
        """That edges are being found, or that the area that is shown waits for Enter; else empty."""
        if self._preview.is_searching:
            return QCoreApplication.translate("Tools", "Finding edges…")
        if self._preview.exists:
            text = QCoreApplication.translate("Tools", "Add more strokes, or press Enter to apply.")
            return f"{text} {self._preview.turning}".rstrip()
        return ""

    def press(self, at: Pointer) -> None:
        """Begin a scribble as wide as the brush, outside of what is wanted with the right button or Ctrl."""
        self._pressed = True
        self._strokes.append(_Scribble(at.takes_away, self.context.brush.size))
        self.move(at)

    def move(self, at: Pointer) -> None:
        """Go on with the scribble."""
        if self._pressed:
            self._strokes[-1].points.append((at.x, at.y))
            self.context.changed.emit()

    def release(self, at: Pointer) -> None:
        """End the scribble, and find the edges anew from all of them.

        The setting ``at_once`` paints what is found unasked.
        """
        if self._pressed:
            self._pressed = False
            self._update_preview()
            if self.context.settings.at_once:
                self._strokes.clear()
                self._preview.paint(self.context.layers.active, self.text, exchangeable=True)

    def confirm(self) -> bool:
        """Paint the area with the active class, as one undo step, or as soon as it is found; False if there
        is none.
        """
        if not self._waits:
            return False
        self._strokes.clear()
        self._preview.paint(self.context.layers.active, self.text)
        return True

    def cancel(self) -> bool:
        """Drop all scribbles and what was found; False if there are none."""
        had = bool(self._strokes)
        self._pressed = False
        self._strokes.clear()
        self._preview.drop()
        return had

    def step_back(self) -> bool:
        """Take back the last scribble, and find the edges without it; False if there is none."""
        if len(self._strokes) < 2:
            return self.cancel()
        self._strokes.pop()
        self._pressed = False
        self._update_preview()
        return True

    def finish(self) -> None:
        """Drop all scribbles: what was not confirmed is not painted."""
        self.cancel()

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw the area in stripes, and the scribbles above it in their width."""
        self._preview.draw(painter, view)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            pen = QPen(_IS_NOT if stroke.is_not else _IS, max(2.0, stroke.width * view.scale))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            points = [view.to_view(QPointF(*point)) for point in stroke.points]
            painter.drawPolyline(QPolygonF([*points, points[-1]]))

    def _update_preview(self) -> None:
        document, photo, layers = self.context.document, self.context.photo, self.context.layers
        if document is None or photo is None:
            return
        strokes = [_Scribble(each.is_not, each.width, list(each.points)) for each in self._strokes]
        search = partial(_search, photo, document.labels, self.context.prediction, strokes, layers.active)
        self._preview.find(search, layers.active)


def _search(
    photo: Photo,
    labels: LabelMap,
    prediction: PackedPrediction | None,
    strokes: Sequence[_Scribble],
    class_id: int,
) -> Iterator[PreviewMask]:
    proposals = of_strokes(
        photo,
        labels,
        None if prediction is None else prediction.said,
        _drawn([each for each in strokes if not each.is_not], labels.shape),
        _drawn([each for each in strokes if each.is_not], labels.shape),
        class_id,
    )
    for box, new in proposals:
        yield PreviewMask((new == class_id) | (new != crop(labels, box)), box, new)


def _drawn(strokes: Sequence[_Scribble], shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    mask = np.zeros(shape, np.uint8)
    for stroke in strokes:
        points = np.floor(np.asarray(stroke.points)).astype(np.int32)
        cv2.polylines(mask, [points], False, 1, max(1, stroke.width))
    return mask.astype(np.bool_)
