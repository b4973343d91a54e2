"""Finding the edge of a thing by its colours: inside an outline, or between strokes.

GrabCut (Rother, Kolmogorov, Blake 2004) decides on a reduced copy, so that the time does not grow with the
photo; a guided filter (He, Sun, Tang 2010) then takes the edge to the photo's own pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from core.imaging import Photo
from core.labels import LabelMap
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import Box, crop, grown

Mask = npt.NDArray[np.bool_]
Picture = npt.NDArray[np.float32]

_SIDE = 256
"""The longest side of the copy that GrabCut works on."""
_ROUNDS = 3
_REACH = 5
"""How far from a stroke the edge is looked for, in widths of the stroke's box and at least ``_LEAST``."""
_LEAST = 48
_SURE = 0.95
"""A network this certain, 0 to 1, is not doubted away from the strokes."""


def grab_cut(photo: Photo, mask: Mask, box: Box) -> Mask:
    """Return what of ``mask`` (``bool`` of the shape of ``box``) is the thing that it was drawn around.

    What lies around the mask serves as a sample of what the thing is not.
    """
    margin = max(8, max(box[2] - box[0], box[3] - box[1]) // 4)
    around = grown(box, margin, photo.shape)
    state = np.full((around[3] - around[1], around[2] - around[0]), cv2.GC_BGD, np.uint8)
    place = slice(box[1] - around[1], box[3] - around[1]), slice(box[0] - around[0], box[2] - around[0])
    state[place][mask] = cv2.GC_PR_FGD
    return _solve(crop(photo, around), state)[place] & mask


def scribble(
    photo: Photo,
    labels: LabelMap,
    confidence: npt.NDArray[np.uint8] | None,
    yes: Mask,
    no: Mask,
    class_id: int,
) -> tuple[Box, LabelMap] | None:
    """Find the edge of ``class_id`` anew near strokes: ``yes`` pixels are of it, ``no`` pixels are not.

    All arrays are of the map's size; ``confidence`` is the network's, 255 = certain. Return other labels for
    a box; what the class loses goes to what lies nearest. ``None`` when there is no stroke.
    """
    strokes = yes | no
    if not strokes.any():
        return None
    rows, columns = np.flatnonzero(strokes.any(1)), np.flatnonzero(strokes.any(0))
    reach = max(_LEAST, int(_thickness(strokes) * _REACH))
    x0, y0, x1, y1 = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    box = grown((x0, y0, x1, y1), 2 * reach, labels.shape)
    old = crop(labels, box)
    yes, no = crop(yes, box), crop(no, box)
    near = cv2.distanceTransform(1 - (yes | no).astype(np.uint8), cv2.DIST_L2, 3) <= reach
    is_class = old == class_id
    state = np.where(is_class, np.uint8(cv2.GC_FGD), np.uint8(cv2.GC_BGD))
    doubted = near if confidence is None else near | (crop(confidence, box) < 255 * (1 - _SURE))
    state[doubted] += 2  # the probable kind
    state[yes], state[no] = cv2.GC_FGD, cv2.GC_BGD
    found = np.where(near, _solve(crop(photo, box), state), is_class)
    found = (found | yes) & ~no
    new = surroundings(labels, is_class & ~found, box, class_id)
    new[found] = class_id
    return box, new


def _thickness(strokes: Mask) -> float:
    """About how wide the widest stroke is, in pixels."""
    drawn = np.pad(strokes.astype(np.uint8), 1)  # beyond the photo is no stroke
    return 2 * float(cv2.distanceTransform(drawn, cv2.DIST_L2, 3).max())


def _solve(photo: Photo, state: npt.NDArray[np.uint8]) -> Mask:
    """GrabCut's answer at the photo's own size; ``state`` holds its four constants."""
    height, width = state.shape
    scale = min(1.0, _SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    cut = cv2.resize(state, size, interpolation=cv2.INTER_NEAREST)
    if not (
        np.isin(cut, (cv2.GC_FGD, cv2.GC_PR_FGD)).any() and np.isin(cut, (cv2.GC_BGD, cv2.GC_PR_BGD)).any()
    ):
        return np.isin(state, (cv2.GC_FGD, cv2.GC_PR_FGD))
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small, cut, None, *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)  # type: ignore[call-overload]
    chosen = np.isin(cut, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    if scale == 1.0:
        mask = chosen > 0.5
    else:
        rough = cv2.resize(chosen, (width, height), interpolation=cv2.INTER_LINEAR)
        mask = _guided(rough.astype(np.float32, copy=False), photo, max(2, round(1.5 / scale))) > 0.5
    mask[state == cv2.GC_FGD], mask[state == cv2.GC_BGD] = True, False
    return mask


def _guided(soft: Picture, photo: Photo, radius: int) -> Picture:
    """``soft`` (0 to 1) with the edges of the photo's brightness."""
    guide = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32) / np.float32(255)

    def mean(values: Picture) -> Picture:
        return cv2.blur(values, (2 * radius + 1, 2 * radius + 1)).astype(np.float32, copy=False)

    of_guide, of_soft = mean(guide), mean(soft)
    slope = (mean(guide * soft) - of_guide * of_soft) / (mean(guide * guide) - of_guide**2 + np.float32(1e-4))
    return mean(slope) * guide + mean(of_soft - slope * of_guide)
