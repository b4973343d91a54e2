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
        """The view of a crop ``uint8 (H, W, 3)``, of the same shape and dtype."""
        return np.ascontiguousarray(crop[:, ::-1]) if self.mirrored else crop

    def undo(self, logits: Tensor) -> Tensor:
        """The logits ``(19, h, w)`` of the view as those of the crop.

        Of a mirrored view the columns are reversed, and the left and right classes swapped.
        """
        if not self.mirrored:
            return logits
        return logits.flip(-1)[torch.from_numpy(MIRROR_LUT).long().to(logits.device)]


VIEWS: dict[Tta, tuple[View, ...]] = {
    "off": (View(),),
    "flip": (View(), View(mirrored=True)),
    "scales": tuple(View(scale, mirrored) for scale in (1.0, 0.75, 1.25) for mirrored in (False, True)),
}
"""The views averaged; the first is the crop itself, and the size of its logits is the result's."""


@torch.inference_mode()
def average(views: Sequence[Tensor]) -> Tensor:
    """The logarithm of the mean of the views' probabilities, ``(19, h, w)``, at the size of the first view.

    Args:
        views: logits ``(19, h, w)`` of one crop, after ``View.undo``, of any sizes.
    """
    if len(views) == 1:
        return views[0]
    size = views[0].shape[-2:]
    total = torch.zeros_like(views[0])
    for logits in views:
        sized = F.interpolate(logits[None], size=size, mode="bilinear", align_corners=False)[0]
        total += sized.softmax(0)
    return (total / len(views)).clamp_(min=torch.finfo(total.dtype).tiny).log_()
