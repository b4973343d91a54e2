"""Held-back corrections choose which layers learn, and how far.

BatchNorm's statistics are moved to the user's photos, then the last layers are re-fitted on cached features
(seconds), then, from there, other layers learn for a few steps. Each is tried without a part of the
corrections and judged by what it leaves wrong in that part; the best is made of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faceparse_core.files.store_files import read_file
from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.labels import LabelMap
from faceparse_core.losses import IGNORE
from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer, normalise
from faceparse_core.photos.imaging import Photo
from faceparse_core.trainer.events import PhaseStarted, Scored, StepDone
from faceparse_training.data.augment import Augment
from faceparse_training.data.datasets import DataError
from faceparse_training.finetune.accepted_classes import likeliest
from faceparse_training.finetune.class_turns import Counts, changed_classes, counts_of, turns
from faceparse_training.finetune.clock import WorkClock
from faceparse_training.finetune.comparison import (
    Apart,
    HeldBackCorrection,
    chosen_apart,
    compare_labels,
    pooled,
)
from faceparse_training.finetune.countdown import Countdown
from faceparse_training.finetune.cross_validation import HELD_BACK_FILE, CrossValidation
from faceparse_training.finetune.gate import HeldBack, checks_of
from faceparse_training.finetune.head import HeadFit, Pixels, pixels
from faceparse_training.finetune.learner import GENTLE, Layers, TrainingCrop
from faceparse_training.finetune.norm_statistics import adapted
from faceparse_training.finetune.pixel_loss import exclude
from faceparse_training.finetune.run_inputs import RunInputs
from faceparse_training.finetune.ways import Candidate, Way

CHOICE_FILE = "choice.json"
_SHARE, _LEARN_SHARE = 0.5, 0.95  # of the time budget: until then
_LEAST_SECONDS = 20.0  # for a candidate, beyond the first
_MEASURED_ON = 40  # photos, for BatchNorm's statistics
_VIEWS, _PIXELS = 40, 300_000  # of all corrections together
_UNTOUCHED, _UNTOUCHED_PIXELS = 20, 8000  # photos, and pixels of each
_HEAD_LR = 2e-3

ShouldStop = Callable[[], bool]


class Choice(BaseModel):
    """``head``: the share of the re-fitted last layers; ``layers`` then learn, with their ``share``.

    ``adapted``: BatchNorm's statistics are moved to the user's photos; without, ``head`` is 0.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    adapted: bool = True
    head: float = Field(1.0, ge=0, le=1)
    layers: Layers | None = None
    share: float = Field(1.0, ge=0, le=1)


