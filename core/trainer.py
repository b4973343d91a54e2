"""The training loop: one function that reads from top to bottom.

A run's folder holds ``state.safetensors`` (everything needed to go on, written after every epoch and
every few minutes) and ``model.safetensors`` (the best averaged weights so far). On the CPU a run that
is killed and resumed gives the same bits as one that was not: the data order and the augmentation depend on
``(seed, epoch, image)`` alone, and the generator of the dropout masks is saved.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import torch
from lightning_fabric import Fabric
from lightning_fabric.utilities import rank_zero_only
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn
from torch.optim import Optimizer

from core.checkpoint import ModelInfo, save_model
from core.ema import Ema
from core.events import EpochDone, Event, RunFinished, RunStarted, StepDone
from core.losses import Loss
from core.model import MicroSegFormer, count_parameters, normalise
from core.schedule import learning_rate
from core.train_state import Progress, load_state, save_state

Precision = Literal["32-true", "bf16-mixed", "16-mixed"]


class TrainingError(Exception):
    """Training cannot go on; the text says why and what to do. The last good checkpoint is untouched."""


class Phase(BaseModel):
    """Epochs at one picture size (pixels a side)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int = Field(ge=32, le=2048)
    epochs: int = Field(ge=1)


class TrainSettings(BaseModel):
    """How the weights are fitted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phases: tuple[Phase, ...] = Field(min_length=1)
    batch_size: int = Field(8, ge=1)
    lr: float = Field(2e-3, gt=0)
    weight_decay: float = Field(1e-2, ge=0)
    warmup_epochs: float = Field(2.0, ge=0)
    clip_norm: float = Field(1.0, gt=0)
    ema_decay: float = Field(0.999, ge=0, lt=1)
    precision: Precision = "bf16-mixed"
    validate_every: int = Field(1, ge=1)
    patience: int | None = Field(None, ge=1)
    save_every_minutes: float = Field(5.0, gt=0)
    seed: int = Field(0, ge=0, le=2**32 - 1)

    @property
    def epochs(self) -> int:
        return sum(phase.epochs for phase in self.phases)

    def size_at(self, epoch: int) -> int:
        """The picture size of ``epoch``, counted from 0."""
        for phase in self.phases:
            if epoch < phase.epochs:
                return phase.size
            epoch -= phase.epochs
        raise IndexError(epoch)


class TrainData(Protocol):
    """What :func:`fit` learns from."""

    images: int

    def steps(self, batch_size: int) -> int:
        """Optimiser steps in an epoch."""

    def batches(self, epoch: int, first: int, size: int, batch_size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """From step ``first``: pictures ``uint8 (B, size, size, 3)``, labels ``uint8 (B, size, size)``."""


@dataclass(frozen=True)
class Validation:
    """How a network is judged: ``run(model, size)`` gives metrics, ``per_image_f`` among them."""

    images: int
    run: Callable[[nn.Module, int], dict[str, float]]


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
        resume: go on from ``folder``'s state if there is one.
        should_stop: asked after every step; when true, the state is saved and the run ends.

    Raises:
        TrainingError: if the loss is no longer a number, or the folder holds a run that is not to be resumed.
        core.checkpoint.CheckpointError: if the state to resume from is damaged or of another run.
        OSError: if the disk is full; the last good files stay.
    """
    state_file, model_file = folder / "state.safetensors", folder / "model.safetensors"
    if not resume:
        _refuse_to_overwrite(state_file, model_file)
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(settings.seed + fabric.global_rank)
    optimizer = torch.optim.AdamW(_groups(model, settings.weight_decay), lr=settings.lr)
    net, optimizer = fabric.setup(model, optimizer)
    ema = Ema(model, settings.ema_decay)
    at = Progress()
    run = {
        "settings": settings.model_dump_json(),
        "recipe": json.dumps(info.recipe, sort_keys=True),
        "data": json.dumps(info.data, sort_keys=True),
    }
    if state_file.exists():
        at = load_state(state_file, model, ema, optimizer, run)

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

    @rank_zero_only
    def save() -> None:
        save_state(state_file, model, ema, optimizer, at, run)

    stopped = False
    saved = time.monotonic()
    while at.epoch < settings.epochs and not _is_stale(at, settings):
        size = settings.size_at(at.epoch)
        net.train()
        started = last = time.monotonic()
        for pictures, labels in data.batches(at.epoch, at.step, size, settings.batch_size):
            lr = learning_rate(at.epoch * steps + at.step, steps * settings.epochs, settings.lr, warmup)
            number = _step(fabric, net, optimizer, loss, pictures, labels, lr, settings.clip_norm)
            ema.update(model)
            at.step += 1
            at.loss_sum += number
            now = time.monotonic()
            left = estimate.seconds_left(at.epoch, at.step, size, now - last)
            rate = len(pictures) * fabric.world_size / max(now - last, 1e-9)
            last = now
            on_event(StepDone(at.epoch + 1, at.step, steps, number, lr, rate, left))
            stopped = should_stop()
            if stopped:
                break
            if now - saved > settings.save_every_minutes * 60:
                save()
                saved = time.monotonic()
        if stopped:
            save()
            break

        mean_loss = at.loss_sum / max(at.step, 1)
        at.epoch, at.step, at.loss_sum = at.epoch + 1, 0, 0.0
        metrics = validation.run(ema.average, size) if validation and _is_due(at, settings) else {}
        best = validation is None or (bool(metrics) and _is_best(at, size, metrics["per_image_f"]))
        if best:
            at.best_epoch, at.best_size = at.epoch, size
            at.best_f = metrics.get("per_image_f", at.best_f)
            _publish(model_file, ema, info, at, metrics)
        save()
        saved = time.monotonic()
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


