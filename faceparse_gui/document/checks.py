"""Where a label map cannot be right, or hardly: what is found, and how each finding is mended.

Sides are the person's own, as in CelebAMask-HQ: in an upright face the left eye lies at the picture's right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from core.labels import BACKGROUND, ID_OF, MIRROR_LUT, MIRROR_PAIRS, NUM_CLASSES, LabelMap
from faceparse_gui.document.surroundings import nearest
from faceparse_gui.document.tiles import Box, crop, grown

Mask = npt.NDArray[np.bool_]
Kind = Literal["sides", "outside", "twice", "specks", "missing"]
Mend = Literal["swap", "drop", "restore"]

SKIN, NOSE, GLASSES, MOUTH = (ID_OF[name] for name in ("skin", "nose", "eye_g", "mouth"))
UPPER_LIP, LOWER_LIP, LEFT_EYE, RIGHT_EYE = (ID_OF[name] for name in ("u_lip", "l_lip", "l_eye", "r_eye"))
LEFT_BROW, RIGHT_BROW = ID_OF["l_brow"], ID_OF["r_brow"]

_INNER = (NOSE, LEFT_EYE, RIGHT_EYE, LEFT_BROW, RIGHT_BROW, MOUTH, UPPER_LIP, LOWER_LIP)
"""What lies inside a face, and there once."""
_ONCE = frozenset((NOSE, LEFT_EYE, RIGHT_EYE, MOUTH))
"""Of these a second part is another one; brows and lips may be cut in two by hair or a hand."""
_FACE = frozenset((*_INNER, SKIN, GLASSES, ID_OF["hair"]))
_SPECK = 4e-4
"""A part below this share of the face's area is a speck."""
_MARGIN = 32
_COUNT_SIDE = 1024
_LEAST_FACE = 64
"""Pixels below which there is no telling what is wrong."""
_AGAIN = 0.25
"""A second part of this share of the first is as good as another one."""


@dataclass(frozen=True, slots=True, eq=False)
class Finding:
    """``mask``, ``bool`` of the shape of ``box``, marks the pixels that are meant."""

    kind: Kind
    class_id: int
    box: Box
    mask: Mask
    mend: Mend

    @property
    def is_hint(self) -> bool:
        """Whether it is of little weight: most label maps have a few specks."""
        return self.kind == "specks"

    @property
    def key(self) -> tuple[str, int, Box]:
        """The same for the same finding in the same place."""
        return self.kind, self.class_id, self.box


def check(labels: LabelMap, faces: Sequence[Box] = ()) -> tuple[Finding, ...]:
    """Return what looks wrong, face by face; ``faces`` are the boxes of their frames, none: the whole map."""
    height, width = labels.shape
    found: list[Finding] = []
    for x0, y0, x1, y1 in faces or ((0, 0, width, height),):
        box = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
        if box[0] < box[2] and box[1] < box[3]:
            known = {finding.key for finding in found}
            found += [finding for finding in _of_face(labels, box) if finding.key not in known]
    return tuple(found)


