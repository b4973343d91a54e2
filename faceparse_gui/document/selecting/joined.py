"""The parts of a region that are in one piece with given pixels."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]


def joined(region: Mask, seeds: Mask) -> Mask:
    """The parts of ``region`` that hold a seed (4 neighbours)."""
    _, parts = cv2.connectedComponents(region.view(np.uint8), connectivity=4)
    chosen = np.zeros(int(parts.max()) + 1, np.bool_)
    chosen[parts[seeds & region]] = True
    found: Mask = chosen[parts]
    return found
