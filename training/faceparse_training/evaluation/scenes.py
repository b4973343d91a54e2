"""A model on composed crops and photos: people past the crop, covered, beside others, small, dark, turned.

Nobody in them was trained on: both the faces and what others lend come from the photos held out.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.losses import IGNORE
from faceparse_core.metrics import confusion, mean_f
from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE, Frame, cut, frame_scale, transform, widen
from faceparse_core.parsing.owners import owners
from faceparse_core.parsing.parser import Parser
from faceparse_core.parsing.paste import CropLogits, paste
from faceparse_core.parsing.surroundings import WIDTHS
from faceparse_training.data.copy_paste import Sample
from faceparse_training.data.datasets import resize_pair
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.data.scenes.kinds import KINDS, Kind
from faceparse_training.data.scenes.occluders import COVERS, cover
from faceparse_training.data.scenes.photos import PHOTO_KINDS, ComposedPhoto, PhotoKind
from faceparse_training.evaluation.cuts import cut_people, running_people
from faceparse_training.evaluation.straight_cuts import cut_by_chance, is_long, straight_cut

_NEAR = 0.15
"""A face is found if its centre lies so near the true one, as a share of its crop's side."""
_RING = 3.0
"""Up to how many frames a side it is looked at what lies beyond the frame."""


def _covered_by(name: str) -> Kind:
    return lambda sample, other, rng: cover(sample, COVERS[name](sample, other, rng), rng)


CROP_KINDS: dict[str, Kind] = {
    **{name: kind for name, kind in KINDS.items() if name != "covered"},
    **{name: _covered_by(name) for name in COVERS},
}
"""The composed crops that are scored, by name; what covers faces by its kind."""


@dataclass(frozen=True)
class CropRow:
    """Aligned crops of one kind: per-image F, and the share of the pixels that are wrong."""

    name: str
    per_image_f: float
    wrong: float


@dataclass(frozen=True)
class PhotoRow:
    """Composed photos of one kind, through the whole parser.

    Attributes:
        faces: how many there are; ``missed`` of them, and ``invented`` ones that are none.
        known_f: per-image F in the frame, parsed at the true frame.
        found_f: the same of the parser's own label map, faces found and pasted; of missed ones too.
        wrong_beyond: the share of the pixels around the frame, three frames a side, that are wrong.
        running: faces found whose hair, hat, neck or clothes go on past the frame; ``cut`` of them have a
            straight cut that an eye sees, ``cut_long`` a long one; ``by_chance`` and ``long_by_chance`` of
            them one along directions that no crop has; ``ended`` end at a border of a crop, straight or not.
        owned: of the pixels of people that got a class, the share whose owner is the right one of several
            people; None where there is but one.
    """

    name: str
    title: str
    faces: int
    missed: int
    invented: int
    known_f: float
    found_f: float
    wrong_beyond: float
    running: int
    cut: int
    by_chance: int
    cut_long: int
    long_by_chance: int
    ended: int
    owned: float | None

    @property
    def kept(self) -> float:
        """What is left of the F at known frames; 0 where there is none."""
        return self.found_f / self.known_f if self.known_f else 0.0

    @property
    def cut_share(self) -> float:
        """The share of the faces running on that are cut; 0 without any."""
        return self.cut / max(self.running, 1)

    @property
    def long_share(self) -> float:
        """The share of the faces running on that have a long cut; 0 without any."""
        return self.cut_long / max(self.running, 1)

    @property
    def ended_share(self) -> float:
        """The share of the faces running on that end at a border of a crop; 0 without any."""
        return self.ended / max(self.running, 1)


@dataclass(frozen=True)
class SceneFigures:
    """The clean crops, a row for each kind of crop and of photo."""

    images: int
    clean: CropRow
    crops: tuple[CropRow, ...]
    photos: tuple[PhotoRow, ...]

    def as_data(self) -> dict[str, Any]:
        """The same as plain data, with what follows from it."""
        photos = [
            {
                **asdict(row),
                "kept": row.kept,
                "cut_share": row.cut_share,
                "long_share": row.long_share,
                "ended_share": row.ended_share,
            }
            for row in self.photos
        ]
        return {**asdict(self), "photos": photos}


@dataclass
class _Tally:
    known: list[float] = field(default_factory=list)
    found: list[float] = field(default_factory=list)
    beyond: list[float] = field(default_factory=list)
    missed: int = 0
    invented: int = 0
    running: int = 0
    cut: int = 0
    by_chance: int = 0
    cut_long: int = 0
    long_by_chance: int = 0
    ended: int = 0
    owned: list[float] = field(default_factory=list)

    def row(self, name: str, title: str) -> PhotoRow:
        return PhotoRow(
            name,
            title,
            faces=len(self.found),
            missed=self.missed,
            invented=self.invented,
            known_f=float(np.mean(self.known)),
            found_f=float(np.mean(self.found)),
            wrong_beyond=float(np.mean(self.beyond)),
            running=self.running,
            cut=self.cut,
            by_chance=self.by_chance,
            cut_long=self.cut_long,
            long_by_chance=self.long_by_chance,
            ended=self.ended,
            owned=float(np.mean(self.owned)) if self.owned else None,
        )


