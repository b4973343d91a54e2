"""MicroSegFormer: a SegFormer (Xie et al., NeurIPS 2021) of 1.72 M parameters, with LMSA 1.75 M."""

from __future__ import annotations

from functools import reduce

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from core.model.blocks import Block, PatchEmbed, init_weights
from core.model.config import ModelConfig
from core.model.lmsa import LMSA


class Encoder(nn.Module):
    """Four stages of mix-transformer blocks at 1/4, 1/8, 1/16 and 1/32 of the picture's side."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        total = sum(config.depths)
        rates = [config.drop_path * i / max(total - 1, 1) for i in range(total)]
        self.embeds = nn.ModuleList()
        self.stages = nn.ModuleList()
        self.norms = nn.ModuleList()
        in_dim = 3
        for i, (dim, depth, sr) in enumerate(zip(config.dims, config.depths, config.sr_ratios, strict=True)):
            self.embeds.append(PatchEmbed(in_dim, dim, 7 if i == 0 else 3, 4 if i == 0 else 2))
            blocks = [Block(dim, sr, config.mlp_ratio, rates.pop(0)) for _ in range(depth)]
            self.stages.append(nn.Sequential(*blocks))
            self.norms.append(nn.LayerNorm(dim))
            in_dim = dim

    def forward(self, x: Tensor) -> list[Tensor]:
        x = x.permute(0, 2, 3, 1)
        features = []
        for embed, stage, norm in zip(self.embeds, self.stages, self.norms, strict=True):
            x = norm(stage(embed(x)))
            features.append(x.permute(0, 3, 1, 2))
        return features


class Decoder(nn.Module):
    """SegFormer's all-MLP head, LMSA, and a normalised 1×1 classifier, at a quarter of the side.

    The published order projects every stage to the common width, upsamples, concatenates and fuses.
    A 1×1 convolution commutes with bilinear upsampling, so here each projection is multiplied into its
    slice of the fusion's weights and applied at the stage's own resolution; the results are upsampled
    and summed. Same weights, same sums, under half the arithmetic.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        width = config.decoder_width
        self.project = nn.ModuleList(nn.Linear(dim, width) for dim in config.dims)
        self.fuse = nn.Conv2d(width * len(config.dims), width, 1)
        self.fuse_norm = nn.BatchNorm2d(width)
        self.dropout = nn.Dropout2d(config.dropout)
        self.lmsa = LMSA(width, config.lmsa_kernels, config.lmsa_se_reduction) if config.lmsa else None
        self.norm = nn.BatchNorm2d(width)
        self.classify = nn.Conv2d(width, config.num_classes, 1)

    def forward(self, features: list[Tensor]) -> Tensor:
        """Stage features ``(B, dim_i, H_i, W_i)`` to logits ``(B, classes, H_0, W_0)``."""
        slices = self.fuse.weight[:, :, 0, 0].chunk(len(features), dim=1)
        size = features[0].shape[-2:]
        share = self.fuse.get_parameter("bias") / len(features)
        parts = []
        for feature, layer, weight in zip(features, self.project, slices, strict=True):
            folded = weight @ layer.get_parameter("weight")
            y = F.conv2d(feature, folded[:, :, None, None], weight @ layer.get_parameter("bias") + share)
            if y.shape[-2:] != size:
                y = F.interpolate(y, size=size, mode="bilinear", align_corners=False)
            parts.append(y)
        return self.head(reduce(torch.add, parts))

    def head(self, fused: Tensor) -> Tensor:
        """From the fused features ``(B, width, H, W)``, before normalisation, to logits."""
        x = self.dropout(F.relu(self.fuse_norm(fused)))
        if self.lmsa is not None:
            x = self.lmsa(x)
        out: Tensor = self.classify(self.norm(x))
        return out


class MicroSegFormer(nn.Module):
    """RGB pictures, ``(B, 3, H, W)`` normalised by :func:`core.model.normalise`, to class logits."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.apply(init_weights)
        nn.init.normal_(self.decoder.classify.weight, std=0.01)

    def coarse(self, x: Tensor) -> Tensor:
        """Logits ``(B, classes, ceil(H / 4), ceil(W / 4))``."""
        out: Tensor = self.decoder(self.encoder(x))
        return out

    def forward(self, x: Tensor) -> Tensor:
        """Logits ``(B, classes, H, W)``: classified at a quarter of the side, then upsampled."""
        return F.interpolate(self.coarse(x), size=x.shape[-2:], mode="bilinear", align_corners=False)
