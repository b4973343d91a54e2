"""A recipe: everything that decides a training run, as validated YAML."""

from __future__ import annotations

from importlib import resources as importlib_resources
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.losses import LossTerm
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
    loss: tuple[LossTerm, ...] = (LossTerm(name="cross_entropy"), LossTerm(name="dice"))
    train: TrainSettings

    @field_validator("loss")
    @classmethod
    def _at_least_one(cls, terms: tuple[LossTerm, ...]) -> tuple[LossTerm, ...]:
        if not terms:
            raise ValueError("name at least one loss")
        return terms


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
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(shipped_recipes())
        raise RecipeError(f"There is no recipe {path}. Name a file or one of: {known}.") from error
    try:
        return Recipe.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise RecipeError(f"{path.name} is not valid YAML: {error}") from error
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc'])) or 'recipe'}: {_plain(e['type'], e['msg'])}" for e in error.errors()]
        raise RecipeError(f"{path.name} cannot be used. Mend these keys:\n" + "\n".join(lines)) from error


def _plain(kind: str, message: str) -> str:
    return "there is no such key" if kind == "extra_forbidden" else message


__all__ = ["DataSettings", "Phase", "Recipe", "RecipeError", "load_recipe", "shipped_recipes"]
