"""Is the new network better? Its predictions for corrections held back from it, and for what must stay.

Corrections are few, so all of them are needed for training: fold models, trained without a part of them, are
measured on that part in place of the network that is trained on all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydantic import BaseModel, ConfigDict

from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import BACKGROUND, NAMES, NUM_CLASSES, LabelMap
from faceparse_core.messages import message
from faceparse_core.metrics import Confusion, confusion, f_scores, mean_f, per_class_f
from faceparse_core.photos.imaging import Photo, encode_indexed_png
from faceparse_training.evaluation.crop_predictor import CropPrediction, agreement
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.manifest import EXAMPLES, Check, ClassScore, Crop, Example, Verdict

LEAST_AGREEMENT = 0.95
LARGEST_DROP = 0.005
_FEW = 20  # corrections: below, each is held back once, in two halves
_MOST_HELD = 40
_SHOWN = 10
_RULE = 0.05

Predict = Callable[[Photo], CropPrediction]


def folds(images: Sequence[str], seed: int) -> list[list[str]]:
    """Which of the ``images`` are held back from each fold model; no fold if there is one image only.

    Below twenty there are two fold models and two halves; from twenty on one, without a fifth, at most forty.
    """
    if len(images) < 2:
        return []
    order = [images[i] for i in np.random.default_rng(seed).permutation(len(images))]
    if len(images) < _FEW:
        return [order[::2], order[1::2]]
    return [order[: min(_MOST_HELD, round(len(images) / 5))]]


class HeldBackCorrection(BaseModel):
    """The confusion matrices (19, 19) over a correction's faces, of the network before and of the new one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image: str
    before: list[list[int]]
    after: list[list[int]]

    @property
    def change(self) -> float:
        """The gain in F, -1 to 1."""
        return mean_f(np.array(self.after)) - mean_f(np.array(self.before))


class HeldBack(BaseModel):
    """What the fold models came to.

    ``against_start``: compared with the start, since the network in use was trained on these corrections.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    images: tuple[HeldBackCorrection, ...] = ()
    examples: tuple[Example, ...] = ()
    against_start: bool = False


@dataclass(frozen=True)
class CropPair:
    """The networks to compare: the one before, and what is to take its place."""

    before: Predict
    after: Predict


def compare(corrections: Corrections, crops: Iterable[Crop], pair: CropPair) -> list[HeldBackCorrection]:
    """The corrected ``crops``, wide ones left out, image by image."""
    found: dict[str, tuple[Confusion, Confusion]] = {}
    for crop in crops:
        if crop.wide:
            continue
        sample = corrections.sample(crop)
        new = [
            confusion(sample.labels, predict(sample.photo).labels) for predict in (pair.before, pair.after)
        ]
        old = found.get(crop.image, (np.zeros_like(new[0]), np.zeros_like(new[0])))
        found[crop.image] = (old[0] + new[0], old[1] + new[1])
    return [
        HeldBackCorrection(image=image, before=before.tolist(), after=after.tolist())
        for image, (before, after) in found.items()
        if before.sum() > 0
    ]


def choose_examples(images: Sequence[HeldBackCorrection]) -> list[str]:
    """Ten images, from the one that lost most to the one that gained most."""
    ranked = sorted(images, key=lambda each: each.change)
    places = np.linspace(0, len(ranked) - 1, min(_SHOWN, len(ranked))).round().astype(int)
    return [ranked[i].image for i in places]


def picture(folder: Path, corrections: Corrections, crop: Crop, pair: CropPair) -> Example:
    """Write an example's four pictures into the run's folder.

    Raises:
        OSError: if they cannot be written.
    """
    sample = corrections.sample(crop)
    truth = np.where(sample.labels < NUM_CLASSES, sample.labels, BACKGROUND).astype(np.uint8)
    before, after = pair.before(sample.photo).labels, pair.after(sample.photo).labels
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
        before_f=mean_f(confusion(sample.labels, before)),
        after_f=mean_f(confusion(sample.labels, after)),
        **names,
    )


def check_held_back(held: HeldBack) -> Check:
    """Passed if the mean F rises by more than the standard error of that mean: not by chance alone."""
    before, after = _f(held)
    rise = after - before
    error = float(rise.std(ddof=1) / len(rise) ** 0.5) if len(rise) > 1 else np.inf
    return Check(
        kind="held_back",
        images=len(rise),
        before=float(before.mean()),
        after=float(after.mean()),
        passed=bool(rise.mean() > max(error, 0.0)),
    )


def wanted(held: HeldBack) -> npt.NDArray[np.bool_]:
    """Which class became which by the person's hand, ``bool (19, 19)``: in at least a twentieth of its area.

    That is another rule for the labels, or a mistake that the network makes: it shall change elsewhere too.
    """
    truths: Confusion = np.sum([each.before for each in held.images], axis=0)
    shares = truths / np.maximum(truths.sum(0), 1)
    return np.asarray(shares.T >= _RULE)


def check_untouched(photos: Iterable[Photo], pair: CropPair, held: HeldBack) -> Check | None:
    """Whether the new network agrees where the one before was confident, but for what the corrections want;
    ``None`` without photos."""
    rules = wanted(held) if held.images else None
    shares = [agreement(pair.before(photo), pair.after(photo), rules) for photo in photos]
    if not shares:
        return None
    after = float(np.mean(shares))
    return Check(
        kind="untouched", images=len(shares), before=1.0, after=after, passed=after >= LEAST_AGREEMENT
    )


def check_replay(examples: Iterable[tuple[Photo, LabelMap]], pair: CropPair) -> Check | None:
    """Whether per-image F on a folder that must not be forgotten has kept; ``None`` without photos."""
    scores = [
        [mean_f(confusion(truth, predict(photo).labels)) for predict in (pair.before, pair.after)]
        for photo, truth in examples
    ]
    if not scores:
        return None
    before, after = np.mean(scores, axis=0).tolist()
    return Check(
        kind="replay",
        images=len(scores),
        before=before,
        after=after,
        passed=after >= before - LARGEST_DROP,
    )


def decide(held: HeldBack, others: Iterable[Check | None], why_not_held: str) -> Verdict:
    """The gate's verdict; ``why_not_held`` is the reason it gives when no correction could be held back."""
    rest = [check for check in others if check is not None]
    if not held.images:
        return Verdict(promote=False, reason=why_not_held, checks=tuple(rest), classes=(), examples=())
    checks = (check_held_back(held), *rest)
    return Verdict(
        promote=all(check.passed for check in checks),
        reason=_reason(checks, held.against_start),
        checks=checks,
        classes=tuple(_classes(held)),
        examples=held.examples,
    )


