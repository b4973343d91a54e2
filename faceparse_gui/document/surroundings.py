"""What lies around pixels that are taken away from their class.

One rule for all tools: taking away changes pixels of one class alone, and each becomes what lies nearest.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_gui.document.tiles import Box, box_of, crop, grown

_MARGIN = 32
"""Pixels looked at around the mask at first."""
_FINE = 1024


def surroundings(labels: LabelMap, mask: npt.NDArray[np.bool_], box: Box, class_id: int) -> LabelMap:
    """Give the marked pixels the nearest label that is not ``class_id``; background where there is none.

    ``mask`` is ``bool`` of the shape of ``box``; so is what is returned: a copy of the labels there.
    """
    result = crop(labels, box).copy()
    part = box_of(mask)
    if part is None:
        return result
    place = part[0] + box[0], part[1] + box[1], part[2] + box[0], part[3] + box[1]
    taken, margin = crop(mask, part), _MARGIN
    found, far = _filled(labels, taken, place, class_id, margin)
    if far > margin:  # something nearer may lie beyond what was looked at
        found, _ = _filled(labels, taken, place, class_id, int(min(far + 1, max(labels.shape))))
    crop(result, part)[taken] = found[taken]
    return result


def taken_away(
    labels: LabelMap, mask: npt.NDArray[np.bool_], box: Box, class_id: int
) -> tuple[npt.NDArray[np.bool_], LabelMap] | None:
    """Take the marked pixels of a class away: which ones they are, and the labels of the box then.

    ``mask`` is ``bool`` of the shape of ``box``. None: none of them is of the class.
    """
    taken = mask & (crop(labels, box) == class_id)
    return (taken, surroundings(labels, taken, box, class_id)) if taken.any() else None


class Around:
    """The same rule looked up part by part, for a stroke that goes on: made in 20 ms, a part takes no time.

    In maps of more than ``_FINE`` pixels a side, what lies nearest is known to a few pixels.
    """

    def __init__(self, labels: LabelMap, class_id: int) -> None:
        """``labels`` is read again for each part, so that what was changed meanwhile is left alone."""
        self.shape: tuple[int, int] = (labels.shape[0], labels.shape[1])
        self._labels, self._class_id = labels, class_id
        self._step = -(-max(labels.shape) // _FINE)
        coarse = np.ascontiguousarray(labels[:: self._step, :: self._step])
        self._nearest = nearest(coarse, coarse != class_id)

    def crop(self, box: Box) -> LabelMap:
        """The labels of a box inside the map, the class's pixels taken away."""
        here = crop(self._labels, box)
        rows, columns = np.arange(box[1], box[3]) // self._step, np.arange(box[0], box[2]) // self._step
        around = self._nearest[rows].take(columns, axis=1)
        return np.where(here == self._class_id, around, here)


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
