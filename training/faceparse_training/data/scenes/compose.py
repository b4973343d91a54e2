"""Composed samples for the trainer, after mixing and before the augmentation."""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from faceparse_core.parsing.faces import WIDE
from faceparse_training.data.copy_paste import Sample
from faceparse_training.data.mixing import Pairs
from faceparse_training.data.scenes.kinds import KINDS, SMALLEST

_FURTHER = ("covered", "dark", "tiny")


class SceneSettings(BaseModel):
    """How often, 0 to 1, a sample becomes a composed one of each kind (``faceparse_training.data.scenes``).

    A sample gets one kind at most, so the shares come to 1 together at most; the rest stay as they are.
    ``more`` of the composed ones are covered, dark or tiny as well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    background: float = Field(0.0, ge=0, le=1)
    clothes: float = Field(0.0, ge=0, le=1)
    beyond: float = Field(0.0, ge=0, le=1)
    turned: float = Field(0.0, ge=0, le=1)
    neighbours: float = Field(0.0, ge=0, le=1)
    covered: float = Field(0.0, ge=0, le=1)
    dark: float = Field(0.0, ge=0, le=1)
    tiny: float = Field(0.0, ge=0, le=1)
    more: float = Field(0.0, ge=0, le=1)

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of each of ``KINDS``, in their order."""
        return tuple(getattr(self, name) for name in KINDS)

    @property
    def widest(self) -> float:
        """How wide crops are shown at most, in sides of an aligned face's frame: ``ModelInfo.widest``."""
        return 1 / SMALLEST if self.beyond else WIDE

    @model_validator(mode="after")
    def _of_one(self) -> SceneSettings:
        if sum(self.shares) > 1 + 1e-9:
            raise ValueError("the shares of the kinds come to more than 1 together; lower some")
        return self


class Scenes:
    """Composes samples with other pairs; what comes out depends on the generator alone."""

    def __init__(self, settings: SceneSettings, pairs: Pairs) -> None:
        self.settings, self.pairs = settings, pairs
        self._ends = np.cumsum(settings.shares)

    def __call__(self, sample: Sample, size: int, rng: np.random.Generator) -> Sample:
        """Photo ``(size, size, 3)`` and labels ``(size, size)``; not to be written to."""
        chosen = int(np.searchsorted(self._ends, rng.random(), side="right"))
        if chosen == len(KINDS):
            return sample
        name = list(KINDS)[chosen]
        sample = KINDS[name](sample, self._other(size, rng), rng)
        if rng.random() < self.settings.more:
            further = [each for each in _FURTHER if each != name]
            sample = KINDS[further[rng.integers(len(further))]](sample, self._other(size, rng), rng)
        return sample

    def _other(self, size: int, rng: np.random.Generator) -> Sample:
        return self.pairs.at(int(rng.integers(len(self.pairs))), size)