def _step(
    fabric: Fabric,
    net: nn.Module,
    optimizer: Optimizer,
    loss: Loss,
    pictures: Tensor,
    labels: Tensor,
    lr: float,
    clip_norm: float,
) -> float:
    """One optimiser step; the loss before it. :raises TrainingError: before any weight is touched."""
    for group in optimizer.param_groups:
        group["lr"] = lr
    value = loss(net(normalise(pictures.to(fabric.device))), labels.to(fabric.device).long())
    optimizer.zero_grad(set_to_none=True)
    fabric.backward(value)
    norm = fabric.clip_gradients(net, optimizer, max_norm=clip_norm, error_if_nonfinite=False)
    number = float(value.detach())
    # Under fp16 a gradient may overflow: the scaler then skips the step and scales less.
    scaled = fabric.strategy.precision.precision == "16-mixed"
    if not math.isfinite(number) or not (scaled or math.isfinite(float(norm))):  # type: ignore[arg-type]
        raise TrainingError(
            "The loss or its gradient is no longer a number. Lower the learning rate; "
            "the last good checkpoint is kept."
        )
    optimizer.step()
    return number


@rank_zero_only
def _publish(file: Path, ema: Ema, info: ModelInfo, at: Progress, metrics: dict[str, float]) -> None:
    of_epoch = {**info.metrics, "epoch": at.epoch, "input_size": at.best_size, **metrics}
    full = info.model_copy(update={"input_size": at.best_size, "metrics": of_epoch})
    save_model(file, ema.average.state_dict(), full)


def _is_due(at: Progress, settings: TrainSettings) -> bool:
    """Whether the epoch just done is to be validated."""
    return at.epoch == settings.epochs or at.epoch % settings.validate_every == 0


def _is_best(at: Progress, size: int, per_image_f: float) -> bool:
    """A new size starts a new comparison: scores at different sizes are of different problems."""
    return per_image_f > at.best_f or size != at.best_size


def _is_stale(at: Progress, settings: TrainSettings) -> bool:
    """Whether ``patience`` epochs went by without a better validation."""
    if settings.patience is None or at.step > 0 or not _is_due(at, settings):
        return False
    return at.epoch - at.best_epoch >= settings.patience


def _groups(model: nn.Module, weight_decay: float) -> list[dict[str, object]]:
    """Biases and normalisation weights are not decayed (as in SegFormer)."""
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]


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
