"""Finds the thing inside an outline by its colours (GrabCut), shows it, and paints it when agreed to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QPainter

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.polygon import inside
from faceparse_gui.document.selecting.segment import grab_cut
from faceparse_gui.document.selecting.smart_outline import smart_outline
from faceparse_gui.document.surroundings import taken_away
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.tools.outline import OutlineTool, Points
from faceparse_gui.ui.tools.preview import Preview, PreviewMask
from faceparse_gui.ui.tools.tool import TAKE_AWAY
from faceparse_gui.ui.tools.tool_context import ToolContext


class SmartSelectTool(OutlineTool):
    """Finds the edge of what lies inside an outline by its colours, and paints it once Enter is pressed.

    Source: Rother, Kolmogorov and Blake, "GrabCut: Interactive Foreground Extraction Using Iterated Graph
    Cuts", SIGGRAPH 2004.
    """

    name = "smart-select"
    title = str(QT_TRANSLATE_NOOP("Tools", "Smart select"))

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._preview = Preview(context)
        self._text = self.text

    @property
    def pending(self) -> str:
        """That edges are being found, that the area waits for Enter, or how to go on with the outline."""
        if self._preview.is_searching:
            return QCoreApplication.translate("Tools", "Finding edges…")
        if self._preview.exists:
            return QCoreApplication.translate("Tools", "Press Enter to paint the striped area.")
        return super().pending

    @property
    def can_confirm(self) -> bool:
        """Whether there is an area to paint, now or soon, or an outline to close."""
        return self._preview.exists or self._preview.is_searching or super().can_confirm

    def closed(self, points: Points, takes_away: bool) -> None:
        """Search inside the outline, in a thread; the setting ``at_once`` paints what is found unasked."""
        document, photo, layers = self.context.document, self.context.photo, self.context.layers
        if document is None or photo is None:
            return
        self._text = QCoreApplication.translate("Tools", TAKE_AWAY) if takes_away else self.text
        search = partial(_search, photo, document.labels, points, layers.active, takes_away)
        self._preview.find(search, layers.active)
        if self.context.settings.at_once:
            self._preview.paint(layers.active, self._text)

    def confirm(self) -> bool:
        """Close the outline, else paint what was found; False if there is neither."""
        if super().confirm():
            return True
        if not self._preview.exists and not self._preview.is_searching:
            return False
        self._preview.paint(self.context.layers.active, self._text)
        return True

    def cancel(self) -> bool:
        """Drop the outline, else what was found; False if there is neither."""
        if super().cancel():
            return True
        had = self._preview.exists or self._preview.is_searching
        self._preview.drop()
        return had

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
) -> PreviewMask | None:
    found = inside(points, photo.shape[:2])
    if found is None:
        return None
    mask, box = found
    if takes_away:
        taken = taken_away(labels, grab_cut(photo, mask, box), box, class_id)
        return PreviewMask(taken[0], box, taken[1]) if taken is not None else None
    chosen = smart_outline(photo, labels, mask, box, class_id)
    return PreviewMask(chosen, box) if chosen.any() else None
