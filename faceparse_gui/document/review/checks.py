"""Issues of a label map: places where it is likely wrong.

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
from faceparse_gui.document.review.components import Component, components_of
from faceparse_gui.document.review.face_places import HOMES, MIDLINE, assigned, in_crop, off_home, own_frame
from faceparse_gui.document.review.least_sizes import MAIN, THIN, least
from faceparse_gui.document.tiles import Box, crop, grown

Mask = npt.NDArray[np.bool_]
Kind = Literal["swapped", "sides", "outside", "twice", "missing", "lips", "pieces", "specks"]
Fix = Literal["swap", "drop", "fill", "restore"]

_SKIN, _GLASSES, _NOSE, _MOUTH = (ID_OF[name] for name in ("skin", "eye_g", "nose", "mouth"))
_EYES = (ID_OF["l_eye"], ID_OF["r_eye"])
LIPS = (ID_OF["u_lip"], ID_OF["l_lip"])
_INNER = (_NOSE, *_EYES, ID_OF["l_brow"], ID_OF["r_brow"], _MOUTH, *LIPS)
"""What lies inside a face."""
_ONCE = (_NOSE, *_EYES, _MOUTH)
"""Of these a second component is one too many; brows and lips may be divided by hair or a hand."""
_FACE = (*_INNER, _SKIN, _GLASSES, ID_OF["hair"])
_EARRING = ID_OF["ear_r"]
_COMPACT = (ID_OF["l_ear"], ID_OF["r_ear"], _EARRING, *_EYES, ID_OF["l_brow"], ID_OF["r_brow"], _MOUTH, *LIPS)
_PIECES = 3
"""Components of a compact class from which it is in pieces; so have 11 of 900 faces of celebamask-mini."""
_GAP, _TYPICAL_FACE = 2.0, 90_000
"""Half the width of the gaps that are filled, in pixels, in a face of the typical area in pixels."""
_SPECK = 4e-4
"""Share of the face's area below which a component is a speck."""
_LEAST_FACE = 64
"""Area of a face, in pixels, below which nothing is checked."""
_AGAIN = 0.25
"""Share of the largest component's area from which another one counts as a second one."""

# In units of the aligned crop of 512:
_FAR = 110.0
"""Distance from its usual place that no correct component of the 900 faces of celebamask-mini has."""
_ACROSS = {
    class_id: 60.0 if class_id in MIRROR_PAIRS[2] else 35.0 for pair in MIRROR_PAIRS for class_id in pair
}
"""Distance beyond the midline from which a component is on the wrong side; larger for ears."""
_FRONTAL = 25.0
"""How far from the midline the nose lies at most in a face seen from the front."""
_SOCKET = 26.0, 12.0
"""Half the width and height of where an eye must be."""
_BARE = 0.9
"""The share of skin there with which nothing hides the eye."""


@dataclass(frozen=True, slots=True, eq=False)
class Issue:
    """A place where a label map is likely wrong.

    Attributes:
        kind: What is wrong.
        class_id: The class of the first component concerned, 0 to 18; 0 for specks of several classes.
        box: ``(x0, y0, x1, y1)`` around all of it, end exclusive, in photo pixels.
        mask: ``bool`` of the shape of ``box``: the pixels concerned.
        fix: The edit that settles it, see ``faceparse_gui.document.review.fixes.fixed``.
        places: The boxes of its components.
    """

    kind: Kind
    class_id: int
    box: Box
    mask: Mask
    fix: Fix
    places: tuple[Box, ...]

    @property
    def is_minor(self) -> bool:
        """Whether it may well be right: most label maps have a few specks, and hair may divide an ear."""
        return self.kind in ("specks", "pieces")

    def is_again(self, other: Issue) -> bool:
        """Return whether ``other``, found before a change, is of the same kind and class and overlaps."""
        (x0, y0, x1, y1), (left, top, right, bottom) = self.box, other.box
        meets = x0 < right and left < x1 and y0 < bottom and top < y1
        return meets and (self.kind, self.class_id) == (other.kind, other.class_id)


