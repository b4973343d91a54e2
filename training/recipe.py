"""A recipe: everything that decides a training run, as validated YAML."""

from __future__ import annotations

from importlib import resources as importlib_resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from core.labels import NUM_CLASSES
from core.losses import CrossEntropy, Dice, LossTerm
from core.model import ModelConfig
from core.train_settings import Phase, TrainSettings
from training.augment import AugmentSettings
from training.mixing import MixSettings


class RecipeError(Exception):
    """A recipe that cannot be used; the text names the file, the key and the mend."""


class DataSettings(BaseModel):
    """Which pairs are used, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repair_mirrored: bool = True
    validation_images: int = Field(100, ge=0)
    train_on_all: bool = False


class Recipe(BaseModel):
    """One YAML file of ``training/recipes``.

    ``start`` names a model, or its file, whose weights the run starts from where their names and shapes fit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    about: str = ""
    start: str | None = None
    model: ModelConfig = ModelConfig()
    data: DataSettings = DataSettings()
    mix: MixSettings = MixSettings()
    augment: AugmentSettings = AugmentSettings()
    loss: tuple[LossTerm, ...] = Field((CrossEntropy(), Dice()), min_length=1)
    train: TrainSettings

    @field_validator("model")
    @classmethod
    def _of_our_classes(cls, model: ModelConfig) -> ModelConfig:
        if model.num_classes != NUM_CLASSES:
            raise ValueError(f"num_classes must be {NUM_CLASSES}, as many as the masks have; leave it out")
        return model


def shipped_recipes() -> dict[str, Path]:
    """The recipes that come with the program, by their path in the folder: ``corrected/lmsa``."""
    folder = Path(str(importlib_resources.files("training"))) / "recipes"
    return {p.relative_to(folder).with_suffix("").as_posix(): p for p in sorted(folder.rglob("*.yaml"))}


def load_recipe(name_or_file: str | Path) -> Recipe:
    """Read a recipe by the name of a shipped one or by its file.

    A recipe may say ``extends: NAME_OR_FILE``: it is then that recipe with its own keys laid over, mapping by
    mapping; a list (``loss``, ``phases``) replaces the other's.

    Raises:
        RecipeError: if there is no such recipe, it is not YAML, or a key or value is wrong (it is named).
    """
    path = shipped_recipes().get(str(name_or_file), Path(name_or_file))
    try:
        return Recipe.model_validate(read_yaml(path, shipped_recipes(), "recipe"))
    except ValidationError as error:
        raise RecipeError(f"{path.name} cannot be used. Mend these keys:\n{mistakes(error)}") from error


def read_yaml(path: Path, shipped: dict[str, Path], kind: str, readers: tuple[Path, ...] = ()) -> object:
    """The file's YAML, laid over what it ``extends``.

    Args:
        shipped: files that ``extends`` may name, beside those in the file's own folder.
        kind: what the file is, for messages.
        readers: the files whose ``extends`` led here.

    Raises:
        RecipeError: if a file is missing or not YAML, or they extend each other in a ring.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        known = ", ".join(shipped)
        raise RecipeError(f"There is no {kind} {path}. Name a file or one of: {known}.") from error
    except UnicodeDecodeError as error:
        raise RecipeError(f"{path.name} is not a text file. Save it as UTF-8 YAML.") from error
    except yaml.YAMLError as error:
        raise RecipeError(f"{path.name} is not valid YAML: {error}") from error
    if not isinstance(content, dict) or "extends" not in content:
        return content
    base = str(content.pop("extends"))
    base_path = shipped.get(base, path.parent / base)
    if base_path in (*readers, path):
        raise RecipeError(f"{path.name} extends {base}, which extends it in turn. Leave one of them out.")
    below = read_yaml(base_path, shipped, kind, (*readers, path))
    return _overlay(below, content) if isinstance(below, dict) else content


def _overlay(below: dict[Any, Any], above: dict[Any, Any]) -> dict[Any, Any]:
    both = dict(below)
    for key, value in above.items():
        under = below.get(key)
        both[key] = _overlay(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return both


def mistakes(error: ValidationError) -> str:
    """What pydantic found wrong, one key a line."""
    return "\n".join(f"  {_mistake(e)}" for e in error.errors())


def _mistake(error: ErrorDetails) -> str:
    key = ".".join(map(str, error["loc"])) or "recipe"
    return f"{key}: {'there is no such key' if error['type'] == 'extra_forbidden' else error['msg']}"


__all__ = ["DataSettings", "Phase", "Recipe", "RecipeError", "load_recipe", "shipped_recipes"]
