"""Fine-tuning: a run's folder with corrections in, a network and the gate's verdict out.

Phases: *prepare*; *hold back*, cross-validation: fold models are trained without a part of the corrections
and measured on it; *learn*, the final training on all of them; *judge*, the gate: whether the result takes
the place of the network in use. A run that was stopped or killed resumes from its last checkpoint.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal, TextIO

import torch
from lightning_fabric import Fabric
from pydantic import ValidationError
from torch import Tensor

from faceparse_core.files.store_files import open_log, read_file
from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer, count_parameters
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import ModelInfo, load_model, save_model
from faceparse_core.parsing.memory import keep_freed_memory
from faceparse_core.photos.imaging import Photo
from faceparse_core.trainer import ewc
from faceparse_core.trainer.events import Event, Judged, Notice, PhaseStarted, RunFinished, RunStarted
from faceparse_training.data.datasets import DataError, find_pairs
from faceparse_training.data.datasets import Pair as Files
from faceparse_training.data.held_out import HeldOutPhoto as Labelled
from faceparse_training.data.held_out import examples
from faceparse_training.evaluation.crop_predictor import CropPredictor
from faceparse_training.finetune import gate
from faceparse_training.finetune.crops import Corrections
from faceparse_training.finetune.fold_curve import FoldCurve, FoldModel
from faceparse_training.finetune.gate import CropPair, HeldBack
from faceparse_training.finetune.learner import FinetuneConfig, Learner, TrainingCrop
from faceparse_training.finetune.manifest import (
    EVENTS_FILE,
    RUN_FILE,
    VERDICT_FILE,
    Crop,
    Run,
    Verdict,
    read_run,
    write,
)
from faceparse_training.finetune.phase import FinetunePhase, Limit, state_name
from faceparse_training.finetune.run_lock import hold
from faceparse_training.fit.events import json_lines
from faceparse_training.fit.train import make_fabric

MODEL_FILE = "model.safetensors"
_HELD_BACK_FILE = "held_back.json"
_HOLD_BACK_SHARE, _LEARN_SHARE = 0.4, 0.9  # of the time budget: until then
_LEAST_STEPS, _PASSES = 200, 20  # more than both is of no use
_MEASURED_ON = 40  # crops, where no Fisher information came with the model
_REPLAYED, _REPLAY_SCORED = 200, 40  # pairs

OnEvent = Callable[[Event], None]


@dataclass(frozen=True)
class _Network:
    network: MicroSegFormer
    info: ModelInfo
    file: Path

    @property
    def trained_on(self) -> frozenset[str]:
        """The corrected images that it was trained on, by name."""
        return frozenset(self.info.data.get("images", ()))

    @property
    def root(self) -> str:
        """The name of the model that the first of its fine-tunings started from."""
        return str(self.info.data.get("root", self.file.stem))


def finetune(
    folder: Path,
    *,
    device: str = "auto",
    resume: bool = False,
    config: FinetuneConfig | None = None,
    on_event: OnEvent = lambda event: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Verdict | None:
    """Fine-tune on the corrections in ``folder`` and judge the result; ``None`` if stopped before the end.

    Leaves ``model.safetensors``, ``verdict.json``, ``examples/``, and every event in ``events.jsonl``.

    Args:
        resume: from the checkpoints in the folder, if there are any; otherwise begin anew.
        on_event: called with each event.
        should_stop: asked before every step; may block, as in a pause: that time is not counted.

    Raises:
        faceparse_training.finetune.manifest.ManifestError: if the folder cannot be used.
        faceparse_training.finetune.run_lock.RunBusyError: if another process is at work on it.
        faceparse_core.model_files.checkpoint.CheckpointError: if a network cannot be loaded.
        faceparse_core.trainer.step.TrainingError: if nothing can be learned.
        DeviceError, DataError, OSError: for a device, a replay folder or a disk that fails.
    """
    run = read_run(folder)
    if not run.corrected:
        raise DataError(
            message("{folder} names no corrections. Correct a photo and accept it.", folder=folder / RUN_FILE)
        )
    keep_freed_memory()
    fabric = make_fabric(device, "32-true")
    fabric.launch()
    chosen = (config or FinetuneConfig()).model_copy(update={"changed_weight": run.settings.changed_weight})
    with hold(folder), _log(folder, resume) as log:
        write_line = json_lines(log)

        def log_and_report(event: Event) -> None:
            write_line(event)
            on_event(event)

        if not resume:
            _begin_anew(folder)
        return _Finetuning(folder, run, chosen, fabric, log_and_report, should_stop).work()


def _log(folder: Path, resume: bool) -> TextIO:
    return io.TextIOWrapper(open_log(folder / EVENTS_FILE, append=resume), encoding="utf-8")


def _begin_anew(folder: Path) -> None:
    for name in (_HELD_BACK_FILE, VERDICT_FILE, MODEL_FILE, state_name(0), state_name(1)):
        (folder / name).unlink(missing_ok=True)


@dataclass
class _Finetuning:
    folder: Path
    run: Run
    config: FinetuneConfig
    fabric: Fabric
    on_event: OnEvent
    should_stop: Callable[[], bool]
    _spent: float = 0.0  # seconds

    @cached_property
    def crops(self) -> Corrections:
        return Corrections(self.folder)

    def work(self) -> Verdict | None:
        folds, against_start = self._plan
        self.on_event(
            RunStarted(
                parameters=count_parameters(self._start.network),
                device=str(self.fabric.device),
                precision="32-true",
                epochs=1,
                first_epoch=0,
                train_images=len({crop.image for crop in self.run.corrected}),
                validation_images=len(set().union(*folds)),
            )
        )
        self.on_event(PhaseStarted("prepare"))
        _ = self._samples, self._fisher, self._replay
        held = self._hold_back(folds, against_start)
        if held is None:
            self._stopped()
            return None
        self.on_event(PhaseStarted("learn"))
        learner = self._learner(self._samples)
        left = max(_LEARN_SHARE * self.run.settings.time_budget - self._spent, 1.0)
        phase = self._phase("learn", [learner], left, (1 - _LEARN_SHARE) * self.run.settings.time_budget)
        if not phase.run(self.should_stop):
            self._stopped()
            return None
        verdict = self._decide(learner.network(), held)
        self._write(learner.network(), verdict)
        phase.delete_checkpoints()
        self.on_event(Judged(verdict.promote, verdict.reason))
        self.on_event(
            self._finished("done", next((c.after for c in verdict.checks if c.kind == "held_back"), None))
        )
        return verdict

    # What there is

    @cached_property
    def _start(self) -> _Network:
        return self._load(self.run.settings.base)

    @cached_property
    def _current(self) -> _Network:
        settings = self.run.settings
        same = catalog.resolve(settings.base) == catalog.resolve(settings.current)
        return self._start if same else self._load(settings.current)

    def _load(self, name: str) -> _Network:
        file = catalog.resolve(name)
        network, info = load_model(file)
        return _Network(network.to(self.fabric.device), info, file)

    @cached_property
    def _samples(self) -> dict[str, list[TrainingCrop]]:
        """The corrected crops by image, at the side they are trained at."""
        found: dict[str, list[TrainingCrop]] = {}
        for crop in self.run.corrected:
            found.setdefault(crop.image, []).append(self.crops.sample(crop).sized(self.config.side))
        return found

    @cached_property
    def _fisher(self) -> ewc.Fisher:
        known = ewc.shipped_fisher(self._start.root)
        shapes = {name: p.shape for name, p in self._start.network.named_parameters()}
        if known is not None and {name: t.shape for name, t in known.items()} == shapes:
            return known
        own = [*self.run.untouched, *self.run.corrected][:_MEASURED_ON]
        self.on_event(
            Notice(
                message(
                    "{name} came without a file that says what it must not forget: it is measured on {n} "
                    "of your own crops.",
                    name=self._start.info.name,
                    n=len(own),
                )
            )
        )
        pictures: Iterator[Tensor] = (torch.from_numpy(self.crops.photo(crop)[None]) for crop in own)
        return ewc.measure_fisher(self._start.network, pictures, self.run.settings.seed)

    @cached_property
    def _replay(self) -> tuple[list[TrainingCrop], list[Files]]:
        """Pairs to train on along with the corrections, and others to measure on."""
        if self.run.settings.replay is None:
            return [], []
        data = Path(self.run.settings.replay)
        pairs = find_pairs(data / "images", data / "masks")
        scored = pairs[:: max(5, len(pairs) // _REPLAY_SCORED)][:_REPLAY_SCORED]
        learned = [pair for pair in pairs if pair not in scored][:_REPLAYED]
        if not learned:
            raise DataError(
                message(
                    "{data} holds {count} pairs; give a replay folder with at least two.",
                    data=data,
                    count=len(pairs),
                )
            )
        with closing(examples(learned)) as found:
            return [TrainingCrop(e.photo, e.truth).sized(self.config.side) for e in found], scored

    # Hold back

    @cached_property
    def _plan(self) -> tuple[list[list[str]], bool]:
        """The images held back from each fold model, and whether it is compared with the start alone.

        A network cannot be measured on a correction that it was trained on.
        """
        images = list(dict.fromkeys(crop.image for crop in self.run.corrected))
        unseen = [image for image in images if image not in self._start.trained_on]
        fresh = [image for image in unseen if image not in self._current.trained_on]
        chosen = fresh if len(fresh) > 1 else unseen
        return gate.folds(chosen, self.run.settings.seed), chosen is not fresh and len(chosen) > len(fresh)

    @property
    def _before(self) -> _Network:
        return self._start if self._plan[1] else self._current

    def _hold_back(self, folds: Sequence[Sequence[str]], against_start: bool) -> HeldBack | None:
        """What the fold models come to; ``None`` if stopped on the way."""
        file = self.folder / _HELD_BACK_FILE
        if file.exists():
            try:
                return HeldBack.model_validate_json(read_file(file))
            except (FileError, ValidationError):
                self.on_event(
                    Notice(
                        message("{name} is damaged; the corrections are held back once more.", name=file.name)
                    )
                )
        if not folds:
            return HeldBack(against_start=against_start)
        self.on_event(PhaseStarted("hold_back"))
        learners = [
            self._learner({image: s for image, s in self._samples.items() if image not in fold})
            for fold in folds
        ]
        budget = self.run.settings.time_budget
        phase = self._phase("hold_back", learners, _HOLD_BACK_SHARE * budget, (1 - _HOLD_BACK_SHARE) * budget)
        fold_models = [
            FoldModel(learner, self._crops_of(fold)) for learner, fold in zip(learners, folds, strict=True)
        ]
        curve = FoldCurve(fold_models, self.crops, self._before.network, self.on_event, phase.done)
        if not phase.run(self.should_stop, curve.score_if_due):
            return None
        self._spent = phase.seconds
        held = self._compare(learners, folds, against_start)
        with atomic_write(file) as out:
            out.write(held.model_dump_json().encode())
        phase.delete_checkpoints()
        return held

    def _compare(
        self, learners: Sequence[Learner], folds: Sequence[Sequence[str]], against_start: bool
    ) -> HeldBack:
        before = self._predictor(self._before)
        pairs = [CropPair(before, self._predictor(learner.network())) for learner in learners]
        of_image = {image: pair for fold, pair in zip(folds, pairs, strict=True) for image in fold}
        images = [
            each
            for fold, pair in zip(folds, pairs, strict=True)
            for each in gate.compare(self.crops, self._crops_of(fold), pair)
        ]
        first = {crop.image: crop for crop in reversed(self.run.corrected) if not crop.wide}
        shown = [
            gate.picture(self.folder, self.crops, first[image], of_image[image])
            for image in gate.choose_examples(images)
        ]
        return HeldBack(images=tuple(images), examples=tuple(shown), against_start=against_start)

    # Learn

    def _learner(self, samples: dict[str, list[TrainingCrop]]) -> Learner:
        return Learner(
            self._start.network,
            [sample for of_image in samples.values() for sample in of_image],
            self._fisher,
            self.config,
            self.fabric,
            self.run.settings.seed,
            self._replay[0],
        )

    def _phase(
        self, name: Literal["hold_back", "learn"], learners: Sequence[Learner], seconds: float, after: float
    ) -> FinetunePhase:
        """A phase whose learners are at their checkpoints already, where there are any."""
        crops = len(self.run.corrected)
        steps = max(_LEAST_STEPS, _PASSES * crops // self.config.batch_size)
        run = {"settings": self.run.settings.model_dump_json(), "corrections": self.run.fingerprint}
        phase = FinetunePhase(name, learners, Limit(steps, seconds), self.folder, run, self.on_event, after)
        phase.resume()
        return phase

    # Judge

    def _decide(self, network: MicroSegFormer, held: HeldBack) -> Verdict:
        self.on_event(PhaseStarted("judge"))
        pair = CropPair(self._predictor(self._current), self._predictor(network))
        photos = (self.crops.photo(crop) for crop in self.run.untouched)
        with closing(examples(self._replay[1])) as found:
            checks = [gate.check_untouched(photos, pair, held), gate.check_replay(map(_as_pair, found), pair)]
        return gate.decide(held, checks, self._why_not_held())

    def _why_not_held(self) -> str:
        if len({crop.image for crop in self.run.corrected}) < 2:
            return message(
                "One correction cannot be held back to judge by: nobody can tell whether this is "
                "better. Look at the photos yourself, or accept more corrections."
            )
        return message(
            "{name} has learned from these corrections before, so they cannot judge it. Start "
            "from the version before it, or accept more corrections.",
            name=self._start.info.name,
        )

    def _write(self, network: MicroSegFormer, verdict: Verdict) -> None:
        """The verdict last: with it, the run is complete."""
        start, run = self._start, self.run
        images = dict.fromkeys(crop.image for crop in run.corrected)
        info = start.info.model_copy(
            update={
                "name": f"{start.root}-fine-tuned",
                "parent": start.file.stem,
                "recipe": {
                    "finetune": self.config.model_dump(mode="json"),
                    "settings": run.settings.model_dump(mode="json", exclude={"base", "current", "replay"}),
                },
                "data": {
                    "root": start.root,
                    "corrections": len(images),
                    "fingerprint": run.fingerprint,
                    "images": sorted({*start.trained_on, *images}),
                },
                "metrics": {check.kind: check.after for check in verdict.checks},
                "created": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            }
        )
        save_model(self.folder / MODEL_FILE, network.state_dict(), info)
        write(self.folder / VERDICT_FILE, verdict)

    # Small parts

    def _predictor(self, of: _Network | MicroSegFormer) -> gate.Predict:
        """A network's predictions; a fine-tuned one has the start's temperature."""
        if isinstance(of, _Network):
            return CropPredictor(of.network, of.info, self.fabric.device)
        return CropPredictor(of, self._start.info, self.fabric.device)

    def _crops_of(self, images: Sequence[str]) -> list[Crop]:
        wanted = set(images)
        return [crop for crop in self.run.corrected if crop.image in wanted]

    def _stopped(self) -> None:
        self.on_event(self._finished("stopped", None))

    def _finished(self, reason: str, f: float | None) -> RunFinished:
        return RunFinished(
            reason=reason, epochs=1, best_epoch=1, best_f=f, model=str(self.folder / MODEL_FILE)
        )


def _as_pair(example: Labelled) -> tuple[Photo, LabelMap]:
    return example.photo, example.truth