class Trials(BaseModel):
    """What was tried so far: the best choice, the pixels it leaves wrong, and the candidates done.

    ``tried``: what each share of each candidate leaves wrong in the corrections held back.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    best: Choice
    wrong: int
    done: tuple[Layers, ...] = ()
    held: HeldBack = HeldBack()
    tried: tuple[Apart, ...]
    seconds: float = Field(0.0, ge=0, allow_inf_nan=False)


@dataclass(frozen=True)
class _Seen:
    """A corrected crop: what its classes were turned into, and its pixels."""

    image: str
    counts: Counts
    pixels: list[Pixels]


class Choosing:
    """A run's learning by one of the ``WAYS``. ``work`` chooses, then ``learn`` makes the network."""

    def __init__(self, inputs: RunInputs, validation: CrossValidation, way: Way) -> None:
        self._inputs, self._validation, self._way = inputs, validation, way
        self._clock = WorkClock(inputs.fabric.device)
        self._seconds = 0.0
        self._scored = 0
        self._before: dict[str, LabelMap] = {}
        self._seen: list[_Seen] = []

    def work(self, should_stop: ShouldStop) -> Trials | None:
        """Try what may be chosen, or read what was found before; ``None`` if stopped on the way."""
        folds, against_start = self._validation.plan
        if not folds:
            return Trials(
                best=Choice(head=self._way.head_shares[-1]),
                wrong=0,
                held=HeldBack(against_start=against_start),
                tried=(),
            )
        self._inputs.on_event(PhaseStarted("hold_back"))
        self._clock.start()
        heads = [
            self._head([i for i in self._inputs.samples if i not in fold], self._budget, should_stop)
            for fold in folds
        ]
        fits = [head for head in heads if head is not None]
        if len(fits) < len(folds):
            return None
        trials = self._read() or self._try_heads(fits)
        self._seconds = max(trials.seconds, self._seconds + self._clock.lap())
        left = [each for each in self._affordable() if each.layers not in trials.done]
        starts = [self._begun(fit, trials.best) for fit in fits] if left else []
        for number, candidate in enumerate(left):
            tried = self._try(candidate, starts, trials, (len(left) - number), should_stop)
            if tried is None:
                return None
            trials = tried
            self._write(trials)
        images = chosen_apart(trials.tried, self._way.margin)
        trials = trials.model_copy(update={"held": trials.held.model_copy(update={"images": images})})
        with atomic_write(self._inputs.folder / HELD_BACK_FILE) as out:
            out.write(trials.held.model_dump_json().encode())
        return trials

    @property
    def _budget(self) -> float:
        return self._inputs.run.settings.time_budget

    def _affordable(self) -> tuple[Candidate, ...]:
        """The first candidates, as many as the time is enough for: a few steps say nothing."""
        seconds = _SHARE * self._budget - self._seconds
        return self._way.candidates[: max(1, int(seconds / _LEAST_SECONDS))]

    def learn(self, trials: Trials, should_stop: ShouldStop) -> MicroSegFormer | None:
        """The network that all corrections make in the way chosen; ``None`` if stopped."""
        self._inputs.on_event(PhaseStarted("learn"))
        candidate = next((c for c in self._way.candidates if c.layers == trials.best.layers), None)
        budget = self._budget
        left = max(_LEARN_SHARE * budget - self._seconds, 1.0) if candidate else 0.0
        judging = (1 - _LEARN_SHARE) * budget
        fit = self._head(list(self._inputs.samples), left + judging, should_stop)
        if fit is None:
            return None
        start = self._begun(fit, trials.best)
        if candidate is None:
            return start
        learner = self._inputs.make_learner(
            self._inputs.samples, start, candidate.config(self._inputs.config)
        )
        phase = self._inputs.make_phase("learn", [learner], left, judging, candidate.steps)
        if not phase.run(should_stop):
            return None
        phase.delete_checkpoints()
        return learner.network(trials.best.share)

    # The last layers

    @cached_property
    def adapted(self) -> MicroSegFormer:
        """The start with BatchNorm's statistics moved to the user's photos."""
        crops = [*self._inputs.run.corrected, *self._inputs.run.untouched][:_MEASURED_ON]
        photos = (self._inputs.crops.photo(crop) for crop in crops)
        return adapted(
            self._inputs.start.network, (TrainingCrop(p, p[..., 0]).sized(self._side).photo for p in photos)
        )

    @property
    def _side(self) -> int:
        return self._inputs.start.info.input_size

    def _collect(self, after: float, should_stop: ShouldStop) -> bool:
        """Compute the pixels of the corrected crops, each in several variations; ``False`` if stopped."""
        crops = self._inputs.run.corrected
        views = max(1, min(4, _VIEWS // len(crops)))
        augment, count = Augment(GENTLE), _PIXELS // (len(crops) * views)
        left = list(enumerate(crops))[len(self._seen) :]
        countdown = Countdown(self._inputs.on_event, self._inputs.fabric.device, len(left), after)
        for number, crop in countdown.over(left):
            sample, found = self._inputs.crops.sample(crop).sized(self._side), list[Pixels]()
            said = _predict(self._inputs.start.network, sample.photo)
            by_hand = (sample.labels != said).astype(np.uint8)
            if sample.changed is not None:
                by_hand |= sample.changed > 0
            for view in range(views):
                if should_stop():
                    return False
                seed = ((self._inputs.run.settings.seed + 1) * 1_000_003 + number * views + view) % 2**31
                photo, labels, taught = sample.photo, sample.labels, by_hand
                if view > 0:
                    taught = augment(photo, taught, seed)[1]
                    photo, labels = augment(photo, labels, seed)
                if (labels != IGNORE).any():
                    own = pixels(self.adapted, photo, labels, count, seed, taught)
                    found.append(replace(own, excluded=exclude(sample.classes)))
            labels = likeliest(sample.labels, said, sample.classes)
            self._seen.append(_Seen(crop.image, counts_of(said, labels), found))
        return True

    @cached_property
    def _untouched(self) -> list[Pixels]:
        """The pixels of photos that no person has touched."""
        found = list[Pixels]()
        for number, crop in enumerate(self._inputs.run.untouched[:_UNTOUCHED]):
            photo = self._inputs.crops.photo(crop)
            sample = TrainingCrop(photo, np.zeros_like(photo[..., 0])).sized(self._side)
            found.append(pixels(self.adapted, sample.photo, sample.labels, _UNTOUCHED_PIXELS, number))
        return found

    def _head(self, images: Sequence[str], after: float, should_stop: ShouldStop) -> HeadFit | None:
        """The last layers, fitted to these images; ``None`` if stopped. ``after``: seconds of the rest."""
        if not self._collect(after, should_stop):
            return None
        wanted = set(images)
        chosen = [each for each in self._seen if each.image in wanted]
        seen = [pixels for each in chosen for pixels in each.pixels]
        if not seen:
            raise DataError(
                message(
                    "Nothing in the corrections can be learned from: no face's frame holds any of the "
                    "labels. Parse these photos again."
                )
            )
        counts = [each.counts for each in chosen]
        fit = HeadFit(
            self.adapted, seen, _HEAD_LR, self._inputs.run.settings.seed,
            changed_classes(counts), turns(counts), self._untouched,
        )  # fmt: skip
        steps = self._way.head_steps
        countdown = Countdown(self._inputs.on_event, self._inputs.fabric.device, steps, after)
        for step in range(steps):
            if should_stop():
                return None
            countdown.start()
            loss = fit.step(step / steps)
            countdown.count()
            self._inputs.on_event(
                StepDone(1, step + 1, steps, loss, _HEAD_LR, 0.0, countdown.seconds, countdown.is_busy)
            )
        return fit

    def _try_heads(self, fits: Sequence[HeadFit]) -> Trials:
        best: tuple[int, Choice, list[MicroSegFormer]] | None = None
        tried = list[Apart]()
        choices = [Choice(head=share) for share in self._way.head_shares]
        if 0.0 in self._way.head_shares:  # or nothing moves
            choices.insert(0, Choice(adapted=False, head=0.0))
        for choice in choices:
            networks = [self._begun(fit, choice) for fit in fits]
            tried.append(self._measure(networks))
            wrong = _wrong(tried[-1])
            if best is None or wrong < (1 - self._way.margin) * best[0]:
                best = wrong, choice, networks
        assert best is not None
        held = self._validation.compare(best[2])
        trials = Trials(best=best[1], wrong=best[0], held=held, tried=tuple(tried))
        self._write(trials)
        return trials

    def _begun(self, fit: HeadFit, choice: Choice) -> MicroSegFormer:
        """The network that ``choice`` begins with, before other layers learn."""
        return fit.network(choice.head) if choice.adapted else self._inputs.start.network

    # The other layers

    def _try(
        self,
        candidate: Candidate,
        starts: Sequence[MicroSegFormer],
        trials: Trials,
        share: int,
        should_stop: ShouldStop,
    ) -> Trials | None:
        inputs, budget = self._inputs, self._inputs.run.settings.time_budget
        folds, _ = self._validation.plan
        learners = [
            inputs.make_learner(
                {image: s for image, s in inputs.samples.items() if image not in fold},
                start,
                candidate.config(inputs.config),
            )
            for fold, start in zip(folds, starts, strict=True)
        ]
        left = max((_SHARE * budget - self._seconds) / share, 1.0)
        phase = inputs.make_phase(
            f"hold_back {candidate.layers}", learners, left, budget - self._seconds - left, candidate.steps
        )
        if not phase.run(should_stop):
            return None
        self._clock.start()
        for part in candidate.shares:
            networks = [learner.network(part) for learner in learners]
            measured = self._measure(networks)
            wrong = _wrong(measured)
            trials = trials.model_copy(update={"tried": (*trials.tried, measured)})
            if wrong < (1 - self._way.margin) * trials.wrong:
                chosen = trials.best.model_copy(update={"layers": candidate.layers, "share": part})
                trials = trials.model_copy(
                    update={"best": chosen, "wrong": wrong, "held": self._validation.compare(networks)}
                )
        self._seconds += phase.seconds + self._clock.lap()
        phase.delete_checkpoints()
        return trials.model_copy(update={"done": (*trials.done, candidate.layers)})

    # What is left wrong

    def _measure(self, networks: Sequence[MicroSegFormer]) -> Apart:
        """What the fold models leave wrong in the corrections held back from each."""
        found = list[tuple[HeldBackCorrection, ...]]()
        for fold, network in zip(self._validation.plan[0], networks, strict=True):
            faces: dict[str, list[HeldBackCorrection]] = {image: [] for image in fold}
            for crop in self._inputs.crops_of(fold):
                if crop.wide:
                    continue
                sample = self._inputs.crops.sample(crop)
                if crop.photo not in self._before:
                    self._before[crop.photo] = _predict(self._validation.before.network, sample.photo)
                before, after = self._before[crop.photo], _predict(network, sample.photo)
                faces[crop.image].append(compare_labels(crop.image, sample, before, after))
            known = (pooled(of_image) for of_image in faces.values() if of_image)
            found.append(tuple(each for each in known if np.sum(each.before) > 0))
        self._scored += 1
        images = [each for held in found for each in held]
        if images:
            f, _, _ = checks_of(images)
            self._inputs.on_event(Scored(self._scored, self._seconds, f.after, f.before))
        return tuple(found)

    def _read(self) -> Trials | None:
        try:
            return Trials.model_validate_json(read_file(self._inputs.folder / CHOICE_FILE))
        except (FileError, ValidationError, OSError):
            return None  # nothing was chosen yet, or it is chosen once more

    def _write(self, trials: Trials) -> None:
        with atomic_write(self._inputs.folder / CHOICE_FILE) as out:
            out.write(trials.model_copy(update={"seconds": self._seconds}).model_dump_json().encode())


@torch.inference_mode()
def _predict(network: MicroSegFormer, photo: Photo) -> LabelMap:
    device = next(network.parameters()).device
    logits = network(normalise(torch.from_numpy(photo[None]).to(device)))
    labels: LabelMap = logits[0].argmax(0).to(torch.uint8).cpu().numpy()
    return labels


def _wrong(measured: Apart) -> int:
    """All wrong pixels together."""
    return sum(each.wrong_after for held in measured for each in held)