def measure(
    parser: Parser,
    examples: Iterable[HeldOutPhoto],
    crop_kinds: Mapping[str, Kind] = CROP_KINDS,
    photo_kinds: Mapping[str, PhotoKind] = PHOTO_KINDS,
    on_done: Callable[[], None] = lambda: None,
) -> SceneFigures:
    """Score ``parser`` on every example, clean and composed; ``on_done`` is called an image.

    Each example borrows from the one before it, the first one from itself. Seeds follow from the names.

    Raises:
        ValueError: if there is no example.
    """
    crops: dict[str, list[tuple[float, float]]] = {name: [] for name in ("clean", *crop_kinds)}
    photos = {name: _Tally() for name in photo_kinds}
    other: Sample | None = None
    for example in examples:
        sample = resize_pair(example.photo, example.truth, int(CROP_SIDE))
        other = other or sample
        seed = zlib.crc32(example.stem.encode())
        crops["clean"].append(_score_crop(parser, sample))
        for name, kind in crop_kinds.items():
            rng = np.random.default_rng((seed, zlib.crc32(name.encode())))
            crops[name].append(_score_crop(parser, kind(sample, other, rng)))
        for name, photo_kind in photo_kinds.items():
            rng = np.random.default_rng((seed, zlib.crc32(name.encode()), 1))
            _score_photo(parser, photo_kind.compose(sample, other, rng), photos[name])
        other = sample
        on_done()
    if other is None:
        raise ValueError("no image to score")
    clean, *rows = (CropRow(name, *map(float, np.mean(found, 0))) for name, found in crops.items())
    return SceneFigures(
        len(crops["clean"]),
        clean,
        tuple(rows),
        tuple(tally.row(name, photo_kinds[name].title) for name, tally in photos.items()),
    )


def _score_crop(parser: Parser, sample: Sample) -> tuple[float, float]:
    """Per-image F and the share of wrong pixels."""
    photo, truth = sample
    labels = parser.parse(photo, "whole").labels
    return mean_f(confusion(truth, labels)), float((labels != truth).mean())


def _score_photo(parser: Parser, scene: ComposedPhoto, tally: _Tally) -> None:
    result = parser.parse(scene.photo)
    centres = [transform(face.to_photo, np.array([FACE_CENTRE]))[0] for face in result.faces]
    frames = [face.to_photo for face in result.faces]
    borders = [widen(frame, width) for frame in frames for width in (1.0, *WIDTHS)]
    ended = cut_people(result.labels, scene.labels, scene.owner, borders)
    seen: set[int] = set()
    person_of = np.zeros(len(result.faces) + 1, np.uint8)  # 0: nobody's face, nobody's pixel
    for number, frame in enumerate(scene.frames, 1):
        middle = transform(frame, np.array([FACE_CENTRE]))[0]
        reach = _NEAR * frame_scale(frame) * CROP_SIDE
        near = {k for k, centre in enumerate(centres) if np.hypot(*(centre - middle)) < reach}
        seen |= near
        person_of[[k + 1 for k in near]] = number
        tally.missed += not near
        inside = _within(frame, scene.labels.shape)
        tally.known.append(
            mean_f(confusion(_only(scene.labels_of(number), inside), _at(parser, scene, frame)))
        )
        tally.found.append(mean_f(confusion(_only(scene.labels, inside), result.labels)))
        ring = _within(widen(frame, _RING), scene.labels.shape) & ~inside
        tally.beyond.append(float((result.labels != scene.labels)[ring].mean()) if ring.any() else 0.0)
        if near and number in running_people(scene.labels, scene.owner, frame):
            tally.running += 1
            tally.ended += number in ended
            nearest, others = frames[min(near)], [frames[k] for k in range(len(frames)) if k not in near]
            looked_at = scene.photo, result.labels, nearest, tuple(others), scene.labels
            length, by_chance = straight_cut(*looked_at), cut_by_chance(*looked_at)
            tally.cut += length > 0
            tally.by_chance += by_chance > 0
            tally.cut_long += is_long(length, nearest)
            tally.long_by_chance += is_long(by_chance, nearest)
    tally.invented += len(centres) - len(seen)
    theirs = (scene.labels != BACKGROUND) & (result.labels != BACKGROUND)
    if len(scene.frames) > 1 and theirs.any():
        found = person_of[owners(result.labels, [face.to_photo for face in result.faces])]
        tally.owned.append(float((found == scene.owner)[theirs].mean()))


def _at(parser: Parser, scene: ComposedPhoto, frame: Frame) -> LabelMap:
    """The label map of the photo from the one crop of ``frame``."""
    crop = cut(scene.photo, frame, parser.info.input_size)
    logits = parser.parse(crop, "whole").crops[0].logits
    height, width = scene.labels.shape
    return paste((height, width), [CropLogits(frame, logits)])


def _only(truth: LabelMap, where: npt.NDArray[np.bool_]) -> LabelMap:
    return np.where(where, truth, np.uint8(IGNORE))


def _within(frame: Frame, shape: tuple[int, ...]) -> npt.NDArray[np.bool_]:
    """Which pixels of a photo lie in ``frame``, ``bool (H, W)``."""
    inverse = np.linalg.inv(frame[:, :2])
    y, x = np.indices(shape) + 0.5
    u, v = (row[0] * (x - frame[0, 2]) + row[1] * (y - frame[1, 2]) for row in inverse)
    inside: npt.NDArray[np.bool_] = (u >= 0) & (u <= CROP_SIDE) & (v >= 0) & (v <= CROP_SIDE)
    return inside
