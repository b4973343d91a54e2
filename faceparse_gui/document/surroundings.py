"""What lies around pixels that are taken away from their class."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from core.labels import BACKGROUND, LabelMap
from faceparse_gui.document.tiles import Box, crop, grown

_MARGIN = 32
"""Pixels looked at around a box before the whole map is."""


def surroundings(labels: LabelMap, mask: npt.NDArray[np.bool_], box: Box, class_id: int) -> LabelMap:
    """Give the marked pixels the nearest label that is not ``class_id``; background where there is none.

    ``mask`` is ``bool`` of the shape of ``box``; so is what is returned: a copy of the labels there.
    """
    height, width = labels.shape
    x0, y0, x1, y1 = box
    around = grown(box, _MARGIN, labels.shape)
    if (crop(labels, around) == class_id).all():
        around = 0, 0, width, height
    place = slice(y0 - around[1], y1 - around[1]), slice(x0 - around[0], x1 - around[0])
    known = crop(labels, around) != class_id
    known[place] &= ~mask
    result = crop(labels, box).copy()
    result[mask] = nearest(crop(labels, around), known)[place][mask]
    return result


def nearest(labels: LabelMap, known: npt.NDArray[np.bool_]) -> LabelMap:
    """Return for every pixel the label of the nearest ``known`` one; background where none is known."""
    if not known.any():
        return np.full_like(labels, BACKGROUND)
    unknown = np.where(known, np.uint8(0), np.uint8(1))
    _, index = cv2.distanceTransformWithLabels(unknown, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    table = np.zeros(int(index.max()) + 1, np.uint8)
    table[index[known]] = labels[known]
    found: LabelMap = table[index]
    return found
