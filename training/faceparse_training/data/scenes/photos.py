"""Composed photos: people at known frames in a photo of their own, larger than any crop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, Frame
from faceparse_training.data.copy_paste import Photo, Sample
from faceparse_training.data.scenes.kinds import FACE_SHARE, dark, placed
from faceparse_training.data.scenes.occluders import COVERS, cover
from faceparse_training.data.scenes.person import Person, Scene, cut_out
from faceparse_training.data.scenes.surroundings import draw_clutter, surroundings, texture

SIDE = 896
"""Of every composed photo, in pixels."""


@dataclass(frozen=True)
class ComposedPhoto:
    """A photo with all that is true of it.

    Attributes:
        photo: ``uint8 (SIDE, SIDE, 3)``.
        labels: of everybody, ``uint8 (SIDE, SIDE)``.
        owner: the number of the person at each pixel, from 1 in the order of ``frames``; 0 nobody.
        frames: that of each person, from crop to photo.
    """

    photo: Photo
    labels: LabelMap
    owner: npt.NDArray[np.uint8]
    frames: tuple[Frame, ...]

    def labels_of(self, number: int) -> LabelMap:
        """The label map in which everybody but person ``number`` is background."""
        return np.where(self.owner == number, self.labels, np.uint8(0))


@dataclass(frozen=True)
class PhotoKind:
    """A kind of composed photo; ``compose(sample, other, rng)`` makes one, ``people`` are in it."""

    title: str
    compose: Callable[[Sample, Sample, np.random.Generator], ComposedPhoto]
    people: int = 1


@dataclass(frozen=True)
class _Standing:
    """The face's centre as a share of the side, the crop's side in pixels, the turn in degrees."""

    at: tuple[float, float]
    side: float
    turn: float


def _alone(sample: Sample, other: Sample, rng: np.random.Generator) -> ComposedPhoto:
    return _compose([sample], other, [_one(rng)], rng)


def _busy(sample: Sample, other: Sample, rng: np.random.Generator) -> ComposedPhoto:
    behind = texture((SIDE, SIDE), rng)
    draw_clutter(behind, rng)
    return _compose([sample], other, [_one(rng)], rng, behind=behind)


def _turned(sample: Sample, other: Sample, rng: np.random.Generator) -> ComposedPhoto:
    turn = float(rng.uniform(25, 75) * rng.choice((-1, 1)))
    return _compose([sample], other, [replace(_one(rng), turn=turn)], rng)


def _small(sample: Sample, other: Sample, rng: np.random.Generator) -> ComposedPhoto:
    side = float(rng.uniform(20, 40) / FACE_SHARE)
    at = float(rng.uniform(0.15, 0.85)), float(rng.uniform(0.15, 0.7))
    return _compose([sample], other, [replace(_one(rng), side=side, at=at)], rng)


def _dark(sample: Sample, other: Sample, rng: np.random.Generator) -> ComposedPhoto:
    lit = _alone(sample, other, rng)
    return replace(lit, photo=dark((lit.photo, lit.labels), other, rng)[0])


def _pair(sample: Sample, other: Sample, rng: np.random.Generator) -> ComposedPhoto:
    side = float(rng.uniform(0.25, 0.42) * SIDE)
    theirs = side * float(rng.uniform(0.75, 1.3))
    apart = float(rng.uniform(0.55, 0.95)) * (side + theirs) / 2 / SIDE
    y = rng.uniform(0.35, 0.5, 2)
    middle = rng.uniform(0.45, 0.55)
    order = rng.choice((-1, 1))
    places = [
        _Standing((middle + sign * order * apart / 2, float(height)), size, float(rng.normal(0, 8)))
        for sign, height, size in zip((-1, 1), y, (side, theirs), strict=True)
    ]
    return _compose([sample, other], other, places, rng)


def _covered(name: str) -> Callable[[Sample, Sample, np.random.Generator], ComposedPhoto]:
    def compose(sample: Sample, other: Sample, rng: np.random.Generator) -> ComposedPhoto:
        def over(person: Person) -> Person:
            x, y = person.corner
            inner = np.s_[y : y + person.side, x : x + person.side]
            crop = person.photo[inner], person.labels[inner]
            hidden = COVERS[name](crop, other, rng)
            photo, labels, alpha = person.photo.copy(), person.labels.copy(), person.alpha.copy()
            photo[inner], labels[inner] = cover(crop, hidden, rng)
            alpha[inner][hidden.where] = 255
            return replace(person, photo=photo, labels=labels, alpha=alpha)

        return _compose([sample], other, [_one(rng)], rng, change=over)

    return compose


PHOTO_KINDS: dict[str, PhotoKind] = {
    "alone": PhotoKind("one person, body and hair past the frame", _alone),
    "busy": PhotoKind("before a busy background", _busy),
    "hand": PhotoKind("a hand over the face", _covered("hand")),
    "face_mask": PhotoKind("a mask over mouth and nose", _covered("face_mask")),
    "pair": PhotoKind("two people, side by side or overlapping", _pair, people=2),
    "dark": PhotoKind("dark", _dark),
    "small": PhotoKind("face of 20 to 40 pixels", _small),
    "turned": PhotoKind("turned by 25° to 75°", _turned),
}
"""All kinds of photos, by name."""


def _one(rng: np.random.Generator) -> _Standing:
    """Somewhere near the middle, with room for a body: the crop takes a quarter to a half of the height."""
    at = float(rng.uniform(0.35, 0.65)), float(rng.uniform(0.3, 0.45))
    return _Standing(at, float(rng.uniform(0.25, 0.5) * SIDE), float(rng.normal(0, 10)))


def _compose(
    samples: list[Sample],
    other: Sample,
    standing: list[_Standing],
    rng: np.random.Generator,
    *,
    behind: Photo | None = None,
    change: Callable[[Person], Person] = lambda person: person,
) -> ComposedPhoto:
    scene = Scene.empty(surroundings((SIDE, SIDE), other, rng) if behind is None else behind)
    frames = []
    for number, (sample, place) in enumerate(zip(samples, standing, strict=True), 1):
        side = max(16, round(place.side))
        down = float(np.clip(SIDE / side, 1, 3))
        person = change(cut_out(sample, other, side, down, rng))
        matrix = placed(side, np.array(place.at) * SIDE, 1.0, place.turn)
        scene.lay(person, matrix, number, soft=0.6)
        frames.append(_frame(matrix, side))
    return ComposedPhoto(scene.photo, scene.labels, scene.owner, tuple(frames))


def _frame(matrix: npt.NDArray[np.float64], side: int) -> Frame:
    """The frame of a crop whose pixel centres ``matrix`` maps."""
    linear = matrix[:, :2]
    return np.column_stack([linear * (side / CROP_SIDE), matrix[:, 2] - linear @ (0.5, 0.5) + 0.5])
