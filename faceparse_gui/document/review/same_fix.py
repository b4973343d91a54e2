"""A fix made in one photo, looked for in others: the same two classes, at the same place of a face."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, Frame, cut_labels

Mask = npt.NDArray[np.bool_]

_SIDE = 128  # of the crops in which faces are compared
_LEAST = 24  # pixels of such a crop: less is no area that a person looks for elsewhere
_OVERLAP = 0.3  # intersection over union of the two places
_UNSURE = 230  # of 255


@dataclass(frozen=True, slots=True, eq=False)
class Fix:
    """An area of the class ``before`` that became ``after``.

    ``place``: where it lies in the crop of its face, ``bool (128, 128)``.
    """

    before: int
    after: int
    place: Mask


def fix_of(predicted: LabelMap, labels: LabelMap, frames: Sequence[Frame]) -> Fix | None:
    """The largest area of a face to which a person gave another class than the network; None if all are tiny.

    Args:
        predicted: what the network said, ``uint8 (H, W)``; ``labels`` likewise, what is there now.
        frames: of the photo's faces.
    """
    best, size = None, _LEAST - 1
    for frame in frames:
        was, now = cut_labels(predicted, frame, _SIDE), cut_labels(labels, frame, _SIDE)
        changed = (was != now) & (now < NUM_CLASSES)
        pairs = was.astype(np.int64) * NUM_CLASSES + now
        for pair in np.unique(pairs[changed]).tolist():
            for area in _areas(changed & (pairs == pair)):
                if area.sum() > size:
                    best, size = Fix(pair // NUM_CLASSES, pair % NUM_CLASSES, area), int(area.sum())
    return best


def find_same(fix: Fix, labels: LabelMap, confidence: npt.NDArray[np.uint8], frame: Frame) -> Mask | None:
    """Where in another face the same fix is due, ``bool (H, W)``; None: nowhere.

    An area of the class before, or the unsure part of one, that lies where the fixed one did and is about as
    large.

    Args:
        labels: of the other photo, ``uint8 (H, W)``.
        confidence: ``uint8 (H, W)``, 255 = certain.
        frame: of the face.
    """
    said, sure = cut_labels(labels, frame, _SIDE), cut_labels(confidence, frame, _SIDE)
    wrong = said == fix.before
    areas = [area for mask in (wrong, wrong & (sure < _UNSURE)) for area in _areas(mask)]
    overlaps = [float((area & fix.place).sum() / (area | fix.place).sum()) for area in areas]
    if not overlaps or max(overlaps) < _OVERLAP:
        return None
    to_photo = frame.copy()
    to_photo[:, :2] *= CROP_SIDE / _SIDE
    to_photo[:, 2] += to_photo[:, :2].sum(1) / 2 - 0.5  # both count from a pixel's middle
    area = areas[int(np.argmax(overlaps))].astype(np.float32)
    height, width = labels.shape
    there = cv2.warpAffine(area, to_photo, (width, height), flags=cv2.INTER_LINEAR) >= 0.5
    mask = there & (labels == fix.before)
    return mask if mask.any() else None


def _areas(mask: Mask) -> Iterator[Mask]:
    """Its connected areas that are large enough."""
    _, numbers, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    for number in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] >= _LEAST).tolist():
        if number:
            yield numbers == number
