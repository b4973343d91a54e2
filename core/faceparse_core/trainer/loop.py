"""The training loop: one function that reads from top to bottom.

A run's folder holds ``state.safetensors`` (everything needed to resume, written after every epoch and
every few minutes) and ``model.safetensors`` (the best averaged weights so far). On the CPU a run that
is killed and resumed gives the same bits as one that was not: the data order and the augmentation depend on
``(seed, epoch, image)`` alone, the dropout masks on ``(seed, epoch, step, process)``.

In a run of several processes each does the same on its share of every batch; the first one reports and saves.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from lightning_fabric import Fabric
from lightning_fabric.utilities import rank_zero_only
from torch import Tensor, nn

from faceparse_core.files.writing import remove_leftovers
from faceparse_core.losses import Loss
from faceparse_core.model import MicroSegFormer, count_parameters, normalise
from faceparse_core.model_files.checkpoint import ModelInfo, save_model
from faceparse_core.trainer.distributed import any_process, check_same, check_share, share_statistics
from faceparse_core.trainer.ema import Ema
from faceparse_core.trainer.events import EpochDone, Event, RunFinished, RunStarted, StepDone
from faceparse_core.trainer.schedule import learning_rate
from faceparse_core.trainer.settings import TrainSettings
from faceparse_core.trainer.state import Progress, RunState
from faceparse_core.trainer.step import TrainingError, optimiser_step


class TrainData(Protocol):
    """What ``fit`` trains on."""

    images: int

    def steps(self, batch_size: int) -> int:
        """Optimiser steps in an epoch."""

    def batches(self, epoch: int, first: int, size: int, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """From step ``first``: pictures ``uint8 (B, size, size, 3)``, labels ``uint8 (B, size, size)``.

        ``B`` is this process's share of ``batch_size``; together the processes see each image once.
        """


@dataclass(frozen=True)
class Validation:
    """How a network is validated.

    Attributes:
        images: how many it takes.
        run: ``run(model, size, should_stop)`` returns metrics, ``per_image_f`` among them, the same in every
            process. It asks ``should_stop`` every few images, in all processes equally often, and returns
            ``None`` if it is true.
    """

    images: int
    run: Callable[[nn.Module, int, Callable[[], bool]], dict[str, float] | None]


def fit(
    model: MicroSegFormer,
    settings: TrainSettings,
    data: TrainData,
    loss: Loss,
    validation: Validation | None,
    folder: Path,
    info: ModelInfo,
    *,
    fabric: Fabric,
    resume: bool = False,
    on_event: Callable[[Event], None] = lambda event: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Path:
    """Train ``model`` and return the file of its best averaged weights.

    Best is the highest per-image F so far at the present picture size; without a validation, the last.

    Args:
        info: goes into the model file, with the metrics of the saved epoch filled in.
        fabric: device, precision and processes (Lightning Fabric), already launched.
        resume: from ``folder``'s state if there is one.
        should_stop: asked after every step and while validating; when true in any process, the state is saved
            and the run ends.

    Raises:
        ProcessError: if the processes cannot share a batch, or not the same files.
        TrainingError: if the loss is no longer a number, or the folder holds a run that is not to be resumed.
        CheckpointError: if the state to resume from is damaged or of another run.
        OSError: if the disk is full; the last good files stay.
    """
    state_file, model_file = folder / "state.safetensors", folder / "model.safetensors"
    if not resume:
        _refuse_to_overwrite(state_file, model_file)
    check_share(settings.batch_size, fabric)
    _prepare(folder)
    share_statistics(model, fabric)
    optimizer = torch.optim.AdamW(_groups(model, settings.weight_decay), lr=settings.lr)
    net, optimizer = fabric.setup(model, optimizer)
    state = RunState(model, Ema(model, settings.ema_decay), optimizer, fabric.strategy.precision)
    run = {
        "settings": settings.model_dump_json(),
        "recipe": json.dumps(info.recipe, sort_keys=True),
        "data": json.dumps(info.data, sort_keys=True),
    }
    if state_file.exists():
        state.load(state_file, run)
    at = state.at
    check_same((run, at), fabric)

    steps = data.steps(settings.batch_size)
    warmup = round(settings.warmup_epochs * steps)
    estimate = _Estimate(settings, steps)
    on_event(
        RunStarted(
            parameters=count_parameters(model),
            device=str(fabric.device),
            precision=str(fabric.strategy.precision.precision),
            epochs=settings.epochs,
            first_epoch=at.epoch,
            train_images=data.images,
            validation_images=validation.images if validation else 0,
        )
    )

    saver = _Saver(partial(state.save, state_file, run), settings.save_every_minutes)
    stop_asked = partial(any_process, should_stop, fabric)
    stopped = False
    while at.epoch < settings.epochs and not _is_stale(at, settings):
        size = settings.size_at(at.epoch)
        net.train()
        started = last = time.monotonic()
        for pictures, labels in data.batches(at.epoch, at.step, size, settings.batch_size):
            torch.manual_seed(_step_seed(settings.seed, at, fabric.global_rank))
            lr = learning_rate(at.epoch * steps + at.step, steps * settings.epochs, settings.lr, warmup)
            batch_loss = partial(_batch_loss, net, loss, pictures, labels, fabric.device)
            number = optimiser_step(fabric, net, state, batch_loss, lr=lr, clip_norm=settings.clip_norm)
            at.loss_sum += number
            now = time.monotonic()
            left = estimate.seconds_left(at.epoch, at.step, size, now - last)
            rate = len(pictures) * fabric.world_size / max(now - last, 1e-9)
            last = now
            on_event(StepDone(at.epoch + 1, at.step, steps, number, lr, rate, left))
            stopped = stop_asked()
            if stopped:
                break
            saver.save_if_due()
        metrics: dict[str, float] | None = {}
        if validation and not stopped and _is_due(at.epoch + 1, settings):
            metrics = validation.run(state.ema.average, size, stop_asked)
        if stopped or metrics is None:
            stopped = True
            saver.save()
            break

        mean_loss = at.loss_sum / max(at.step, 1)
        at.epoch, at.step, at.loss_sum = at.epoch + 1, 0, 0.0
        best = validation is None or (bool(metrics) and _is_best(at, size, metrics["per_image_f"]))
        if best:
            at.best_epoch, at.best_size = at.epoch, size
            at.best_f = metrics.get("per_image_f", at.best_f)
            _publish(model_file, state.ema, info, at, metrics)
        saver.save()
        seconds = time.monotonic() - started
        on_event(EpochDone(at.epoch, settings.epochs, size, mean_loss, seconds, best, metrics))
    reason = "stopped" if stopped else "done" if at.epoch == settings.epochs else "early_stop"
    best_f = at.best_f if validation and at.best_epoch else None
    on_event(RunFinished(reason, at.epoch, at.best_epoch, best_f, str(model_file)))
    return model_file


def _refuse_to_overwrite(*files: Path) -> None:
    for file in files:
        if file.exists():
            raise TrainingError(f"{file.parent} holds a run already. Resume it, or choose a new folder.")


@rank_zero_only
def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder)


def _batch_loss(net: nn.Module, loss: Loss, pictures: Tensor, labels: Tensor, device: torch.device) -> Tensor:
    pictures, labels = (t.to(device, non_blocking=True) for t in (pictures, labels))
    return loss(net(normalise(pictures)), labels.long())


@rank_zero_only
def _publish(file: Path, ema: Ema, info: ModelInfo, at: Progress, metrics: dict[str, float]) -> None:
    of_epoch = {**info.metrics, "epoch": at.epoch, "input_size": at.best_size, **metrics}
    full = info.model_copy(update={"input_size": at.best_size, "metrics": of_epoch})
    save_model(file, ema.average.state_dict(), full)


def _step_seed(seed: int, at: Progress, rank: int) -> int:
    """For the dropout masks of a step in one process."""
    return int(np.random.SeedSequence((seed, at.epoch, at.step, rank)).generate_state(1, np.uint64)[0])


def _is_due(epoch: int, settings: TrainSettings) -> bool:
    """Whether ``epoch``, counted from 1, is validated."""
    return epoch == settings.epochs or epoch % settings.validate_every == 0


def _is_best(at: Progress, size: int, per_image_f: float) -> bool:
    """A new size starts a new comparison: scores at different sizes are of different problems."""
    return per_image_f > at.best_f or size != at.best_size


def _is_stale(at: Progress, settings: TrainSettings) -> bool:
    """Whether ``patience`` epochs went by without a better validation."""
    if settings.patience is None or at.step > 0 or not _is_due(at.epoch, settings):
        return False
    return at.epoch - at.best_epoch >= settings.patience


def _groups(model: nn.Module, weight_decay: float) -> list[dict[str, object]]:
    """Biases and normalisation weights are not decayed (as in SegFormer)."""
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]


class _Saver:
    """Calls ``write`` in the first process, when asked to or ``minutes`` after the last time."""

    def __init__(self, write: Callable[[], None], minutes: float) -> None:
        self._write, self._seconds = write, minutes * 60
        self._last = time.monotonic()

    def save_if_due(self) -> None:
        if time.monotonic() - self._last > self._seconds:
            self.save()

    @rank_zero_only
    def save(self) -> None:
        self._write()
        self._last = time.monotonic()


class _Estimate:
    """Estimates the time left, taking the time of a step as proportional to the picture's area."""

    def __init__(self, settings: TrainSettings, steps_per_epoch: int) -> None:
        self.settings, self.steps = settings, steps_per_epoch
        self.unit: float | None = None

    def seconds_left(self, epoch: int, step: int, size: int, seconds: float) -> float:
        unit = seconds / size**2
        self.unit = unit if self.unit is None else 0.95 * self.unit + 0.05 * unit
        pixels = (self.steps - step) * size**2
        later = range(epoch + 1, self.settings.epochs)
        pixels += self.steps * sum(self.settings.size_at(e) ** 2 for e in later)
        return self.unit * pixels
