"""What is left to correct in a label map whose truth is known, area by area."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.work import thick
from faceparse_gui.document.tiles import Box, crop

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WrongArea:
    """Connected wrong pixels (8 neighbours) of one true class; ``mask`` is of the box's shape."""

    class_id: int
    mask: Mask
    box: Box
    pixels: int


def wrong_areas(labels: LabelMap, truth: LabelMap) -> list[WrongArea]:
    """The areas to correct (see ``faceparse_core.work``), the largest first."""
    wrong = labels != truth
    areas: list[WrongArea] = []
    for class_id in np.unique(truth[wrong]):
        of_class = thick(wrong & (truth == class_id)).view(np.uint8)
        _, parts, stats, _ = cv2.connectedComponentsWithStats(of_class, connectivity=8)
        for number, (x, y, w, h, pixels) in enumerate(stats[1:].tolist(), 1):
            box = x, y, x + w, y + h
            areas.append(WrongArea(int(class_id), crop(parts, box) == number, box, pixels))
    return sorted(areas, key=lambda area: -area.pixels)
