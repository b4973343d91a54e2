"""The pixels of a document with the number of pixels of each class, changed together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_gui.document.areas import Areas, count_pixels, count_runs
from faceparse_gui.document.brush import Rows
from faceparse_gui.document.buffer import Buffer
from faceparse_gui.document.free_classes import Table, look_up
from faceparse_gui.document.history import EditStep
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.tiles import Box, TileBackup, crop, tiles_of, union

_MARK = 255
"""An id that no class has: marks the pixels of a fill while it is being found."""


class LabelPixels:
    """Changes pixels, and counts. What is changed is kept in a ``TileBackup`` first.

    Neither locks nor listeners are known here: the caller says which pixels may change.
    """

    def __init__(self, labels: LabelMap) -> None:
        """Copy ``labels``, ``uint8 (H, W)``, ids 0 to 18; ``ValueError`` if they are something else."""
        check_labels(labels)
        self._buffer = Buffer(labels)
        self.areas: Areas = count_pixels(labels)

    @property
    def labels(self) -> LabelMap:
        """The label map, read-only, C-contiguous: one buffer, until it rests."""
        return self._buffer.labels

    @property
    def pixels(self) -> LabelMap:
        """The label map, to be changed in place."""
        return self._buffer.pixels

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width; asking wakes nothing."""
        return self._buffer.shape

    @property
    def nbytes(self) -> int:
        """What the pixels take, in bytes."""
        return self._buffer.nbytes

    def snapshot(self) -> PackedMap:
        """The pixels as they are now, however they change later; nothing is woken."""
        return self._buffer.snapshot()

    def rest(self, packed: PackedMap) -> None:
        """Keep ``packed``, which holds the same pixels, until they are asked for."""
        self._buffer.rest(packed)

    def backup(self) -> TileBackup:
        """A backup of what the next edit changes, still empty."""
        return TileBackup(self.pixels)

    def whole(self, shape: tuple[int, ...], box: Box | None) -> Box:
        """The box to edit: all, if none is given.

        Raises:
            ValueError: if it does not lie inside the map, or has not the ``shape`` of what is put there.
        """
        height, width = self.shape
        box = box or (0, 0, width, height)
        if not (0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height):
            raise ValueError(f"the box {box} does not lie inside a map of {width} × {height}")
        if shape != (box[3] - box[1], box[2] - box[0]):
            raise ValueError(f"shape {shape} does not fit the box {box}")
        return box

    def paint(self, box: Box, mask: npt.NDArray[np.bool_], new: int | LabelMap) -> None:
        """Give the marked pixels a class, or what ``new``, of the shape of ``box``, holds there."""
        view = crop(self.pixels, box)
        lost = np.bincount(view[mask], minlength=NUM_CLASSES)
        self.areas -= lost
        if isinstance(new, int):
            self.areas[new] += lost.sum()
        else:
            self.areas += np.bincount(new[mask], minlength=NUM_CLASSES)
        np.copyto(view, np.asarray(new, np.uint8), where=mask)

    def paint_rows(
        self, rows: Rows, first: Rows, last: Rows, class_id: int, editable: Table, backup: TileBackup
    ) -> Box | None:
        """Give parts of rows a class, ``last`` exclusive: all of little work, however wide the brush is."""
        if not rows.size:
            return None
        lengths = last - first
        begins = np.cumsum(lengths) - lengths
        places = np.repeat(rows * self.pixels.shape[1] + first - begins, lengths)
        places += np.arange(places.size)
        pixels = self.pixels.reshape(-1)
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
        self.areas -= count_runs(old)
        self.areas[class_id] += old.size
        pixels[places] = class_id
        return box

    def fill(self, column: int, row: int, class_id: int, backup: TileBackup) -> Box:
        """Give ``class_id`` to the pixels connected to one, of its class (4 neighbours); return their box."""
        old = int(self.pixels[row, column])
        count, _, _, (left, top, w, h) = cv2.floodFill(self.pixels, None, (column, row), _MARK, flags=4)
        box = (left, top, left + w, top + h)
        for tile in tiles_of(box, self.shape):
            view = crop(self.pixels, tile)
            mask = view == _MARK
            if mask.any():
                np.copyto(view, old, where=mask, casting="unsafe")
                backup.keep(tile)
                np.copyto(view, class_id, where=mask, casting="unsafe")
        self.areas[old] -= count
        self.areas[class_id] += count
        return box

    def merge(
        self, box: Box, merged: Callable[[Box, LabelMap], LabelMap], backup: TileBackup | None
    ) -> Box | None:
        """Replace what lies in ``box``, part by part, by what ``merged`` makes of a part and its labels.

        Returns:
            The box of the parts that changed; None if there are none.
        """
        changed: Box | None = None
        for tile in tiles_of(box, self.shape):
            part = max(tile[0], box[0]), max(tile[1], box[1]), min(tile[2], box[2]), min(tile[3], box[3])
            old = crop(self.pixels, part)
            new = merged(part, old)
            if np.array_equal(old, new):
                continue
            if backup is not None:
                backup.keep(part)
            self.areas += count_pixels(new) - count_pixels(old)
            old[...] = new
            changed = union(changed, part)
        return changed

    def restore(self, backup: TileBackup, areas: Areas) -> None:
        """Put everything back that was kept in ``backup``, and ``areas`` as they were then."""
        backup.restore()
        self.areas = areas

    def toggle(self, step: EditStep, sign: int) -> None:
        """Undo (``sign`` -1) or redo (1) a step."""
        step.difference.toggle(self.pixels)
        self.areas += sign * step.areas


def part_of(whole: npt.NDArray[Any], box: Box, part: Box) -> npt.NDArray[Any]:
    """The view of ``whole``, which lies at ``box``, that lies at ``part``."""
    return whole[part[1] - box[1] : part[3] - box[1], part[0] - box[0] : part[2] - box[0]]


def check_labels(labels: LabelMap) -> None:
    """``ValueError`` for what is no label map."""
    if labels.dtype != np.uint8 or labels.ndim != 2 or labels.size == 0:
        raise ValueError(f"a label map is uint8 (H, W), not {labels.dtype} {labels.shape}")
    if int(labels.max()) >= NUM_CLASSES:
        raise ValueError(f"{int(labels.max())} is not a class: ids go from {BACKGROUND} to {NUM_CLASSES - 1}")
