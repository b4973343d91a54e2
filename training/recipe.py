"""A recipe: everything that decides a training run, as validated YAML."""

from __future__ import annotations

from importlib import resources as importlib_resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from core.losses import CrossEntropy, Dice, LossTerm
from core.model import ModelConfig
from core.trainer import Phase, TrainSettings
from training.augment import AugmentSettings


class RecipeError(Exception):
    """A recipe that cannot be used; the text names the file, the key and the mend."""


class DataSettings(BaseModel):
    """Which pairs are used, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repair_mirrored: bool = True
    validation_images: int = Field(100, ge=0)
    train_on_all: bool = False


class Recipe(BaseModel):
    """One YAML file of ``training/recipes``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    about: str = ""
    model: ModelConfig = ModelConfig()
    data: DataSettings = DataSettings()
    augment: AugmentSettings = AugmentSettings()
    loss: tuple[LossTerm, ...] = Field((CrossEntropy(), Dice()), min_length=1)
    train: TrainSettings


def shipped_recipes() -> dict[str, Path]:
    """The recipes that come with the program, by name."""
    folder = Path(str(importlib_resources.files("training"))) / "recipes"
    return {p.stem: p for p in sorted(folder.glob("*.yaml"))}


def load_recipe(name_or_file: str | Path) -> Recipe:
    """Read a recipe by the name of a shipped one or by its file.

    Raises:
        RecipeError: if there is no such recipe, it is not YAML, or a key or value is wrong (it is named).
    """
    path = shipped_recipes().get(str(name_or_file), Path(name_or_file))
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        known = ", ".join(shipped_recipes())
        raise RecipeError(f"There is no recipe {path}. Name a file or one of: {known}.") from error
    except UnicodeDecodeError as error:
        raise RecipeError(f"{path.name} is not a text file. Save it as UTF-8 YAML.") from error
    try:
        return Recipe.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise RecipeError(f"{path.name} is not valid YAML: {error}") from error
    except ValidationError as error:
        lines = "\n".join(f"  {_mistake(e)}" for e in error.errors())
        raise RecipeError(f"{path.name} cannot be used. Mend these keys:\n{lines}") from error


def _mistake(error: ErrorDetails) -> str:
    key = ".".join(map(str, error["loc"])) or "recipe"
    return f"{key}: {'there is no such key' if error['type'] == 'extra_forbidden' else error['msg']}"


__all__ = ["DataSettings", "Phase", "Recipe", "RecipeError", "load_recipe", "shipped_recipes"]
