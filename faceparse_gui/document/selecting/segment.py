"""Finding a thing by its colours: GrabCut (Rother, Kolmogorov, Blake 2004).

It decides on a reduced copy, so that the time does not grow with the photo; the edge is then taken to the
photo's own pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.guided import sharpen
from faceparse_gui.document.tiles import Box, crop, grown

Mask = npt.NDArray[np.bool_]
States = npt.NDArray[np.uint8]
"""What is known of each pixel: GrabCut's four constants, ``cv2.GC_…``."""

_SIDE = 256
"""The longest side of the copy that is worked on."""
_ROUNDS = 2
_CORE = 0.3
"""The share of an outline's inside that is taken for the thing: see tests/bench/bench_found_edges.py."""


def grab_cut(photo: Photo, mask: Mask, box: Box) -> Mask:
    """Return what of ``mask`` (``bool`` of the shape of ``box``) is the thing that it was drawn around.

    What lies around the mask serves as a sample of what the thing is not, and what lies deepest in it as one
    of what it is: without that, a thing whose colours are found outside as well would be lost.
    """
    margin = max(8, max(box[2] - box[0], box[3] - box[1]) // 4)
    around = grown(box, margin, photo.shape)
    allowed = np.zeros((around[3] - around[1], around[2] - around[0]), np.uint8)
    place = slice(box[1] - around[1], box[3] - around[1]), slice(box[0] - around[0], box[2] - around[0])
    allowed[place] = mask
    size = reduced_size(allowed.shape, _SIDE)
    allowed = reduced(allowed, size)
    states = np.where(allowed > 0, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_BGD))
    states[_deepest(allowed)] = cv2.GC_FGD
    surroundings = crop(photo, around)
    return sharpen(solve(surroundings, states), surroundings)[place] & mask


def _deepest(allowed: npt.NDArray[np.uint8]) -> Mask:
    """The share ``_CORE`` of the pixels that are not 0, those farthest from the outline."""
    depth = cv2.distanceTransform(np.pad(allowed, 1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    if not allowed.any():  # too thin to be seen on a reduced copy
        return allowed > 0
    return np.asarray((allowed > 0) & (depth >= np.quantile(depth[allowed > 0], 1 - _CORE)))


def reduced_size(shape: tuple[int, ...], side: int) -> tuple[int, int]:
    """The ``(width, height)`` of a copy of a picture of ``shape`` that is at most ``side`` long."""
    height, width = shape[:2]
    scale = min(1.0, side / max(height, width))
    return max(1, round(width * scale)), max(1, round(height * scale))


def reduced(pixels: npt.NDArray[np.uint8], size: tuple[int, int]) -> npt.NDArray[np.uint8]:
    """One pixel in each block: for ids and marks, of which there is no mean."""
    return cv2.resize(pixels, size, interpolation=cv2.INTER_NEAREST).astype(np.uint8, copy=False)


def solve(photo: Photo, states: States) -> Mask:
    """Return GrabCut's answer, of the shape of ``states``, which may be smaller than ``photo``.

    The same input has the same answer.
    """
    chosen = np.isin(states, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if chosen.all() or not chosen.any():
        return chosen
    height, width = states.shape
    small = cv2.resize(photo, (width, height), interpolation=cv2.INTER_AREA)
    cut = states.copy()
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, cut, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    return np.isin(cut, (cv2.GC_FGD, cv2.GC_PR_FGD))
