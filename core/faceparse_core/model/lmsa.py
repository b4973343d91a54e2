"""LMSA, Lightweight Multi-Scale Attention: the block that the report adds to the decoder."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from faceparse_core.model.blocks import pointwise


class LMSA(nn.Module):
    """Parallel depth-wise convolutions on half the width, weighed by squeeze-and-excitation.

    ``x + SE(expand(relu(sum_k depthwise_k(reduce(x)))))`` for ``(B, H, W, dim)``. With width 128, kernels
    3, 5, 7 and reduction 8 it has 25,984 parameters, the figure that the report gives.

    The branches are summed before anything non-linear, so they run as one convolution whose kernel is
    the sum of the branches' kernels, each padded with zeros to the largest. The mean over the picture
    commutes with the expansion, so the gate is known before it and multiplied into its weights.
    """

    def __init__(self, dim: int, kernels: Sequence[int] = (3, 5, 7), se_reduction: int = 8) -> None:
        super().__init__()
        half = dim // 2
        self.reduce = nn.Conv2d(dim, half, 1)
        self.branches = nn.ModuleList(
            nn.Conv2d(half, half, k, padding=k // 2, groups=half, bias=False) for k in kernels
        )
        self.expand = nn.Conv2d(half, dim, 1)
        self.squeeze = nn.Linear(dim, dim // se_reduction, bias=False)
        self.excite = nn.Linear(dim // se_reduction, dim, bias=False)

    def merged_kernel(self) -> Tensor:
        """The one depth-wise kernel, ``(dim / 2, 1, k, k)``, that equals the sum of the branches."""
        weights = [branch.get_parameter("weight") for branch in self.branches]
        side = max(w.shape[-1] for w in weights)
        padded = [F.pad(w, [(side - w.shape[-1]) // 2] * 4) for w in weights]
        return torch.stack(padded).sum(0)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, H, W, dim)`` to the same shape."""
        b, h, w, c = x.shape
        kernel = self.merged_kernel()
        y = F.linear(x, *pointwise(self.reduce)).permute(0, 3, 1, 2)
        y = F.conv2d(y, kernel, padding=kernel.shape[-1] // 2, groups=kernel.shape[0])
        y = F.relu(y, inplace=True).permute(0, 2, 3, 1)
        weight, bias = pointwise(self.expand)
        gate = F.linear(y.mean((1, 2)), weight, bias)
        gate = torch.sigmoid(self.excite(F.relu(self.squeeze(gate))))
        gated = (weight * gate[:, :, None]).transpose(1, 2)
        y = torch.baddbmm((bias * gate)[:, None], y.reshape(b, h * w, -1), gated)
        return x + y.reshape(b, h, w, c)
