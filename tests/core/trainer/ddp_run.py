"""One process of a small run on drawn faces; how many there are, it learns from torchrun's variables.

python ddp_run.py DATA OUT [STEP: the last process asks to stop then]
"""

import atexit
import itertools
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
import torch.distributed as dist
from pydantic import TypeAdapter
from torch import nn

from faceparse_core.losses import Loss, LossTerm
from faceparse_core.model import ModelConfig
from faceparse_core.model_files.checkpoint import ModelInfo
from faceparse_core.trainer.loop import Validation, fit
from faceparse_core.trainer.settings import TrainSettings
from faceparse_training.data.augment import Augment, AugmentSettings
from faceparse_training.data.batches import TrainingPairs
from faceparse_training.data.datasets import FacePairs, find_pairs, split
from faceparse_training.fit.events import json_lines
from faceparse_training.fit.train import make_fabric
from faceparse_training.fit.validate import validation_metrics

SETTINGS = TrainSettings.model_validate(
    {
        "phases": [{"size": 32, "epochs": 3}],
        "batch_size": 4,
        "warmup_epochs": 0.5,
        "ema_decay": 0.9,
        "precision": "32-true",
        "save_every_minutes": 1e-9,  # after every step
    }
)
TERMS = TypeAdapter(tuple[LossTerm, ...]).validate_python(
    [
        {"name": "cross_entropy", "class_weights": "inverse_sqrt"},
        {"name": "focal"},
        {"name": "dice"},
        {"name": "dice", "over": "batch"},
    ]
)


def network() -> nn.Sequential:
    """Batch normalisation without a bias ahead of it: that would have no gradient but rounding, and AdamW
    makes steps of any gradient."""
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 12, 3, padding=1, bias=False), nn.BatchNorm2d(12), nn.ReLU(), nn.Conv2d(12, 19, 1)
    )


def group_must_be_left() -> None:
    """Threads of a process group that outlives Python abort the process, now and then."""
    if dist.is_initialized():
        print("the process group was not left", file=sys.stderr, flush=True)
        os._exit(3)


def main(data: Path, out: Path, should_stop: Callable[[], bool] = lambda: False) -> None:
    torch.set_num_threads(1)
    fabric = make_fabric("cpu", SETTINGS.precision)
    fabric.launch()
    pairs = find_pairs(data / "images", data / "masks")
    training, held = (FacePairs(part, repair=True) for part in split(pairs, 5))
    rank, count = fabric.global_rank, fabric.world_size
    source = TrainingPairs(training, Augment(AugmentSettings()), 0, rank=rank, world_size=count)
    fit(
        network(),  # type: ignore[arg-type]
        SETTINGS,
        source,
        Loss(TERMS, training.pixels),
        Validation(len(held), partial(validation_metrics, pairs=held, fabric=fabric)),
        out,
        ModelInfo(name="tiny", config=ModelConfig(), data={"fingerprint": training.fingerprint}),
        fabric=fabric,
        resume=True,
        on_event=json_lines(),
        should_stop=should_stop,
    )


if __name__ == "__main__":
    atexit.register(group_must_be_left)  # what is registered later is called sooner
    data, out, *stop_at = sys.argv[1:]
    last = int(os.environ["RANK"]) == int(os.environ["WORLD_SIZE"]) - 1
    calls = itertools.count(1)
    main(Path(data), Path(out), lambda: bool(stop_at) and last and next(calls) >= int(stop_at[0]))
