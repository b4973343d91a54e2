"""What is left to correct in a label map whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_gui.document.tiles import Box, crop

Mask = npt.NDArray[np.bool_]

THICK = 6
"""Pixels: wrong pixels are work where they are thicker. Along edges, less is decided by a stroke's width."""
_DISC = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (THICK + 1, THICK + 1))


@dataclass(frozen=True, slots=True)
class WrongArea:
    """Connected wrong pixels (8 neighbours) of one true class; ``mask`` is of the box's shape."""

    class_id: int
    mask: Mask
    box: Box
    pixels: int


def wrong_areas(labels: LabelMap, truth: LabelMap) -> list[WrongArea]:
    """All areas thicker than ``THICK``, the largest first."""
    wrong = labels != truth
    areas: list[WrongArea] = []
    for class_id in np.unique(truth[wrong]):
        of_class = (wrong & (truth == class_id)).view(np.uint8)
        thick = cv2.morphologyEx(of_class, cv2.MORPH_OPEN, _DISC, borderType=cv2.BORDER_REPLICATE)
        _, parts, stats, _ = cv2.connectedComponentsWithStats(thick, connectivity=8)
        for number, (x, y, w, h, pixels) in enumerate(stats[1:].tolist(), 1):
            box = x, y, x + w, y + h
            areas.append(WrongArea(int(class_id), crop(parts, box) == number, box, pixels))
    return sorted(areas, key=lambda area: -area.pixels)
