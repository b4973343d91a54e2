"""Runs of a study as ``studies.ablation`` leaves them, with given scores: nothing is trained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import torch

from faceparse_core.labels import NAMES
from faceparse_core.metrics import Scores
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import ModelInfo, save_model
from faceparse_core.trainer.events import EpochDone, Event, RunStarted
from faceparse_training.fit.events import to_json
from faceparse_training.studies.ablation import Comparison, Result, Study, StudyRun, runs

TINY = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)
RECIPES = ("published/baseline", "published/lmsa", "corrected/lmsa")


def study(**changes: object) -> Study:
    comparison = Comparison(claim="LMSA helps", of="published/lmsa", over="published/baseline")
    fields: dict[str, object] = {
        "name": "small ladder",
        "about": "Three rungs.",
        "recipes": RECIPES,
        "seeds": 2,
        "budget": {"size": 64, "epochs": 2, "batch_size": 4},
        "comparisons": (comparison,),
    }
    return Study.model_validate(fields | changes)


def scores(per_image_f: float, hat: float | None = 0.25) -> Scores:
    """Batch-32 F 0.05 below, small-class F 0.1 below."""
    classes: dict[str, float | None] = dict.fromkeys(NAMES, per_image_f)
    return Scores(
        10, per_image_f, per_image_f - 0.05, per_image_f - 0.1, 0.9, classes | {"hat": hat, "neck_l": None}
    )


def write_runs(of: Study, folder: Path, figures: Mapping[str, Mapping[int, float]]) -> None:
    """Finished runs of the per-image F ``figures[recipe][seed]``; the others are not begun."""
    for run in runs(of, folder):
        figure = figures.get(run.recipe.name, {}).get(run.seed)
        if figure is not None:
            write_log(run, figure)
            _finish(run, figure)


def write_log(run: StudyRun, figure: float, epochs: int = 2) -> None:
    """What a run tells on its way through ``epochs`` epochs."""
    run.folder.mkdir(parents=True)
    events: list[Event] = [RunStarted(1747923, "cpu", "32-true", 2, 0, 90, 10)]
    events += [
        EpochDone(epoch, 2, 64, 0.5, 60.0, True, {"per_image_f": figure * epoch / 2})
        for epoch in range(1, epochs + 1)
    ]
    (run.folder / "events.jsonl").write_text("".join(to_json(event) + "\n" for event in events))


def _finish(run: StudyRun, figure: float) -> None:
    result = Result(
        recipe=run.recipe,
        parameters=1747923,
        device="cpu",
        best_epoch=1 + run.seed,
        seconds=120.0,
        published=scores(figure - 0.01),
        repaired=scores(figure),
    )
    (run.folder / "result.json").write_text(result.model_dump_json())
    torch.manual_seed(run.seed)
    info = ModelInfo(name="tiny", config=TINY, input_size=64)
    save_model(run.folder / "model.safetensors", build(TINY).state_dict(), info)
