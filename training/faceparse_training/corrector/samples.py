"""What one step learns from: an area that a network has wrong, a stroke in it, and the truth around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.corrector.inputs import NO, YES, Box, planes, resized, square_around
from faceparse_core.labels import LabelMap, swap_left_right
from faceparse_core.messages import message
from faceparse_core.work import thick
from faceparse_training.corrector.errors import SIDE, ParsedFace
from faceparse_training.corrector.strokes import stroke
from faceparse_training.data.datasets import DataError

Mask = npt.NDArray[np.bool_]
Pixel = TypeVar("Pixel", bound=np.generic)
Planes = npt.NDArray[np.float32]

_LEAST = 100
"""Pixels of 512: smaller areas are painted by hand."""
_TAKES_AWAY = 0.2
"""The share of strokes that say what is not of the class."""
_CORRECTED = 0.5
"""So often other areas are right already, about half of them."""
_CERTAIN = 255


@dataclass(frozen=True, slots=True)
class WrongArea:
    """Connected wrong pixels of one true class; ``mask`` is of the box's shape."""

    face: int
    box: Box
    mask: Mask


@dataclass(frozen=True, slots=True)
class Sample:
    """``planes``: as ``inputs.planes``. ``truth``: where the class is, and ``counts``: where that is known to
    be meant by the stroke, ``float32 (SIDE, SIDE)``.
    """

    planes: Planes
    truth: Planes
    counts: Planes


def _wrong(face: ParsedFace) -> Iterator[tuple[Box, Mask]]:
    wrong = face.labels != face.truth
    for class_id in np.unique(face.truth[wrong]):
        of_class = thick(wrong & (face.truth == class_id)).view(np.uint8)
        _, parts, stats, _ = cv2.connectedComponentsWithStats(of_class, connectivity=8)
        for part, (x, y, w, h, pixels) in enumerate(stats[1:].tolist(), 1):
            if pixels >= _LEAST:
                yield (x, y, x + w, y + h), parts[y : y + h, x : x + w] == part


class Samples:
    """Samples without end, areas by the root of their size."""

    def __init__(self, faces: Sequence[ParsedFace]) -> None:
        """Raises ``DataError`` where there is nothing to learn from."""
        self._faces = faces
        self._of_face = [
            [WrongArea(number, box, mask) for box, mask in _wrong(face)] for number, face in enumerate(faces)
        ]
        self._areas = [area for areas in self._of_face for area in areas]
        if not self._areas:
            raise DataError(message("The models have no large area wrong in these photos. Give more photos."))
        sizes = np.sqrt([float(area.mask.sum()) for area in self._areas])
        self._shares = sizes / sizes.sum()

    def __len__(self) -> int:
        return len(self._areas)

    def draw(self, rng: np.random.Generator) -> Sample:
        """One sample."""
        return self.of(self._areas[int(rng.choice(len(self._areas), p=self._shares))], rng)

    def of(self, area: WrongArea, rng: np.random.Generator) -> Sample:
        """A sample with a stroke in ``area``."""
        face = self._faces[area.face]
        meant = np.zeros(face.labels.shape, np.bool_)
        meant[area.box[1] : area.box[3], area.box[0] : area.box[2]] = area.mask
        takes_away = rng.random() < _TAKES_AWAY
        classes = (face.labels if takes_away else face.truth)[meant]
        class_id = int(np.bincount(classes).argmax())
        labels, confidence = face.labels, face.confidence
        if rng.random() < _CORRECTED:
            labels, confidence = self._partly_corrected(area, rng)
        inside = meant & (labels == class_id) if takes_away else meant
        drawn = stroke(inside, rng)
        y, x = np.nonzero(drawn)
        extent = int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1
        box = square_around(extent, labels.shape, SIDE, rng.uniform(2.0, 3.5))
        return _cut(face, labels, confidence, drawn, takes_away, class_id, box, rng)

    def _partly_corrected(
        self, area: WrongArea, rng: np.random.Generator
    ) -> tuple[LabelMap, npt.NDArray[np.uint8]]:
        face = self._faces[area.face]
        labels, confidence = face.labels.copy(), face.confidence.copy()
        for other in self._of_face[area.face]:
            if other is not area and rng.random() < 0.5:
                here = np.s_[other.box[1] : other.box[3], other.box[0] : other.box[2]]
                labels[here][other.mask] = face.truth[here][other.mask]
                confidence[here][other.mask] = _CERTAIN
        return labels, confidence


def _cut(
    face: ParsedFace,
    labels: LabelMap,
    confidence: npt.NDArray[np.uint8],
    drawn: Mask,
    takes_away: bool,
    class_id: int,
    box: Box,
    rng: np.random.Generator,
) -> Sample:
    """What lies in a square, mirrored in half of all cases, in another light."""
    step = -1 if rng.random() < 0.5 else 1
    here = np.s_[box[1] : box[3], box[0] : box[2]]

    def cut(pixels: npt.NDArray[Pixel]) -> npt.NDArray[Pixel]:
        return np.ascontiguousarray(pixels[here][:, ::step])

    labels, truth = cut(labels), cut(face.truth)
    if step < 0:
        labels, truth = swap_left_right(labels), swap_left_right(truth)
        class_id = int(swap_left_right(np.full((1, 1), class_id, np.uint8))[0, 0])
    strokes = cut(drawn)
    is_true, is_class = truth == class_id, labels == class_id
    wrong = (is_class & ~is_true) if takes_away else (is_true & ~is_class)
    _, parts = cv2.connectedComponents(wrong.view(np.uint8), connectivity=8)
    reached = np.zeros(int(parts.max()) + 1, np.bool_)
    reached[parts[strokes & wrong]] = True
    counts = (is_true == is_class) | reached[parts]
    nothing = np.zeros_like(strokes)
    yes, no = (nothing, strokes) if takes_away else (strokes, nothing)
    seen = planes(cut(face.photo), labels, cut(confidence), yes, no, class_id)
    seen[:3] = seen[:3] * rng.uniform(0.7, 1.2) + rng.uniform(-0.2, 0.2, (3, 1, 1))
    return Sample(seen, (resized(is_true) >= 0.5).astype(np.float32), resized(counts))


def with_another_stroke(sample: Sample, said: Mask, rng: np.random.Generator) -> None:
    """Draw a stroke where what the network ``said``, ``bool (SIDE, SIDE)``, is most wrong.

    As RITM learns (Sofiiuk et al., ICIP 2022): from strokes that its own answers give rise to.
    """
    wrong = (said != (sample.truth > 0)) & (sample.counts > 0.5)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(wrong.view(np.uint8), connectivity=4)
    if len(stats) < 2:
        return
    part = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    if stats[part, cv2.CC_STAT_AREA] < 12:
        return
    mask = parts == part
    is_yes = bool(sample.truth[mask][0])
    sample.planes[YES if is_yes else NO][stroke(mask, rng)] = 1
