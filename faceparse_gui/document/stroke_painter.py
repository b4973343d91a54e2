"""What a pressed brush paints on its way."""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from faceparse_gui.document.brush import Brush, Point, goes_one_way
from faceparse_gui.document.free_classes import EditRules, Table, look_up
from faceparse_gui.document.label_pixels import LabelPixels
from faceparse_gui.document.running_edit import RunningEdit, Stroke
from faceparse_gui.document.tiles import Box, crop, union

_WIDE = 96
"""From this brush on, in pixels, finding what a move newly covers is less work than painting all of it."""


class StrokePainter:
    """Paints the stroke of a running edit, by the rules that hold at each move."""

    def __init__(self, pixels: LabelPixels, rules: EditRules) -> None:
        self._pixels = pixels
        self._rules = rules

    def paint(
        self,
        running: RunningEdit,
        stroke: Stroke,
        points: Iterable[tuple[float, float]],
        brush: Brush | None,
    ) -> Box | None:
        """Cover every pixel between the last position and ``points``; return the box of what changed.

        Args:
            running: The edit of the stroke, with the backup of what it changes.
            stroke: Its brush and position, which are moved on.
            points: Positions ``(x, y)`` in photo pixels, in their order.
            brush: Another brush that is in hand from the last position on; None: the same.
        """
        stroke.brush = brush or stroke.brush
        changed: Box | None = None
        path = [stroke.brush.snap(*stroke.at)]
        for at in points:
            stroke.at, position = at, stroke.brush.snap(*at)
            if not goes_one_way([*path, position]):
                changed, path = union(changed, self._move(running, stroke, path)), path[-1:]
            path.append(position)
        return union(changed, self._move(running, stroke, path))

    def _move(self, running: RunningEdit, stroke: Stroke, path: list[Point]) -> Box | None:
        """Paint along a path that goes one way."""
        height, width = self._pixels.shape
        editable = self._rules.editable(stroke.class_id) if stroke.restore is None else None
        is_wide = stroke.brush.size > _WIDE
        if is_wide and stroke.covered and editable is not None and editable is stroke.editable:
            parts = stroke.brush.fresh(path, width, height, *stroke.covered)
            changed = self._pixels.paint_rows(*parts, stroke.class_id, editable, running.backup)
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
            old = crop(self._pixels.pixels, box)
            new = None
            if editable is not None:
                mask &= look_up(editable, old)
            else:
                assert stroke.restore is not None
                new = stroke.restore.crop(box)
                loses, gains = self._rules.may_lose(), self._rules.may_gain()
                mask &= look_up(loses, old) & look_up(gains, new) & (old != new)
            left, top, across, down = cv2.boundingRect(mask.view(np.uint8))
            if across:  # of a slow stroke with a wide brush, little is new
                part = np.s_[top : top + down, left : left + across]
                box = box[0] + left, box[1] + top, box[0] + left + across, box[1] + top + down
                running.backup.keep(box)
                self._pixels.paint(box, mask[part], stroke.class_id if new is None else new[part])
                changed = union(changed, box)
        return changed
