"""A study: a list of recipes, each run over several seeds, perhaps on a smaller budget than their own.

Every run has a folder of its own, ``RUNS/<recipe>/seed-<n>``, with ``recipe.json`` (what it was begun with),
``model.safetensors``, ``state.safetensors``, ``events.jsonl``, and once it is done ``result.json``
(``Result``), or ``failed.txt`` that says why it is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from faceparse_core.errors import FaceparseError
from faceparse_core.files.store_files import open_log
from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import NAMES, swap_left_right
from faceparse_core.metrics import Scores, confusion, score
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_label_map
from faceparse_core.trainer.events import EpochDone, Event, RunFinished, RunStarted
from faceparse_core.trainer.settings import Phase
from faceparse_core.trainer.step import TrainingError
from faceparse_training.data.datasets import find_pairs, is_mirrored, split
from faceparse_training.evaluation.evaluate import parsed
from faceparse_training.finetune.manifest import EVENTS_FILE
from faceparse_training.fit.events import read_events, to_json
from faceparse_training.fit.recipe import Recipe, RecipeError, load_recipe
from faceparse_training.fit.shipped import shipped_studies
from faceparse_training.fit.train import train
from faceparse_training.fit.yaml_files import mistakes, read_yaml


class StudyError(FaceparseError):
    """A study that cannot be used or gone on with; the text names the file or the run, and what to do."""


class Budget(BaseModel):
    """What every recipe of a study is held to in place of its own: nothing else of it changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int = Field(ge=32, le=2048)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    warmup_epochs: float = Field(1.0, ge=0)
    validate_every: int = Field(1, ge=1)

    def applied(self, recipe: Recipe) -> Recipe:
        """``recipe`` at this size, for this many epochs, without early stop."""
        settings = recipe.train.model_copy(
            update={
                "phases": (Phase(size=self.size, epochs=self.epochs),),
                "batch_size": self.batch_size,
                "warmup_epochs": min(self.warmup_epochs, recipe.train.warmup_epochs),
                "validate_every": self.validate_every,
                "patience": None,
            }
        )
        return recipe.model_copy(update={"train": settings})


class Comparison(BaseModel):
    """A claim that holds if recipe ``of`` scores above recipe ``over``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    claim: str
    of: str
    over: str
    metric: Literal["per_image_f", "batch32_f", "small_f"] = "per_image_f"


class Study(BaseModel):
    """One YAML file of ``training/faceparse_training/studies``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    about: str = ""
    recipes: tuple[str, ...] = Field(min_length=1)
    seeds: int = Field(3, ge=1)
    budget: Budget | None = None
    comparisons: tuple[Comparison, ...] = ()

    @model_validator(mode="after")
    def _compares_its_own(self) -> Study:
        for comparison in self.comparisons:
            for name in (comparison.of, comparison.over):
                if name not in self.recipes:
                    raise ValueError(f"{name}, compared in {comparison.claim!r}, is no recipe of the study")
        return self


