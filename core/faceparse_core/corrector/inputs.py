"""What the corrector sees: a square around the strokes, at one size."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo

Mask = npt.NDArray[np.bool_]
Planes = npt.NDArray[np.float32]
Box = tuple[int, int, int, int]

SIDE = 128
"""Of the square that the network sees, in its own pixels."""
AROUND, LEAST = 2.5, 0.25
"""The square is so many times as long as the strokes, and at least this share of the face's frame."""
_BITS = 5
"""A class is told as its id in binary digits."""
PLANES = 8 + 2 * _BITS
IS_CLASS, YES, NO = 3, 6, 7
"""Where among the planes the labels' pixels of the class are, and the strokes."""


def square_around(extent: Box, shape: tuple[int, ...], face: float, around: float = AROUND) -> Box:
    """The square around a box, ``(x0, y0, x1, y1)``, moved into a map of ``shape``, and cut to it.

    ``face``: the side of the face's frame, in pixels of the map.
    """
    height, width = shape[:2]
    longest = max(extent[2] - extent[0], extent[3] - extent[1])
    side = round(max(around * longest, LEAST * face))
    x, y = (round((start + end - side) / 2) for start, end in (extent[::2], extent[1::2]))
    x, y = max(0, min(x, width - side)), max(0, min(y, height - side))
    return x, y, min(width, x + side), min(height, y + side)


def planes(
    photo: Photo, labels: LabelMap, confidence: npt.NDArray[np.uint8], yes: Mask, no: Mask, class_id: int
) -> Planes:
    """The network's input, ``float32 (PLANES, SIDE, SIDE)``, of one square's pixels.

    Colours; where the class is; where what is like the labels that a stroke proves wrong is; the confidence;
    the strokes; the labels and the class in binary digits.

    Args:
        confidence: the network's, 255 = certain: also where a person has corrected it.
        yes, no: pixels that are of the class, or are not.
    """
    is_class = labels == class_id
    missing, too_much = yes & ~is_class, no & is_class
    alike = np.isin(labels, np.unique(labels[missing | too_much]))
    result = np.empty((PLANES, SIDE, SIDE), np.float32)
    result[:3] = _resized(photo).transpose(2, 0, 1) / 127.5 - 1
    result[IS_CLASS] = resized(is_class)
    result[4] = resized(alike)
    result[5] = _resized(confidence) / 255
    for place, stroke in ((YES, yes), (NO, no)):
        result[place] = resized(stroke) > 0
    nearest = cv2.resize(labels, (SIDE, SIDE), interpolation=cv2.INTER_NEAREST).astype(np.uint8, copy=False)
    for bit in range(_BITS):
        result[8 + bit] = (nearest >> bit) & 1
        result[8 + _BITS + bit] = (class_id >> bit) & 1
    return result


def resized(mask: Mask) -> Planes:
    """The share of each of the network's pixels that is marked, ``float32 (SIDE, SIDE)``."""
    return _resized(mask.astype(np.float32))


def _resized(pixels: npt.NDArray[np.uint8] | Planes) -> Planes:
    smaller = cv2.resize(pixels, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return smaller.astype(np.float32, copy=False)
