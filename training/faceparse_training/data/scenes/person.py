"""People cut out of aligned crops, and what goes on past the crop made up, so that its truth is known.

An aligned crop ends where hair and clothes still go on. ``cut_out`` draws the rest: hair with a tapering end,
a neckline, shoulders and a body, in the person's own hair and skin and in their own or other clothes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, LabelMap
from faceparse_training.data.copy_paste import Mask, Photo, Sample
from faceparse_training.data.datasets import resize_pair
from faceparse_training.data.scenes.surroundings import blend, patch_of, reflected, texture

HAIR, HAT, NECK, NECKLACE, CLOTH = (ID_OF[n] for n in ("hair", "hat", "neck", "neck_l", "cloth"))
_ASIDE, _ABOVE = 0.4, 0.3
"""How far hair and shoulders are drawn past the crop, as a share of its side."""
_OWN_CLOTHES = 0.65


@dataclass(frozen=True)
class Person:
    """A person without surroundings.

    Attributes:
        photo: ``uint8 (H, W, 3)``.
        labels: ``uint8 (H, W)``.
        alpha: what is laid over a scene, ``uint8 (H, W)``, 0 or 255; it holds what covers the person as well.
        corner: where the upper left corner of the crop lies, ``(x, y)``.
        side: that of the crop, in pixels.
    """

    photo: Photo
    labels: LabelMap
    alpha: npt.NDArray[np.uint8]
    corner: tuple[int, int]
    side: int


@dataclass
class Scene:
    """A photo in the making: ``photo uint8 (H, W, 3)``, ``labels`` and ``owner``, ``uint8 (H, W)``.

    ``owner`` is the number of the person who is seen at a pixel, or who is covered there, from 1; 0 nobody.
    """

    photo: Photo
    labels: LabelMap
    owner: npt.NDArray[np.uint8]

    @classmethod
    def empty(cls, photo: Photo) -> Scene:
        """Nobody in front of ``photo``."""
        shape = photo.shape[:2]
        return cls(photo, np.full(shape, BACKGROUND, np.uint8), np.zeros(shape, np.uint8))

    def lay(self, person: Person, matrix: npt.NDArray[np.float64], number: int, soft: float) -> None:
        """Lay ``person`` over the scene as its ``number``.

        Args:
            matrix: from the pixels of the person's crop to those of the scene, ``(2, 3)``, pixel centres at
                whole numbers.
            soft: the sigma of the edge in the photo, in pixels; the labels' is hard.
        """
        size = self.labels.shape[::-1]
        matrix = matrix.copy()
        matrix[:, 2] -= matrix[:, :2] @ person.corner
        alpha = cv2.warpAffine(person.alpha, matrix, size, flags=cv2.INTER_LINEAR)
        box = cv2.boundingRect(alpha)
        if not box[2]:
            return
        photo = cv2.warpAffine(person.photo, matrix, size, flags=cv2.INTER_LINEAR)
        labels = cv2.warpAffine(person.labels, matrix, size, flags=cv2.INTER_NEAREST)
        weight = cv2.GaussianBlur(alpha, (0, 0), soft).astype(np.float32) * np.float32(1 / 255)
        self.photo = blend(self.photo, photo.astype(np.uint8, copy=False), weight)
        seen = alpha >= 128
        self.labels[seen] = labels[seen]
        self.owner[seen] = number

    def truth_of(self, number: int) -> LabelMap:
        """The label map in which everybody but person ``number`` is background."""
        return np.where(self.owner == number, self.labels, np.uint8(BACKGROUND))


def cut_out(sample: Sample, other: Sample, side: int, down: float, rng: np.random.Generator) -> Person:
    """The person of ``sample`` at ``side`` pixels, with hair, shoulders and body past the crop.

    Args:
        other: whose clothes some are given.
        down: how far the body is drawn below the crop, as a share of its side.
    """
    photo, labels = resize_pair(*sample, side)
    corner = round(_ASIDE * side), round(_ABOVE * side)
    height, width = corner[1] + side + round(down * side), side + 2 * corner[0]
    inner = np.s_[corner[1] : corner[1] + side, corner[0] : corner[0] + side]
    beyond = np.full((height, width), BACKGROUND, np.uint8)
    _draw_body(beyond, labels, corner, rng)
    _draw_hair(beyond, labels, corner, rng)
    beyond[inner] = BACKGROUND
    out = np.zeros((height, width, 3), np.uint8)
    for class_id in np.unique(beyond):
        if class_id != BACKGROUND:
            _fill(out, beyond == class_id, _stuff(photo, labels, int(class_id), other, rng))
    beyond[inner], out[inner] = labels, photo
    alpha = np.where(beyond == BACKGROUND, np.uint8(0), np.uint8(255))
    return Person(out, beyond, alpha, corner, side)


def _draw_body(beyond: LabelMap, labels: LabelMap, corner: tuple[int, int], rng: np.random.Generator) -> None:
    """Shoulders and body below and beside the crop, clothed up to a neckline; none under a lone head."""
    side = len(labels)
    dressed = np.isin(labels, (CLOTH, NECK, NECKLACE))
    seen = np.flatnonzero(labels[-1] != BACKGROUND)
    if not len(seen):
        return
    x = np.arange(beyond.shape[1]) - corner[0]
    y = (np.arange(beyond.shape[0]) - corner[1])[:, None]
    middle = np.clip((seen[0] + seen[-1]) / 2, 0.35 * side, 0.65 * side)
    half, steep = rng.uniform(0.5, 0.75) * side, rng.uniform(0.2, 0.6)
    top = np.full(len(x), float(side))
    for column, outer in ((0, seen[0] - x), (side - 1, x - seen[-1])):
        at_border = dressed[::-1, column]
        start = side - (len(at_border) if at_border.all() else int(at_border.argmin()))
        arm = np.maximum(np.abs(x - middle) - half, 0)
        top = np.where(outer > 0, start + steep * outer + 40 / side * arm**2, top)
    beyond[y >= top] = CLOTH
    for first, last in _runs(np.isin(labels[-1], (NECK, NECKLACE))):
        width = last - first
        line = side + rng.uniform(0.05, 0.7) * width * _arch(x, first, last)
        beyond[(y >= side) & (y < line) & (x >= first) & (x < last)] = NECK


def _draw_hair(beyond: LabelMap, labels: LabelMap, corner: tuple[int, int], rng: np.random.Generator) -> None:
    """Hair and hats go on over each border that they are cut by, and end in a round or a tip."""
    side = len(labels)
    x = np.arange(beyond.shape[1]) - corner[0]
    y = np.arange(beyond.shape[0]) - corner[1]
    borders = (
        (labels[-1], x, y[:, None] - (side - 1), 0.5),
        (labels[0], x, -y[:, None], 0.25),
        (labels[:, 0], y[:, None], -x, 0.3),
        (labels[:, -1], y[:, None], x - (side - 1), 0.3),
    )
    for border, along, out, longest in borders:
        for class_id in (HAIR, HAT):
            for first, last in _runs(border == class_id):
                if longest == 0.5:  # hair hangs
                    length = rng.uniform(0.05, longest) * side
                else:
                    length = min(rng.uniform(0.15, 0.5) * (last - first), longest * side)
                beyond[(out > 0) & (out < length * _arch(along, first, last))] = class_id


def _arch(at: npt.NDArray[np.int64], first: int, last: int) -> npt.NDArray[np.float64]:
    """1 in the middle between ``first`` and ``last``, round down to 0 at both and beyond."""
    half = max((last - first) / 2, 0.5)
    off = (at + 0.5 - (first + last) / 2) / half
    arch: npt.NDArray[np.float64] = np.sqrt(np.clip(1 - off**2, 0, None))
    return arch


def _runs(line: Mask) -> Iterator[tuple[int, int]]:
    """Where ``line`` is true: first and end (exclusive) of each run that is no crumb."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
    for first, last in edges.reshape(-1, 2):
        if last - first > len(line) / 128:
            yield int(first), int(last)


