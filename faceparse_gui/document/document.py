"""The document: one label map, edited in place, with every edit undoable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Literal
from weakref import ref

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_gui.document.areas import Areas, count_pixels, count_runs
from faceparse_gui.document.brush import Brush, Point, Rows, goes_one_way
from faceparse_gui.document.buffer import Buffer
from faceparse_gui.document.changes import Change, Kind
from faceparse_gui.document.free_classes import Table, editable_by, look_up, may_lose
from faceparse_gui.document.history import EditStep, History
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.running_edit import RunningEdit, Stroke
from faceparse_gui.document.surroundings import Around
from faceparse_gui.document.tiles import Box, TileBackup, crop, tiles_of, union

_WIDE = 96
"""From this brush on, in pixels, finding what a move newly covers is less work than painting all of it."""
_MARK = 255
"""An id that no class has: marks the pixels of a fill while it is being found."""


class Document:
    """A label map and all that may change it. Positions are photo pixels as floats. Not thread-safe."""

    def __init__(self, labels: LabelMap) -> None:
        """Copy ``labels``.

        Args:
            labels: ``uint8 (H, W)``, ids 0 to 18.

        Raises:
            ValueError: if it has another type, shape or id.
        """
        _check(labels)
        self._buffer = Buffer(labels)
        self._areas = count_pixels(labels)
        self._running: RunningEdit | None = None
        self._shared: ref[PackedMap] | None = None
        self._saved_revision = 0
        self.revision = 0
        self.history = History()
        self.locked: set[int] = set()
        """Classes that no edit gives a pixel to or takes one from; undo and redo do."""
        self.paint_over: set[int] | None = None
        """The only classes that strokes and fills change; None for all."""
        self.listeners: list[Callable[[Change], None]] = []

    @property
    def labels(self) -> LabelMap:
        """The label map, read-only, C-contiguous: one buffer, until the document rests."""
        return self._buffer.labels

    @property
    def _pixels(self) -> LabelMap:
        return self._buffer.pixels

    @property
    def shape(self) -> tuple[int, int]:
        return self._buffer.shape

    @property
    def nbytes(self) -> int:
        """What the labels and their undo take, in bytes."""
        return self._buffer.nbytes + self.history.nbytes

    def snapshot(self) -> PackedMap:
        """The labels as they are now, to be read in a thread; a document at rest goes on resting.

        Until they change, who asks gets the copy that another still has.
        """
        shared = self._shared() if self._shared is not None else None
        if shared is None:
            shared = self._buffer.snapshot()
            self._shared = ref(shared)
        return shared

    def rest(self, packed: PackedMap, revision: int) -> bool:
        """Keep the labels packed until they are asked for again.

        ``packed`` holds what ``labels`` were at that ``revision``; False, and nothing, if they changed since
        or a stroke is under way. Who wrapped the buffer must have let go of it.
        """
        if revision != self.revision or self._running is not None:
            return False
        self._buffer.rest(packed)
        return True

    @property
    def is_modified(self) -> bool:
        """Whether pixels changed since the revision that was saved last."""
        return self.revision != self._saved_revision

    def mark_saved(self, revision: int) -> None:
        """Note that the state with this ``revision`` is on disk."""
        self._saved_revision = revision

    def area(self, class_id: int) -> int:
        """Return the number of pixels of a class."""
        return int(self._areas[class_id])

    def areas(self) -> Areas:
        """Return the number of pixels of every class, shape ``(19,)``."""
        return self._areas.copy()

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
            self._whole(restore.shape, None)
        self._begin(text).stroke = Stroke(brush, (x, y), class_id, restore)
        return self.stroke_to(x, y)

    def stroke_to(self, x: float, y: float, brush: Brush | None = None) -> Box | None:
        """Move the pressed brush; every pixel between the last position and ``(x, y)`` is covered.

        Given another ``brush``, that is in hand from the last position on.
        """
        return self.stroke_along([(x, y)], brush)

    def stroke_along(self, points: Iterable[tuple[float, float]], brush: Brush | None = None) -> Box | None:
        """Move the pressed brush through ``points``, as ``stroke_to``; listeners are told once."""
        running = self._running
        if running is None or running.stroke is None:
            return None
        stroke = running.stroke
        stroke.brush = brush or stroke.brush
        changed: Box | None = None
        path = [stroke.brush.snap(*stroke.at)]
        for at in points:
            stroke.at, position = at, stroke.brush.snap(*at)
            if not goes_one_way([*path, position]):
                changed, path = union(changed, self._move(running, stroke, path)), path[-1:]
            path.append(position)
        changed = union(changed, self._move(running, stroke, path))
        self._extend(running, changed)
        return changed

    def _move(self, running: RunningEdit, stroke: Stroke, path: list[Point]) -> Box | None:
        """Paint along a path that goes one way."""
        height, width = self._pixels.shape
        editable = self._editable(stroke.class_id) if stroke.restore is None else None
        is_wide = stroke.brush.size > _WIDE
        if is_wide and stroke.covered and editable is not None and editable is stroke.editable:
            parts = stroke.brush.fresh(path, width, height, *stroke.covered)
            changed = self._paint_rows(*parts, stroke.class_id, editable, running.backup)
        else:
            changed = self._sweep(running, stroke, path, editable)
        stroke.covered, stroke.editable = (stroke.brush, path[-1]), editable
        return changed

    def _sweep(
        self, running: RunningEdit, stroke: Stroke, path: list[Point], editable: Table | None
    ) -> Box | None:
        """Paint all that the tip covers on its way."""
        height, width = self._pixels.shape
        changed: Box | None = None
        for box, mask in stroke.brush.sweep(path, width, height):
            old = crop(self._pixels, box)
            new = None
            if editable is not None:
                mask &= look_up(editable, old)
            else:
                assert stroke.restore is not None
                new = stroke.restore.crop(box)
                mask &= look_up(self._may_lose(), old) & look_up(self._may_gain(), new) & (old != new)
            left, top, across, down = cv2.boundingRect(mask.view(np.uint8))
            if across:  # of a slow stroke with a wide brush, little is new
                part = np.s_[top : top + down, left : left + across]
                box = box[0] + left, box[1] + top, box[0] + left + across, box[1] + top + down
                running.backup.keep(box)
                self._paint(box, mask[part], stroke.class_id if new is None else new[part])
                changed = union(changed, box)
        return changed

    def _paint_rows(
        self, rows: Rows, first: Rows, last: Rows, class_id: int, editable: Table, backup: TileBackup
    ) -> Box | None:
        """Give parts of rows a class, ``last`` exclusive: all of little work, however wide the brush is."""
        if not rows.size:
            return None
        lengths = last - first
        begins = np.cumsum(lengths) - lengths
        places = np.repeat(rows * self._pixels.shape[1] + first - begins, lengths)
        places += np.arange(places.size)
        pixels = self._pixels.reshape(-1)
        old = pixels[places]
        all_free = np.count_nonzero(editable) == editable.size - 1  # the class itself is not to be changed
        mask = old != class_id if all_free else look_up(editable, old).ravel()
        touched = np.flatnonzero(np.logical_or.reduceat(mask, begins))
        if not touched.size:
            return None
        if not all_free:  # else the class may be painted over itself
            old, places = old[mask], places[mask]
        rows, first, last = rows[touched], first[touched], last[touched]
        box = int(first.min()), int(rows[0]), int(last.max()), int(rows[-1]) + 1
        backup.keep(box)
        self._areas -= count_runs(old)
        self._areas[class_id] += old.size
        pixels[places] = class_id
        return box

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
        _check(labels)
        box = self._whole(labels.shape, box)
        old = crop(self._pixels, box)
        mask = self._may_lose()[old] & self._may_gain()[labels] & (old != labels)
        if not mask.any():
            return None
        running.backup.keep(box)
        self._paint(box, mask, labels)
        self._extend(running, box)
        return box

    def _begin(self, text: str) -> RunningEdit:
        self.end_stroke()
        self._running = RunningEdit(text, TileBackup(self._pixels), self._areas.copy(), self.revision)
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
        running.backup.restore()
        self._areas = running.areas
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
        old = int(self._pixels[row, column])
        if not self._editable(class_id)[old]:
            return None
        backup, areas = TileBackup(self._pixels), self._areas.copy()
        count, _, _, (left, top, w, h) = cv2.floodFill(self._pixels, None, (column, row), _MARK, flags=4)
        box = (left, top, left + w, top + h)
        for tile in tiles_of(box, self._pixels.shape):
            view = crop(self._pixels, tile)
            mask = view == _MARK
            if mask.any():
                np.copyto(view, old, where=mask, casting="unsafe")
                backup.keep(tile)
                np.copyto(view, class_id, where=mask, casting="unsafe")
        self._areas[old] -= count
        self._areas[class_id] += count
        return self._finish(text, box, backup, areas)

    def paint_mask(
        self, mask: npt.NDArray[np.bool_], class_id: int, text: str, box: Box | None = None
    ) -> Box | None:
        """Give ``class_id`` to the marked pixels, as one undo step; locks and ``paint_over`` hold.

        ``mask`` is ``bool``, of the map's shape or of the ``box`` given, which lies inside the map; else a
        ``ValueError``.
        """
        self.end_stroke()
        box = self._whole(mask.shape, box)
        editable = self._editable(class_id)
        return self._put(
            box,
            lambda tile, old: np.where(_part(mask, box, tile) & editable[old], np.uint8(class_id), old),
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
        box = self._whole(labels.shape, box)
        _check(labels)
        gains = self._may_gain()
        loses = self._may_lose() if keep_preserved else gains

        def merged(tile: Box, old: LabelMap) -> LabelMap:
            new = _part(labels, box, tile)
            return np.where(loses[old] & gains[new], new, old)

        return self._put(box, merged, text)

    def replace(self, labels: LabelMap, text: str, keep_locked: bool = False) -> Box | None:
        """Put other labels of the map's shape in place, without an undo step: for who keeps those before.

        Steps undone or redone later must find the labels as they left them. ``ValueError`` as ``put``.
        """
        self.end_stroke()
        box = self._whole(labels.shape, None)
        _check(labels)
        free = self._may_gain() if keep_locked else np.ones(256, np.bool_)
        all_free = bool(free.all())

        def merged(tile: Box, old: LabelMap) -> LabelMap:
            new = crop(labels, tile)
            return new if all_free else np.where(free[old] & free[new], new, old)

        return self._put(box, merged, text, is_step=False)

    def _whole(self, shape: tuple[int, ...], box: Box | None) -> Box:
        """The box to edit: all, if none is given."""
        height, width = self._pixels.shape
        box = box or (0, 0, width, height)
        if not (0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height):
            raise ValueError(f"the box {box} does not lie inside a map of {width} × {height}")
        if shape != (box[3] - box[1], box[2] - box[0]):
            raise ValueError(f"shape {shape} does not fit the box {box}")
        return box

    def _put(
        self, box: Box, merged: Callable[[Box, LabelMap], LabelMap], text: str, is_step: bool = True
    ) -> Box | None:
        """Replace what lies in ``box``, part by part, by what ``merged`` makes of a part and its labels."""
        backup, areas = TileBackup(self._pixels), self._areas.copy()
        changed: Box | None = None
        for tile in tiles_of(box, self._pixels.shape):
            part = max(tile[0], box[0]), max(tile[1], box[1]), min(tile[2], box[2]), min(tile[3], box[3])
            old = crop(self._pixels, part)
            new = merged(part, old)
            if np.array_equal(old, new):
                continue
            if is_step:
                backup.keep(part)
            self._areas += count_pixels(new) - count_pixels(old)
            old[...] = new
            changed = union(changed, part)
        if not is_step:
            if changed is not None:
                self._notify(changed, text, "replace")
            return changed
        return self._finish(text, changed, backup, areas)

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
        step.difference.toggle(self._pixels)
        self._areas += sign * step.areas
        return self._notify(step.box, step.text, kind)

    # What all edits share

    def _editable(self, class_id: int) -> Table:
        """Which old ids may become ``class_id``."""
        if not 0 <= class_id < NUM_CLASSES:
            raise ValueError(f"there is no class {class_id}")
        paint_over = None if self.paint_over is None else frozenset(self.paint_over)
        return editable_by(class_id, frozenset(self.locked), paint_over)

    def _may_lose(self) -> Table:
        """Which classes strokes and fills may take pixels from."""
        return may_lose(frozenset(self.locked), self.paint_over)

    def _may_gain(self) -> Table:
        return may_lose(frozenset(self.locked), None)

    def _paint(self, box: Box, mask: npt.NDArray[np.bool_], new: int | LabelMap) -> None:
        """Give the marked pixels a class, or what ``new``, of the shape of ``box``, holds there."""
        view = crop(self._pixels, box)
        lost = np.bincount(view[mask], minlength=NUM_CLASSES)
        self._areas -= lost
        if isinstance(new, int):
            self._areas[new] += lost.sum()
        else:
            self._areas += np.bincount(new[mask], minlength=NUM_CLASSES)
        np.copyto(view, np.asarray(new, np.uint8), where=mask)

    def _finish(self, text: str, box: Box | None, backup: TileBackup, areas_before: Areas) -> Box | None:
        if box is None:
            return None
        self.history.push(EditStep(text, box, backup.difference(), self._areas - areas_before))
        self._notify(box, text, "step")
        return box

    def _notify(self, box: Box, text: str, kind: Kind) -> Change:
        self.revision += 1
        self._shared = None
        change = Change(box, text, kind)
        for listener in tuple(self.listeners):
            listener(change)
        return change


def _part(whole: npt.NDArray[Any], box: Box, part: Box) -> npt.NDArray[Any]:
    """The view of ``whole``, which lies at ``box``, that lies at ``part``."""
    return whole[part[1] - box[1] : part[3] - box[1], part[0] - box[0] : part[2] - box[0]]


def _check(labels: LabelMap) -> None:
    if labels.dtype != np.uint8 or labels.ndim != 2 or labels.size == 0:
        raise ValueError(f"a label map is uint8 (H, W), not {labels.dtype} {labels.shape}")
    if int(labels.max()) >= NUM_CLASSES:
        raise ValueError(f"{int(labels.max())} is not a class: ids go from {BACKGROUND} to {NUM_CLASSES - 1}")
