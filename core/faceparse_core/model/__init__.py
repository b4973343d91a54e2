"""The networks: one idea a file. ``build`` makes one from its configuration."""

from __future__ import annotations

import torch
from torch import Tensor

from faceparse_core.model.config import ModelConfig
from faceparse_core.model.microsegformer import MicroSegFormer

PIXEL_MEAN = (0.485, 0.456, 0.406)
PIXEL_STD = (0.229, 0.224, 0.225)


def build(config: ModelConfig) -> MicroSegFormer:
    """A freshly initialised network in channels-last memory."""
    return MicroSegFormer(config).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def count_parameters(model: torch.nn.Module) -> int:
    """The number of trainable parameters."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def normalise(pictures: Tensor) -> Tensor:
    """RGB pictures ``uint8 (B, H, W, 3)`` to ``float32 (B, 3, H, W)``, channels last, mean 0, deviation 1.

    The mean and deviation are ImageNet's, by habit of the field.
    """
    width = pictures.shape[2]
    mean, std = (  # for each value of a row: long rows are quick
        (torch.tensor(of_channels, device=pictures.device) * 255).repeat(width)
        for of_channels in (PIXEL_MEAN, PIXEL_STD)
    )
    rows = (pictures.flatten(2) - mean).div_(std)
    return rows.view(pictures.shape).permute(0, 3, 1, 2)


__all__ = [
    "PIXEL_MEAN",
    "PIXEL_STD",
    "MicroSegFormer",
    "ModelConfig",
    "build",
    "count_parameters",
    "normalise",
]