def _stuff(photo: Photo, labels: LabelMap, class_id: int, other: Sample, rng: np.random.Generator) -> Photo:
    """A piece of what a class is made of in this photo; of clothes, sometimes other ones."""
    if class_id == CLOTH and rng.random() > _OWN_CLOTHES:
        return _other_clothes(other, len(labels), rng)
    piece = _largest_square(photo, labels == class_id)
    if piece is not None:
        return piece
    if class_id == CLOTH:
        return _other_clothes(other, len(labels), rng)
    mine = labels == (ID_OF["skin"] if class_id == NECK else class_id)
    colour = photo[mine].mean(0) if mine.any() else rng.uniform(30, 200, 3)
    return (colour + rng.normal(0, 4, (16, 16, 3))).clip(0, 255).astype(np.uint8)


def _other_clothes(other: Sample, side: int, rng: np.random.Generator) -> Photo:
    piece = _largest_square(other[0], other[1] == CLOTH)
    if piece is not None and rng.random() < 0.6:
        return piece
    shape = (max(side // 2, 8), max(side // 2, 8))
    return patch_of(shape, other, rng) if rng.random() < 0.5 else texture(shape, rng)


def _largest_square(photo: Photo, where: Mask) -> Photo | None:
    """The largest square piece of ``photo`` inside ``where``; ``None`` without one of a few pixels."""
    padded = cv2.copyMakeBorder(where.view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    _, reach, _, (x, y) = cv2.minMaxLoc(cv2.distanceTransform(padded, cv2.DIST_C, 3))
    reach = int(reach) - 1
    if reach < max(2, len(where) // 100):
        return None
    return photo[y - 1 - reach : y + reach, x - 1 - reach : x + reach]


def _fill(photo: Photo, where: Mask, piece: Photo) -> None:
    """Fill ``where`` of ``photo`` with ``piece``, reflected again and again, in place."""
    x, y, width, height = cv2.boundingRect(where.view(np.uint8))
    box = np.s_[y : y + height, x : x + width]
    np.copyto(photo[box], reflected(piece, (height, width)), where=where[box][..., None])
