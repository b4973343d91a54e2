"""The encoder's building blocks, after SegFormer (Xie et al., NeurIPS 2021).

Features travel as ``(B, H, W, C)``. A convolution sees them through ``permute`` as a channels-last
``(B, C, H, W)`` view, so that no step copies memory.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


def channels_first(layer: nn.Module, x: Tensor) -> Tensor:
    """Apply a layer for ``(B, C, H, W)`` to ``(B, H, W, C)`` features; the result is ``(B, H', W', C')``."""
    out: Tensor = layer(x.permute(0, 3, 1, 2))
    return out.permute(0, 2, 3, 1)


def pointwise(conv: nn.Conv2d) -> tuple[Tensor, Tensor]:
    """Weight ``(C', C)`` and bias ``(C',)`` of a 1×1 convolution: linear on ``(B, H, W, C)``."""
    return conv.get_parameter("weight").flatten(1), conv.get_parameter("bias")


def affine(norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """Scale and shift, ``(C,)`` each, that a batch normalisation applies outside training."""
    assert norm.running_mean is not None
    assert norm.running_var is not None
    scale = norm.weight * torch.rsqrt(norm.running_var + norm.eps)
    return scale, norm.bias - norm.running_mean * scale


class DropPath(nn.Module):
    """Stochastic depth (Huang et al., ECCV 2016): drop a sample's whole branch, with probability ``rate``."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        """``x`` of shape ``(B, ...)``; in training with some samples zero and the others scaled up."""
        if not self.training or self.rate == 0:
            return x
        keep = 1 - self.rate
        mask = x.new_empty((x.shape[0],) + (1,) * (x.dim() - 1)).bernoulli_(keep)
        return x * mask / keep


class PatchEmbed(nn.Module):
    """Overlapping patches: a strided convolution followed by layer normalisation."""

    def __init__(self, in_dim: int, dim: int, kernel: int, stride: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(in_dim, dim, kernel, stride, padding=kernel // 2)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, H, W, in_dim)`` to ``(B, H / stride, W / stride, dim)``."""
        out: Tensor = self.norm(channels_first(self.proj, x).contiguous())
        return out


class EfficientAttention(nn.Module):
    """Single-head self-attention whose keys and values are reduced ``sr_ratio`` times a side.

    Attention weights sum to one, so the output projection, bias included, commutes with the mixing and is
    applied to the few values instead of the many results.
    """

    def __init__(self, dim: int, sr_ratio: int) -> None:
        super().__init__()
        self.q = nn.Linear(dim, dim)
        self.kv = nn.Linear(dim, 2 * dim)
        self.proj = nn.Linear(dim, dim)
        self.sr = nn.Conv2d(dim, dim, sr_ratio, sr_ratio) if sr_ratio > 1 else None
        self.sr_norm = nn.LayerNorm(dim) if sr_ratio > 1 else None

    def forward(self, x: Tensor) -> Tensor:
        """``(B, H, W, dim)`` to the same shape."""
        b, h, w, c = x.shape
        source = x
        if self.sr is not None and self.sr_norm is not None:
            source = self.sr_norm(channels_first(self.sr, x).contiguous())
        k, v = self.kv(source).reshape(b, 1, -1, 2 * c).chunk(2, dim=-1)
        q = self.q(x).reshape(b, 1, h * w, c)
        return F.scaled_dot_product_attention(q, k, self.proj(v)).reshape(b, h, w, c)


class MixFFN(nn.Module):
    """Feed-forward network with a 3×3 depth-wise convolution, which also encodes positions."""

    def __init__(self, dim: int, ratio: int) -> None:
        super().__init__()
        hidden = dim * ratio
        self.fc1 = nn.Linear(dim, hidden)
        self.dwconv = nn.Conv2d(hidden, hidden, 3, padding=1, groups=hidden)
        self.fc2 = nn.Linear(hidden, dim)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, H, W, dim)`` to the same shape."""
        out: Tensor = self.fc2(F.gelu(channels_first(self.dwconv, self.fc1(x))))
        return out


class Block(nn.Module):
    """Attention and feed-forward, each behind a layer normalisation and a residual."""

    def __init__(self, dim: int, sr_ratio: int, mlp_ratio: int, drop_path: float) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.attn = EfficientAttention(dim, sr_ratio)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = MixFFN(dim, mlp_ratio)
        self.drop_path = DropPath(drop_path)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, H, W, dim)`` to the same shape."""
        x = x + self.drop_path(self.attn(self.norm1(x)))
        out: Tensor = x + self.drop_path(self.mlp(self.norm2(x)))
        return out


def init_weights(module: nn.Module) -> None:
    """SegFormer's initialisation: truncated normal for linear layers, fan-out for convolutions."""
    if isinstance(module, nn.Linear):
        nn.init.trunc_normal_(module.weight, std=0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.Conv2d):
        fan_out = module.kernel_size[0] * module.kernel_size[1] * module.out_channels // module.groups
        nn.init.normal_(module.weight, std=(2.0 / fan_out) ** 0.5)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
