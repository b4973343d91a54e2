"""Finds the thing inside an outline or under a click, shows it, and paints it when agreed to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QPainter

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.click import around_click
from faceparse_gui.document.selecting.doubted import Said
from faceparse_gui.document.selecting.polygon import inside
from faceparse_gui.document.selecting.proposals import Proposal, of_outline, of_strokes
from faceparse_gui.document.tiles import crop
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.tools.outline import OutlineTool, Points
from faceparse_gui.ui.tools.preview import PreviewMask
from faceparse_gui.ui.tools.proposing import ProposingTool
from faceparse_gui.ui.tools.tool import TAKE_AWAY, Pointer
from faceparse_gui.ui.tools.tool_context import ToolContext

Mask = npt.NDArray[np.bool_]

_CLICK, _LARGEST = 6.0, 0.01
"""What is taken for what was clicked reaches so many view pixels around, and at most so far as a share of the
photo's longest side.
"""


class SmartSelectTool(ProposingTool, OutlineTool):
    """Finds what lies inside an outline or was clicked, by its colours, and paints it once Enter is pressed.

    A click is the first corner of an outline as well: with the next one it is taken for that alone.

    Source: Rother, Kolmogorov and Blake, "GrabCut: Interactive Foreground Extraction Using Iterated Graph
    Cuts", SIGGRAPH 2004.
    """

    name = "smart-select"
    title = str(QT_TRANSLATE_NOOP("Tools", "Smart select"))

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._text = self.text

    @property
    def pending(self) -> str:
        """That edges are being found, that the area waits for Enter, or how to go on with the outline."""
        if self._preview.is_searching:
            return QCoreApplication.translate("Tools", "Finding edges…")
        if not self._preview.exists:
            return super().pending
        text = QCoreApplication.translate("Tools", "Press Enter to paint the striped area.")
        if self._points:
            text = QCoreApplication.translate(
                "Tools", "Enter paints the striped area, a click goes on around it."
            )
        return f"{text} {self._preview.turning}".rstrip()

    @property
    def can_confirm(self) -> bool:
        """Whether there is an area to paint, now or soon, or an outline to close."""
        return self._waits or super().can_confirm

    def release(self, at: Pointer) -> None:
        """End a path, as for any outline; after a first corner, search for what lies under it."""
        super().release(at)
        if len(self._points) == 1:
            self._clicked(at)
        elif self._points:
            self._preview.drop()

    def _clicked(self, at: Pointer) -> None:
        document, photo = self.context.document, self.context.photo
        if document is None or photo is None or self.context.label_at(at.x, at.y) is None:
            self._preview.drop()
            return
        active, prediction = self.context.layers.active, self.context.prediction
        self._text = QCoreApplication.translate("Tools", TAKE_AWAY) if self._takes_away else self.text
        radius = min(_CLICK / self.context.scale, _LARGEST * max(document.labels.shape))
        clicked = around_click(at.x, at.y, radius, document.labels.shape)
        said = None if prediction is None else prediction.said
        search = partial(_search_under, photo, document.labels, said, clicked, active, self._takes_away)
        self._preview.find(search, active)

    def closed(self, points: Points, takes_away: bool) -> None:
        """Search inside the outline, in a thread; the setting ``at_once`` paints what is found unasked."""
        document, photo, layers = self.context.document, self.context.photo, self.context.layers
        if document is None or photo is None:
            return
        self._text = QCoreApplication.translate("Tools", TAKE_AWAY) if takes_away else self.text
        search = partial(_search, photo, document.labels, points, layers.active, takes_away)
        self._preview.find(search, layers.active)
        if self.context.settings.at_once:
            self._preview.paint(layers.active, self._text, exchangeable=True)

    def confirm(self) -> bool:
        """Close the outline, else paint what was found; False if there is neither."""
        waits = self._waits
        if waits and len(self._points) == 1:
            self._forget()
        elif super().confirm():
            return True
        elif not waits:
            return False
        self._preview.paint(self.context.layers.active, self._text)
        return True

    def cancel(self) -> bool:
        """Drop the outline and what was found; False if there is neither."""
        had = self._waits
        self._preview.drop()
        return super().cancel() or had

    def finish(self) -> None:
        """Drop the outline and what was found."""
        super().finish()
        self._preview.drop()

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw what was found in stripes, and the outline above it."""
        self._preview.draw(painter, view)
        super().draw(painter, view)


def _search(
    photo: Photo, labels: LabelMap, points: Points, class_id: int, takes_away: bool
) -> Iterator[PreviewMask]:
    found = inside(points, photo.shape[:2])
    if found is None:
        return
    mask, box = found
    yield from _to_show(labels, class_id, of_outline(photo, labels, mask, box, class_id, takes_away), mask)


def _search_under(
    photo: Photo, labels: LabelMap, said: Said | None, clicked: Mask, class_id: int, takes_away: bool
) -> Iterator[PreviewMask]:
    nothing = np.zeros_like(clicked)
    yes, no = (nothing, clicked) if takes_away else (clicked, nothing)
    return _to_show(labels, class_id, of_strokes(photo, labels, said, yes, no, class_id))


def _to_show(
    labels: LabelMap, class_id: int, proposals: Iterable[Proposal], meant: Mask | None = None
) -> Iterator[PreviewMask]:
    """What changes, and what of ``meant``, of a proposal's box, is of the class already."""
    for box, new in proposals:
        mask = new != crop(labels, box)
        if meant is not None:
            mask |= meant & (new == class_id)
        if mask.any():
            yield PreviewMask(mask, box, new)
