"""The detail path: the picture's own fine structure, added to the decoder's logits at half the side."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from faceparse_core.model.blocks import affine, pointwise


class ConvNorm(nn.Module):
    """A 3×3 convolution, batch normalisation and ReLU, for ``(B, C, H, W)``.

    Outside training the normalisation is multiplied into the convolution.
    """

    def __init__(self, in_dim: int, dim: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_dim, dim, 3, stride, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(dim)

    def forward(self, x: Tensor) -> Tensor:
        """``(B, in_dim, H, W)`` to ``(B, dim, H / stride, W / stride)``."""
        if self.training:
            return F.relu(self.norm(self.conv(x)), inplace=True)
        scale, shift = affine(self.norm)
        weight = self.conv.weight * scale[:, None, None, None]
        return F.relu(F.conv2d(x, weight, shift, self.conv.stride, self.conv.padding), inplace=True)


class Detail(nn.Module):
    """A correction of the decoder's logits from the picture at half its side.

    The decoder sees the picture through patches of 4×4; what is thinner than that (lips, brows, the rims of
    glasses, earrings) it cannot resolve. Here two 3×3 convolutions see the picture itself, the decoder's
    features are upsampled and added, two more convolutions join both, and a 1×1 convolution, which starts
    at zero, gives the correction.
    """

    def __init__(self, decoder_width: int, width: int, classes: int) -> None:
        super().__init__()
        self.stem = ConvNorm(3, width // 2, stride=2)
        self.look = ConvNorm(width // 2, width)
        self.reduce = nn.Conv2d(decoder_width, width, 1)
        self.join = nn.Sequential(ConvNorm(width, width), ConvNorm(width, width))
        self.classify = nn.Conv2d(width, classes, 1)

    def forward(self, picture: Tensor, features: Tensor, logits: Tensor) -> Tensor:
        """The logits at half the side.

        Args:
            picture: ``(B, 3, H, W)``.
            features: the decoder's, ``(B, H / 4, W / 4, decoder_width)``.
            logits: the decoder's, ``(B, classes, H / 4, W / 4)``.
        """
        fine = self.features(picture, features)
        correction = F.linear(fine, *pointwise(self.classify)).permute(0, 3, 1, 2)
        return correction + F.interpolate(
            logits, size=correction.shape[-2:], mode="bilinear", align_corners=False
        )

    def features(self, picture: Tensor, features: Tensor) -> Tensor:
        """What ``classify`` sees, ``(B, H / 2, W / 2, width)``; arguments as of ``forward``."""
        fine = self.look(self.stem(picture))
        coarse = F.linear(features, *pointwise(self.reduce)).permute(0, 3, 1, 2)
        coarse = F.interpolate(coarse, size=fine.shape[-2:], mode="bilinear", align_corners=False)
        joined: Tensor = self.join(fine + coarse)
        return joined.permute(0, 2, 3, 1)
