"""Polygons as pycocotools fills them, checked before its C code sees them, which checks nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from pycocotools import mask as coco_mask

from faceparse_core.messages import message
from faceparse_gui.formats.coco.run_length import Runs, checked
from faceparse_gui.formats.reading.budget import step

MAX_OUTLINE = 1 << 22
"""Pixels that the sides of a polygon may be long, all together; pycocotools needs 40 bytes for each."""
_LEAST = 6
"""Numbers of a polygon: three points."""


class NoAreaError(ValueError):
    """A landmark, a box or an outline that was not drawn to its end: the other annotations count."""


def polygon_runs(polygons: Sequence[Sequence[float]], height: int, width: int) -> Runs:
    """The run lengths of polygons together, each ``x, y, x, y, …``; those without three points do not count.

    Raises:
        NoAreaError: if there are no others.
        ValueError: for one that cannot be drawn; its text says what there is instead.
    """
    closed = [polygon for polygon in polygons if len(polygon) >= _LEAST]
    if not closed:
        raise NoAreaError(message("a polygon with fewer than three points"))
    for polygon in closed:
        _check(np.array(polygon, np.float64), height, width)
    step(height * width >> 8)
    rle = coco_mask.merge(coco_mask.frPyObjects(closed, height, width))
    return checked(rle["counts"].decode("ascii"), height, width)


def _check(polygon: npt.NDArray[np.float64], height: int, width: int) -> None:
    """pycocotools reserves memory for every pixel of an outline, wherever it lies."""
    if polygon.size % 2:
        raise ValueError(message("a polygon with half a point"))
    points = polygon.reshape(-1, 2)
    size = np.array([width, height])
    if not ((points >= -size) & (points <= 2 * size)).all():
        raise ValueError(message("a polygon that leads far out of the picture"))
    sides = np.abs(points - np.roll(points, 1, axis=0)).max(1)
    if sides.sum() > MAX_OUTLINE:
        raise ValueError(message("a polygon of more sides than are drawn"))
