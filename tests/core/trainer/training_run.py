"""A small run on drawn faces, as a program: the trainer's tests start it, kill it and start it again.

python training_run.py DATA OUT [KEY=VALUE of the train settings ...]
"""

import json
import sys
from pathlib import Path

import torch

from faceparse_core.model import ModelConfig
from faceparse_training.fit.events import json_lines
from faceparse_training.fit.recipe import Recipe
from faceparse_training.fit.train import train

TINY = ModelConfig(dims=(8, 8, 16, 16), depths=(1, 1, 1, 1), decoder_width=16, dropout=0.2, drop_path=0.2)


def recipe(**settings: object) -> Recipe:
    train_settings = {
        "phases": [{"size": 64, "epochs": 3}],
        "batch_size": 4,
        "lr": 5e-3,
        "warmup_epochs": 0.5,
        "ema_decay": 0.9,
        "precision": "32-true",
        **settings,
    }
    data = {"validation_images": 4}
    return Recipe.model_validate({"name": "tiny", "model": TINY, "data": data, "train": train_settings})


if __name__ == "__main__":
    torch.set_num_threads(1)
    changes = {key: json.loads(value) for key, value in (word.split("=", 1) for word in sys.argv[3:])}
    train(
        recipe(**changes),
        Path(sys.argv[1]),
        Path(sys.argv[2]),
        device="cpu",
        resume=True,
        on_event=json_lines(),
    )
