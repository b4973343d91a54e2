"""Copy-paste of rare classes (Ghiasi et al., CVPR 2021) between faces, adapted to faces that lie alike.

A part goes where it belongs: glasses and hats by the eyes, an earring by the lobe of the ear, a necklace by
the neck. What would not fit is not pasted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, LabelMap

Photo = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Sample = tuple[Photo, LabelMap]
_Affine = npt.NDArray[np.float64]

SKIN, GLASSES, HAIR, HAT, EARRING, NECKLACE, NECK, CLOTH = (
    ID_OF[n] for n in ("skin", "eye_g", "hair", "hat", "ear_r", "neck_l", "neck", "cloth")
)
_EYES = (ID_OF["r_eye"], ID_OF["l_eye"])
_EARS = (ID_OF["r_ear"], ID_OF["l_ear"])
_USUAL_EYES = (complex(194, 244) / 512, complex(318, 244) / 512)
"""Where the eyes of aligned faces lie, as a share of the side (picture left, picture right)."""

_UNDER_EARRING = (BACKGROUND, SKIN, HAIR, NECK, CLOTH, *_EARS)
_UNDER_NECKLACE = (NECK, CLOTH)
_ENOUGH = 0.6
"""The share of a part that must find room."""


@dataclass(frozen=True)
class _Part:
    """Where a class is pasted, in the target's frame; ``matrix`` maps source to target pixels.

    ``uncovered`` is where the target shows background from now on: hair that a hat hides.
    """

    matrix: _Affine
    where: Mask
    uncovered: Mask | None = None


def copy_paste(target: Sample, source: Sample, class_id: int) -> Sample | None:
    """``target`` with ``source``'s part of a class, a key of ``PARTS``; ``None`` if it does not fit.

    Both are photo ``uint8 (S, S, 3)`` and labels ``uint8 (S, S)``; neither is changed. The colours of the
    part follow the target's skin; its edge is feathered in the photo, hard in the labels.
    """
    photo, labels = target
    parts = PARTS[class_id](source[1], labels)
    if not parts:
        return None
    gain = _gain(target, source)
    photo, labels = photo.copy(), labels.copy()
    for part in parts:
        if part.uncovered is not None:
            _uncover(photo, labels, part.uncovered)
        _blend(photo, source[0], part.matrix, part.where, gain)
        labels[part.where] = class_id
    return photo, labels


def _glasses(source: LabelMap, target: LabelMap) -> list[_Part]:
    matrix = _by_eyes(source, target) if all(_centre(target == eye) for eye in _EYES) else None
    if matrix is None:
        return []
    where = _moved(source == GLASSES, matrix)
    if all((source == eye).any() for eye in _EYES):  # seen through the lenses: the target's eyes stay
        where &= ~np.isin(target, _EYES)
    return [_Part(matrix, where)]


def _hat(source: LabelMap, target: LabelMap) -> list[_Part]:
    """The hat; the target's hair above its brim goes, and beside it what is above a slope from its edge."""
    matrix = _by_eyes(source, target)
    if matrix is None or (target == BACKGROUND).mean() < 0.03:
        return []
    hat = _moved(source == HAT, matrix)
    columns = np.flatnonzero(hat.any(0))
    if not len(columns):
        return []
    side = len(hat)
    x = np.arange(side)
    brim = np.interp(x, columns, side - hat[::-1, columns].argmax(0))
    brim += np.maximum(columns[0] - x, 0) + np.maximum(x - columns[-1], 0)
    return [_Part(matrix, hat, (x[:, None] < brim) & (target == HAIR) & ~hat)]


def _earrings(source: LabelMap, target: LabelMap) -> list[_Part]:
    by_eyes = _by_eyes(source, target)
    if by_eyes is None:
        return []
    side = len(source)
    scale = complex(np.hypot(*by_eyes[0, :2]), 0)
    parts = []
    for ear in _EARS:
        here, there = _lobe(source == ear), _lobe(target == ear)
        if here is None or there is None:
            continue
        matrix = _similarity(scale, here, there)
        beside = np.abs(np.arange(side) - here.real) < side / 8
        where = _moved((source == EARRING) & beside, matrix)
        fits = where & np.isin(target, _UNDER_EARRING)
        if fits.any() and fits.sum() > _ENOUGH * where.sum():
            parts.append(_Part(matrix, fits))
    return parts


def _necklace(source: LabelMap, target: LabelMap) -> list[_Part]:
    here, there = _neck(source), _neck(target)
    if here is None or there is None:
        return []
    scale = min(max(there[1] / here[1], 0.8), 1.25)
    matrix = _similarity(complex(scale, 0), here[0], there[0])
    where = _moved(source == NECKLACE, matrix)
    fits = where & np.isin(target, _UNDER_NECKLACE)
    return [_Part(matrix, fits)] if fits.any() and fits.sum() > _ENOUGH * where.sum() else []


PARTS: dict[int, Callable[[LabelMap, LabelMap], list[_Part]]] = {
    GLASSES: _glasses,
    HAT: _hat,
    EARRING: _earrings,
    NECKLACE: _necklace,
}
"""How the classes that can be pasted find their place."""


def _centre(mask: Mask) -> complex | None:
    """The centroid, x as the real part; ``None`` for less than some 10 pixels of 512 × 512."""
    m = cv2.moments(mask.view(np.uint8), binaryImage=True)
    if m["m00"] < max(1, 4e-5 * mask.size):
        return None
    return complex(m["m10"], m["m01"]) / m["m00"]


