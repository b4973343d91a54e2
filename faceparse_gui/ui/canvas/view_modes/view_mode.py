"""What a view mode is, and what it draws from."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRect, QRectF
from PySide6.QtGui import QPainter

from faceparse_core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.ui.canvas.chips import chip_size, draw_chip
from faceparse_gui.ui.canvas.overlay import LabelOverlay
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.widgets.theme import SPACE_M


@dataclass(frozen=True, slots=True)
class Scene:
    """One paint of the canvas: the photo is drawn already."""

    view: ViewTransform
    bounds: QRect
    """The whole view, in view pixels."""
    region: QRect
    """The part that is painted anew, in view pixels."""
    ratio: float
    """Device pixels for one view pixel."""
    labels: LabelOverlay
    predicted: LabelOverlay | None
    prediction: PackedPrediction | None
    outlines: bool

    @property
    def photo_region(self) -> QRect:
        """The view pixels of ``region`` on which a part of the photo lies."""
        return self.view.photo_rect().toAlignedRect() & self.region

    def draw(self, painter: QPainter, overlay: LabelOverlay, within: QRect | None = None) -> None:
        """Draw one of the two overlays, filled or as outlines; ``within`` a part of ``region`` alone."""
        part = self.region if within is None else within & self.region
        if part.isEmpty():
            return
        painter.save()
        painter.setClipRect(part)
        if self.outlines:
            overlay.draw_outlines(painter, self.view, part, self.ratio)
        else:
            overlay.draw_fill(painter, self.view, part, self.ratio)
        painter.restore()

    def caption(self, painter: QPainter, text: str) -> None:
        """Say in the corner what is seen."""
        size = chip_size(painter, text)
        corner = QRectF(self.bounds).bottomRight() - QPointF(SPACE_M, SPACE_M)
        draw_chip(painter, text, corner - QPointF(size.width(), size.height()))


class ViewMode:
    """A way to show labels. Those that need a prediction say so where there is none, and show the labels."""

    needs_prediction = True

    def draw(self, painter: QPainter, scene: Scene) -> None:
        """Draw over the photo, or say that the prediction is missing."""
        if scene.prediction is None and self.needs_prediction:
            scene.draw(painter, scene.labels)
            scene.caption(painter, self.missing())
        else:
            self.draw_scene(painter, scene)

    def draw_scene(self, painter: QPainter, scene: Scene) -> None:
        """Draw over the photo, within ``scene.region``."""
        raise NotImplementedError

    def missing(self) -> str:
        """What to say without a prediction."""
        return QCoreApplication.translate(
            "ViewModes", "Parse this photo first. There is no prediction to compare with."
        )


def both(scene: Scene) -> tuple[LabelMap | PackedMap, LabelMap | PackedMap]:
    """The labels as they are and as they were predicted."""
    assert scene.predicted is not None
    return scene.labels.labels, scene.predicted.labels
