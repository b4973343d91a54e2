"""What covers faces: hands, things, masks, something at the border of the photo. All of it is background."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, LabelMap
from faceparse_training.data.copy_paste import Mask, Photo, Sample
from faceparse_training.data.scenes.surroundings import blend, patch_of, texture

_FACE = [ID_OF[n] for n in ("skin", "nose", "l_eye", "r_eye", "l_brow", "r_brow", "mouth", "u_lip", "l_lip")]
_EYES = [ID_OF["l_eye"], ID_OF["r_eye"]]
_LIPS = [ID_OF["mouth"], ID_OF["u_lip"], ID_OF["l_lip"]]
_USUAL_EYES, _USUAL_MOUTH = (0.5, 0.478), (0.5, 0.75)  # as shares of an aligned crop's side
_FABRICS = ((150, 190, 220), (235, 235, 235), (25, 25, 30), (120, 200, 190), (230, 180, 200))
_SHADOW = 0.35


class Cover(NamedTuple):
    """Something that lies over a crop: its photo ``uint8 (S, S, 3)``, and where it is, ``bool (S, S)``."""

    photo: Photo
    where: Mask


def cover(sample: Sample, over: Cover, rng: np.random.Generator) -> Sample:
    """``sample`` under ``over``, which may throw a shadow; its labels are background there."""
    photo, labels = sample
    side = len(labels)
    weight = over.where.astype(np.float32)
    if rng.random() < 0.5:
        by = rng.uniform(-0.02, 0.02, 2) * side
        move = np.array([[1, 0, by[0]], [0, 1, by[1]]])
        cast = cv2.GaussianBlur(cv2.warpAffine(weight, move, (side, side)), (0, 0), 0.012 * side)
        photo = blend(photo, np.zeros_like(photo), cast * np.float32(rng.uniform(0, _SHADOW)))
    photo = blend(photo, over.photo, cv2.GaussianBlur(weight, (0, 0), max(0.5, side / 512)))
    covered: LabelMap = np.where(over.where, np.uint8(BACKGROUND), labels)
    return photo, covered


def hand(sample: Sample, other: Sample, rng: np.random.Generator) -> Cover:
    """A palm with fingers on an arm, in the face's own skin or ``other``'s, before or beside the face."""
    photo, labels = sample
    side = len(labels)
    skin = _skin(sample if rng.random() < 0.7 else other) * rng.uniform(0.8, 1.15)
    size = rng.uniform(0.75, 1.25) * side
    centre = _middle(labels) + rng.normal(0, 0.14, 2) * side
    angle = rng.uniform(0, 2 * np.pi)  # where the fingers point to
    out, where = np.zeros_like(photo), np.zeros((side, side), np.uint8)

    def limb(start: npt.NDArray[np.float64], end: npt.NDArray[np.float64], thick: float) -> None:
        mask = np.zeros_like(where)
        cv2.line(mask, _pixel(start), _pixel(end), 255, max(1, round(thick)), cv2.LINE_8)
        if not mask.any():  # all of it lies outside
            return
        box = _box(mask)
        depth = cv2.distanceTransform(mask[box], cv2.DIST_L2, 3)
        shade = 0.62 + 0.38 * np.sqrt(np.clip(depth / max(thick / 2, 1), 0, 1))
        colour = (skin * rng.uniform(0.93, 1.05)) * shade[..., None]
        np.copyto(out[box], colour.clip(0, 255).astype(np.uint8), where=(mask[box] > 0)[..., None])
        where[box] |= mask[box]

    limb(centre, centre - 1.6 * side * _unit(angle), 0.13 * size)
    limb(centre, centre + 0.04 * size * _unit(angle), 0.17 * size)
    for k, spread in enumerate(np.linspace(-0.55, 0.55, 4) * rng.uniform(0.3, 1.3)):
        root = centre + 0.07 * size * _unit(angle + (k - 1.5) * 0.45)
        limb(root, root + rng.uniform(0.1, 0.2) * size * _unit(angle + spread), 0.042 * size)
    thumb = rng.choice((-1, 1)) * rng.uniform(0.7, 1.3)
    limb(centre, centre + rng.uniform(0.13, 0.17) * size * _unit(angle + thumb), 0.05 * size)
    noise = rng.normal(0, 3, (side // 4, side // 4, 1)).astype(np.float32)
    grain = cv2.resize(noise, (side, side), interpolation=cv2.INTER_LINEAR)[..., None]
    return Cover((out + grain).clip(0, 255).astype(np.uint8), where > 0)


def thing(sample: Sample, other: Sample, rng: np.random.Generator) -> Cover:
    """A blob, ball, box or a microphone on its stick, of any material, before or beside the face."""
    side = len(sample[1])
    where = np.zeros((side, side), np.uint8)
    centre = _middle(sample[1]) + rng.normal(0, 0.16, 2) * side
    size = rng.uniform(0.05, 0.2) * side
    kind = rng.integers(4)
    if kind == 0:
        angles = np.sort(rng.uniform(0, 2 * np.pi, 9))
        radii = rng.uniform(0.5, 1.4, 9) * size
        points = centre + radii[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
        cv2.fillPoly(where, [points.round().astype(np.int32)], 255)
    elif kind == 1:
        axes = max(1, round(size)), max(1, round(size * rng.uniform(0.4, 1)))
        cv2.ellipse(where, _pixel(centre), axes, float(rng.uniform(0, 180)), 0, 360, 255, -1)
    elif kind == 2:
        box = cv2.boxPoints(
            (tuple(centre), (2 * size, size * rng.uniform(0.5, 4)), float(rng.uniform(0, 90)))
        )
        cv2.fillPoly(where, [box.round().astype(np.int32)], 255)
    else:
        away = rng.uniform(0.1, 0.9) * np.pi  # downwards
        cv2.line(where, _pixel(centre), _pixel(centre + side * _unit(away)), 255, max(1, round(0.6 * size)))
        cv2.circle(where, _pixel(centre), max(1, round(0.6 * size)), 255, -1)
    return Cover(_shaded(where, other, rng), where > 0)


def border(sample: Sample, other: Sample, rng: np.random.Generator) -> Cover:
    """Something large that comes in from a side: a door, a shoulder, a post."""
    side = len(sample[1])
    where = np.zeros((side, side), np.uint8)
    towards = _unit(rng.uniform(0, 2 * np.pi))
    centre = side * (np.array([0.5, 0.5]) + towards * rng.uniform(0.7, 1.0))
    if rng.random() < 0.5:
        cv2.circle(where, _pixel(centre), round(rng.uniform(0.4, 0.6) * side), 255, -1)
    else:
        turn = float(np.rad2deg(np.arctan2(towards[1], towards[0])) + rng.uniform(-15, 15))
        box = cv2.boxPoints((tuple(centre), (side * rng.uniform(0.8, 1.2), side * rng.uniform(0.3, 2)), turn))
        cv2.fillPoly(where, [box.round().astype(np.int32)], 255)
    return Cover(_shaded(where, other, rng), where > 0)


def face_mask(sample: Sample, other: Sample, rng: np.random.Generator) -> Cover:
    """A mask or a cloth over nose, mouth and chin, with bands to the ears."""
    labels = sample[1]
    side = len(labels)
    eyes, mouth = _centre(labels, _EYES, _USUAL_EYES), _centre(labels, _LIPS, _USUAL_MOUTH)
    down = mouth - eyes
    if not 0.1 * side < np.hypot(*down) < 0.6 * side:
        eyes, down = np.array(_USUAL_EYES) * side, np.array([0, _USUAL_MOUTH[1] - _USUAL_EYES[1]]) * side
    aside = np.array([-down[1], down[0]])
    top, low, wide = rng.uniform(0.25, 0.7), rng.uniform(1.45, 1.9), rng.uniform(0.75, 1.0)
    outline = [(0, top), (wide * 0.6, top + 0.12), (wide, top + 0.3), (wide * 0.9, 1.1), (0.45, low)]
    outline += [(-x, y) for x, y in reversed(outline[1:])]
    points = np.array([eyes + x * aside + y * down for x, y in outline])
    where = np.zeros((side, side), np.uint8)
    cv2.fillPoly(where, [points.round().astype(np.int32)], 255)
    round_where = cv2.GaussianBlur(where, (0, 0), max(0.6, side / 60)) >= 128
    face = np.isin(labels, _FACE).astype(np.uint8)
    reach = np.ones((max(3, side // 40),) * 2, np.uint8)
    closed = cv2.morphologyEx(face, cv2.MORPH_CLOSE, reach, iterations=4)
    where = np.where(round_where & (cv2.dilate(closed, reach) > 0), np.uint8(255), np.uint8(0))
    colour = np.array(_FABRICS[rng.integers(len(_FABRICS))]) * rng.uniform(0.8, 1.1)
    if rng.random() < 0.7:
        photo = np.full((side, side, 3), colour.clip(0, 255), np.uint8)
    else:
        photo = texture((side, side), rng)
    along = np.indices((side, side), np.float32) - eyes[::-1, None, None].astype(np.float32)
    unit = np.hypot(*down)
    v = (along[0] * down[1] + along[1] * down[0]) / unit**2
    u = (along[0] * aside[1] + along[1] * aside[0]) / unit**2
    shade = 1.05 - 0.35 * u**2 + (0.05 * np.sin(v * rng.uniform(15, 30)) if rng.random() < 0.6 else 0)
    photo = (photo * shade[..., None]).clip(0, 255).astype(np.uint8)
    if rng.random() < 0.7:
        for sign in (-1, 1):
            for start, end in ((top + 0.3, 0.1), (1.1, 0.5)):
                a, b = (eyes + sign * x * aside + y * down for x, y in ((wide * 0.9, start), (1.15, end)))
                cv2.line(where, _pixel(a), _pixel(b), 255, max(1, side // 170))
    return Cover(photo, where > 0)


COVERS: dict[str, Callable[[Sample, Sample, np.random.Generator], Cover]] = {
    "hand": hand,
    "thing": thing,
    "border": border,
    "face_mask": face_mask,
}
"""What may cover a sample; the other sample lends skin and stuff."""


def _shaded(where: npt.NDArray[np.uint8], other: Sample, rng: np.random.Generator) -> Photo:
    """Some material, darker towards the edge of ``where``."""
    stuff = texture(where.shape, rng) if rng.random() < 0.5 else patch_of(where.shape, other, rng)
    depth = cv2.distanceTransform(where, cv2.DIST_L2, 3)
    shade = 0.6 + 0.4 * np.sqrt(depth / max(float(depth.max()), 1.0))
    lit: Photo = (stuff * shade[..., None]).clip(0, 255).astype(np.uint8)
    return lit


def _skin(sample: Sample) -> npt.NDArray[np.float64]:
    """The mean colour of the skin; a middling one where none is seen."""
    skin = (sample[1] == ID_OF["skin"]).view(np.uint8)
    return np.array(cv2.mean(sample[0], mask=skin)[:3]) if skin.any() else np.array([190.0, 140.0, 115.0])


def _middle(labels: LabelMap) -> npt.NDArray[np.float64]:
    return _centre(labels, _FACE, (0.5, 0.57))


def _centre(labels: LabelMap, ids: list[int], usual: tuple[float, float]) -> npt.NDArray[np.float64]:
    """The centroid ``(x, y)`` of classes; where it usually is if they are not seen."""
    moments = cv2.moments(np.isin(labels, ids).view(np.uint8), binaryImage=True)
    if moments["m00"] < 4e-5 * labels.size:
        return np.array(usual) * len(labels)
    return np.array([moments["m10"], moments["m01"]]) / moments["m00"]


def _box(mask: npt.NDArray[np.uint8]) -> tuple[slice, slice]:
    x, y, width, height = cv2.boundingRect(mask)
    return slice(y, y + height), slice(x, x + width)


def _unit(angle: float) -> npt.NDArray[np.float64]:
    return np.array([np.cos(angle), np.sin(angle)])


def _pixel(point: npt.NDArray[np.float64]) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
