"""Fine-tuning: a run's folder with corrections in, a network and the gate's verdict out.

Phases: *prepare*; *hold back*, cross-validation: fold models are trained without a part of the corrections
and measured on it; *learn*, the final training on all of them; *judge*, the gate: whether the result takes
the place of the network in use. A run that was stopped or killed resumes from its last checkpoint.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from faceparse_core.files.store_files import open_log
from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.model import MicroSegFormer, count_parameters
from faceparse_core.model_files.checkpoint import save_model
from faceparse_core.parsing.memory import keep_freed_memory
from faceparse_core.photos.imaging import Photo
from faceparse_core.trainer.events import Event, Judged, PhaseStarted, RunFinished, RunStarted
from faceparse_training.data.datasets import DataError
from faceparse_training.data.held_out import HeldOutPhoto as Labelled
from faceparse_training.data.held_out import examples
from faceparse_training.finetune import gate
from faceparse_training.finetune.choosing import CHOICE_FILE, Choice, Choosing
from faceparse_training.finetune.comparison import CropPair
from faceparse_training.finetune.countdown import Countdown
from faceparse_training.finetune.cross_validation import HELD_BACK_FILE, CrossValidation
from faceparse_training.finetune.familiarise import familiarise
from faceparse_training.finetune.gate import HeldBack
from faceparse_training.finetune.learner import FinetuneConfig
from faceparse_training.finetune.manifest import (
    EVENTS_FILE,
    RUN_FILE,
    VERDICT_FILE,
    Verdict,
    read_run,
    write,
)
from faceparse_training.finetune.phase import state_name
from faceparse_training.finetune.run_inputs import OnEvent, RunInputs
from faceparse_training.finetune.run_lock import hold
from faceparse_training.finetune.ways import WAYS, WHOLE_SIDE
from faceparse_training.fit.events import json_lines
from faceparse_training.fit.train import make_fabric

MODEL_FILE = "model.safetensors"
_LEARN_SHARE = 0.9  # of the time budget: until then


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
    if not run.crops:
        raise DataError(
            message("{folder} names no corrections. Correct a photo and accept it.", folder=folder / RUN_FILE)
        )
    keep_freed_memory()
    fabric = make_fabric(device, "32-true")
    fabric.launch()
    usual = FinetuneConfig() if run.settings.how == "careful" else FinetuneConfig(side=WHOLE_SIDE)
    chosen = (config or usual).model_copy(update={"changed_weight": run.settings.changed_weight})
    with hold(folder), _log(folder, resume) as log:
        write_line = json_lines(log)

        def log_and_report(event: Event) -> None:
            write_line(event)
            on_event(event)

        if not resume:
            _begin_anew(folder)
        inputs = RunInputs(folder, run, chosen, fabric, log_and_report)
        return _Finetuning(inputs, should_stop).work()


def _log(folder: Path, resume: bool) -> TextIO:
    return io.TextIOWrapper(open_log(folder / EVENTS_FILE, append=resume), encoding="utf-8")


def _begin_anew(folder: Path) -> None:
    for name in (HELD_BACK_FILE, CHOICE_FILE, VERDICT_FILE, MODEL_FILE, state_name(0), state_name(1)):
        (folder / name).unlink(missing_ok=True)


@dataclass
class _Finetuning:
    inputs: RunInputs
    should_stop: Callable[[], bool]
    choice: Choice | None = None

    def work(self) -> Verdict | None:
        run, validation = self.inputs.run, CrossValidation(self.inputs)
        folds, _ = validation.plan
        self.inputs.on_event(
            RunStarted(
                parameters=count_parameters(self.inputs.start.network),
                device=str(self.inputs.fabric.device),
                precision="32-true",
                epochs=1,
                first_epoch=0,
                train_images=len({crop.image for crop in run.corrected or run.untouched}),
                validation_images=len(set().union(*folds)),
            )
        )
        self.inputs.on_event(PhaseStarted("prepare"))
        _ = self.inputs.samples, self.inputs.replay
        found = self._corrected(validation) if run.corrected else self._without_corrections()
        if found is None:
            self._stopped()
            return None
        network, verdict = found
        self._write(network, verdict)
        self._delete_checkpoints()
        self.inputs.on_event(Judged(verdict.promote, verdict.reason))
        f = verdict.check("held_back")
        self.inputs.on_event(self._finished("done", f.after if f else None))
        return verdict

    def _without_corrections(self) -> tuple[MicroSegFormer, Verdict] | None:
        """The network gets used to the photos; ``None`` if stopped."""
        return familiarise(self.inputs, self.should_stop)

    def _corrected(self, validation: CrossValidation) -> tuple[MicroSegFormer, Verdict] | None:
        """The network learns from the corrections; ``None`` if stopped."""
        careful = self.inputs.run.settings.how == "careful"
        found = self._careful(validation) if careful else self._chosen(validation)
        if found is None:
            return None
        network, held = found
        return network, self._decide(network, held)

    def _careful(self, validation: CrossValidation) -> tuple[MicroSegFormer, HeldBack] | None:
        """All layers learn, held to the start; ``None`` if stopped."""
        budget = self.inputs.run.settings.time_budget
        _ = self.inputs.fisher
        held = validation.work(self.should_stop)
        if held is None:
            return None
        self.inputs.on_event(PhaseStarted("learn"))
        learner = self.inputs.make_learner(self.inputs.samples)
        left = max(_LEARN_SHARE * budget - validation.seconds, 1.0)
        phase = self.inputs.make_phase("learn", [learner], left, (1 - _LEARN_SHARE) * budget)
        return (learner.network(), held) if phase.run(self.should_stop) else None

    def _chosen(self, validation: CrossValidation) -> tuple[MicroSegFormer, HeldBack] | None:
        """The layers learn that the held-back corrections choose; ``None`` if stopped."""
        choosing = Choosing(self.inputs, validation, WAYS[self.inputs.run.settings.how])
        trials = choosing.work(self.should_stop)
        network = choosing.learn(trials, self.should_stop) if trials else None
        if trials is None or network is None:
            return None
        self.choice = trials.best
        return network, trials.held

    def _delete_checkpoints(self) -> None:
        for number in range(2):
            with suppress(OSError):
                (self.inputs.folder / state_name(number)).unlink(missing_ok=True)

    def _decide(self, network: MicroSegFormer, held: HeldBack) -> Verdict:
        self.inputs.on_event(PhaseStarted("judge"))
        pair = CropPair(self.inputs.predictor(self.inputs.current), self.inputs.predictor(network))
        untouched = self.inputs.run.untouched
        countdown = Countdown(self.inputs.on_event, self.inputs.fabric.device, len(untouched))
        photos = (self.inputs.crops.photo(crop) for crop in countdown.over(untouched))
        with closing(examples(self.inputs.replay[1])) as found:
            checks = [gate.check_untouched(photos, pair, held), gate.check_replay(map(_as_pair, found), pair)]
        careful = self.inputs.run.settings.how == "careful"
        return gate.decide(held, checks, self._why_not_held(), careful)

    def _why_not_held(self) -> str:
        if len({crop.image for crop in self.inputs.run.corrected}) < 2:
            return message(
                "One correction cannot be held back to judge by: nobody can tell whether this is "
                "better. Look at the photos yourself, or accept more corrections."
            )
        return message(
            "{name} has learned from these corrections before, so they cannot judge it. Start "
            "from the version before it, or accept more corrections.",
            name=self.inputs.start.info.name,
        )

    def _write(self, network: MicroSegFormer, verdict: Verdict) -> None:
        """The verdict last: with it, the run is complete."""
        start, run = self.inputs.start, self.inputs.run
        images = dict.fromkeys(crop.image for crop in run.corrected)
        info = start.info.model_copy(
            update={
                "name": f"{start.root}-fine-tuned",
                "parent": start.file.stem,
                "recipe": {
                    "finetune": self.inputs.config.model_dump(mode="json"),
                    **({"choice": self.choice.model_dump(mode="json")} if self.choice else {}),
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
        save_model(self.inputs.folder / MODEL_FILE, network.state_dict(), info)
        write(self.inputs.folder / VERDICT_FILE, verdict)

    def _stopped(self) -> None:
        self.inputs.on_event(self._finished("stopped", None))

    def _finished(self, reason: str, f: float | None) -> RunFinished:
        return RunFinished(
            reason=reason, epochs=1, best_epoch=1, best_f=f, model=str(self.inputs.folder / MODEL_FILE)
        )


def _as_pair(example: Labelled) -> tuple[Photo, LabelMap]:
    return example.photo, example.truth
