"""Where a label map cannot be right, or hardly.

Sides are the person's own, as in CelebAMask-HQ: in an upright face the left eye lies at the picture's right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, MIRROR_LUT, MIRROR_PAIRS, LabelMap
from faceparse_core.parsing.faces import Frame, transform
from faceparse_gui.document.review.face_places import HOMES, MIDLINE, assigned, in_crop, off_home, own_frame
from faceparse_gui.document.review.least_sizes import MAIN, THIN, least
from faceparse_gui.document.review.parts import Component, parts_of
from faceparse_gui.document.tiles import Box, crop, grown

Mask = npt.NDArray[np.bool_]
Kind = Literal["swapped", "sides", "outside", "twice", "missing", "lips", "pieces", "specks"]
Mend = Literal["swap", "drop", "fill", "restore"]

_SKIN, _GLASSES, _NOSE, _MOUTH = (ID_OF[name] for name in ("skin", "eye_g", "nose", "mouth"))
_EYES = (ID_OF["l_eye"], ID_OF["r_eye"])
LIPS = (ID_OF["u_lip"], ID_OF["l_lip"])
_INNER = (_NOSE, *_EYES, ID_OF["l_brow"], ID_OF["r_brow"], _MOUTH, *LIPS)
"""What lies inside a face."""
_ONCE = (_NOSE, *_EYES, _MOUTH)
"""Of these a second part is another one; brows and lips may be cut in two by hair or a hand."""
_FACE = (*_INNER, _SKIN, _GLASSES, ID_OF["hair"])
_EARRING = ID_OF["ear_r"]
_COMPACT = (ID_OF["l_ear"], ID_OF["r_ear"], _EARRING, *_EYES, ID_OF["l_brow"], ID_OF["r_brow"], _MOUTH, *LIPS)
_PIECES = 3
"""Of the 900 faces of celebamask-mini 11 have something in so many."""
_GAP, _TYPICAL_FACE = 2.0, 90_000
"""Half of how wide a gap is filled, in pixels of a face of so many."""
_SPECK = 4e-4
"""A part below this share of the face's area is a speck."""
_LEAST_FACE = 64
"""Pixels below which there is no telling what is wrong."""
_AGAIN = 0.25
"""A second part of this share of the first is as good as another one."""

# In units of the aligned crop of 512:
_FAR = 110.0
"""From its home no part of the 900 faces of celebamask-mini that is rightly labelled lies so far."""
_ACROSS = {
    class_id: 60.0 if class_id in MIRROR_PAIRS[2] else 35.0 for pair in MIRROR_PAIRS for class_id in pair
}
"""How far beyond the midline a part alone is on the wrong side; ears may be seen past a turned face."""
_FRONTAL = 25.0
"""How far from the midline the nose lies at most in a face seen from the front."""
_SOCKET = 26.0, 12.0
"""Half the width and height of where an eye must be."""
_BARE = 0.9
"""The share of skin there with which nothing hides the eye."""


@dataclass(frozen=True, slots=True, eq=False)
class Issue:
    """``mask``, ``bool`` of the shape of ``box``, marks what is meant; ``places``: its parts' boxes."""

    kind: Kind
    class_id: int
    box: Box
    mask: Mask
    mend: Mend
    places: tuple[Box, ...]

    @property
    def is_hint(self) -> bool:
        """Whether it is of little weight: most label maps have a few specks, and hair may part an ear."""
        return self.kind in ("specks", "pieces")

    def is_again(self, other: Issue) -> bool:
        """Whether it tells the same as a finding of before a change, in a place that overlaps."""
        (x0, y0, x1, y1), (left, top, right, bottom) = self.box, other.box
        meets = x0 < right and left < x1 and y0 < bottom and top < y1
        return meets and (self.kind, self.class_id) == (other.kind, other.class_id)


def check(labels: LabelMap, frames: Sequence[Frame] = ()) -> tuple[Issue, ...]:
    """Return what looks wrong, face by face; without ``frames``, the map is looked at as one face."""
    parts = parts_of(labels)
    faces = assigned(parts, frames) if frames else [list(parts)]
    looked_at = [_Face(labels, own) for own in faces]
    for number, face in enumerate(looked_at):
        face.frame = frames[number] if frames else face.own_frame()
    looked_at = [face for face in looked_at if face.area >= _LEAST_FACE]
    if not looked_at:
        return ()
    return *(finding for face in looked_at for finding in face.findings()), *_specks(labels, parts, looked_at)


def count(labels: LabelMap, frames: Sequence[Frame] = ()) -> int:
    """Return how many findings of weight there are."""
    return sum(not finding.is_hint for finding in check(labels, frames))


