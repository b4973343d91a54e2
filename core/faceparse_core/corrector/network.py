"""The corrector's network: a small U-Net (Ronneberger et al., MICCAI 2015)."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from faceparse_core.corrector.inputs import IS_CLASS, PLANES

WIDTHS = (24, 40, 64, 96)
"""Channels at a half, a fourth, an eighth and a sixteenth of the side."""
_AS_IT_IS = 4.0
"""The logit's span by which the labels as they are lead, before anything is learned."""


class CorrectorNetwork(nn.Module):
    """From ``inputs.planes``, ``float (B, PLANES, S, S)``, to the logit of 'this is of the class',
    ``(B, 1, S, S)``; ``S`` is a multiple of 16.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stem = _convolution(PLANES, WIDTHS[0], 4, 2)
        self.down = nn.ModuleList(_convolution(above, here, 3, 2) for above, here in pairwise(WIDTHS))
        self.along = nn.ModuleList(_convolution(width, width, 3, 1) for width in WIDTHS)
        self.up = nn.ModuleList(_convolution(above + here, above, 3, 1) for above, here in pairwise(WIDTHS))
        self.deepest = _convolution(WIDTHS[-1], WIDTHS[-1], 3, 1)
        self.head = nn.ConvTranspose2d(WIDTHS[0], 1, 4, 2, 1)

    def forward(self, x: Tensor) -> Tensor:
        """See the class."""
        labels = x[:, IS_CLASS : IS_CLASS + 1]
        x = self.along[0](self.stem(x))
        passed = [x]
        for down, along in zip(self.down, list(self.along)[1:], strict=True):
            x = down(x)
            x = x + along(x)
            passed.append(x)
        x = x + self.deepest(passed.pop())
        for up, beside in zip(reversed(self.up), reversed(passed), strict=True):
            x = up(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), beside], 1))
        out: Tensor = self.head(x) + _AS_IT_IS * (labels - 0.5)
        return out


def _convolution(before: int, after: int, kernel: int, stride: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(before, after, kernel, stride, padding=(kernel - 1) // 2, bias=False),
        nn.BatchNorm2d(after),
        nn.ReLU(inplace=True),
    )
