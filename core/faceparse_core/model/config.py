"""What a network is made of, as data: kept inside every checkpoint and every recipe."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from faceparse_core.labels import NUM_CLASSES

Width = Annotated[int, Field(ge=1, le=2048)]
Depth = Annotated[int, Field(ge=1, le=64)]
Ratio = Annotated[int, Field(ge=1, le=64)]
Kernel = Annotated[int, Field(ge=1, le=31)]
Stages = Field(min_length=4, max_length=4)


class ModelConfig(BaseModel):
    """The shape of a MicroSegFormer; the defaults are the report's, with LMSA.

    The upper bounds, far above anything of use here, hold a hostile file to a network that can be laid out in
    a moment.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    arch: Literal["microsegformer"] = "microsegformer"
    num_classes: int = Field(NUM_CLASSES, ge=2, le=255)
    dims: Annotated[tuple[Width, ...], Stages] = (32, 64, 128, 192)
    depths: Annotated[tuple[Depth, ...], Stages] = (1, 2, 2, 2)
    sr_ratios: Annotated[tuple[Ratio, ...], Stages] = (8, 4, 2, 1)
    mlp_ratio: int = Field(2, ge=1, le=16)
    decoder_width: int = Field(128, ge=8, le=2048)
    lmsa: bool = True
    lmsa_kernels: Annotated[tuple[Kernel, ...], Field(min_length=1, max_length=8)] = (3, 5, 7)
    lmsa_se_reduction: int = Field(8, ge=1)
    detail_width: int = Field(0, ge=0, le=512)  # 0: no detail path
    dropout: float = Field(0.0, ge=0, lt=1)
    drop_path: float = Field(0.0, ge=0, lt=1)

    @model_validator(mode="after")
    def _lmsa_fits(self) -> ModelConfig:
        if any(k % 2 == 0 for k in self.lmsa_kernels):
            raise ValueError("lmsa_kernels must be odd")
        if self.decoder_width % 2:
            raise ValueError("decoder_width must be even: LMSA works on half of it")
        if self.detail_width % 2:
            raise ValueError("detail_width must be even: its first layer has half of it")
        if self.lmsa_se_reduction > self.decoder_width:
            raise ValueError("lmsa_se_reduction must not exceed decoder_width")
        return self
