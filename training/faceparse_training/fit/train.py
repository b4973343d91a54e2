"""Run a recipe: data folder in, run folder out."""

from __future__ import annotations

import atexit
import datetime
import os
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import torch
import torch.distributed as dist
from lightning_fabric import Fabric
from lightning_fabric.strategies.ddp import DDPStrategy

from faceparse_core import devices
from faceparse_core.losses import Loss
from faceparse_core.messages import message
from faceparse_core.model import build
from faceparse_core.model_files import catalog
from faceparse_core.model_files.checkpoint import ModelInfo, take_weights
from faceparse_core.parsing.memory import keep_freed_memory
from faceparse_core.trainer.distributed import TIMEOUT, explain_lost_process, leave
from faceparse_core.trainer.events import Event, Notice
from faceparse_core.trainer.loop import Validation, fit
from faceparse_core.trainer.settings import Precision
from faceparse_training.data.augment import Augment
from faceparse_training.data.batches import TrainingPairs
from faceparse_training.data.datasets import DataError, FacePairs, find_pairs, split
from faceparse_training.data.mixing import Mix
from faceparse_training.data.scenes.compose import Scenes
from faceparse_training.finetune.run_lock import hold
from faceparse_training.fit.recipe import Recipe
from faceparse_training.fit.validate import validation_metrics


def make_fabric(device: str, precision: Precision) -> Fabric:
    """Device, precision and processes: those that ``torchrun`` started, with DDP, or this one alone.

    ``device`` is ``auto``, ``cpu``, ``cuda`` or ``mps``.

    Raises:
        faceparse_core.devices.DeviceError: if the device, or one for each process, is not there.
    """
    chosen = devices.choose(device)
    here = count = 1
    if dist.is_available() and dist.is_torchelastic_launched():
        here, count = int(os.environ["LOCAL_WORLD_SIZE"]), int(os.environ["WORLD_SIZE"])
    there = {"cpu": here, "cuda": torch.cuda.device_count(), "mps": 1}[chosen.type]
    if here > there:
        raise devices.DeviceError(
            f"{here} processes were started on a computer with {there} {chosen.type} device(s). "
            "Give torchrun a smaller --nproc-per-node, or choose --device cpu."
        )
    if count > 1:
        atexit.register(leave)
    # The strides of a 1×1 kernel are ambiguous: what DDP warns of is the same memory.
    warnings.filterwarnings("ignore", "Grad strides do not match bucket view strides")
    return Fabric(
        accelerator=chosen.type,
        devices=here,
        num_nodes=count // here,
        strategy=DDPStrategy(timeout=TIMEOUT) if count > 1 else "auto",
        precision=usable_precision(chosen, precision),
    )


def usable_precision(device: torch.device, wanted: Precision) -> Precision:
    """``wanted`` where the device computes in it, else what comes nearest."""
    if wanted == "32-true":
        return wanted
    if device.type == "cpu":
        return "bf16-mixed" if torch.ops.mkldnn._is_mkldnn_bf16_supported() else "32-true"
    if device.type == "cuda" and wanted == "bf16-mixed" and not torch.cuda.is_bf16_supported(False):
        return "16-mixed"
    return wanted


@explain_lost_process()
def train(
    recipe: Recipe,
    data: Path,
    out: Path,
    *,
    device: str = "auto",
    resume: bool = False,
    workers: int = 0,
    on_event: Callable[[Event], None] = lambda event: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Path:
    """Train ``recipe`` on ``data/images`` and ``data/masks``; returns the model file in ``out``.

    Under ``torchrun`` each process calls this with the same arguments; the first one reports events.

    Raises:
        DataError, ImageError: for data that cannot be used.
        faceparse_core.devices.DeviceError: if the device is not there.
        faceparse_training.finetune.run_lock.RunBusyError: if another run is at work in ``out``.
        ProcessError: if another process is lost, and as ``faceparse_core.trainer.loop.fit``.
        TrainingError, CheckpointError, OSError: as ``faceparse_core.trainer.loop.fit``.
    """
    fabric = make_fabric(device, recipe.train.precision)
    fabric.launch()
    if not fabric.is_global_zero:
        on_event = _ignore
    keep_freed_memory()
    pairs = find_pairs(data / "images", data / "masks")
    train_list, held = split(pairs, recipe.data.validation_images)
    if recipe.data.train_on_all:  # nothing is left to judge by
        train_list, held = pairs, []
    if not train_list:
        raise DataError(
            message(
                "{data} holds {n} pair, set aside for validation. Add pairs, or lower the recipe's "
                "data.validation_images.",
                plural="{data} holds {n} pairs, all of them set aside for validation. Add pairs, or lower "
                "the recipe's data.validation_images.",
                data=data,
                n=len(pairs),
            )
        )
    on_event(
        Notice(
            message(
                "Reading {n:,} photo with its label map …",
                plural="Reading {n:,} photos with their label maps …",
                n=len(pairs),
            )
        )
    )
    train_pairs = FacePairs(train_list, recipe.data.repair_mirrored)
    held_pairs = FacePairs(held, recipe.data.repair_mirrored)
    verb = "repaired" if recipe.data.repair_mirrored else "left as they are"
    on_event(
        Notice(
            f"Training pairs: {len(train_pairs)}, of them labelled mirrored: {train_pairs.mirrored} "
            f"({verb}); validation pairs: {len(held_pairs)}, mirrored: {held_pairs.mirrored} ({verb})"
        )
    )
    source = TrainingPairs(
        train_pairs,
        Augment(recipe.augment),
        recipe.train.seed,
        rank=fabric.global_rank,
        world_size=fabric.world_size,
        workers=workers,
        mix=Mix(recipe.mix, train_pairs),
        scenes=Scenes(recipe.scenes, train_pairs),
    )
    info = ModelInfo(
        name=recipe.name,
        config=recipe.model,
        widest=recipe.scenes.widest,
        recipe=recipe.model_dump(mode="json"),
        parent=recipe.start,
        data={"pairs": len(train_pairs), "fingerprint": train_pairs.fingerprint},
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        licence="Weights for non-commercial research only, as their training data (CelebAMask-HQ).",
    )
    metrics = partial(validation_metrics, pairs=held_pairs, fabric=fabric)
    torch.manual_seed(recipe.train.seed)  # the same first weights in every run and process
    model = build(recipe.model)
    if recipe.start:
        fresh = take_weights(model, catalog.resolve(recipe.start))
        new = f"; new: {', '.join(fresh)}" if fresh else ""
        on_event(Notice(f"The weights start from the model {recipe.start}{new}"))
    out.mkdir(parents=True, exist_ok=True)
    with hold(out) if fabric.is_global_zero else nullcontext():
        return fit(
            model,
            recipe.train,
            source,
            Loss(recipe.loss, train_pairs.pixels),
            Validation(len(held), metrics) if held else None,
            out,
            info,
            fabric=fabric,
            resume=resume,
            on_event=on_event,
            should_stop=should_stop,
        )


def _ignore(event: Event) -> None:
    pass
