"""Fills the connected area under a click: of one class, or of one colour within a class."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QPainter

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.flood import similar
from faceparse_gui.document.selecting.smart_outline import painted_whole
from faceparse_gui.document.tiles import crop
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.settings.fields import limits
from faceparse_gui.ui.tools.preview import Preview, PreviewMask
from faceparse_gui.ui.tools.tool import TAKE_AWAY, Pointer, Tool, nothing_to_take
from faceparse_gui.ui.tools.tool_context import ToolContext

_MOST = limits("tolerance")[1]
_ANY = 255
"""A tolerance that takes every colour: the class's whole area."""
_PIXELS_PER_STEP = 3
"""View pixels to drag for one step of tolerance."""


class FillTool(Tool):
    """By colour, a drag to the right or left makes the tolerance larger or smaller while it is shown."""

    name = "fill"
    title = str(QT_TRANSLATE_NOOP("Tools", "Fill"))

    def __init__(self, context: ToolContext) -> None:
        super().__init__(context)
        self._preview = Preview(context)
        self._from: Pointer | None = None
        self._tolerance = 0

    def press(self, at: Pointer) -> None:
        """Fill the class's area under the pointer at once, or begin to show what would be filled by colour or
        taken away.
        """
        if self.context.document is None or self.context.label_at(at.x, at.y) is None:
            return
        if at.takes_away and self.context.label_at(at.x, at.y) != self.context.layers.active:
            self.context.notice.emit(nothing_to_take(self.context.layers.active))
            return
        if self.context.settings.fill_by == "class" and not at.takes_away:
            self.context.document.fill(at.x, at.y, self.context.layers.active, self.text)
            return
        self._from = at
        self._tolerance = self.context.settings.tolerance
        self._update_preview(self._tolerance)

    def move(self, at: Pointer) -> None:
        """Change the tolerance by one level for every three view pixels to the right or left, and
        show its area.
        """
        if self._from is None:
            return
        steps = round((at.x - self._from.x) * self.context.scale / _PIXELS_PER_STEP)
        tolerance = min(max(self._tolerance + steps, 0), _MOST)
        by_color = self.context.settings.fill_by == "color"
        if by_color and tolerance != self.context.settings.tolerance:
            self.context.settings.set("tolerance", tolerance)
            self._update_preview(tolerance)

    def release(self, at: Pointer) -> None:
        """Paint the area that is shown, as one undo step, or as soon as it is found."""
        if self._from is not None:
            text = QCoreApplication.translate("Tools", TAKE_AWAY) if self._from.takes_away else self.text
            self._from = None
            self._preview.paint(self.context.layers.active, text)

    def finish(self) -> None:
        """Drop a fill that is not released yet; one that is released and still searched for is painted."""
        if self._from is not None:
            self.cancel()

    def cancel(self) -> bool:
        """Drop the area that is shown or searched for; False if there is none."""
        if self._from is None and not self._preview.is_searching:
            return False
        self._from = None
        self._preview.drop()
        return True

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Draw the area that would be filled, in stripes."""
        self._preview.draw(painter, view)

    def _update_preview(self, tolerance: int) -> None:
        document, photo, start = self.context.document, self.context.photo, self._from
        if document is None or photo is None or start is None:
            return
        seed = int(start.x), int(start.y)
        if self.context.settings.fill_by == "class":
            tolerance = _ANY
        active = self.context.layers.active
        search = partial(_search, photo, document.labels, seed, tolerance, active, start.takes_away)
        self._preview.find(search, active)


def _search(
    photo: Photo,
    labels: LabelMap,
    seed: tuple[int, int],
    tolerance: int,
    class_id: int,
    takes_away: bool,
) -> Iterator[PreviewMask]:
    """The area of one class around the ``seed``, of a similar colour, with the specks in it."""
    mask, box = similar(photo, labels, seed, tolerance)
    new = painted_whole(labels, mask, box, class_id, takes_away)
    yield PreviewMask(mask | (new != crop(labels, box)), box, new)