class Result(BaseModel):
    """What a finished run came to.

    ``published`` and ``repaired`` are the scores of the run's model on the validation images, as
    ``faceparse_core.metrics.Scores`` has them, against the label maps as they are and with mirrored
    ones put right, whatever the recipe trained on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    recipe: Recipe
    parameters: int
    device: str
    best_epoch: int
    seconds: float
    published: Scores
    repaired: Scores


@dataclass(frozen=True)
class StudyRun:
    """One recipe with one seed."""

    recipe: Recipe
    folder: Path

    @property
    def seed(self) -> int:
        """Of the training."""
        return self.recipe.train.seed

    @property
    def result(self) -> Result | None:
        """What it came to, once it is done.

        Raises:
            StudyError: if the folder holds the result of another recipe, or a damaged one.
        """
        file = self.folder / "result.json"
        if not file.exists():
            return None
        try:
            result = Result.model_validate_json(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise StudyError(f"{file} cannot be read. Delete it: the run is then scored anew.") from error
        self._refuse_unless(result.recipe)
        return result

    def check(self) -> None:
        """Make sure that the folder, if it is there, is this run's.

        Raises:
            StudyError: if it was begun, or finished, with other settings.
        """
        file = self.folder / "recipe.json"
        if file.exists():
            try:
                self._refuse_unless(Recipe.model_validate_json(file.read_bytes()))
            except (OSError, ValidationError) as error:
                raise StudyError(
                    f"{file} cannot be read. Delete the folder: the run then begins anew."
                ) from error
        _ = self.result  # reading it checks it

    @property
    def failure(self) -> str | None:
        """Why it ended without a result."""
        file = self.folder / "failed.txt"
        return file.read_text(encoding="utf-8") if file.exists() else None

    def _refuse_unless(self, held: Recipe) -> None:
        if held.model_dump(exclude={"about"}) != self.recipe.model_dump(exclude={"about"}):
            raise StudyError(
                f"{self.folder} holds a run of {self.recipe.name} with other settings than it has now. "
                "Give another runs folder, or delete that one."
            )


def load_study(name_or_file: str | Path) -> Study:
    """Read a study by the name of a shipped one or by its file; ``extends`` as in a recipe.

    Raises:
        StudyError: if there is no such study, it is not YAML, or a key or value is wrong (it is named).
    """
    path = shipped_studies().get(str(name_or_file), Path(name_or_file))
    try:
        return Study.model_validate(read_yaml(path, shipped_studies(), "study"))
    except RecipeError as error:
        raise StudyError(str(error)) from error
    except ValidationError as error:
        raise StudyError(f"{path.name} cannot be used. Correct these keys:\n{mistakes(error)}") from error


def runs(study: Study, folder: Path, seeds: int | None = None) -> Iterator[StudyRun]:
    """All runs of a study, the first seed of every recipe before the second.

    Raises:
        faceparse_training.fit.recipe.RecipeError: if a recipe cannot be used.
        StudyError: if two have one name.
    """
    recipes = [load_recipe(name) for name in study.recipes]
    for name, count in Counter(recipe.name for recipe in recipes).items():
        if count > 1:
            raise StudyError(f"{study.name} lists {count} recipes of the name {name}. Rename all but one.")
    for seed in range(seeds or study.seeds):
        for recipe in recipes:
            held = study.budget.applied(recipe) if study.budget else recipe
            own = held.model_copy(update={"train": held.train.model_copy(update={"seed": seed})})
            yield StudyRun(own, folder / recipe.name / f"seed-{seed}")


def perform(
    run: StudyRun,
    data: Path,
    *,
    device: str = "auto",
    workers: int = 0,
    on_event: Callable[[Event], None] = lambda event: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Result | None:
    """Train and score one run, going on where it was left; ``None`` if it was stopped or failed.

    Raises:
        StudyError: if the folder holds a run of other settings.
        DataError, ImageError, DeviceError, OSError:
            as ``faceparse_training.fit.train.train``.
    """
    run.check()
    if run.result or run.failure:
        return run.result
    run.folder.mkdir(parents=True, exist_ok=True)
    _write(run.folder / "recipe.json", run.recipe.model_dump_json(indent=1))
    with TextIOWrapper(open_log(run.folder.resolve() / EVENTS_FILE, append=True), encoding="utf-8") as log:

        def report(event: Event) -> None:
            log.write(to_json(event) + "\n")
            log.flush()
            on_event(event)

        try:
            model = train(
                run.recipe,
                data,
                run.folder,
                device=device,
                resume=True,
                workers=workers,
                on_event=report,
                should_stop=should_stop,
            )
        except TrainingError as error:
            _write(run.folder / "failed.txt", str(error))
            return None
    events = list(read_events(run.folder / EVENTS_FILE))
    started = [e for e in events if isinstance(e, RunStarted)][-1]
    finished = [e for e in events if isinstance(e, RunFinished)][-1]
    if finished.reason == "stopped":
        return None
    published, repaired = _scores(model, data, run.recipe.data.validation_images, device)
    result = Result(
        recipe=run.recipe,
        parameters=started.parameters,
        device=started.device,
        best_epoch=finished.best_epoch,
        seconds=sum({e.epoch: e.seconds for e in events if isinstance(e, EpochDone)}.values()),
        published=published,
        repaired=repaired,
    )
    _write(run.folder / "result.json", result.model_dump_json(indent=1))
    return result


def _scores(model: Path, data: Path, images: int, device: str) -> tuple[Scores, Scores]:
    """Scores on the validation images, with the label maps as published and repaired."""
    held = split(find_pairs(data / "images", data / "masks"), images)[1]
    parser = Parser.load(model, device)
    published, repaired = [], []
    for pair, predicted in zip(held, parsed(held, parser, "whole"), strict=True):
        if isinstance(predicted, Exception):
            raise predicted
        truth = read_label_map(pair.labels)
        published.append(confusion(truth, predicted))
        turned = swap_left_right(truth) if is_mirrored(truth) else truth
        repaired.append(confusion(turned, predicted))
    return score(published, NAMES), score(repaired, NAMES)


def _write(path: Path, text: str) -> None:
    with atomic_write(path) as file:
        file.write(text.encode())
