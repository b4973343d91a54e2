"""The uncertainty of a whole photo: the share of pixels that the network expects to have wrong."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from faceparse_core.parsing.paste import CropLogits


@torch.inference_mode()
def expected_f(probabilities: Tensor) -> float:
    """The per-image F (see metrics.py) to expect of the likeliest classes, 0 to 1.

    ``probabilities`` ``(C, h, w)`` are taken to be calibrated.

    For a class ``c`` predicted at the pixels A, ``F = 2·Σ_A p_c / (|A| + Σ p_c)``: the expected hits
    over the expected sizes of both areas, a soft Dice without ground truth. The mean over the classes
    predicted.
    """
    p = probabilities.flatten(1).cpu()
    predicted = p.max(0)
    size = predicted.indices.bincount(minlength=len(p))
    hits = predicted.indices.bincount(predicted.values, minlength=len(p))
    f = 2 * hits / (size + p.sum(1))
    return float(f[size > 0].mean())


@torch.inference_mode()
def wrong_share(probabilities: Tensor) -> float:
    """The share of pixels at which the likeliest class is expected to be wrong, 0 to 1.

    ``probabilities`` ``(C, h, w)`` are taken to be calibrated. It ranks photos by what there is to correct in
    them better than ``expected_f`` does, which ranks them better by their F: see docs/loop.md.
    """
    return float((1 - probabilities.amax(0)).mean())


def uncertainty(crops: Iterable[CropLogits], temperature: float) -> float:
    """The expected share of wrong pixels of the photo's worst face, 0 to 1; 0 without a crop.

    The worst and not the mean: a face that wants correction does not hide behind others that went well. Wide
    crops, which only fill the surroundings, do not count.
    """
    faces = [crop.logits for crop in crops if not crop.wide]
    return max((wrong_share((logits / temperature).softmax(0)) for logits in faces), default=0.0)
