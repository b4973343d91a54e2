"""The settings of a training run, as they stand in a recipe."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Precision = Literal["32-true", "bf16-mixed", "16-mixed"]


Count = Annotated[int, Field(ge=1, le=1_000_000)]
"""Far above anything of use, and small enough for every library to compute with."""


class Phase(BaseModel):
    """Epochs at one picture size (pixels a side)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size: int = Field(ge=32, le=2048)
    epochs: Count


class TrainSettings(BaseModel):
    """How the weights are fitted. ``batch_size`` is that of an optimiser step, over all processes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    phases: tuple[Phase, ...] = Field(min_length=1)
    batch_size: Count = 8
    lr: float = Field(2e-3, gt=0)
    weight_decay: float = Field(1e-2, ge=0)
    warmup_epochs: float = Field(2.0, ge=0)
    clip_norm: float = Field(1.0, gt=0)
    ema_decay: float = Field(0.999, ge=0, lt=1)
    precision: Precision = "bf16-mixed"
    validate_every: Count = 1
    patience: Count | None = None
    save_every_minutes: float = Field(5.0, gt=0)
    seed: int = Field(0, ge=0, le=2**32 - 1)

    @property
    def epochs(self) -> int:
        """Of all phases together."""
        return sum(phase.epochs for phase in self.phases)

    def size_at(self, epoch: int) -> int:
        """The picture size of ``epoch``, counted from 0."""
        for phase in self.phases:
            if epoch < phase.epochs:
                return phase.size
            epoch -= phase.epochs
        raise IndexError(epoch)