def count(labels: LabelMap, faces: Sequence[Box] = ()) -> int:
    """Return how many findings of weight there are, looked for in a copy reduced to about 1024 pixels."""
    step = max(1, max(labels.shape) // _COUNT_SIDE)
    reduced = np.ascontiguousarray(labels[::step, ::step])
    boxes = [(x0 // step, y0 // step, x1 // step, y1 // step) for x0, y0, x1, y1 in faces]
    return sum(not finding.is_hint for finding in check(reduced, boxes))


def mended(labels: LabelMap, finding: Finding, prediction: LabelMap | None) -> LabelMap:
    """Return other labels for the finding's box; without a prediction, what is to be restored stays."""
    old = crop(labels, finding.box)
    if finding.mend == "swap":
        return np.where(finding.mask, MIRROR_LUT[old], old)
    if finding.mend == "restore":
        return (
            old.copy() if prediction is None else np.where(finding.mask, crop(prediction, finding.box), old)
        )
    around = grown(finding.box, _MARGIN, labels.shape)
    x, y = finding.box[0] - around[0], finding.box[1] - around[1]
    place = np.s_[y : y + old.shape[0], x : x + old.shape[1]]
    known = np.ones((around[3] - around[1], around[2] - around[0]), np.bool_)
    known[place] = ~finding.mask
    return np.where(finding.mask, nearest(crop(labels, around), known)[place], old)


@dataclass(frozen=True, slots=True)
class _Part:
    """A class's connected pixels; ``number`` is theirs in ``_Parts.numbers``."""

    number: int
    area: int
    box: Box
    center: tuple[float, float]


class _Parts:
    """The connected parts (8 neighbours) of a class within a box of the map, the largest first."""

    def __init__(self, labels: LabelMap, class_id: int, box: Box) -> None:
        self.class_id = class_id
        mask = (crop(labels, box) == class_id).view(np.uint8)
        x, y, w, h = cv2.boundingRect(mask)
        self.box = box = box[0] + x, box[1] + y, box[0] + x + w, box[1] + y + h
        _, self.numbers, stats, centers = cv2.connectedComponentsWithStats(
            mask[y : y + h, x : x + w], connectivity=8
        )
        parts = [
            _Part(
                number,
                int(area),
                (box[0] + int(x), box[1] + int(y), box[0] + int(x + w), box[1] + int(y + h)),
                (box[0] + float(centers[number][0]), box[1] + float(centers[number][1])),
            )
            for number, (x, y, w, h, area) in enumerate(stats)
            if number
        ]
        self.parts = sorted(parts, key=lambda part: -part.area)

    @property
    def area(self) -> int:
        return sum(part.area for part in self.parts)

    @property
    def center(self) -> npt.NDArray[np.float64]:
        """Of the largest part; only where there is one."""
        return np.array(self.parts[0].center)

    def finding(self, kind: Kind, parts: Sequence[_Part], mend: Mend) -> Finding:
        boxes = np.array([part.box for part in parts])
        (x0, y0), (x1, y1) = boxes[:, :2].min(0), boxes[:, 2:].max(0)
        box = int(x0), int(y0), int(x1), int(y1)
        inner = (box[0] - self.box[0], box[1] - self.box[1], box[2] - self.box[0], box[3] - self.box[1])
        mask = np.isin(crop(self.numbers, inner), [part.number for part in parts])
        return Finding(kind, self.class_id, box, mask, mend)


def _of_face(labels: LabelMap, box: Box) -> Iterator[Finding]:
    present = np.flatnonzero(np.bincount(crop(labels, box).ravel(), minlength=NUM_CLASSES))
    parts = {class_id: _Parts(labels, class_id, box) for class_id in map(int, present)}
    face = sum(parts[class_id].area for class_id in (*_INNER, SKIN) if class_id in parts)
    if face < _LEAST_FACE:
        return
    least = max(3, round(_SPECK * face))
    large = {class_id: own for class_id, own in parts.items() if own.parts[0].area > least}
    yield from _sides(labels, large)
    yield from _missing(labels, large, box)
    for class_id in _INNER:
        if class_id not in large:
            continue
        own = large[class_id]
        rest = [part for part in own.parts if part.area > least]
        strays = [part for part in rest if not _touches_face(labels, own, part)]
        if strays:
            yield own.finding("outside", strays, "drop")
        rest = [part for part in rest if part not in strays]
        again = [part for part in rest[1:] if part.area > _AGAIN * rest[0].area]
        if again and class_id in _ONCE:
            yield own.finding("twice", again, "drop")
    yield from _specks(parts.values(), box, least)


def _specks(parts: Iterable[_Parts], box: Box, least: int) -> Iterator[Finding]:
    """All parts too small to be meant, of whatever class, as one finding; ``class_id`` is background's."""
    mask = np.zeros((box[3] - box[1], box[2] - box[0]), np.bool_)
    for own in parts:
        small = np.zeros(len(own.parts) + 1, np.bool_)
        small[[part.number for part in own.parts if part.area <= least]] = True
        if small.any():
            x0, y0, x1, y1 = own.box
            mask[y0 - box[1] : y1 - box[1], x0 - box[0] : x1 - box[0]] |= small[own.numbers]
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if rows.size:
        y0, y1, x0, x1 = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
        here = box[0] + x0, box[1] + y0, box[0] + x1, box[1] + y1
        yield Finding("specks", BACKGROUND, here, mask[y0:y1, x0:x1].copy(), "drop")


def _sides(labels: LabelMap, parts: dict[int, _Parts]) -> Iterator[Finding]:
    """Pairs that lie on each other's side, seen along the face's own upright axis."""
    up = _upright(parts)
    for left, right in MIRROR_PAIRS:
        if left not in parts or right not in parts:
            continue
        across = parts[left].center - parts[right].center
        if up[0] * across[1] - up[1] * across[0] < 0:  # the left one lies where the right one should
            yield _pair(labels, parts, left, right)


def _upright(parts: dict[int, _Parts]) -> npt.NDArray[np.float64]:
    """From the mouth or nose to the eyes or brows; straight up where that cannot be told."""
    high = [parts[i].center for i in (LEFT_EYE, RIGHT_EYE, LEFT_BROW, RIGHT_BROW) if i in parts]
    low = [parts[i].center for i in (MOUTH, UPPER_LIP, LOWER_LIP, NOSE) if i in parts]
    if len(high) < 2 or not low:
        return np.array([0.0, -1.0])
    up: npt.NDArray[np.float64] = np.mean(high, axis=0) - np.mean(low, axis=0)
    return up


def _pair(labels: LabelMap, parts: dict[int, _Parts], left: int, right: int) -> Finding:
    boxes = np.array([part.box for i in (left, right) for part in parts[i].parts])
    box = (*map(int, boxes[:, :2].min(0)), *map(int, boxes[:, 2:].max(0)))
    return Finding("sides", left, box, np.isin(crop(labels, box), (left, right)), "swap")  # type: ignore[arg-type]


def _missing(labels: LabelMap, parts: dict[int, _Parts], face: Box) -> Iterator[Finding]:
    """One eye, in a face turned to the front: both brows are there, and the nose lies between them."""
    eyes = [i for i in (LEFT_EYE, RIGHT_EYE) if i in parts]
    if len(eyes) != 1 or GLASSES in parts or not {LEFT_BROW, RIGHT_BROW, NOSE} <= parts.keys():
        return
    brows = parts[LEFT_BROW].center, parts[RIGHT_BROW].center
    along = brows[1] - brows[0]
    share = float((parts[NOSE].center - brows[0]) @ along) / max(float(along @ along), 1e-9)
    areas = parts[LEFT_BROW].area, parts[RIGHT_BROW].area
    if not 0.3 < share < 0.7 or min(areas) < 0.5 * max(areas):
        return
    gone = RIGHT_EYE if eyes == [LEFT_EYE] else LEFT_EYE
    # as far below its brow as the other eye lies below its own
    drop = parts[eyes[0]].center - brows[0 if eyes == [LEFT_EYE] else 1]
    x, y = brows[0 if gone == LEFT_EYE else 1] + drop
    x0, y0, x1, y1 = parts[eyes[0]].parts[0].box
    half_w, half_h = max(2, round(0.75 * (x1 - x0))), max(2, round(0.75 * (y1 - y0)))
    box = (
        max(face[0], int(x) - half_w),
        max(face[1], int(y) - half_h),
        min(face[2], int(x) + half_w),
        min(face[3], int(y) + half_h),
    )
    if box[0] < box[2] and box[1] < box[3]:
        yield Finding("missing", gone, box, np.ones((box[3] - box[1], box[2] - box[0]), np.bool_), "restore")


def _touches_face(labels: LabelMap, own: _Parts, part: _Part) -> bool:
    """Whether another class of the face lies beside the part."""
    box = grown(part.box, 2, labels.shape)
    numbers = np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
    inner = (
        part.box[0] - own.box[0],
        part.box[1] - own.box[1],
        part.box[2] - own.box[0],
        part.box[3] - own.box[1],
    )
    place = np.s_[part.box[1] - box[1] : part.box[3] - box[1], part.box[0] - box[0] : part.box[2] - box[0]]
    numbers[place] = crop(own.numbers, inner) == part.number
    around = cv2.dilate(numbers, np.ones((5, 5), np.uint8)).astype(np.bool_) & (numbers == 0)
    beside = np.unique(crop(labels, box)[around])
    return bool({int(i) for i in beside} & (_FACE - {own.class_id, BACKGROUND}))
