"""How unsure the network is of a whole photo: 1 − the per-image F that it expects of its own answer."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor

from faceparse_core.parsing.paste import CropLogits


@torch.inference_mode()
def expected_f(probabilities: Tensor) -> float:
    """The per-image F (see metrics.py) of the likeliest classes, if every probability ``(C, h, w)`` is true.

    For a class ``c`` with the answer's pixels A, ``F = 2·Σ_A p_c / (|A| + Σ p_c)``: the expected hits
    over the expected sizes of both areas, a soft Dice without a truth. The mean over the classes answered.
    """
    p = probabilities.flatten(1).cpu()
    answer = p.max(0)
    size = answer.indices.bincount(minlength=len(p))
    hits = answer.indices.bincount(answer.values, minlength=len(p))
    f = 2 * hits / (size + p.sum(1))
    return float(f[size > 0].mean())


def uncertainty(layers: Iterable[CropLogits], temperature: float) -> float:
    """1 − the expected F of the photo's worst face, 0 to 1; of the whole photo where no face was found.

    The worst and not the mean: a face that wants correction does not hide behind others that went well. Wide
    layers, which only fill the surroundings, do not count.
    """
    faces = [layer.logits for layer in layers if not layer.wide]
    return max((1 - expected_f((logits / temperature).softmax(0)) for logits in faces), default=0.0)