def _eyes(labels: LabelMap) -> tuple[complex, complex]:
    """The eyes' centres; where they usually are if one is hidden (dark glasses, a brim)."""
    right, left = (_centre(labels == eye) for eye in _EYES)
    if right is None or left is None:
        return _USUAL_EYES[0] * len(labels), _USUAL_EYES[1] * len(labels)
    return right, left


def _by_eyes(source: LabelMap, target: LabelMap) -> _Affine | None:
    """The similarity that lays eyes on eyes; ``None`` between faces turned too differently."""
    (s0, s1), (t0, t1) = _eyes(source), _eyes(target)
    if s0 == s1 or t0 == t1:
        return None
    turn = (t1 - t0) / (s1 - s0)
    if not 0.75 < abs(turn) < 1.33 or abs(np.angle(turn)) > np.pi / 8:
        return None
    return _similarity(turn, (s0 + s1) / 2, (t0 + t1) / 2)


def _similarity(turn: complex, here: complex, there: complex) -> _Affine:
    """``z -> turn (z - here) + there`` as a 2 × 3 matrix."""
    offset = there - turn * here
    return np.array([[turn.real, -turn.imag, offset.real], [turn.imag, turn.real, offset.imag]])


def _lobe(ear: Mask) -> complex | None:
    """The lower end of an ear; ``None`` where too little of it is seen to hold an earring."""
    if ear.sum() < 4e-4 * ear.size:
        return None
    ys, xs = np.nonzero(ear)
    bottom = ys.max()
    return complex(xs[ys > bottom - 0.02 * len(ear)].mean(), bottom)


def _neck(labels: LabelMap) -> tuple[complex, float] | None:
    """The middle of the lower end of neck and necklace, and the width; ``None`` without much of them."""
    neck = (labels == NECK) | (labels == NECKLACE)
    if neck.sum() < 0.015 * neck.size:
        return None
    ys, xs = np.nonzero(neck)
    left, right = np.percentile(xs, (5, 95))
    return complex((left + right) / 2, np.percentile(ys, 95)), float(right - left)


def _moved(mask: Mask, matrix: _Affine) -> Mask:
    out = cv2.warpAffine(
        mask.view(np.uint8),
        matrix,
        mask.shape[::-1],
        flags=cv2.INTER_NEAREST,
        borderMode=cv2.BORDER_REPLICATE,  # a hat goes on beyond the picture's upper edge
    )
    return out.astype(np.bool_)


def _gain(target: Sample, source: Sample) -> npt.NDArray[np.float32]:
    """What brings the source's skin to the target's colour, ``float32 (3,)``."""
    means = []
    for photo, labels in (target, source):
        skin = (labels == SKIN).view(np.uint8)
        means.append(np.array(cv2.mean(photo, mask=skin)[:3], np.float32) + 8)
    gain: npt.NDArray[np.float32] = np.clip(means[0] / means[1], 0.5, 2)
    return gain


def _uncover(photo: Photo, labels: LabelMap, where: Mask) -> None:
    """Turn pixels into background, in place; they get the mean colour of the background near them."""
    side, coarse = len(photo), 64
    known = np.where(labels == BACKGROUND, np.uint8(255), np.uint8(0))
    parts = (cv2.bitwise_and(photo, photo, mask=known), known)
    small = [cv2.resize(part, (coarse, coarse), interpolation=cv2.INTER_AREA) for part in parts]
    both = np.dstack(small).astype(np.float32)
    near, far = (cv2.GaussianBlur(both, (0, 0), coarse * reach) for reach in (0.04, 0.25))
    mean = near + 1e-3 * far  # what is far counts only where nothing is near
    colour = (255 * mean[..., :3] / (mean[..., 3:] + 1e-6)).round().clip(0, 255).astype(np.uint8)
    smooth = cv2.resize(colour, (side, side), interpolation=cv2.INTER_LINEAR)
    _lay_over(photo, smooth, where, max(0.5, side / 256))
    labels[where] = BACKGROUND


def _blend(photo: Photo, source: Photo, matrix: _Affine, where: Mask, gain: npt.NDArray[np.float32]) -> None:
    """Lay the moved ``source`` over ``photo``, in place."""
    size = photo.shape[1::-1]
    over = cv2.warpAffine(source, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    _lay_over(photo, over, where, max(0.5, len(photo) / 512), gain)


def _lay_over(
    photo: Photo, over: npt.NDArray[Any], where: Mask, sigma: float, gain: npt.NDArray[np.float32] | float = 1
) -> None:
    """Replace pixels of ``photo``, in place, with an edge feathered by a Gaussian of ``sigma`` pixels."""
    side, margin = len(photo), int(3 * sigma) + 1
    x, y, w, h = cv2.boundingRect(where.view(np.uint8))
    if not w:
        return
    rows = slice(max(0, y - margin), min(side, y + h + margin))
    columns = slice(max(0, x - margin), min(side, x + w + margin))
    under = photo[rows, columns].astype(np.float32)
    alpha = cv2.GaussianBlur(where[rows, columns].astype(np.float32), (0, 0), sigma)[..., None]
    mixed = under + alpha * (over[rows, columns] * gain - under)
    photo[rows, columns] = mixed.round().clip(0, 255).astype(np.uint8)
