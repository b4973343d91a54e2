"""The network before and the new one on the same corrected crops.

Where a person changed nothing, accepted labels are the network's own prediction, its slivers included: one
that differs there by less than a stroke's width is neither better nor worse. So the new network is compared
by what it predicts on and near what was changed, and elsewhere by areas thicker than a sliver alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image
from pydantic import BaseModel, ConfigDict

from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_core.metrics import Confusion, confusion, mean_f
from faceparse_core.photos.imaging import Photo, encode_indexed_png
from faceparse_core.work import Mask, thick, work
from faceparse_training.evaluation.crop_predictor import CropPrediction
from faceparse_training.finetune.accepted_classes import likeliest, only_classes
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.learner import TrainingCrop
from faceparse_training.finetune.manifest import EXAMPLES, Crop, Example

Predict = Callable[[Photo], CropPrediction]

_NEAR = 3  # pixels around what was changed, half of what a sliver is thick
_SHOWN = 10


@dataclass(frozen=True)
class CropPair:
    """The networks to compare: the one before, and what is to take its place."""

    before: Predict
    after: Predict


class HeldBackCorrection(BaseModel):
    """What the network before and the new one say of a correction's faces.

    Attributes:
        before: the confusion matrix (19, 19); ``after`` likewise.
        areas_before: how many areas there are to correct (``faceparse_core.work``); ``areas_after`` likewise.
        area_pixels_before: how large these are together; ``area_pixels_after`` likewise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str
    before: list[list[int]]
    after: list[list[int]]
    areas_before: int
    areas_after: int
    area_pixels_before: int
    area_pixels_after: int

    @property
    def wrong_before(self) -> int:
        """Pixels that are wrong."""
        return _wrong(self.before)

    @property
    def wrong_after(self) -> int:
        """Pixels that are wrong."""
        return _wrong(self.after)


def changed_by_hand(sample: TrainingCrop, before: LabelMap) -> Mask:
    """Where a person changed what the network said; where that is not known, what ``before`` has wrong."""
    if sample.changed is not None:
        return sample.changed > 0
    return np.asarray((sample.labels != before) & (sample.labels < NUM_CLASSES))


def without_slivers(before: LabelMap, after: LabelMap, changed: Mask) -> LabelMap:
    """``after``, but ``before`` where they differ by slivers only, far from what was ``changed``."""
    size = 2 * _NEAR + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    near = cv2.dilate(changed.astype(np.uint8), disc).astype(bool)
    return np.where(near | thick(before != after), after, before)


def judged(sample: TrainingCrop, before: LabelMap, after: LabelMap) -> Confusion:
    """The confusion matrix of what ``after`` is judged by."""
    truth, before, after = _by_accepted(sample, before, after)
    return confusion(truth, without_slivers(before, after, changed_by_hand(sample, before)))


def _by_accepted(
    sample: TrainingCrop, before: LabelMap, after: LabelMap
) -> tuple[LabelMap, LabelMap, LabelMap]:
    """Labels and predictions by the classes that were accepted alone."""
    truth, before, after = (only_classes(each, sample.classes) for each in (sample.labels, before, after))
    return truth, before, after


Apart = tuple[tuple[HeldBackCorrection, ...], ...]
"""For each fold, the corrections that were held back from its fold model."""


def chosen_apart(tried: Sequence[Apart], margin: float) -> tuple[HeldBackCorrection, ...]:
    """The corrections of each fold, by that one of the methods ``tried`` which the other folds choose.

    The best of several by some corrections is not as good as it looks on these. A method is chosen if it
    leaves less wrong than those before it, by ``margin`` as a share at least.
    """

    def wrong(method: Apart, but: int) -> int:
        return sum(each.wrong_after for fold, held in enumerate(method) if fold != but for each in held)

    judged = list[HeldBackCorrection]()
    for fold in range(len(tried[0])):
        best = tried[0]
        for method in tried[1:]:
            if wrong(method, fold) < (1 - margin) * wrong(best, fold):
                best = method
        judged += best[fold]
    return tuple(judged)


def compare(corrections: Corrections, crops: Iterable[Crop], pair: CropPair) -> list[HeldBackCorrection]:
    """The corrected ``crops``, wide ones left out, image by image."""
    found: dict[str, list[HeldBackCorrection]] = {}
    for crop in crops:
        if not crop.wide:
            sample = corrections.sample(crop)
            before, after = (predict(sample.photo).labels for predict in (pair.before, pair.after))
            found.setdefault(crop.image, []).append(compare_labels(crop.image, sample, before, after))
    images = (pooled(of_image) for of_image in found.values())
    return [each for each in images if np.sum(each.before) > 0]


def compare_labels(image: str, sample: TrainingCrop, before: LabelMap, after: LabelMap) -> HeldBackCorrection:
    """One crop of ``image``, by what the two networks say of it."""
    truth, before, after = _by_accepted(sample, before, after)
    kept = without_slivers(before, after, changed_by_hand(sample, before))
    was, now = work(truth, before), work(truth, kept)
    return HeldBackCorrection(
        image=image,
        before=confusion(truth, before).tolist(),
        after=confusion(truth, kept).tolist(),
        areas_before=was.areas,
        areas_after=now.areas,
        area_pixels_before=was.pixels,
        area_pixels_after=now.pixels,
    )


def choose_examples(images: Sequence[HeldBackCorrection]) -> list[str]:
    """Ten images, from the one that lost most to the one that gained most."""
    ranked = sorted(images, key=lambda each: each.wrong_before - each.wrong_after)
    places = np.linspace(0, len(ranked) - 1, min(_SHOWN, len(ranked))).round().astype(int)
    return [ranked[i].image for i in places]


def picture(folder: Path, corrections: Corrections, crop: Crop, pair: CropPair) -> Example:
    """Write an example's four pictures into the run's folder.

    Raises:
        OSError: if they cannot be written.
    """
    sample = corrections.sample(crop)
    before, after = pair.before(sample.photo).labels, pair.after(sample.photo).labels
    labels = likeliest(sample.labels, before, sample.classes)
    truth = np.where(labels < NUM_CLASSES, labels, BACKGROUND).astype(np.uint8)
    (folder / EXAMPLES).mkdir(exist_ok=True)
    names = {part: f"{crop.image}-{part}.png" for part in ("photo", "before", "after", "truth")}
    with atomic_write(folder / EXAMPLES / names["photo"]) as file:
        Image.fromarray(sample.photo).save(file, "PNG", compress_level=1)
    maps: dict[str, LabelMap] = {"before": before, "after": after, "truth": truth}
    for part, labels in maps.items():
        with atomic_write(folder / EXAMPLES / names[part]) as file:
            file.write(encode_indexed_png(labels, 1))
    return Example(
        image=crop.image,
        before_f=mean_f(judged(sample, before, before)),
        after_f=mean_f(judged(sample, before, after)),
        **names,
    )


def pooled(faces: Sequence[HeldBackCorrection]) -> HeldBackCorrection:
    """The faces of one image together."""

    def total(name: str) -> Any:
        return np.sum([getattr(face, name) for face in faces], axis=0).tolist()

    figures = {name: total(name) for name in HeldBackCorrection.model_fields if name != "image"}
    return HeldBackCorrection(image=faces[0].image, **figures)


def _wrong(matrix: list[list[int]]) -> int:
    counts: Confusion = np.array(matrix)
    return int(counts.sum() - np.trace(counts))