def _reason(checks: Sequence[Check], against_start: bool) -> str:
    first = checks[0]
    after, before, over = f"{first.after:.3f}", f"{first.before:.3f}", first.images
    said = message(
        "F {after}, before {before}, on {n} correction it had not seen",
        plural="F {after}, before {before}, on {n} corrections it had not seen",
        after=after,
        before=before,
        n=over,
    )
    if against_start:
        said = message(
            "F {after}, the version it started from {before}, on {n} correction it had not seen",
            plural="F {after}, the version it started from {before}, on {n} corrections it had not seen",
            after=after,
            before=before,
            n=over,
        )
    failed = [check for check in checks if not check.passed]
    if not failed:
        return message("Better: {said}.", said=said)
    if failed[0] is first:
        rose = first.after > first.before
        if rose:
            return message("Not better beyond chance: {said}.", said=said)
        return message("Not better: {said}.", said=said)
    other = failed[0]
    if other.kind == "replay":
        return message(
            "It forgot: F {after:.3f} on the replay folder, before {before:.3f}; though {though}.",
            after=other.after,
            before=other.before,
            though=said,
        )
    return message(
        "It changed its mind about {share:.1%} of what was sure on photos you left alone; though {though}.",
        share=1 - other.after,
        though=said,
    )


def _classes(held: HeldBack) -> Iterable[ClassScore]:
    before = [np.array(each.before) for each in held.images]
    after = [np.array(each.after) for each in held.images]
    holds = np.sum([~np.isnan(f_scores(matrix)) for matrix in before], axis=0)
    rows = zip(NAMES, holds, per_class_f(before), per_class_f(after), strict=True)
    for name, images, was, now in rows:
        if images:
            yield ClassScore(name=name, images=int(images), before=float(was), after=float(now))


def _f(held: HeldBack) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    before = np.array([mean_f(np.array(each.before)) for each in held.images])
    after = np.array([mean_f(np.array(each.after)) for each in held.images])
    return before, after
