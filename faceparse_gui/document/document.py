"""The document: one label map, edited in place, with every edit undoable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal
from weakref import ref

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_gui.document.areas import Areas
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.changes import Change, Kind
from faceparse_gui.document.free_classes import EditRules
from faceparse_gui.document.history import EditStep, History
from faceparse_gui.document.label_pixels import LabelPixels, check_labels, part_of
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.running_edit import RunningEdit, Stroke
from faceparse_gui.document.stroke_painter import StrokePainter
from faceparse_gui.document.surroundings import Around
from faceparse_gui.document.tiles import Box, TileBackup, crop, union


class Document:
    """A label map and all that may change it. Positions are photo pixels as floats. Not thread-safe.

    It composes: ``LabelPixels`` has the pixels, ``EditRules`` say which may change, ``StrokePainter`` paints
    strokes, ``History`` keeps the steps.
    """

    def __init__(self, labels: LabelMap) -> None:
        """Copy ``labels``.

        Args:
            labels: ``uint8 (H, W)``, ids 0 to 18.

        Raises:
            ValueError: if it has another type, shape or id.
        """
        self._pixels = LabelPixels(labels)
        self._rules = EditRules()
        self._painter = StrokePainter(self._pixels, self._rules)
        self._running: RunningEdit | None = None
        self._shared: ref[PackedMap] | None = None
        self._saved_revision = 0
        self.revision = 0
        self.history = History()
        self.listeners: list[Callable[[Change], None]] = []

    @property
    def labels(self) -> LabelMap:
        """The label map, read-only, C-contiguous: one buffer, until the document rests."""
        return self._pixels.labels

    @property
    def shape(self) -> tuple[int, int]:
        """``(H, W)`` of the label map, in pixels; asking does not wake a document at rest."""
        return self._pixels.shape

    @property
    def nbytes(self) -> int:
        """What the labels and their undo take, in bytes."""
        return self._pixels.nbytes + self.history.nbytes

    def snapshot(self) -> PackedMap:
        """The labels as they are now, to be read in a thread; a document at rest goes on resting.

        Until they change, who asks gets the copy that another still has.
        """
        shared = self._shared() if self._shared is not None else None
        if shared is None:
            shared = self._pixels.snapshot()
            self._shared = ref(shared)
        return shared

    def rest(self, packed: PackedMap, revision: int) -> bool:
        """Keep the labels packed until they are asked for again.

        ``packed`` holds what ``labels`` were at that ``revision``; False, and nothing, if they changed since
        or a stroke is under way. Who wrapped the buffer must have let go of it.
        """
        if revision != self.revision or self._running is not None:
            return False
        self._pixels.rest(packed)
        return True

    @property
    def locked(self) -> set[int]:
        """Classes that no edit gives a pixel to or takes one from; undo and redo do."""
        return self._rules.locked

    @locked.setter
    def locked(self, class_ids: set[int]) -> None:
        self._rules.locked = class_ids

    @property
    def paint_over(self) -> set[int] | None:
        """The only classes that strokes and fills change; None for all."""
        return self._rules.paint_over

    @paint_over.setter
    def paint_over(self, class_ids: set[int] | None) -> None:
        self._rules.paint_over = class_ids

    @property
    def is_modified(self) -> bool:
        """Whether pixels changed since the revision that was saved last."""
        return self.revision != self._saved_revision

    def mark_saved(self, revision: int) -> None:
        """Note that the state with this ``revision`` is on disk."""
        self._saved_revision = revision

    def area(self, class_id: int) -> int:
        """Return the number of pixels of a class."""
        return int(self._pixels.areas[class_id])

    def areas(self) -> Areas:
        """Return the number of pixels of every class, shape ``(19,)``."""
        return self._pixels.areas.copy()

    # Strokes

    @property
    def is_stroking(self) -> bool:
        """Whether an edit is between press and release."""
        return self._running is not None

    def begin_stroke(
        self,
        x: float,
        y: float,
        class_id: int,
        brush: Brush,
        text: str = "Brush",
        restore: PackedMap | Around | None = None,
    ) -> Box | None:
        """Press the brush. An edit that is still running ends first.

        Args:
            x: Column of the press, in photo pixels.
            y: Row of the press, in photo pixels.
            class_id: The class to paint, 0 to 18.
            brush: Size in photo pixels and shape.
            text: Name of the undo step.
            restore: Labels of the map's shape that are painted in place of ``class_id``.

        Returns:
            The box of the changed pixels; None if there are none.

        Raises:
            ValueError: if there is no such class, or ``restore`` has another shape.
        """
        if restore is not None:
            self._pixels.whole(restore.shape, None)
        self._begin(text).stroke = Stroke(brush, (x, y), class_id, restore)
        return self.stroke_to(x, y)

    def stroke_to(self, x: float, y: float, brush: Brush | None = None) -> Box | None:
        """Cover every pixel between the last position and ``(x, y)``, with another ``brush`` if given."""
        return self.stroke_along([(x, y)], brush)

    def stroke_along(self, points: Iterable[tuple[float, float]], brush: Brush | None = None) -> Box | None:
        """Move the pressed brush through ``points``, as ``stroke_to``; listeners are called once."""
        running = self._running
        if running is None or running.stroke is None:
            return None
        changed = self._painter.paint(running, running.stroke, points, brush)
        self._extend(running, changed)
        return changed

    def begin_push(self, text: str) -> None:
        """Begin an edit that goes on by ``push``. An edit that is still running ends first."""
        self._begin(text)

    def push(self, labels: LabelMap, box: Box) -> Box | None:
        """Replace the labels in ``box`` within the running edit; locks and ``paint_over`` hold.

        Args:
            labels: ``uint8`` of the shape of ``box``, ids 0 to 18.
            box: ``(x0, y0, x1, y1)`` inside the map, end exclusive.

        Returns:
            ``box`` if a pixel changed, else None; None without an edit begun by ``begin_push``.

        Raises:
            ValueError: if ``labels`` does not fit ``box`` or is no label map.
        """
        running = self._running
        if running is None or running.stroke is not None:
            return None
        check_labels(labels)
        box = self._pixels.whole(labels.shape, box)
        old = crop(self._pixels.pixels, box)
        mask = self._rules.may_lose()[old] & self._rules.may_gain()[labels] & (old != labels)
        if not mask.any():
            return None
        running.backup.keep(box)
        self._pixels.paint(box, mask, labels)
        self._extend(running, box)
        return box

    def _begin(self, text: str) -> RunningEdit:
        self.end_stroke()
        self._running = RunningEdit(text, self._pixels.backup(), self._pixels.areas.copy(), self.revision)
        return self._running

    def _extend(self, running: RunningEdit, changed: Box | None) -> None:
        running.box = union(running.box, changed)
        if changed is not None:
            self._notify(changed, running.text, "paint")

    def end_stroke(self) -> Box | None:
        """Let go: the running edit becomes one undo step. Return the box of all of it."""
        running, self._running = self._running, None
        if running is None:
            return None
        return self._finish(running.text, running.box, running.backup, running.areas)

    def abort_stroke(self) -> Box | None:
        """Take the running edit back as if it had never begun."""
        running, self._running = self._running, None
        if running is None or running.box is None:
            return None
        self._pixels.restore(running.backup, running.areas)
        self._notify(running.box, running.text, "abort")
        self.revision = running.revision
        return running.box

    # Edits in one go

    def fill(self, x: float, y: float, class_id: int, text: str = "Fill") -> Box | None:
        """Give ``class_id`` to the connected pixels (4 neighbours) of the class at ``(x, y)``.

        Returns:
            The box of the changed pixels; None outside the map, or where locks or ``paint_over`` forbid it.

        Raises:
            ValueError: if there is no class ``class_id``.
        """
        self.end_stroke()
        column, row = int(np.floor(x)), int(np.floor(y))
        height, width = self._pixels.shape
        if not (0 <= column < width and 0 <= row < height):
            return None
        if not self._rules.editable(class_id)[int(self._pixels.pixels[row, column])]:
            return None
        backup, areas = self._pixels.backup(), self._pixels.areas.copy()
        box = self._pixels.fill(column, row, class_id, backup)
        return self._finish(text, box, backup, areas)

    def paint_mask(
        self, mask: npt.NDArray[np.bool_], class_id: int, text: str, box: Box | None = None
    ) -> Box | None:
        """Give ``class_id`` to the marked pixels, as one undo step; locks and ``paint_over`` hold.

        ``mask`` is ``bool``, of the map's shape or of the ``box`` given, which lies inside the map; else a
        ``ValueError``.
        """
        self.end_stroke()
        box = self._pixels.whole(mask.shape, box)
        editable = self._rules.editable(class_id)
        return self._put(
            box,
            lambda tile, old: np.where(part_of(mask, box, tile) & editable[old], np.uint8(class_id), old),
            text,
        )

    def put(
        self, labels: LabelMap, text: str, box: Box | None = None, keep_preserved: bool = False
    ) -> Box | None:
        """Put other labels in place, as one undo step; locked classes neither lose nor gain a pixel.

        ``labels`` has the map's shape or that of the ``box`` given, which lies inside the map. With
        ``keep_preserved`` only the classes in ``paint_over`` lose pixels. ``ValueError`` when ``labels`` does
        not fit or is no label map.
        """
        self.end_stroke()
        box = self._pixels.whole(labels.shape, box)
        check_labels(labels)
        gains = self._rules.may_gain()
        loses = self._rules.may_lose() if keep_preserved else gains

        def merged(tile: Box, old: LabelMap) -> LabelMap:
            new = part_of(labels, box, tile)
            return np.where(loses[old] & gains[new], new, old)

        return self._put(box, merged, text)

    def replace(self, labels: LabelMap, text: str, keep_locked: bool = False) -> Box | None:
        """Put other labels of the map's shape in place, without an undo step: for who keeps those before.

        Steps undone or redone later must find the labels as they left them. ``ValueError`` as ``put``.
        """
        self.end_stroke()
        box = self._pixels.whole(labels.shape, None)
        check_labels(labels)
        free = self._rules.may_gain() if keep_locked else np.ones(256, np.bool_)
        all_free = bool(free.all())

        def merged(tile: Box, old: LabelMap) -> LabelMap:
            new = crop(labels, tile)
            return new if all_free else np.where(free[old] & free[new], new, old)

        changed = self._pixels.merge(box, merged, None)
        if changed is not None:
            self._notify(changed, text, "replace")
        return changed

    # Undo

    def undo(self) -> Change | None:
        """Take the newest step back; a stroke that is still running counts as the newest."""
        self.end_stroke()
        step = self.history.step_back()
        return self._toggle(step, -1, "undo") if step else None

    def redo(self) -> Change | None:
        """Bring the step undone last again."""
        self.end_stroke()
        step = self.history.step_forward()
        return self._toggle(step, 1, "redo") if step else None

    def _toggle(self, step: EditStep, sign: int, kind: Literal["undo", "redo"]) -> Change:
        self._pixels.toggle(step, sign)
        return self._notify(step.box, step.text, kind)

    # What all edits share

    def _put(self, box: Box, merged: Callable[[Box, LabelMap], LabelMap], text: str) -> Box | None:
        """Replace what lies in ``box`` by what ``merged`` makes of each part, as one undo step."""
        backup, areas = self._pixels.backup(), self._pixels.areas.copy()
        changed = self._pixels.merge(box, merged, backup)
        return self._finish(text, changed, backup, areas)

    def _finish(self, text: str, box: Box | None, backup: TileBackup, areas_before: Areas) -> Box | None:
        if box is None:
            return None
        self.history.push(EditStep(text, box, backup.difference(), self._pixels.areas - areas_before))
        self._notify(box, text, "step")
        return box

    def _notify(self, box: Box, text: str, kind: Kind) -> Change:
        self.revision += 1
        self._shared = None
        change = Change(box, text, kind)
        for listener in tuple(self.listeners):
            listener(change)
        return change
