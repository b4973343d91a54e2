"""Networks and finished fine-tuning runs, as the tests of versions need them."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

import faceparse_resources
from faceparse_core.labels import NAMES
from faceparse_gui.project.versions.runs import new_run
from faceparse_training.finetune.manifest import (
    Check,
    ClassScore,
    Crop,
    Example,
    Run,
    RunSettings,
    Verdict,
    write,
)

NETWORK = faceparse_resources.path("models") / "lmsa.safetensors"


def write_model(path: Path, seed: int = 0, classes=NAMES, value=None, dtype=np.float32, **header) -> None:
    """A small model file of this program; its weights fit no network."""
    about = {"name": "learnt", "config": {"num_classes": len(classes)}, "classes": classes, **header}
    weights = np.random.default_rng(seed).random((4, 5)).astype(dtype)
    if value is not None:
        weights[1, 2] = value
    tensors = {"w": weights, "n": np.array(seed)}
    save_file(tensors, path, {"faceparse": json.dumps(about)})


def verdict(promote: bool = True) -> Verdict:
    return Verdict(
        promote=promote,
        reason="better on what was held back",
        checks=(Check(kind="held_back", images=3, before=0.5, after=0.75, passed=True),),
        classes=(ClassScore(name="hair", images=3, before=0.5, after=0.75),),
        examples=(
            Example(
                image="a",
                photo="0.png",
                before="0-b.png",
                after="0-a.png",
                truth="0-t.png",
                before_f=0,
                after_f=1,
            ),
        ),
    )


def finished_run(store: Path, seed: int = 0, current: str = "default", promote: bool | None = True) -> Path:
    """A run's folder as a fine-tuning leaves it, learnt from two images."""
    folder = new_run(store)
    crops = [Crop(image=image, photo=f"{n}.png", labels=f"{n}.png") for n, image in enumerate("aab")]
    run = Run(
        settings=RunSettings(current=current),
        crops=(*crops, Crop(image="c", photo="3.png")),
        fingerprint=f"{seed:064}",
    )
    write(folder / "run.json", run)
    write_model(folder / "model.safetensors", seed, created=f"20{90 - seed}-01-01T00:00:00+00:00")
    (folder / "events.jsonl").write_text('{"event": "Notice", "text": "hello"}\n')
    (folder / "examples").mkdir()
    (folder / "examples" / "0.png").write_bytes(b"picture")
    if promote is not None:
        write(folder / "verdict.json", verdict(promote))
    return folder
