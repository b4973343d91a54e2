"""Ways in which a user's photos or rules differ from the training data, made from labelled faces.

Each is a function of the photo, its label map and a seed alone, so that anyone can make the same pool again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import ID_OF, LabelMap
from faceparse_core.losses import IGNORE
from faceparse_training.evaluation.one_person import picture_of

Photo = npt.NDArray[np.uint8]
Pair = tuple[Photo, LabelMap]
Rule = Callable[[LabelMap], LabelMap]

_BROW_GROWTH = 13  # kernel in pixels of a 512 px crop: a brow some 18 px high becomes 30
_MERGED = (("l_ear", "skin"), ("r_ear", "skin"), ("neck", "skin"), ("mouth", "u_lip"))
_SKINLIKE = (ID_OF["skin"], ID_OF["hair"], ID_OF["background"])


@dataclass(frozen=True)
class Shift:
    """A way photos or label maps differ; ``apply`` keeps their size.

    ``apply(photo, labels, seed)`` takes ``uint8 (H, W, 3)`` and ``uint8 (H, W)`` of an aligned crop; label
    pixels from outside the photo are ``IGNORE``. ``classes`` are those whose rule changes: on them the old
    domain and the new one contradict each other. ``one_person``: all photos are made from one face.
    """

    title: str
    apply: Callable[[Photo, LabelMap, int], Pair]
    classes: frozenset[int] = frozenset()
    one_person: bool = False


def webcam(photo: Photo, labels: LabelMap, seed: int) -> Pair:
    """A dark room, a coloured lamp and a cheap camera: dim, tinted, 96 to 144 px, noisy, compressed."""
    rng = np.random.default_rng(seed)
    height, width = labels.shape
    side = int(rng.integers(96, 145))
    small = cv2.resize(photo, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    tint = np.array(((1.0, 0.72, 0.42), (0.5, 0.75, 1.0), (0.75, 1.0, 0.6))[rng.integers(3)], np.float32)
    light = rng.uniform(0.35, 0.6) * small ** rng.uniform(1.2, 1.6) * tint
    noisy = light + rng.normal(0, 0.02, small.shape).astype(np.float32) * (0.4 + small)
    pixels = (noisy.clip(0, 1) * 255).astype(np.uint8)
    done, packed = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(35, 65))])
    assert done
    back = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert back is not None
    large = cv2.resize(back, (width, height), interpolation=cv2.INTER_LINEAR)
    return large.astype(np.uint8, copy=False), labels


def tumbled(photo: Photo, labels: LabelMap, seed: int) -> Pair:
    """Turned by 35 to 80 degrees either way, and moved or enlarged so that a part of the face is cut off."""
    rng = np.random.default_rng(seed)
    height, width = labels.shape
    angle = float(rng.uniform(35, 80) * rng.choice((-1, 1)))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, float(rng.uniform(1.0, 1.4)))
    direction = rng.uniform(0, 2 * np.pi)
    reach = rng.uniform(0.05, 0.25)
    matrix[:, 2] += reach * width * np.cos(direction), reach * height * np.sin(direction)
    moved = cv2.warpAffine(photo, matrix, (width, height), flags=cv2.INTER_LINEAR)
    mask = cv2.warpAffine(
        labels, matrix, (width, height), flags=cv2.INTER_NEAREST, borderValue=(IGNORE, IGNORE, IGNORE, IGNORE)
    )
    return moved.astype(np.uint8, copy=False), mask.astype(np.uint8, copy=False)


def house_rules(photo: Photo, labels: LabelMap, seed: int) -> Pair:
    """The same photos under another rule: a hat counts as hair, the neck includes the necklace, and brows are
    painted wider.
    """
    ruled = labels.copy()
    ruled[labels == ID_OF["hat"]] = ID_OF["hair"]
    ruled[labels == ID_OF["neck_l"]] = ID_OF["neck"]
    size = max(3, round(_BROW_GROWTH * labels.shape[0] / 512) | 1)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    for brow in (ID_OF["l_brow"], ID_OF["r_brow"]):
        wide = cv2.dilate((labels == brow).astype(np.uint8), kernel).astype(bool)
        ruled[wide & np.isin(labels, _SKINLIKE)] = brow
    return photo, ruled


def merged_parts(photo: Photo, labels: LabelMap, seed: int) -> Pair:
    """The same photos under a coarser rule: ears and neck are skin, and the open mouth is upper lip."""
    ruled = labels.copy()
    for part, whole in _MERGED:
        ruled[labels == ID_OF[part]] = ID_OF[whole]
    return photo, ruled


def phone(photo: Photo, labels: LabelMap, seed: int) -> Pair:
    """Lamp light and an unsteady phone: a warm tint, blur along one direction, hard compression."""
    rng = np.random.default_rng(seed)
    tint = np.array((1.15, 0.95, 0.65), np.float32) * rng.uniform(0.85, 1.1)
    length = max(3, round(photo.shape[0] * rng.uniform(9, 17) / 512) | 1)
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    turn = cv2.getRotationMatrix2D((length // 2, length // 2), float(rng.uniform(0, 180)), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length)).astype(np.float32)
    moved = cv2.filter2D(photo.astype(np.float32) * tint, -1, kernel / kernel.sum())
    done, packed = cv2.imencode(".jpg", moved.clip(0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 15])
    assert done
    back = cv2.imdecode(packed, cv2.IMREAD_COLOR)
    assert back is not None
    return back.astype(np.uint8, copy=False), labels


def upside_down(photo: Photo, labels: LabelMap, seed: int) -> Pair:
    """A half turn, as of a photo taken with the camera the wrong way up."""
    return np.ascontiguousarray(photo[::-1, ::-1]), np.ascontiguousarray(labels[::-1, ::-1])


def unshifted(photo: Photo, labels: LabelMap, seed: int) -> Pair:
    """Photos and rules as in training: nothing to gain but what the network gets wrong anyhow."""
    return photo, labels


SHIFTS: dict[str, Shift] = {
    "appearance": Shift("Dark, tinted, low-resolution webcam photos", webcam),
    "composition": Shift("Turned far and cut off", tumbled),
    "convention": Shift(
        "A hat is hair, brows are wider, the neck includes the necklace",
        house_rules,
        frozenset(ID_OF[n] for n in ("hat", "neck_l", "l_brow", "r_brow")),
    ),
}
"""Those that the measures of uncertainty and the orders of correction are compared on."""
MORE_SHIFTS: dict[str, Shift] = {
    "phone": Shift("A warm tint, motion blur, hard compression", phone),
    "merged parts": Shift(
        "Ears and neck are skin, the open mouth is upper lip",
        merged_parts,
        frozenset(ID_OF[n] for pair in _MERGED for n in pair),
    ),
    "upside down": Shift("A half turn", upside_down),
    "one person": Shift(
        "One face, moved, turned, lit and bent as expressions do", picture_of, one_person=True
    ),
    "none": Shift("Photos and rules as in training", unshifted),
}
"""Those that only learning is measured on, beside ``SHIFTS``."""
