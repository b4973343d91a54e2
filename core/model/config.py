"""What a network is made of, as data: kept inside every checkpoint and every recipe."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.labels import NUM_CLASSES


class ModelConfig(BaseModel):
    """The shape of a MicroSegFormer; the defaults are the report's, with LMSA."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    arch: Literal["microsegformer"] = "microsegformer"
    num_classes: int = Field(NUM_CLASSES, ge=2, le=255)
    dims: tuple[int, ...] = (32, 64, 128, 192)
    depths: tuple[int, ...] = (1, 2, 2, 2)
    sr_ratios: tuple[int, ...] = (8, 4, 2, 1)
    mlp_ratio: int = Field(2, ge=1)
    decoder_width: int = Field(128, ge=8)
    lmsa: bool = True
    lmsa_kernels: tuple[int, ...] = (3, 5, 7)
    lmsa_se_reduction: int = Field(8, ge=1)
    dropout: float = Field(0.0, ge=0, lt=1)
    drop_path: float = Field(0.0, ge=0, lt=1)

    @model_validator(mode="after")
    def _one_entry_a_stage(self) -> ModelConfig:
        if not (len(self.dims) == len(self.depths) == len(self.sr_ratios) == 4):
            raise ValueError("dims, depths and sr_ratios need one entry for each of the 4 stages")
        if any(k % 2 == 0 for k in self.lmsa_kernels):
            raise ValueError("lmsa_kernels must be odd")
        return self
