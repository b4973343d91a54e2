"""Score a network on aligned pairs: one forward pass an image, against the label maps at their own size."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from torch.nn import functional as F

from faceparse_core.labels import NAMES, NUM_CLASSES
from faceparse_core.metrics import Confusion, confusion, score
from faceparse_core.model import normalise
from faceparse_core.trainer.distributed import total
from faceparse_training.data.datasets import FacePairs


@torch.inference_mode()
def confusions(
    model: nn.Module,
    pairs: FacePairs,
    size: int,
    fabric: Fabric,
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Confusion] | None:
    """One confusion matrix an image: the network's prediction at ``size``, scaled to the label map's size.

    Every process of a run takes its share of the images and gets all matrices. ``should_stop`` is asked
    before each batch, which takes well under a second; ``None`` if it was true.
    """
    group = (2 if fabric.device.type == "cpu" else 8) * fabric.world_size
    matrices = torch.zeros(len(pairs), NUM_CLASSES, NUM_CLASSES, dtype=torch.int64)
    for start in range(0, len(pairs), group):
        if should_stop():
            return None
        chosen = range(start + fabric.global_rank, min(start + group, len(pairs)), fabric.world_size)
        for i, logits in zip(chosen, _logits(model, pairs, chosen, size, fabric), strict=True):
            truth = pairs.truth(i)
            up = F.interpolate(logits[None], size=truth.shape, mode="bilinear", align_corners=False)
            matrices[i] = torch.from_numpy(confusion(truth, up[0].argmax(0).byte().cpu().numpy()))
    return list(total(matrices.to(fabric.device)).cpu().numpy())


def _logits(model: nn.Module, pairs: FacePairs, chosen: range, size: int, fabric: Fabric) -> Iterable[Tensor]:
    if not chosen:
        return ()
    pictures = torch.from_numpy(np.stack([pairs.at(i, size)[0] for i in chosen])).to(fabric.device)
    with fabric.autocast():
        logits: Tensor = model(normalise(pictures)).float()
    return logits


def validation_metrics(
    model: nn.Module, size: int, should_stop: Callable[[], bool], *, pairs: FacePairs, fabric: Fabric
) -> dict[str, float] | None:
    """The figures a run is steered by: the ``run`` of a ``faceparse_core.trainer.loop.Validation``."""
    matrices = confusions(model, pairs, size, fabric, should_stop=should_stop)
    if matrices is None:
        return None
    scores = score(matrices, NAMES)
    small = {} if scores.small_f is None else {"small_f": scores.small_f}
    return {
        "per_image_f": scores.per_image_f,
        "batch32_f": scores.batch32_f,
        **small,
        "pixel_accuracy": scores.pixel_accuracy,
    }
