"""Score a network on aligned pairs: one forward pass an image, against the label maps at their own size."""

from __future__ import annotations

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import nn

from core.labels import NAMES
from core.metrics import Confusion, confusion, score
from core.model import normalise
from training.datasets import FacePairs


@torch.inference_mode()
def confusions(
    model: nn.Module, pairs: FacePairs, size: int, fabric: Fabric, batch_size: int = 8
) -> list[Confusion]:
    """One confusion matrix an image: the network's answer at ``size``, scaled to the label map's size."""
    matrices = []
    for start in range(0, len(pairs), batch_size):
        chosen = range(start, min(start + batch_size, len(pairs)))
        pictures = torch.from_numpy(np.stack([pairs.at(i, size)[0] for i in chosen])).to(fabric.device)
        with fabric.autocast():
            logits = model(normalise(pictures)).float()
        for i, one in zip(chosen, logits, strict=True):
            truth = pairs.truth(i)
            up = nn.functional.interpolate(one[None], size=truth.shape, mode="bilinear", align_corners=False)
            matrices.append(confusion(truth, up[0].argmax(0).byte().cpu().numpy()))
    return matrices


def validation_metrics(model: nn.Module, size: int, *, pairs: FacePairs, fabric: Fabric) -> dict[str, float]:
    """The figures a run is steered by."""
    scores = score(confusions(model, pairs, size, fabric), NAMES)
    small = {} if scores.small_f is None else {"small_f": scores.small_f}
    return {
        "per_image_f": scores.per_image_f,
        "batch32_f": scores.batch32_f,
        **small,
        "pixel_accuracy": scores.pixel_accuracy,
    }
