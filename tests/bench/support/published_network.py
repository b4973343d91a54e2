"""MicroSegFormer in the published order: what the fast one is held to, and timed against.

Written from SegFormer (Xie et al., NeurIPS 2021) and the description of LMSA: tokens as ``(B, N, C)``,
explicit softmax attention, every stage projected, upsampled to a quarter of the side, concatenated and fused,
one convolution a branch, features upsampled to the full side, then classified. Contiguous ``float32`` memory.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

Weights = dict[str, Tensor]

HEADS = 1
EPS = 1e-5


@torch.inference_mode()
def logits(weights: Weights, x: Tensor, sr_ratios: tuple[int, ...] = (8, 4, 2, 1)) -> Tensor:
    """Logits ``(B, classes, H, W)`` of normalised pictures ``(B, 3, H, W)``; ``weights`` is a state dict."""
    weights = {name: tensor.contiguous() for name, tensor in weights.items()}
    x = x.contiguous()
    size = x.shape[-2:]
    features = decode(weights, encode(weights, x, sr_ratios))
    if "detail.classify.weight" in weights:
        return detail(weights, x, features)
    return classify(
        weights, "decoder.classify", upsample(batch_norm(weights, "decoder.norm", features), size)
    )


def encode(weights: Weights, x: Tensor, sr_ratios: tuple[int, ...]) -> list[Tensor]:
    features = []
    for stage, ratio in enumerate(sr_ratios):
        stride, padding = (4, 3) if stage == 0 else (2, 1)
        at = f"encoder.embeds.{stage}"
        x = F.conv2d(x, weights[f"{at}.proj.weight"], weights[f"{at}.proj.bias"], stride, padding)
        height, width = x.shape[-2:]
        tokens = layer_norm(weights, f"{at}.norm", to_tokens(x))
        block = 0
        while f"encoder.stages.{stage}.{block}.norm1.weight" in weights:
            at = f"encoder.stages.{stage}.{block}"
            normed = layer_norm(weights, f"{at}.norm1", tokens)
            tokens = tokens + attention(weights, f"{at}.attn", normed, height, width, ratio)
            normed = layer_norm(weights, f"{at}.norm2", tokens)
            tokens = tokens + mix_ffn(weights, f"{at}.mlp", normed, height, width)
            block += 1
        x = to_map(layer_norm(weights, f"encoder.norms.{stage}", tokens), height, width)
        features.append(x)
    return features


def attention(weights: Weights, at: str, tokens: Tensor, height: int, width: int, ratio: int) -> Tensor:
    b, n, c = tokens.shape
    source = tokens
    if ratio > 1:
        reduced = F.conv2d(
            to_map(tokens, height, width), weights[f"{at}.sr.weight"], weights[f"{at}.sr.bias"], ratio
        )
        source = layer_norm(weights, f"{at}.sr_norm", to_tokens(reduced))

    def split_heads(t: Tensor) -> Tensor:
        return t.reshape(b, -1, HEADS, c // HEADS).permute(0, 2, 1, 3)

    q = split_heads(linear(weights, f"{at}.q", tokens))
    k, v = (split_heads(t) for t in linear(weights, f"{at}.kv", source).chunk(2, dim=-1))
    scores = (q @ k.transpose(-2, -1)) * (c // HEADS) ** -0.5
    mixed = scores.softmax(dim=-1) @ v
    return linear(weights, f"{at}.proj", mixed.permute(0, 2, 1, 3).reshape(b, n, c))


def mix_ffn(weights: Weights, at: str, tokens: Tensor, height: int, width: int) -> Tensor:
    x = to_map(linear(weights, f"{at}.fc1", tokens), height, width)
    kernel, bias = weights[f"{at}.dwconv.weight"], weights[f"{at}.dwconv.bias"]
    x = F.conv2d(x, kernel, bias, padding=1, groups=x.shape[1])
    return linear(weights, f"{at}.fc2", F.gelu(to_tokens(x)))


def decode(weights: Weights, features: list[Tensor]) -> Tensor:
    quarter = features[0].shape[-2:]
    projected = []
    for stage, feature in enumerate(features):
        tokens = linear(weights, f"decoder.project.{stage}", to_tokens(feature))
        projected.append(upsample(to_map(tokens, *feature.shape[-2:]), quarter))
    x = torch.cat(projected, dim=1)
    x = F.conv2d(x, weights["decoder.fuse.weight"], weights["decoder.fuse.bias"])
    x = F.relu(batch_norm(weights, "decoder.fuse_norm", x))
    if "decoder.lmsa.reduce.weight" in weights:
        x = lmsa(weights, "decoder.lmsa", x)
    return x


def detail(weights: Weights, picture: Tensor, features: Tensor) -> Tensor:
    """The correction at half the side, then all logits at the full side."""
    fine = picture
    for name, stride in (("stem", 2), ("look", 1)):
        fine = conv_norm(weights, f"detail.{name}", fine, stride)
    fine = fine + upsample(classify(weights, "detail.reduce", features), fine.shape[-2:])
    for layer in range(2):
        fine = conv_norm(weights, f"detail.join.{layer}", fine, 1)
    coarse = classify(weights, "decoder.classify", batch_norm(weights, "decoder.norm", features))
    logits = upsample(coarse, fine.shape[-2:]) + classify(weights, "detail.classify", fine)
    return upsample(logits, picture.shape[-2:])


def conv_norm(weights: Weights, at: str, x: Tensor, stride: int) -> Tensor:
    x = F.conv2d(x, weights[f"{at}.conv.weight"], stride=stride, padding=1)
    return F.relu(batch_norm(weights, f"{at}.norm", x))


def classify(weights: Weights, at: str, x: Tensor) -> Tensor:
    return F.conv2d(x, weights[f"{at}.weight"], weights[f"{at}.bias"])


def lmsa(weights: Weights, at: str, x: Tensor) -> Tensor:
    narrow = F.conv2d(x, weights[f"{at}.reduce.weight"], weights[f"{at}.reduce.bias"])
    total = torch.zeros_like(narrow)
    for branch in range(3):
        kernel = weights[f"{at}.branches.{branch}.weight"]
        total = total + F.conv2d(narrow, kernel, padding=kernel.shape[-1] // 2, groups=narrow.shape[1])
    wide = F.conv2d(F.relu(total), weights[f"{at}.expand.weight"], weights[f"{at}.expand.bias"])
    gate = F.adaptive_avg_pool2d(wide, 1).flatten(1)
    gate = F.relu(gate @ weights[f"{at}.squeeze.weight"].T) @ weights[f"{at}.excite.weight"].T
    return x + wide * gate.sigmoid()[:, :, None, None]


def to_tokens(x: Tensor) -> Tensor:
    return x.flatten(2).transpose(1, 2).contiguous()


def to_map(tokens: Tensor, height: int, width: int) -> Tensor:
    return tokens.transpose(1, 2).reshape(tokens.shape[0], -1, height, width).contiguous()


def linear(weights: Weights, at: str, x: Tensor) -> Tensor:
    return F.linear(x, weights[f"{at}.weight"], weights[f"{at}.bias"])


def layer_norm(weights: Weights, at: str, x: Tensor) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], weights[f"{at}.weight"], weights[f"{at}.bias"], EPS)


def batch_norm(weights: Weights, at: str, x: Tensor) -> Tensor:
    mean, var = weights[f"{at}.running_mean"], weights[f"{at}.running_var"]
    return F.batch_norm(x, mean, var, weights[f"{at}.weight"], weights[f"{at}.bias"], eps=EPS)


def upsample(x: Tensor, size: tuple[int, int]) -> Tensor:
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)
