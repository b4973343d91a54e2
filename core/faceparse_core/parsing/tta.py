"""Test-time augmentation: several views of one crop, their probabilities averaged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.labels import MIRROR_LUT
from faceparse_core.photos.imaging import Photo

Tta = Literal["off", "flip", "scales"]


@dataclass(frozen=True)
class View:
    """A crop seen at ``scale`` times the input size, and perhaps in the mirror."""

    scale: float = 1.0
    mirrored: bool = False

    def side(self, input_size: int) -> int:
        """The side of the crop in pixels, a multiple of 32."""
        return max(32, round(input_size * self.scale / 32) * 32)

    def show(self, crop: Photo) -> Photo:
        """The crop as the network shall see it."""
        return np.ascontiguousarray(crop[:, ::-1]) if self.mirrored else crop

    def undo(self, logits: Tensor) -> Tensor:
        """The answer ``(19, h, w)`` to a mirrored crop, turned back: columns, and left and right classes."""
        if not self.mirrored:
            return logits
        return logits.flip(-1)[torch.from_numpy(MIRROR_LUT).long().to(logits.device)]


VIEWS: dict[Tta, tuple[View, ...]] = {
    "off": (View(),),
    "flip": (View(), View(mirrored=True)),
    "scales": tuple(View(scale, mirrored) for scale in (1.0, 0.75, 1.25) for mirrored in (False, True)),
}
"""The views averaged; the first is the crop itself, and its answer's size is the result's."""


@torch.inference_mode()
def average(answers: Sequence[Tensor]) -> Tensor:
    """Logarithms of the mean of the probabilities, at the size of the first answer.

    Args:
        answers: logits ``(19, h, w)`` of one crop's views, turned back, of any sizes.
    """
    if len(answers) == 1:
        return answers[0]
    size = answers[0].shape[-2:]
    total = torch.zeros_like(answers[0])
    for logits in answers:
        sized = F.interpolate(logits[None], size=size, mode="bilinear", align_corners=False)[0]
        total += sized.softmax(0)
    return (total / len(answers)).clamp_(min=torch.finfo(total.dtype).tiny).log_()
