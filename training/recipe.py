"""A recipe: everything that decides a training run, as validated YAML."""

from __future__ import annotations

from importlib import resources as importlib_resources
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from core.labels import NUM_CLASSES
from core.losses import CrossEntropy, Dice, LossTerm
from core.model import ModelConfig
from core.train_settings import Phase, TrainSettings
from training.augment import AugmentSettings
from training.mixing import MixSettings
from training.yaml_files import RecipeError, mistakes, read_yaml


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


__all__ = ["DataSettings", "Phase", "Recipe", "RecipeError", "load_recipe", "shipped_recipes"]
