"""Losses for label maps, as pure functions of log-probabilities.

Every function takes ``log_probs``, ``float32 (B, C, H, W)`` from ``log_softmax`` over the classes, and
``target``, ``int64 (B, H, W)``; target pixels of ``IGNORE`` count for nothing. Each returns a scalar.
Computing in ``float32`` keeps them safe under mixed precision.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor
from torch.nn import functional as F

IGNORE = 255
"""The value of target pixels that no loss looks at, such as those turned in from outside the picture."""

ClassWeighting = Literal["none", "inverse", "inverse_sqrt", "median_frequency"]


def cross_entropy(log_probs: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Mean negative log-likelihood; with ``weight``, ``float32 (C,)``, the weighted mean."""
    return F.nll_loss(log_probs, target, weight, ignore_index=IGNORE)


def focal(
    log_probs: Tensor, target: Tensor, alpha: float = 0.25, gamma: float = 2.0, weight: Tensor | None = None
) -> Tensor:
    """Focal loss (Lin et al., ICCV 2017): ``-alpha (1 - p)^gamma log p``, mean over the pixels."""
    valid = target != IGNORE
    log_p = log_probs.gather(1, target.where(valid, 0).unsqueeze(1)).squeeze(1)
    loss = -alpha * (1 - log_p.exp()).pow(gamma) * log_p
    if weight is not None:
        loss = loss * weight[target.where(valid, 0)]
    return (loss * valid).sum() / valid.sum().clamp(min=1)


def dice(
    log_probs: Tensor,
    target: Tensor,
    classes: Literal["present", "all"] = "present",
    over: Literal["image", "batch"] = "image",
    smooth: float = 1.0,
) -> Tensor:
    """Soft Dice loss (Milletari et al., 3DV 2016): one minus the mean Dice coefficient of the classes.

    ``classes="present"`` takes the mean over the classes that occur in the target (the challenge's F
    skips absent ones too); ``"all"`` over all of them, where an absent class can only cost.
    ``over`` says whether pixels are pooled over one image or over the batch.
    """
    b, c = log_probs.shape[:2]
    flat = target.reshape(b, -1)
    valid = flat != IGNORE
    ids = flat.where(valid, 0)
    probs = log_probs.reshape(b, c, -1).exp()
    own = probs.gather(1, ids.unsqueeze(1)).squeeze(1) * valid
    overlap = torch.zeros(b, c, device=probs.device).scatter_add(1, ids, own)
    true = torch.zeros(b, c, device=probs.device).scatter_add(1, ids, valid.float())
    guess = torch.bmm(probs, valid.float().unsqueeze(2)).squeeze(2)
    if over == "batch":
        overlap, true, guess = (t.sum(0, keepdim=True) for t in (overlap, true, guess))
    score = (2 * overlap + smooth) / (guess + true + smooth)
    counted = (true > 0).float() if classes == "present" else torch.ones_like(true)
    per_row = ((1 - score) * counted).sum(1) / counted.sum(1).clamp(min=1)
    return per_row.mean()


class LossTerm(BaseModel):
    """One term of a weighted sum of losses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["cross_entropy", "dice", "focal"]
    weight: float = Field(1.0, gt=0)
    class_weights: ClassWeighting = "none"
    classes: Literal["present", "all"] = "present"
    over: Literal["image", "batch"] = "image"
    alpha: float = Field(0.25, gt=0, le=1)
    gamma: float = Field(2.0, ge=0)


def class_weights(kind: ClassWeighting, pixels: npt.NDArray[np.int64]) -> Tensor | None:
    """Weights ``float32 (C,)`` from the number of pixels of each class, mean 1; ``None`` for ``"none"``.

    ``median_frequency`` is Eigen and Fergus' (ICCV 2015) rule, ``median(f) / f``. Weights are held to a
    factor of 10 around 1 so that a class of a handful of pixels does not rule the run; a class that never
    occurs has weight 1.
    """
    if kind == "none":
        return None
    seen = pixels > 0
    frequency = pixels[seen] / pixels.sum()
    exponent = 0.5 if kind == "inverse_sqrt" else 1.0
    raw = (np.median(frequency) / frequency) ** exponent
    if kind != "median_frequency":
        raw = raw / raw.mean()
    weights = np.ones(len(pixels), dtype=np.float32)
    weights[seen] = raw.clip(0.1, 10)
    return torch.from_numpy(weights / weights.mean())


class Loss:
    """The weighted sum of ``terms``, from logits ``(B, C, H, W)`` of any float type to a scalar."""

    def __init__(self, terms: tuple[LossTerm, ...], pixels: npt.NDArray[np.int64]) -> None:
        self.terms = [(term, class_weights(term.class_weights, pixels)) for term in terms]

    def __call__(self, logits: Tensor, target: Tensor) -> Tensor:
        log_probs = F.log_softmax(logits.float(), dim=1)
        total = log_probs.new_zeros(())
        for term, weight in self.terms:
            if weight is not None:
                weight = weight.to(log_probs.device)
            if term.name == "cross_entropy":
                value = cross_entropy(log_probs, target, weight)
            elif term.name == "focal":
                value = focal(log_probs, target, term.alpha, term.gamma, weight)
            else:
                value = dice(log_probs, target, term.classes, term.over)
            total = total + term.weight * value
        return total
