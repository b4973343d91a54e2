"""A click as a small stroke."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt


def around_click(x: float, y: float, radius: float, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """The pixels of a map of ``shape`` within ``radius`` of a position, and the one under it."""
    disc = np.zeros(shape[:2], np.uint8)
    cv2.circle(disc, (int(x), int(y)), max(0, round(radius)), 1, -1)
    return disc.view(np.bool_)
