"""Connected pixels of a similar colour."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.tiles import Box


def similar(
    photo: Photo,
    labels: LabelMap,
    seed: tuple[int, int],
    tolerance: int,
    allowed: npt.NDArray[np.bool_] | None = None,
) -> tuple[npt.NDArray[np.bool_], Box]:
    """Return the pixels connected to ``seed`` (4 neighbours) that look like it and are of its class.

    A pixel looks like the seed ``(x, y)`` when no channel differs by more than ``tolerance``, 0 to 255. Given
    ``allowed``, a table of 256, pixels of the classes marked there belong to it as well. The mask is ``bool``
    of the box's shape and never empty. ``IndexError``: the seed lies beside the photo.
    """
    x, y = seed
    height, width = labels.shape
    if not (0 <= x < width and 0 <= y < height):
        raise IndexError(f"{seed} lies beside a photo of {width} × {height}")
    barrier = np.ones((height + 2, width + 2), np.uint8)
    table = np.ones(256, np.uint8)
    if allowed is not None:
        table[allowed] = 0
    table[labels[y, x]] = 0
    barrier[1:-1, 1:-1] = cv2.LUT(labels, table)
    flags = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (2 << 8)
    reach = (tolerance,) * 3
    _, _, _, (left, top, w, h) = cv2.floodFill(
        np.ascontiguousarray(photo), barrier, seed, 0, reach, reach, flags
    )
    return barrier[top + 1 : top + h + 1, left + 1 : left + w + 1] == 2, (left, top, left + w, top + h)
