"""Which face owns a pixel: the one whose frame is nearest, whoever gave the pixel its class.

It follows from the frames alone, so that it is kept wherever they are, and holds for what a hand paints
later too. How near a face is, is measured from its middle, in crop units: a large face reaches farther.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.parsing.faces import FACE_CENTRE, Frame, invert, transform

FaceNumbers = npt.NDArray[np.uint16]
"""For each pixel the place of a face in its photo's frames, ``uint16 (H, W)``."""
NOBODY = 0

_BAND_PIXELS = 1 << 18


def owners(labels: LabelMap, frames: Sequence[Frame]) -> FaceNumbers:
    """The number of the face that owns each pixel, from 1 in the order of ``frames``.

    ``NOBODY`` owns the background, and everything where no frame is known.
    """
    if not frames:
        return np.zeros(labels.shape, np.uint16)
    numbers = nearest_faces(labels.shape, frames)
    numbers += 1
    numbers[labels == BACKGROUND] = NOBODY
    return numbers


def nearest_faces(shape: tuple[int, ...], frames: Sequence[Frame]) -> FaceNumbers:
    """The index of the nearest face of each pixel, labelled or not; of equally near ones, the first."""
    height, width = shape
    numbers = np.zeros(shape, np.uint16)
    if len(frames) < 2:
        return numbers
    rows = max(1, _BAND_PIXELS // max(1, width))
    x = np.arange(width) + 0.5
    for top in range(0, height, rows):
        band = numbers[top : top + rows]
        y = np.arange(top, top + len(band))[:, None] + 0.5
        least = np.full(band.shape, np.inf, np.float32)
        for number, frame in enumerate(frames):
            distance = _squared(frame, x, y)
            closer = distance < least
            band[closer] = number
            np.copyto(least, distance, where=closer)
    return numbers


def nearest_face(at: npt.NDArray[np.float64], frames: Sequence[Frame]) -> npt.NDArray[np.intp]:
    """The index of the nearest face of each photo point, ``(N, 2)``; of equally near ones, the first."""
    found: npt.NDArray[np.intp] = np.stack([distance_to_face(frame, at) for frame in frames]).argmin(0)
    return found


def distance_to_face(frame: Frame, at: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How far photo points, ``(N, 2)``, lie from the middle of the face, in crop units."""
    distance: npt.NDArray[np.float64] = np.hypot(*(transform(invert(frame), at) - FACE_CENTRE).T)
    return distance


def _squared(
    frame: Frame, x: npt.NDArray[np.floating], y: npt.NDArray[np.floating]
) -> npt.NDArray[np.float32]:
    """The square of ``distance_to_face`` on a grid: ``(W,)`` and ``(H, 1)`` to ``(H, W)``."""
    (a, b, left), (c, d, top) = invert(frame)
    u = (a * x + (left - FACE_CENTRE[0])) + b * y
    v = (c * x + (top - FACE_CENTRE[1])) + d * y
    squared: npt.NDArray[np.float32] = (u * u + v * v).astype(np.float32)
    return squared
