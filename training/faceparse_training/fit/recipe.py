"""A recipe: everything that decides a training run, as validated YAML."""

from __future__ import annotations

from itertools import accumulate, pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from faceparse_core.labels import NUM_CLASSES
from faceparse_core.losses import CrossEntropy, Dice, LossTerm
from faceparse_core.model import ModelConfig
from faceparse_core.trainer.settings import Phase, TrainSettings
from faceparse_training.data.augment import AugmentSettings
from faceparse_training.data.mixing import MixSettings
from faceparse_training.data.scenes.compose import SceneSettings
from faceparse_training.fit.shipped import shipped_recipes
from faceparse_training.fit.yaml_files import RecipeError, mistakes, read_yaml


class DataSettings(BaseModel):
    """Which pairs are used, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repair_mirrored: bool = True
    validation_images: int = Field(100, ge=0, le=1_000_000)
    train_on_all: bool = False


class Recipe(BaseModel):
    """One YAML file of ``training/faceparse_training/recipes``.

    ``start`` names a model, or its file, whose weights the run starts from where their names and shapes fit.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    about: str = ""
    start: str | None = None
    model: ModelConfig = ModelConfig()
    data: DataSettings = DataSettings()
    mix: MixSettings = MixSettings()
    scenes: SceneSettings = SceneSettings()
    augment: AugmentSettings = AugmentSettings()
    loss: tuple[LossTerm, ...] = Field((CrossEntropy(), Dice()), min_length=1)
    train: TrainSettings

    @field_validator("model")
    @classmethod
    def _of_our_classes(cls, model: ModelConfig) -> ModelConfig:
        if model.num_classes != NUM_CLASSES:
            raise ValueError(f"num_classes must be {NUM_CLASSES}, as many as the masks have; leave it out")
        return model

    def changed(
        self,
        *,
        epochs: int | None = None,
        size: int | None = None,
        batch_size: int | None = None,
        lr: float | None = None,
        seed: int | None = None,
    ) -> Recipe:
        """The same recipe with some of ``train`` replaced; None leaves a setting as it is.

        Args:
            epochs: in all; the phases and the warm-up are shortened or lengthened in proportion.
            size: of the pictures in all phases, pixels a side.
        """
        train = self.train
        given = {"batch_size": batch_size, "lr": lr, "seed": seed}
        settings: dict[str, object] = {key: value for key, value in given.items() if value is not None}
        if epochs is not None:
            settings["phases"] = _in_proportion(train.phases, epochs)
            settings["warmup_epochs"] = train.warmup_epochs * epochs / train.epochs
        if size is not None:
            total = epochs or train.epochs
            settings["phases"] = (Phase(size=size, epochs=total),)
        return self.model_copy(update={"train": train.model_copy(update=settings)})


def _in_proportion(phases: tuple[Phase, ...], epochs: int) -> tuple[Phase, ...]:
    """The phases in ``epochs``; those that would come to none are left out."""
    before = sum(phase.epochs for phase in phases)
    ends = [round(end * epochs / before) for end in accumulate(phase.epochs for phase in phases)]
    lengths = [end - start for start, end in pairwise([0, *ends])]
    return tuple(
        phase.model_copy(update={"epochs": length})
        for phase, length in zip(phases, lengths, strict=True)
        if length
    )


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
        raise RecipeError(f"{path.name} cannot be used. Correct these keys:\n{mistakes(error)}") from error


__all__ = ["DataSettings", "Phase", "Recipe", "RecipeError", "load_recipe", "shipped_recipes"]
