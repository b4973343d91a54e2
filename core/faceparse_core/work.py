"""What is left for a person to do: the areas of a label map that are wrong and thicker than a stroke decides.

Half of all wrong areas are slivers of one or two pixels along an edge, with a twentieth of the wrong pixels:
nobody corrects them, and where exactly an edge lies is a matter of taste. So an area to correct is wrong, of
one true class (one brush corrects it), and holds a disc of 7 pixels across; what such a disc reaches counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap

Mask = npt.NDArray[np.bool_]

SLIVER = 6
"""Pixels of a 512 px crop: what is no thicker is a sliver."""
_RADIUS = SLIVER // 2
_ROW = np.arange(-_RADIUS, _RADIUS + 1)
_DISC = (_ROW**2 + _ROW[:, None] ** 2 <= _RADIUS**2).astype(np.uint8)


@dataclass(frozen=True)
class Work:
    """``wrong``: all wrong pixels; ``areas``: how many are to correct; ``pixels``: their size together."""

    wrong: int
    areas: int
    pixels: int


def thick(mask: Mask) -> Mask:
    """What is thicker than ``SLIVER`` of a ``bool (H, W)``: its opening by a disc of 7 pixels across.

    What lies beyond the border is not of the mask.
    """
    eroded = cv2.erode(mask.view(np.uint8), _DISC, borderType=cv2.BORDER_CONSTANT, borderValue=(0,))
    return cv2.dilate(eroded, _DISC, borderType=cv2.BORDER_CONSTANT, borderValue=(0,)).astype(bool)


def to_correct(truth: LabelMap, labels: LabelMap) -> Mask:
    """Where ``labels`` have areas to correct, ``bool (H, W)``.

    Ids above 18 in ``truth`` are unknown and not wrong.

    Raises:
        ValueError: if the shapes differ.
    """
    return _to_correct(truth, _wrong(truth, labels))[0]


def work(truth: LabelMap, labels: LabelMap) -> Work:
    """What there is to do to turn ``labels`` into ``truth``, both ``uint8 (H, W)``.

    Ids above 18 in ``truth`` are unknown and not wrong.

    Raises:
        ValueError: if the shapes differ.
    """
    wrong = _wrong(truth, labels)
    found, areas = _to_correct(truth, wrong)
    return Work(int(wrong.sum()), areas, int(found.sum()))


def _wrong(truth: LabelMap, labels: LabelMap) -> Mask:
    if truth.shape != labels.shape:
        raise ValueError(f"truth is {truth.shape}, labels are {labels.shape}")
    return np.asarray((truth != labels) & (truth < NUM_CLASSES))


def _to_correct(truth: LabelMap, wrong: Mask) -> tuple[Mask, int]:
    """The areas to correct of all true classes, and how many they are."""
    found, areas = np.zeros(wrong.shape, bool), 0
    for each in np.unique(truth[wrong]):
        mask = wrong & (truth == each)
        x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
        box = np.s_[y : y + height, x : x + width]
        of_class = thick(np.ascontiguousarray(mask[box]))
        areas += cv2.connectedComponents(of_class.view(np.uint8), connectivity=8)[0] - 1
        found[box] |= of_class
    return found, areas