@dataclass(eq=False)
class _Face:
    """``large``: its parts of each class that are no specks, the largest first.

    ``frame``: None where the parts do not tell one, or are of several faces; then little can be said of them.
    """

    labels: LabelMap
    parts: list[Component]
    frame: Frame | None = None
    large: dict[int, list[Component]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.area = sum(part.area for part in self.parts if part.class_id in (*_INNER, _SKIN))
        self.least = max(3.0, _SPECK * self.area)
        for part in sorted(self.parts, key=lambda part: -part.area):
            if part.area > self.least:
                self.large.setdefault(part.class_id, []).append(part)

    def own_frame(self) -> Frame | None:
        noses, eyes = (sum(len(_as_good(self.large.get(i, []))) for i in ids) for ids in ((_NOSE,), _EYES))
        are_several = noses > 1 and eyes > 2
        return None if are_several else own_frame([part for own in self.large.values() for part in own])

    def findings(self) -> Iterator[Issue]:
        strays = [part for part in self._inner() if self._is_outside(part)]
        self.large = {
            class_id: left
            for class_id, own in self.large.items()
            if (left := [part for part in own if part not in strays])
        }
        if self.frame is not None:
            yield from self._sides()
            yield from self._missing()
            yield from self._twice()
        yield from self._lips()
        yield from self._pieces()
        for class_id in dict.fromkeys(part.class_id for part in strays):
            yield _finding(
                "outside", self.labels, [part for part in strays if part.class_id == class_id], "drop"
            )

    def _inner(self) -> list[Component]:
        return [part for class_id in _INNER for part in self.large.get(class_id, ())]

    def _x(self, part: Component) -> float:
        assert self.frame is not None
        return float(in_crop(self.frame, [part.center])[0, 0])

    # What can be wrong

    def _sides(self) -> Iterator[Issue]:
        """A pair that lies on each other's side, or parts of one class that lie on the other's."""
        for left, right in MIRROR_PAIRS:
            lefts, rights = self.large.get(left, []), self.large.get(right, [])
            if lefts and rights and self._x(lefts[0]) < self._x(rights[0]):
                yield _finding("swapped", self.labels, [*lefts, *rights], "swap")
                continue
            for own, others, sign in ((lefts, rights, 1), (rights, lefts, -1)):
                wrong = [part for part in own if self._is_across(part, own, others, sign)]
                if wrong:
                    yield _finding("sides", self.labels, wrong, "swap")

    def _is_across(self, part: Component, own: list[Component], others: list[Component], sign: int) -> bool:
        beyond = sign * (MIDLINE - self._x(part))
        if beyond <= _ACROSS[part.class_id]:
            return False
        if part is own[0] and others:  # both are there, in the right order
            return False
        return part.area > _AGAIN * own[0].area

    def _missing(self) -> Iterator[Issue]:
        """An eye, in a face seen from the front, with bare skin in its place."""
        noses = self.large.get(_NOSE)
        if _GLASSES in self.large or not noses:
            return
        if abs(self._x(noses[0]) - MIDLINE) > _FRONTAL:
            return
        for gone in _EYES:
            other = int(MIRROR_LUT[gone])
            if gone in self.large or len(_as_good(self.large.get(other, []))) > 1:
                continue
            box = self._socket(gone)
            if box is not None and np.mean(crop(self.labels, box) == _SKIN) >= _BARE:
                margin = (box[3] - box[1]) // 2  # an eye may be larger
                yield _unseen("missing", gone, grown(box, margin, self.labels.shape))

    def _socket(self, class_id: int) -> Box | None:
        """Where an eye must be; None where that is not wholly in the photo."""
        assert self.frame is not None
        home, half = np.array(HOMES[class_id]), np.array(_SOCKET)
        corners = transform(self.frame, home + half * [[-1, -1], [1, -1], [-1, 1], [1, 1]])
        (x0, y0), (x1, y1) = np.floor(corners.min(0)).astype(int), np.ceil(corners.max(0)).astype(int)
        height, width = self.labels.shape
        inside = 0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height
        return (int(x0), int(y0), int(x1), int(y1)) if inside else None

    def _lips(self) -> Iterator[Issue]:
        """An open mouth without a lip around it."""
        mouths = self.large.get(_MOUTH)
        if mouths and not any(lip in self.large for lip in LIPS):
            x0, y0, x1, y1 = mouths[0].box
            box = grown((x0, y0, x1, y1), max(2, (x1 - x0 + y1 - y0) // 4), self.labels.shape)
            yield _unseen("lips", _MOUTH, box)

    def _twice(self) -> Iterator[Issue]:
        for class_id in _ONCE:
            own = self.large.get(class_id, [])
            again = [part for part in _as_good(own)[1:] if not self._is_told_of(part, own)]
            if again:
                yield _finding("twice", self.labels, again, "drop")

    def _pieces(self) -> Iterator[Issue]:
        """An ear or the like in so many pieces as hardly any true one is; an earring on either side."""
        for class_id in _COMPACT:
            limit = least(class_id, self.area)
            own = [each for each in self.parts if each.class_id == class_id and not each.is_line]
            own = [each for each in own if each.area >= limit.piece]
            groups = [own]
            if class_id == _EARRING and self.frame is not None:
                groups = [
                    [each for each in own if (self._x(each) < MIDLINE) == left] for left in (True, False)
                ]
            for group in groups:
                if len(group) >= _PIECES:
                    yield self._in_pieces(group)

    def _in_pieces(self, group: list[Component]) -> Issue:
        """With the narrow gaps between the pieces to be filled; where that joins none, to be restored."""
        found = _finding("pieces", self.labels, group, "restore")
        reach = max(2, round(_GAP * (self.area / _TYPICAL_FACE) ** 0.5))
        own = np.pad(found.mask, reach).view(np.uint8)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        gaps = cv2.morphologyEx(own, cv2.MORPH_CLOSE, disc)[reach:-reach, reach:-reach] > found.mask
        joined = cv2.connectedComponents((found.mask | gaps).view(np.uint8), connectivity=8)[0] - 1
        if joined >= len(group):
            return replace(found, mask=np.ones_like(found.mask))
        return replace(found, mask=gaps, mend="fill")

    def _is_told_of(self, part: Component, own: list[Component]) -> bool:
        """Whether the part lies on the wrong side, which is another finding."""
        if part.class_id not in _EYES:
            return False
        return self._x(part) < MIDLINE < self._x(own[0]) or self._x(own[0]) < MIDLINE < self._x(part)

    def _is_outside(self, part: Component) -> bool:
        """Whether nothing of a face lies beside the part, or it lies far from where it belongs."""
        if self._is_far(part):
            return True
        box = grown(part.box, 2, self.labels.shape)
        own, around = part.mask(self.labels), np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
        x, y = part.box[0] - box[0], part.box[1] - box[1]
        around[y : y + own.shape[0], x : x + own.shape[1]] = own
        ring = cv2.dilate(around, np.ones((5, 5), np.uint8)) > around
        beside = set(np.unique(crop(self.labels, box)[ring]).tolist())
        return not beside & (set(_FACE) - {part.class_id})

    def _is_far(self, part: Component) -> bool:
        """A nose is not: a second one is told of as such."""
        if self.frame is None or part.class_id == _NOSE:
            return False
        return off_home(part.class_id, in_crop(self.frame, [part.center])[0]) > _FAR


def _as_good(parts: list[Component]) -> list[Component]:
    """Those that are not much smaller than the largest, which comes first."""
    return [part for part in parts if part.area > _AGAIN * parts[0].area]


def _specks(labels: LabelMap, parts: Sequence[Component], faces: Sequence[_Face]) -> Iterator[Issue]:
    """All parts too small to be meant, of whatever class, as one finding; ``class_id`` is background's."""
    of_face = {id(part): face.area for face in faces for part in face.parts}
    elsewhere = min(face.area for face in faces)
    largest = {part.class_id: part.area for part in sorted(parts, key=lambda part: part.area)}

    def is_speck(part: Component) -> bool:
        limit = least(part.class_id, of_face.get(id(part), elsewhere))
        if part.area * MAIN > largest[part.class_id]:  # a small earring, not a crumb of something
            return part.area < limit.main
        return part.area < limit.piece or (part.is_line and part.class_id not in THIN)

    small = [part for part in parts if is_speck(part)]
    if small:
        yield replace(_finding("specks", labels, small, "drop"), class_id=BACKGROUND)


def _finding(kind: Kind, labels: LabelMap, parts: Sequence[Component], mend: Mend) -> Issue:
    """Of parts; its class is the first one's."""
    places = tuple(part.box for part in parts)
    boxes = np.array(places)
    (x0, y0), (x1, y1) = boxes[:, :2].min(0).tolist(), boxes[:, 2:].max(0).tolist()
    mask = np.zeros((y1 - y0, x1 - x0), np.bool_)
    for part in parts:
        left, top, right, bottom = part.box
        mask[top - y0 : bottom - y0, left - x0 : right - x0] |= part.mask(labels)
    return Issue(kind, parts[0].class_id, (x0, y0, x1, y1), mask, mend, places)


def _unseen(kind: Kind, class_id: int, box: Box) -> Issue:
    """Of what should be in a box, which only the prediction may know."""
    mask = np.ones((box[3] - box[1], box[2] - box[0]), np.bool_)
    return Issue(kind, class_id, box, mask, "restore", (box,))
