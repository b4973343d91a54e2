"""What a tool proposes to paint: found in the background, shown on the photo, painted when agreed to.

A gesture may mean several things: one of them is shown, and the others can be turned to, also in place of one
that is painted already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, qRgba

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_gui.document import Document
from faceparse_gui.document.history import EditStep
from faceparse_gui.document.tiles import Box, crop
from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.tools.tool_context import ToolContext

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class PreviewMask:
    """The pixels to paint, ``bool`` of the box's shape, and to show.

    ``labels``: what they become, of the box's shape; without, the class that is painted.
    """

    mask: Mask
    box: Box
    labels: LabelMap | None = None


Search = Callable[[], Iterator[PreviewMask]]
"""Finds the proposals, the likeliest first, each when it is asked for."""

_WHITE, _EDGE, _NOTHING = NUM_CLASSES, NUM_CLASSES + 1, NUM_CLASSES + 2
"""Behind the classes in the table of colours."""
_STRIPE = 8
"""View pixels: the width of the stripes in which a proposal is drawn, to stand out from the labels."""


class Preview:
    """The newest thing asked for. One search runs at a time; of those asked for meanwhile, the last."""

    def __init__(self, context: ToolContext) -> None:
        self._context = context
        self._found: list[PreviewMask] = []
        self._coming: list[PreviewMask] = []
        self._place = 0
        """Of the proposal that is to be shown, among them."""
        self._class_id = 0
        self._document: Document | None = None
        self._search: Search | None = None
        self._running = False
        self._paint_when_found: tuple[int, str, bool] | None = None
        self._painted: EditStep | None = None
        """What was painted of them, and can still be exchanged for another one."""
        self._text = ""
        self._ask = 0

    @property
    def exists(self) -> bool:
        """Whether a preview is shown."""
        return bool(self._found) and self._painted is None

    @property
    def is_exchangeable(self) -> bool:
        """Whether one of several proposals is painted, and nothing else has been since."""
        document = self._context.document
        return (
            self._painted is not None
            and document is self._document
            and document is not None
            and document.history.newest is self._painted
            and len(self._found) > 1
        )

    @property
    def is_searching(self) -> bool:
        """Whether a preview is being computed."""
        return self._search is not None or self._running

    @property
    def can_turn(self) -> bool:
        """Whether there are several proposals to be shown."""
        return self.exists and len(self._found) > 1

    @property
    def turning(self) -> str:
        """Which of several proposals is shown, and how to see the next, in plain words; else empty."""
        if not (self.can_turn or self.is_exchangeable):
            return ""
        text = QCoreApplication.translate("Tools", "Proposal {0} of {1} (Tab: next)")
        return text.format(self._place + 1, len(self._found))

    def turn(self, steps: int) -> bool:
        """Show another proposal, so many further on, the first after the last; False if there is no other.

        Where one is painted, another one is painted in its place.
        """
        exchanged = self.is_exchangeable
        if not (self.can_turn or exchanged):
            return False
        self._place = (self._place + steps) % len(self._found)
        if exchanged and self._document is not None:
            self._document.undo()
            self._put(self._document, self._text)
            self._context.notice.emit(self.turning)
        self._context.changed.emit()
        return True

    def find(self, search: Search, class_id: int) -> None:
        """Run ``search`` in a thread and show what it finds, in stripes of the colour of what it becomes.

        The first proposal is shown as soon as it is there, while the others are worked out. Where one is
        shown already, the one in its place follows it.
        """
        self._class_id = class_id
        self._document = self._context.document
        self._search = search
        self._paint_when_found = None
        if self._painted is not None:
            self._forget()
        self._next()

    def paint(self, class_id: int, text: str, exchangeable: bool = False) -> None:
        """Paint what is shown, as one undo step; what is still being searched, as soon as it is found.

        ``exchangeable``: until something else is painted, ``turn`` paints another proposal in its place.
        """
        if self.is_searching:
            self._paint_when_found = class_id, text, exchangeable
            return
        document = self._document  # another photo may be open by now
        self._paint_when_found, self._class_id, self._text = None, class_id, text
        if self._found and document is not None:
            before = document.history.newest
            self._put(document, text)
            if not exchangeable or self._painted is before:
                self._forget()
        self._context.changed.emit()

    def _put(self, document: Document, text: str) -> None:
        found = self._found[self._place]
        if found.labels is not None:
            new = np.where(found.mask, found.labels, crop(document.labels, found.box))
            document.put(new, text, found.box, keep_preserved=True)
        else:
            document.paint_mask(found.mask, self._class_id, text, found.box)
        self._painted = document.history.newest

    def drop(self) -> None:
        """Propose nothing; what is being searched is not waited for."""
        self._forget()
        self._search = self._paint_when_found = None
        self._context.changed.emit()

    def _forget(self) -> None:
        self._ask += 1
        self._found, self._place, self._running, self._painted = [], 0, False, None

    def _next(self) -> None:
        if self._running or self._search is None:
            return
        search, self._search, self._running = self._search, None, True
        self._ask += 1
        self._coming = []
        self._go_on(self._ask, search())

    def _go_on(self, ask: int, proposals: Iterator[PreviewMask]) -> None:
        Background(self._context, partial(next, proposals, None)).success(
            lambda found: self._take_in(ask, proposals, found)
        ).failure(lambda error: self._failed(ask, error)).start()

    def _take_in(self, ask: int, proposals: Iterator[PreviewMask], found: PreviewMask | None) -> None:
        if ask != self._ask:
            return
        if found is not None:
            self._coming.append(found)
        if found is None or len(self._coming) > self._place:
            self._found, self._running = self._coming, False
            self._place = min(self._place, max(0, len(self._found) - 1))
        if found is not None and (self._running or self._search is None):
            self._go_on(ask, proposals)
        if self._painted is not None:
            if self.turning:
                self._context.notice.emit(self.turning)
        elif not self._running:
            self._settle()
        self._context.changed.emit()

    def _settle(self) -> None:
        """What is to be shown is there: go on with what is waited for."""
        if self._search is not None:
            self._next()
        elif self._paint_when_found is not None:
            self.paint(*self._paint_when_found)
        elif not self._found:
            text = QCoreApplication.translate("Tools", "No object found. Draw closer around it.")
            self._context.notice.emit(text)

    def _failed(self, ask: int, error: Exception) -> None:
        if ask == self._ask:
            self.drop()
            self._context.notice.emit(str(error) or type(error).__name__)

    def draw(self, painter: QPainter, view: ViewTransform) -> None:
        """Only what is seen is drawn, at the screen's own resolution."""
        if not self.exists:
            return
        found = self._found[self._place]
        mask, box = found.mask, found.box
        clip = painter.clipBoundingRect().toAlignedRect() if painter.hasClipping() else painter.window()
        part = view.box_to_view(box) & clip
        if part.isEmpty():
            return
        origin, scale = view.origin, view.scale
        x = np.floor((np.arange(part.left(), part.right() + 1) + 0.5 - origin.x()) / scale).astype(np.intp)
        y = np.floor((np.arange(part.top(), part.bottom() + 1) + 0.5 - origin.y()) / scale).astype(np.intp)
        inside_x, inside_y = (x >= box[0]) & (x < box[2]), (y >= box[1]) & (y < box[3])
        x = np.clip(x - box[0], 0, mask.shape[1] - 1)
        y = np.clip(y - box[1], 0, mask.shape[0] - 1)
        seen = mask[y[:, None], x] & inside_y[:, None] & inside_x
        diagonal = np.add.outer(
            np.arange(part.top(), part.bottom() + 1), np.arange(part.left(), part.right() + 1)
        )
        becomes = self._class_id if found.labels is None else found.labels[y[:, None], x]
        index = np.where(seen, np.where(diagonal // _STRIPE % 2, _WHITE, becomes), _NOTHING).astype(np.uint8)
        index[_edge(seen)] = _EDGE
        image = QImage(index.data, part.width(), part.height(), part.width(), QImage.Format.Format_Indexed8)
        image.setColorTable(
            [
                *(qRgba(*self._context.layers.color(i), 150) for i in range(NUM_CLASSES)),
                qRgba(255, 255, 255, 110),
                qRgba(255, 255, 255, 255),
                qRgba(0, 0, 0, 0),
            ]
        )
        painter.drawImage(QRectF(QPointF(part.topLeft()), QRectF(part).size()), image)


def _edge(mask: Mask) -> Mask:
    """The pixels of a mask beside one that is none of it."""
    edge = np.zeros_like(mask)
    edge[1:] |= mask[1:] & ~mask[:-1]
    edge[:-1] |= mask[:-1] & ~mask[1:]
    edge[:, 1:] |= mask[:, 1:] & ~mask[:, :-1]
    edge[:, :-1] |= mask[:, :-1] & ~mask[:, 1:]
    return edge
