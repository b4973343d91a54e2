"""Run a recipe: data folder in, run folder out."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from pathlib import Path

from lightning_fabric import Fabric

from core.checkpoint import ModelInfo
from core.events import Event, Notice
from core.losses import Loss
from core.model import build
from core.trainer import Validation, fit
from training.augment import Augment
from training.datasets import FacePairs, TrainingPairs, find_pairs, split
from training.recipe import Recipe
from training.validate import validation_metrics


def make_fabric(device: str, precision: str, devices: int = 1, num_nodes: int = 1) -> Fabric:
    """Device, precision and processes. ``device`` is ``auto``, ``cpu``, ``cuda`` or ``mps``."""
    return Fabric(accelerator=device, devices=devices, num_nodes=num_nodes, precision=precision)  # type: ignore[arg-type]


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

    Raises:
        training.datasets.DataError, core.imaging.ImageError: for data that cannot be used.
        core.trainer.TrainingError, core.checkpoint.CheckpointError, OSError: as :func:`core.trainer.fit`.
    """
    fabric = make_fabric(device, recipe.train.precision)
    fabric.launch()
    pairs = find_pairs(data / "images", data / "masks")
    train_list, held = split(pairs, recipe.data.validation_images)
    train_pairs = FacePairs(pairs if recipe.data.train_on_all else train_list, recipe.data.repair_mirrored)
    held_pairs = FacePairs(held, recipe.data.repair_mirrored)
    verb = "repaired" if recipe.data.repair_mirrored else "left as they are"
    on_event(
        Notice(
            f"{len(train_pairs)} training pairs, {train_pairs.mirrored} of them labelled mirrored ({verb}); "
            f"{len(held_pairs)} validation pairs, {held_pairs.mirrored} mirrored ({verb})"
        )
    )
    source = TrainingPairs(
        train_pairs,
        Augment(recipe.augment),
        recipe.train.seed,
        rank=fabric.global_rank,
        world_size=fabric.world_size,
        workers=workers,
    )
    info = ModelInfo(
        name=recipe.name,
        config=recipe.model,
        recipe=recipe.model_dump(mode="json"),
        data={"pairs": len(train_pairs), "fingerprint": train_pairs.fingerprint},
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        licence="Weights for non-commercial research only, as their training data (CelebAMask-HQ).",
    )
    judge = Validation(len(held_pairs), partial(_judge, pairs=held_pairs, fabric=fabric)) if held else None
    return fit(
        build(recipe.model),
        recipe.train,
        source,
        Loss(recipe.loss, train_pairs.pixels),
        judge,
        out,
        info,
        fabric=fabric,
        resume=resume,
        on_event=on_event,
        should_stop=should_stop,
    )


def _judge(model: object, size: int, *, pairs: FacePairs, fabric: Fabric) -> dict[str, float]:
    return validation_metrics(model, pairs, size, fabric)  # type: ignore[arg-type]
