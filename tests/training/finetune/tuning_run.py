"""Run folders of drawn faces, and a small network to begin with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import ModelInfo, save_model
from faceparse_training.finetune.learner import FinetuneConfig
from faceparse_training.finetune.manifest import CROPS, RUN_FILE, Crop, Run, RunSettings, write
from tests.training.faces import draw

TINY = ModelConfig(dims=(8, 8, 16, 16), depths=(1, 1, 1, 1), decoder_width=16, dropout=0.0, drop_path=0.0)
QUICK = FinetuneConfig(side=64, lr=1e-2, ewc=0.0, merge_weight=1.0, max_distance=1e9, ema_decay=0.5)


def write_model(path: Path, **info: object) -> Path:
    """A network with random weights."""
    torch.manual_seed(0)
    described = {"name": path.stem, "config": TINY, "input_size": 64, **info}
    save_model(path, build(TINY).state_dict(), ModelInfo.model_validate(described))
    return path


def write_run(folder: Path, model: Path, corrected: int = 4, untouched: int = 0, **settings: object) -> Path:
    """``corrected`` drawn faces with their labels, in which a person had painted the nose, and others."""
    (folder / CROPS).mkdir(parents=True)
    crops = []
    for number in range(corrected + untouched):
        photo, labels = draw(number)
        files = {"photo": f"{number}.png"}
        Image.fromarray(photo).save(folder / CROPS / files["photo"])
        if number < corrected:
            changed = (labels == ID_OF["nose"]) * np.uint8(255)
            for part, mask in (("labels", labels), ("changed", changed)):
                files[part] = f"{number}-{part}.png"
                Image.fromarray(mask).save(folder / CROPS / files[part])
        crops.append(Crop(image=f"face{number}", **files))
    given = {"base": str(model), "current": str(model), "time_budget": 1.5, **settings}
    run = Run(settings=RunSettings.model_validate(given), crops=tuple(crops), fingerprint="f" * 64)
    write(folder / RUN_FILE, run)
    return folder
