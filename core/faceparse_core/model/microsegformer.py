"""MicroSegFormer: a SegFormer (Xie et al., NeurIPS 2021) of 1.72 M parameters, with LMSA 1.75 M.

With a detail path beside the decoder it has 1.78 M.
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn
from torch.nn import functional as F

from faceparse_core.model.blocks import Block, PatchEmbed, affine, channels_first, init_weights, pointwise
from faceparse_core.model.config import ModelConfig
from faceparse_core.model.detail import Detail
from faceparse_core.model.lmsa import LMSA


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
        """Pictures ``(B, 3, H, W)`` to the four stages' features ``(B, H_i, W_i, dim_i)``."""
        x = x.permute(0, 2, 3, 1)
        features = []
        for embed, stage, norm in zip(self.embeds, self.stages, self.norms, strict=True):
            x = norm(stage(embed(x)))
            features.append(x)
        return features


class Decoder(nn.Module):
    """SegFormer's all-MLP head, LMSA, and a normalised 1×1 classifier, at a quarter of the side.

    The published order projects every stage to the common width, upsamples, concatenates and fuses.
    A 1×1 convolution commutes with bilinear upsampling, so here each projection is multiplied into its
    slice of the fusion's weights and applied at the stage's own resolution; the results are upsampled
    and summed. Outside training each batch normalisation is multiplied into the 1×1 convolution beside
    it. Same weights, same sums, under half the arithmetic.
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

    def forward(self, features: list[Tensor]) -> tuple[Tensor, Tensor]:
        """Stage features ``(B, H_i, W_i, dim_i)`` to logits and what they are made of.

        Returns:
            Features ``(B, H_0, W_0, width)`` and logits ``(B, classes, H_0, W_0)``.
        """
        x = F.relu(self._fuse(features), inplace=True)
        if self.dropout.training:
            x = channels_first(self.dropout, x)
        if self.lmsa is not None:
            x = self.lmsa(x)
        return x, self._classify(x).permute(0, 3, 1, 2)

    def _fuse(self, features: list[Tensor]) -> Tensor:
        """The normalised sum of the projected stages, ``(B, H_0, W_0, width)``."""
        weight, bias = pointwise(self.fuse)
        if not self.training:
            scale, shift = affine(self.fuse_norm)
            weight, bias = weight * scale[:, None], bias * scale + shift
        share = bias / len(features)
        total: Tensor | None = None
        parts = weight.chunk(len(features), dim=1)
        for feature, layer, part in zip(features, self.project, parts, strict=True):
            own_bias = part @ layer.get_parameter("bias") + share
            y = F.linear(feature, part @ layer.get_parameter("weight"), own_bias)
            total = y if total is None else total.add_(upsample(y, total.shape[1:3]))
        assert total is not None
        return channels_first(self.fuse_norm, total) if self.training else total

    def _classify(self, x: Tensor) -> Tensor:
        weight, bias = pointwise(self.classify)
        if self.training:
            return F.linear(channels_first(self.norm, x), weight, bias)
        scale, shift = affine(self.norm)
        return F.linear(x, weight * scale, bias + weight @ shift)


def upsample(x: Tensor, size: Sequence[int]) -> Tensor:
    """Bilinear, from ``(B, H, W, C)`` features to ``(B, *size, C)``."""
    up = F.interpolate(x.permute(0, 3, 1, 2), size=tuple(size), mode="bilinear", align_corners=False)
    return up.permute(0, 2, 3, 1)


class MicroSegFormer(nn.Module):
    """RGB pictures, ``(B, 3, H, W)`` normalised by ``faceparse_core.model.normalise``, to logits."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        width = config.detail_width
        self.detail = Detail(config.decoder_width, width, config.num_classes) if width else None
        self.apply(init_weights)
        nn.init.normal_(self.decoder.classify.weight, std=0.01)
        if self.detail is not None:
            nn.init.zeros_(self.detail.classify.weight)

    def coarse(self, x: Tensor) -> Tensor:
        """Logits ``(B, classes, h, w)`` at a quarter of the side, with a detail path at half, rounded up."""
        features, logits = self.decoder(self.encoder(x))
        out: Tensor = logits if self.detail is None else self.detail(x, features, logits)
        return out

    def forward(self, x: Tensor) -> Tensor:
        """Logits ``(B, classes, H, W)``: those of ``coarse``, upsampled."""
        return F.interpolate(self.coarse(x), size=x.shape[-2:], mode="bilinear", align_corners=False)
