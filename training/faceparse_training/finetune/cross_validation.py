"""Cross-validation: fold models are trained without a part of the corrections each, and measured on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from pydantic import ValidationError

from faceparse_core.files.store_files import read_file
from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer
from faceparse_core.trainer.events import Notice, PhaseStarted
from faceparse_training.finetune import comparison, gate
from faceparse_training.finetune.comparison import CropPair
from faceparse_training.finetune.fold_curve import FoldCurve, FoldModel
from faceparse_training.finetune.gate import HeldBack
from faceparse_training.finetune.run_inputs import Network, RunInputs

HELD_BACK_FILE = "held_back.json"
_SHARE = 0.4  # of the time budget


class CrossValidation:
    """The phase *hold back* of a run. ``seconds`` is the time that its training took."""

    def __init__(self, inputs: RunInputs) -> None:
        self.seconds = 0.0
        self._inputs = inputs

    @cached_property
    def plan(self) -> tuple[list[list[str]], bool]:
        """The images held back from each fold model, and whether it is compared with the start alone.

        A network cannot be measured on a correction that it was trained on.
        """
        images = list(dict.fromkeys(crop.image for crop in self._inputs.run.corrected))
        unseen = [image for image in images if image not in self._inputs.start.trained_on]
        fresh = [image for image in unseen if image not in self._inputs.current.trained_on]
        chosen = fresh if len(fresh) > 1 else unseen
        against_start = chosen is not fresh and len(chosen) > len(fresh)
        return gate.folds(chosen, self._inputs.run.settings.seed), against_start

    @property
    def before(self) -> Network:
        """The network that the fold models are compared with."""
        return self._inputs.start if self.plan[1] else self._inputs.current

    def work(self, should_stop: Callable[[], bool]) -> HeldBack | None:
        """Train the fold models and compare them on their parts; ``None`` if stopped on the way.

        What was found before, and is in the folder, is read.
        """
        folds, against_start = self.plan
        file = self._inputs.folder / HELD_BACK_FILE
        if file.exists():
            try:
                return HeldBack.model_validate_json(read_file(file))
            except (FileError, ValidationError):
                self._inputs.on_event(
                    Notice(
                        message("{name} is damaged; the corrections are held back once more.", name=file.name)
                    )
                )
        if not folds:
            return HeldBack(against_start=against_start)
        self._inputs.on_event(PhaseStarted("hold_back"))
        learners = [
            self._inputs.make_learner(
                {image: s for image, s in self._inputs.samples.items() if image not in fold}
            )
            for fold in folds
        ]
        budget = self._inputs.run.settings.time_budget
        phase = self._inputs.make_phase("hold_back", learners, _SHARE * budget, (1 - _SHARE) * budget)
        fold_models = [
            FoldModel(learner, self._inputs.crops_of(fold))
            for learner, fold in zip(learners, folds, strict=True)
        ]
        curve = FoldCurve(
            fold_models, self._inputs.crops, self.before.network, self._inputs.on_event, phase.done
        )
        if not phase.run(should_stop, curve.score_if_due):
            return None
        self.seconds = phase.seconds
        held = self.compare([learner.network() for learner in learners])
        with atomic_write(file) as out:
            out.write(held.model_dump_json().encode())
        phase.delete_checkpoints()
        return held

    def compare(self, networks: Sequence[MicroSegFormer]) -> HeldBack:
        """The fold models ``networks`` on the corrections held back from each."""
        folds, against_start = self.plan
        before = self._inputs.predictor(self.before)
        pairs = [CropPair(before, self._inputs.predictor(network)) for network in networks]
        of_image = {image: pair for fold, pair in zip(folds, pairs, strict=True) for image in fold}
        images = [
            each
            for fold, pair in zip(folds, pairs, strict=True)
            for each in comparison.compare(self._inputs.crops, self._inputs.crops_of(fold), pair)
        ]
        first = {crop.image: crop for crop in reversed(self._inputs.run.corrected) if not crop.wide}
        shown = [
            comparison.picture(self._inputs.folder, self._inputs.crops, first[image], of_image[image])
            for image in comparison.choose_examples(images)
        ]
        return HeldBack(images=tuple(images), examples=tuple(shown), against_start=against_start)
