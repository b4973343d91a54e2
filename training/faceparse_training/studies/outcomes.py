"""What the runs of a study came to so far, read from their folders."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faceparse_core.metrics import Scores
from faceparse_core.trainer.events import EpochDone, RunStarted
from faceparse_training.fit.events import read_events
from faceparse_training.studies.ablation import Result, Study, StudyRun, runs

METRICS = {"per_image_f": "per-image F", "batch32_f": "batch-32 F", "small_f": "small-class F"}
"""Fields of ``faceparse_core.metrics.Scores`` that studies compare, with their names in text."""


@dataclass(frozen=True)
class RunOutcome:
    """One run: its result or what kept it from one, and what it reported on the way."""

    run: StudyRun
    result: Result | None
    failure: str | None
    started: RunStarted | None
    epochs: tuple[EpochDone, ...]

    @property
    def recipe(self) -> str:
        """The recipe's name."""
        return self.run.recipe.name

    @property
    def curve(self) -> dict[int, float]:
        """Per-image F on the validation images, by epoch."""
        return {e.epoch: e.metrics["per_image_f"] for e in self.epochs if "per_image_f" in e.metrics}


@dataclass(frozen=True)
class StudyOutcome:
    """All runs of a study."""

    study: Study
    outcomes: tuple[RunOutcome, ...]

    @property
    def recipes(self) -> tuple[str, ...]:
        """In the study's order."""
        return tuple(dict.fromkeys(outcome.recipe for outcome in self.outcomes))

    @property
    def finished(self) -> list[RunOutcome]:
        """The runs that have a result."""
        return [outcome for outcome in self.outcomes if outcome.result]

    def of(self, recipe: str) -> list[RunOutcome]:
        """The finished runs of ``recipe``, by seed."""
        return [outcome for outcome in self.finished if outcome.recipe == recipe]

    def values(self, recipe: str, value: Callable[[Scores], float | None]) -> dict[int, float]:
        """A figure of ``recipe`` by seed, with mirrored label maps put right; ``None`` is left out."""
        figures = {o.run.seed: value(o.result.repaired) for o in self.of(recipe) if o.result}
        return {seed: figure for seed, figure in figures.items() if figure is not None}

    def name_of(self, listed: str) -> str:
        """The name of the recipe that the study lists, or compares, as ``listed``: a name or a file."""
        return dict(zip(self.study.recipes, self.recipes, strict=True))[listed]

    def metric(self, recipe: str, name: str) -> dict[int, float]:
        """One of ``METRICS`` of ``recipe`` by seed."""
        return self.values(recipe, lambda scores: getattr(scores, name))


def read_outcomes(study: Study, folder: Path, seeds: int | None = None) -> StudyOutcome:
    """Read what ``folder`` holds of ``study``.

    Raises:
        StudyError: if it holds a run of other settings, or a damaged result.
        faceparse_training.fit.recipe.RecipeError: if a recipe cannot be used.
    """
    return StudyOutcome(study, tuple(_read(run) for run in runs(study, folder, seeds)))


def _read(run: StudyRun) -> RunOutcome:
    log = run.folder / "events.jsonl"
    events = list(read_events(log)) if log.exists() else []
    started = [e for e in events if isinstance(e, RunStarted)]
    epochs = {e.epoch: e for e in events if isinstance(e, EpochDone)}
    return RunOutcome(run, run.result, run.failure, started[-1] if started else None, tuple(epochs.values()))


def group(recipe: str) -> str:
    """The folder of a recipe's name: ``published`` of ``published/lmsa``; empty without one."""
    return recipe.rpartition("/")[0]


def short(recipe: str) -> str:
    """A recipe's name without its group."""
    return recipe.rpartition("/")[2]


def best_of_groups(outcome: StudyOutcome) -> list[str]:
    """The finished recipe of highest mean per-image F in each group, in the study's order."""
    best: dict[str, tuple[float, str]] = {}
    for recipe in outcome.recipes:
        figures = outcome.metric(recipe, "per_image_f").values()
        if figures and statistics.mean(figures) > best.get(group(recipe), (-1.0, ""))[0]:
            best[group(recipe)] = (statistics.mean(figures), recipe)
    return [recipe for _, recipe in best.values()]


def deviation(figures: Sequence[float]) -> float:
    """The standard deviation of a sample; 0 for a single figure."""
    return statistics.stdev(figures) if len(figures) > 1 else 0.0
