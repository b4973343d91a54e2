"""What lies around pixels that are taken away from their class."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from core.labels import BACKGROUND, LabelMap
from faceparse_gui.document.tiles import Box, bounds, crop, grown

_MARGIN = 32
"""Pixels looked at around the mask at first."""


def surroundings(labels: LabelMap, mask: npt.NDArray[np.bool_], box: Box, class_id: int) -> LabelMap:
    """Give the marked pixels the nearest label that is not ``class_id``; background where there is none.

    ``mask`` is ``bool`` of the shape of ``box``; so is what is returned: a copy of the labels there.
    """
    result = crop(labels, box).copy()
    part = bounds(mask)
    if part is None:
        return result
    place = part[0] + box[0], part[1] + box[1], part[2] + box[0], part[3] + box[1]
    taken, margin = crop(mask, part), _MARGIN
    found, far = _filled(labels, taken, place, class_id, margin)
    if far > margin:  # something nearer may lie beyond what was looked at
        found, _ = _filled(labels, taken, place, class_id, int(min(far + 1, max(labels.shape))))
    crop(result, part)[taken] = found[taken]
    return result


def _filled(
    labels: LabelMap, taken: npt.NDArray[np.bool_], place: Box, class_id: int, margin: int
) -> tuple[LabelMap, float]:
    """The nearest labels at ``place``, looked for within a margin, and how far off the farthest lies."""
    around = grown(place, margin, labels.shape)
    known = crop(labels, around) != class_id
    inner = place[0] - around[0], place[1] - around[1], place[2] - around[0], place[3] - around[1]
    crop(known, inner)[taken] = False
    found, distance = _nearest(crop(labels, around), known)
    return crop(found, inner), float(crop(distance, inner)[taken].max())


def nearest(labels: LabelMap, known: npt.NDArray[np.bool_]) -> LabelMap:
    """Return for every pixel the label of the nearest ``known`` one; background where none is known."""
    return _nearest(labels, known)[0]


def _nearest(labels: LabelMap, known: npt.NDArray[np.bool_]) -> tuple[LabelMap, npt.NDArray[np.float32]]:
    """The nearest label of every pixel, and how far it is; infinitely where none is known."""
    if not known.any():
        return np.full_like(labels, BACKGROUND), np.full(labels.shape, np.inf, np.float32)
    distance, index = cv2.distanceTransformWithLabels(
        (~known).view(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    table = np.zeros(int(index.max()) + 1, np.uint8)
    table[index[known]] = labels[known]
    found: LabelMap = table[index]
    return found, distance.astype(np.float32, copy=False)
