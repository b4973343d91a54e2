"""Is the new network better? Its predictions for corrections held back from it, and for what must stay.

Corrections are few, so all of them are needed for training: fold models, trained without a part of them, are
measured on that part in place of the network that is trained on all. Three answers: better; worse; or too
small to be felt or not sure, and then the person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from faceparse_core.labels import NAMES, LabelMap
from faceparse_core.messages import joined, message
from faceparse_core.metrics import Confusion, confusion, f_scores, mean_f, per_class_f
from faceparse_core.photos.imaging import Photo
from faceparse_training.evaluation.crop_predictor import agreement
from faceparse_training.finetune.comparison import CropPair, HeldBackCorrection
from faceparse_training.finetune.gain import Gain, gain
from faceparse_training.finetune.manifest import Check, CheckKind, ClassScore, Example, Verdict

LEAST_AGREEMENT = 0.95
LARGEST_DROP = 0.005
_FOLDS = 2
_MOST_HELD = 40
_MORE_AREAS, _FEW_AREAS = 1.1, 0.5  # times as many, and so many more: each wants a gesture of its own
_RULE = 0.05


def folds(images: Sequence[str], seed: int) -> list[list[str]]:
    """Which of the ``images`` are held back from each fold model; no fold if there is one image only.

    Two fold models, and each image is held back from one of them; of more than forty, forty are.
    """
    if len(images) < 2:
        return []
    order = [images[i] for i in np.random.default_rng(seed).permutation(len(images))][:_MOST_HELD]
    return [order[number::_FOLDS] for number in range(_FOLDS)]


class HeldBack(BaseModel):
    """What the fold models came to.

    ``against_start``: compared with the start, since the network in use was trained on these corrections.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    images: tuple[HeldBackCorrection, ...] = ()
    examples: tuple[Example, ...] = ()
    against_start: bool = False


def gain_of(images: Sequence[HeldBackCorrection]) -> Gain:
    """How much less there is to correct in these images."""
    return gain([each.wrong_before for each in images], [each.wrong_after for each in images])


def checks_of(images: Sequence[HeldBackCorrection]) -> tuple[Check, Check, Check]:
    """The mean F, the wrong pixels and the areas to correct of a photo, before and after.

    F is there to be read: it passes over classes that the truth lacks, so that a merged class is not seen.
    """
    found = gain_of(images)

    def check(kind: CheckKind, before: float, after: float, passed: bool) -> Check:
        return Check(kind=kind, images=len(images), before=before, after=after, passed=passed)

    f = _means([(_f(each.before), _f(each.after)) for each in images])
    wrong = _means([(each.wrong_before, each.wrong_after) for each in images])
    areas = _means([(each.areas_before, each.areas_after) for each in images])
    return (
        check("held_back", *f, passed=f[1] >= f[0]),
        check("wrong", *wrong, passed=found.sure and found.felt),
        check("areas", *areas, passed=_larger_areas(images) <= 0 and not _more_areas(*areas)),
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


def decide(
    held: HeldBack, others: Iterable[Check | None], why_not_held: str, careful: bool = False
) -> Verdict:
    """The gate's verdict.

    Args:
        others: what is lost elsewhere is told, but decides only if ``careful``.
        why_not_held: the reason that it gives when no correction could be held back.
    """
    rest = tuple(check for check in others if check is not None)
    if not held.images:
        return Verdict(promote=False, reason=why_not_held, checks=rest, classes=(), examples=())
    found, checks = gain_of(held.images), checks_of(held.images)
    lost = [check for check in rest if not check.passed]
    forbidden = bool(lost) and careful
    better = found.sure and found.felt and checks[2].passed
    return Verdict(
        promote=better and not forbidden,
        ask=not (better or found.none or forbidden),
        reason=joined(
            _answer(found, better, checks),
            message("The version it started from was compared: the one in use has learned from these.")
            if held.against_start
            else "",
            *map(_elsewhere, lost),
        ),
        checks=(*checks, *rest),
        classes=tuple(_classes(held)),
        examples=held.examples,
    )


def _answer(found: Gain, better: bool, checks: tuple[Check, Check, Check]) -> str:
    """What came of the corrections, in a sentence with its figures."""
    areas = checks[2]
    figures = message(
        "areas to correct {before:.1f} → {after:.1f} a photo, on {n} correction it had not seen",
        plural="areas to correct {before:.1f} → {after:.1f} a photo, on {n} corrections it had not seen",
        before=areas.before,
        after=areas.after,
        n=areas.images,
    )
    share = abs(found.saved)
    if better:
        return message("About {share:.0%} less to correct: {figures}.", share=share, figures=figures)
    if found.none:
        return message(
            "Not better, about {share:.0%} more to correct: {figures}.", share=share, figures=figures
        )
    if found.saved <= 0:
        return message(
            "Too few corrections to tell, about {share:.0%} more to correct: {figures}.",
            share=share,
            figures=figures,
        )
    if not found.felt:
        return message(
            "Too small to be felt, about {share:.0%} less to correct: {figures}.",
            share=share,
            figures=figures,
        )
    if _more_areas(areas.before, areas.after):
        return message(
            "About {share:.0%} less to correct, but in more areas: {figures}.", share=share, figures=figures
        )
    if not areas.passed:
        return message(
            "About {share:.0%} less to correct, but large areas grew: {figures}.",
            share=share,
            figures=figures,
        )
    return message(
        "Perhaps by chance, about {share:.0%} less to correct: {figures}.", share=share, figures=figures
    )


def _elsewhere(lost: Check) -> str:
    if lost.kind == "replay":
        return message(
            "On the replay folder it is worse: F {after:.3f}, before {before:.3f}.",
            after=lost.after,
            before=lost.before,
        )
    return message("On photos you left alone it changed {share:.1%} of what was sure.", share=1 - lost.after)


def _larger_areas(images: Sequence[HeldBackCorrection]) -> int:
    """By how many pixels the areas to correct have grown."""
    return sum(each.area_pixels_after - each.area_pixels_before for each in images)


def _more_areas(before: float, after: float) -> bool:
    """Whether a photo's areas to correct have become more, by a number that is felt."""
    return after > _MORE_AREAS * before + _FEW_AREAS


def _classes(held: HeldBack) -> Iterable[ClassScore]:
    before = [np.array(each.before) for each in held.images]
    after = [np.array(each.after) for each in held.images]
    holds = np.sum([~np.isnan(f_scores(matrix)) for matrix in before], axis=0)
    rows = zip(NAMES, holds, per_class_f(before), per_class_f(after), strict=True)
    for name, images, was, now in rows:
        if images:
            yield ClassScore(name=name, images=int(images), before=float(was), after=float(now))


def _f(matrix: list[list[int]]) -> float:
    return mean_f(np.array(matrix))


def _means(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    before, after = np.mean(pairs, axis=0).tolist()
    return before, after
