"""The training loop: one function that reads from top to bottom.

A run's folder holds ``state.safetensors`` (everything needed to go on, written after every epoch and
every few minutes) and ``model.safetensors`` (the best averaged weights so far). On the CPU a run that
is killed and resumed gives the same bits as one that was not: the data order and the augmentation depend on
``(seed, epoch, image)`` alone, and the generator of the dropout masks is saved.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch
from lightning_fabric import Fabric
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor, nn

from core.checkpoint import ModelInfo, save_model
from core.ema import Ema
from core.events import EpochDone, Event, RunFinished, RunStarted, StepDone
from core.losses import Loss
from core.model import MicroSegFormer, normalise
from core.schedule import learning_rate
from core.train_state import Progress, load_state, save_state


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
    precision: str = Field("bf16-mixed", pattern="^(32-true|bf16-mixed|16-mixed)$")
    validate_every: int = Field(1, ge=1)
    patience: int | None = Field(None, ge=1)
    save_every_minutes: float = Field(5.0, gt=0)
    seed: int = 0

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
        """From step ``first`` on: pictures ``uint8 (B, size, size, 3)`` and labels ``uint8 (B, size, size)``."""


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

    Args:
        info: goes into the model file, with the metrics of the saved epoch filled in.
        fabric: device, precision and processes (Lightning Fabric), already launched.
        resume: go on from ``folder``'s state if there is one.
        should_stop: asked after every step; when true, the state is saved and the run ends.

    Raises:
        TrainingError: if the loss is no longer a number.
        core.checkpoint.CheckpointError: if the state to resume from is damaged or of another run.
        OSError: if the disk is full; the last good files stay.
    """
    folder.mkdir(parents=True, exist_ok=True)
    state_file, model_file = folder / "state.safetensors", folder / "model.safetensors"
    torch.manual_seed(settings.seed + fabric.global_rank)
    net, optimizer = fabric.setup(model, torch.optim.AdamW(_groups(model, settings.weight_decay), lr=settings.lr))
    ema = Ema(model, settings.ema_decay)
    at = Progress()
    if resume and state_file.exists():
        at = load_state(state_file, model, ema, optimizer, settings.model_dump_json())

    steps_per_epoch = data.steps(settings.batch_size)
    total = steps_per_epoch * settings.epochs
    warmup = round(settings.warmup_epochs * steps_per_epoch)
    work = _Workload(settings, steps_per_epoch)
    on_event(
        RunStarted(
            parameters=sum(p.numel() for p in model.parameters()),
            device=str(fabric.device),
            precision=settings.precision,
            epochs=settings.epochs,
            first_epoch=at.epoch,
            train_images=data.images,
            validation_images=validation.images if validation else 0,
        )
    )

    def save() -> None:
        if fabric.is_global_zero:
            save_state(state_file, model, ema, optimizer, at, settings.model_dump_json())

    reason = "done"
    saved = time.monotonic()
    while at.epoch < settings.epochs and reason == "done":
        size = settings.size_at(at.epoch)
        started = time.monotonic()
        net.train()
        for pictures, labels in data.batches(at.epoch, at.step, size, settings.batch_size):
            step_started = time.monotonic()
            lr = learning_rate(at.epoch * steps_per_epoch + at.step, total, settings.lr, warmup)
            for group in optimizer.param_groups:
                group["lr"] = lr
            logits = net(normalise(pictures.to(fabric.device)))
            value = loss(logits, labels.to(fabric.device).long())
            optimizer.zero_grad(set_to_none=True)
            fabric.backward(value)
            fabric.clip_gradients(net, optimizer, max_norm=settings.clip_norm, error_if_nonfinite=False)
            number = float(value.detach())
            if not math.isfinite(number):
                raise TrainingError(
                    f"The loss is no longer a number (epoch {at.epoch + 1}, step {at.step + 1}). "
                    "Lower the learning rate; the last good checkpoint is kept."
                )
            optimizer.step()
            ema.update(model)
            at.step += 1
            at.loss_sum += number
            seconds = time.monotonic() - step_started
            left = work.seconds_left(at.epoch, at.step, size, seconds)
            rate = len(pictures) * fabric.world_size / max(seconds, 1e-9)
            on_event(StepDone(at.epoch, at.step, steps_per_epoch, number, lr, rate, left))
            if should_stop():
                reason = "stopped"
                break
            if time.monotonic() - saved > settings.save_every_minutes * 60:
                save()
                saved = time.monotonic()
        if reason == "stopped":
            save()
            break

        mean_loss = at.loss_sum / max(at.step, 1)
        at.epoch, at.step, at.loss_sum = at.epoch + 1, 0, 0.0
        metrics: dict[str, float] = {}
        last = at.epoch == settings.epochs
        if validation and (last or at.epoch % settings.validate_every == 0):
            metrics = validation.run(ema.average, size)
        score = metrics.get("per_image_f", -math.inf if validation else float(at.epoch))
        # A new size starts a new comparison: scores at different sizes are of different problems.
        best = score > at.best_f or (at.best_size != size and bool(metrics))
        if best:
            at.best_f, at.best_epoch, at.best_size = score, at.epoch, size
            if fabric.is_global_zero:
                extra = {"epoch": at.epoch, "input_size": size, **metrics}
                save_model(
                    model_file,
                    ema.average.state_dict(),
                    info.model_copy(update={"input_size": size, "metrics": {**info.metrics, **extra}}),
                )
        save()
        saved = time.monotonic()
        on_event(
            EpochDone(at.epoch, settings.epochs, size, mean_loss, time.monotonic() - started, best, metrics)
        )
        if settings.patience and validation and at.epoch - at.best_epoch >= settings.patience:
            reason = "early_stop"
    on_event(RunFinished(reason, at.epoch, at.best_epoch, at.best_f, str(model_file)))
    return model_file


def _groups(model: nn.Module, weight_decay: float) -> list[dict[str, object]]:
    """Biases and normalisation weights are not decayed (as in SegFormer)."""
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    return [{"params": decayed, "weight_decay": weight_decay}, {"params": plain, "weight_decay": 0.0}]


class _Workload:
    """Estimates the time left, taking the work of a step as proportional to the picture's area."""

    def __init__(self, settings: TrainSettings, steps_per_epoch: int) -> None:
        self.settings, self.steps = settings, steps_per_epoch
        self.unit: float | None = None

    def seconds_left(self, epoch: int, step: int, size: int, seconds: float) -> float:
        unit = seconds / size**2
        self.unit = unit if self.unit is None else 0.95 * self.unit + 0.05 * unit
        pixels = (self.steps - step) * size**2
        pixels += sum(self.steps * self.settings.size_at(e) ** 2 for e in range(epoch + 1, self.settings.epochs))
        return self.unit * pixels