def check(labels: LabelMap, frames: Sequence[Frame] = ()) -> tuple[Issue, ...]:
    """Return the issues of a label map, face by face.

    Args:
        labels: ``uint8 (H, W)``, ids 0 to 18.
        frames: Where the faces lie; empty: the whole map is checked as one face.
    """
    components = components_of(labels)
    faces = assigned(components, frames) if frames else [list(components)]
    faces_found = [_Face(labels, own) for own in faces]
    for number, face in enumerate(faces_found):
        face.frame = frames[number] if frames else face.own_frame()
    faces_found = [face for face in faces_found if face.area >= _LEAST_FACE]
    if not faces_found:
        return ()
    return *(issue for face in faces_found for issue in face.issues()), *_specks(
        labels, components, faces_found
    )


def count(labels: LabelMap, frames: Sequence[Frame] = ()) -> int:
    """Return the number of issues that are no mere hints."""
    return sum(not issue.is_minor for issue in check(labels, frames))


@dataclass(eq=False)
class _Face:
    """The components of one face.

    Attributes: large: Of each class the components that are no specks, the largest first. frame: None where
        the components do not determine one, or belong to several faces; then few checks apply.
    """

    labels: LabelMap
    components: list[Component]
    frame: Frame | None = None
    large: dict[int, list[Component]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.area = sum(
            component.area for component in self.components if component.class_id in (*_INNER, _SKIN)
        )
        self.least = max(3.0, _SPECK * self.area)
        for component in sorted(self.components, key=lambda component: -component.area):
            if component.area > self.least:
                self.large.setdefault(component.class_id, []).append(component)

    def own_frame(self) -> Frame | None:
        noses, eyes = (sum(len(_as_good(self.large.get(i, []))) for i in ids) for ids in ((_NOSE,), _EYES))
        are_several = noses > 1 and eyes > 2
        return (
            None
            if are_several
            else own_frame([component for own in self.large.values() for component in own])
        )

    def issues(self) -> Iterator[Issue]:
        strays = [component for component in self._inner() if self._is_outside(component)]
        self.large = {
            class_id: left
            for class_id, own in self.large.items()
            if (left := [component for component in own if component not in strays])
        }
        if self.frame is not None:
            yield from self._sides()
            yield from self._missing()
            yield from self._twice()
        yield from self._lips()
        yield from self._pieces()
        for class_id in dict.fromkeys(component.class_id for component in strays):
            yield _issue(
                "outside",
                self.labels,
                [component for component in strays if component.class_id == class_id],
                "drop",
            )

    def _inner(self) -> list[Component]:
        return [component for class_id in _INNER for component in self.large.get(class_id, ())]

    def _x(self, component: Component) -> float:
        assert self.frame is not None
        return float(in_crop(self.frame, [component.center])[0, 0])

    # What can be wrong

    def _sides(self) -> Iterator[Issue]:
        """A pair on each other's side, or components of one class on the other's."""
        for left, right in MIRROR_PAIRS:
            lefts, rights = self.large.get(left, []), self.large.get(right, [])
            if lefts and rights and self._x(lefts[0]) < self._x(rights[0]):
                yield _issue("swapped", self.labels, [*lefts, *rights], "swap")
                continue
            for own, others, sign in ((lefts, rights, 1), (rights, lefts, -1)):
                wrong = [component for component in own if self._is_across(component, own, others, sign)]
                if wrong:
                    yield _issue("sides", self.labels, wrong, "swap")

    def _is_across(
        self, component: Component, own: list[Component], others: list[Component], sign: int
    ) -> bool:
        beyond = sign * (MIDLINE - self._x(component))
        if beyond <= _ACROSS[component.class_id]:
            return False
        if component is own[0] and others:  # both are there, in the right order
            return False
        return component.area > _AGAIN * own[0].area

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
                yield _missing_issue("missing", gone, grown(box, margin, self.labels.shape))

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
            yield _missing_issue("lips", _MOUTH, box)

    def _twice(self) -> Iterator[Issue]:
        for class_id in _ONCE:
            own = self.large.get(class_id, [])
            again = [
                component for component in _as_good(own)[1:] if not self._is_on_wrong_side(component, own)
            ]
            if again:
                yield _issue("twice", self.labels, again, "drop")

    def _pieces(self) -> Iterator[Issue]:
        """An ear or the like in so many pieces as hardly any true one is; an earring on either side."""
        for class_id in _COMPACT:
            limit = least(class_id, self.area)
            own = [each for each in self.components if each.class_id == class_id and not each.is_line]
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
        found = _issue("pieces", self.labels, group, "restore")
        reach = max(2, round(_GAP * (self.area / _TYPICAL_FACE) ** 0.5))
        own = np.pad(found.mask, reach).view(np.uint8)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        gaps = cv2.morphologyEx(own, cv2.MORPH_CLOSE, disc)[reach:-reach, reach:-reach] > found.mask
        joined = cv2.connectedComponents((found.mask | gaps).view(np.uint8), connectivity=8)[0] - 1
        if joined >= len(group):
            return replace(found, mask=np.ones_like(found.mask))
        return replace(found, mask=gaps, fix="fill")

    def _is_on_wrong_side(self, component: Component, own: list[Component]) -> bool:
        """Whether the component lies on the wrong side, which is an issue of another kind."""
        if component.class_id not in _EYES:
            return False
        return self._x(component) < MIDLINE < self._x(own[0]) or self._x(own[0]) < MIDLINE < self._x(
            component
        )

    def _is_outside(self, component: Component) -> bool:
        """Whether nothing of a face touches the component, or it lies far from its usual place."""
        if self._is_far(component):
            return True
        box = grown(component.box, 2, self.labels.shape)
        own, around = component.mask(self.labels), np.zeros((box[3] - box[1], box[2] - box[0]), np.uint8)
        x, y = component.box[0] - box[0], component.box[1] - box[1]
        around[y : y + own.shape[0], x : x + own.shape[1]] = own
        ring = cv2.dilate(around, np.ones((5, 5), np.uint8)) > around
        beside = set(np.unique(crop(self.labels, box)[ring]).tolist())
        return not beside & (set(_FACE) - {component.class_id})

    def _is_far(self, component: Component) -> bool:
        """A nose never is: a second one is an issue of its own."""
        if self.frame is None or component.class_id == _NOSE:
            return False
        return off_home(component.class_id, in_crop(self.frame, [component.center])[0]) > _FAR


def _as_good(components: list[Component]) -> list[Component]:
    """Those that are not much smaller than the largest, which comes first."""
    return [component for component in components if component.area > _AGAIN * components[0].area]


def _specks(labels: LabelMap, components: Sequence[Component], faces: Sequence[_Face]) -> Iterator[Issue]:
    """All components too small to be intended, of any class, as one issue; its ``class_id`` is background."""
    of_face = {id(component): face.area for face in faces for component in face.components}
    elsewhere = min(face.area for face in faces)
    largest = {
        component.class_id: component.area
        for component in sorted(components, key=lambda component: component.area)
    }

    def is_speck(component: Component) -> bool:
        limit = least(component.class_id, of_face.get(id(component), elsewhere))
        if component.area * MAIN > largest[component.class_id]:  # a small earring, not a crumb of something
            return component.area < limit.main
        return component.area < limit.piece or (component.is_line and component.class_id not in THIN)

    small = [component for component in components if is_speck(component)]
    if small:
        yield replace(_issue("specks", labels, small, "drop"), class_id=BACKGROUND)


def _issue(kind: Kind, labels: LabelMap, components: Sequence[Component], fix: Fix) -> Issue:
    """Return the issue of some components; its class is that of the first."""
    places = tuple(component.box for component in components)
    boxes = np.array(places)
    (x0, y0), (x1, y1) = boxes[:, :2].min(0).tolist(), boxes[:, 2:].max(0).tolist()
    mask = np.zeros((y1 - y0, x1 - x0), np.bool_)
    for component in components:
        left, top, right, bottom = component.box
        mask[top - y0 : bottom - y0, left - x0 : right - x0] |= component.mask(labels)
    return Issue(kind, components[0].class_id, (x0, y0, x1, y1), mask, fix, places)


def _missing_issue(kind: Kind, class_id: int, box: Box) -> Issue:
    """Return the issue of what is missing in a box; only the prediction can have it."""
    mask = np.ones((box[3] - box[1], box[2] - box[0]), np.bool_)
    return Issue(kind, class_id, box, mask, "restore", (box,))
