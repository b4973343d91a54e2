"""Which classes an edit may take pixels from, by the locks and by what may be painted over: tables of ids."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap

Table = npt.NDArray[np.bool_]
"""256 flags, one for each id."""


def may_lose(locked: frozenset[int], paint_over: Set[int] | None) -> Table:
    """Which classes are neither locked nor beside those that alone are painted over; None: all of these."""
    table = np.ones(256, np.bool_)
    table[list(locked)] = False
    if paint_over is not None:
        table[list(set(range(NUM_CLASSES)) - paint_over)] = False
    return table


@lru_cache(maxsize=64)
def editable_by(class_id: int, locked: frozenset[int], paint_over: frozenset[int] | None) -> Table:
    """Which ids may become ``class_id``: one and the same array, read-only, for the same arguments."""
    table = may_lose(locked, paint_over) & (class_id not in locked)
    table[class_id] = False
    table.flags.writeable = False
    return table


def look_up(table: Table, ids: LabelMap) -> npt.NDArray[np.bool_]:
    """``table[ids]``, several times as fast."""
    return cv2.LUT(ids, table.view(np.uint8)).view(np.bool_)


@dataclass
class EditRules:
    """Which classes edits may change."""

    locked: set[int] = field(default_factory=set)
    """Classes that no edit gives a pixel to or takes one from."""
    paint_over: set[int] | None = None
    """The only classes that strokes and fills change; None for all."""

    def editable(self, class_id: int) -> Table:
        """Which old ids may become ``class_id``; ``ValueError`` if there is no such class."""
        if not 0 <= class_id < NUM_CLASSES:
            raise ValueError(f"there is no class {class_id}")
        paint_over = None if self.paint_over is None else frozenset(self.paint_over)
        return editable_by(class_id, frozenset(self.locked), paint_over)

    def may_lose(self) -> Table:
        """Which classes strokes and fills may take pixels from."""
        return may_lose(frozenset(self.locked), self.paint_over)

    def may_gain(self) -> Table:
        """Which classes may gain pixels: those that are not locked."""
        return may_lose(frozenset(self.locked), None)
