"""Losses for label maps, as pure functions of log-probabilities.

Every function takes ``log_probs``, ``float (B, C, H, W)`` from ``log_softmax`` over the classes, and
``target``, ``int64 (B, H, W)``; target pixels of ``IGNORE`` count for nothing. Each returns a scalar, 0 where
nothing counts. ``Loss`` runs them in ``float32``, which keeps them safe under mixed precision. In a run
of several processes, each with an equal share of the images, the mean of their results is the loss of all.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
import torch
from pydantic import BaseModel, ConfigDict, Field
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.trainer.distributed import mean, total

IGNORE = 255
"""The value of target pixels that every loss ignores, such as those rotated in from outside the picture."""

ClassWeighting = Literal["none", "inverse", "inverse_sqrt", "median_frequency"]
_TINY = 1e-6


def cross_entropy(log_probs: Tensor, target: Tensor, weight: Tensor | None = None) -> Tensor:
    """Mean negative log-likelihood; with ``weight``, ``float32 (C,)``, the weighted mean."""
    loss = F.nll_loss(log_probs, target, weight, ignore_index=IGNORE, reduction="sum")
    return loss / _mass(log_probs, target, weight)


def focal(
    log_probs: Tensor, target: Tensor, alpha: float = 0.25, gamma: float = 2.0, weight: Tensor | None = None
) -> Tensor:
    """Focal loss (Lin et al., ICCV 2017): ``-alpha (1 - p)^gamma log p``, mean or weighted mean.

    With ``gamma`` 0 it is ``alpha`` times the cross-entropy.
    """
    valid = target != IGNORE
    ids = target.where(valid, 0)
    log_p = log_probs.gather(1, ids.unsqueeze(1)).squeeze(1)
    miss = (-torch.expm1(log_p)).clamp(min=_TINY)  # 0 to a power below 1 has no gradient
    loss = -alpha * miss.pow(gamma) * log_p * valid
    if weight is not None:
        loss = loss * weight[ids]
    return loss.sum() / _mass(log_probs, target, weight)


def _mass(log_probs: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
    """What the valid pixels weigh together, never 0; the mean over the processes."""
    valid = target != IGNORE
    mass = valid.sum() if weight is None else weight[target[valid]].sum()
    return mean(mass.to(log_probs.dtype)).clamp(min=_TINY)


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
    valid = (flat != IGNORE).to(log_probs.dtype)
    ids = flat.where(flat != IGNORE, 0)
    probs = log_probs.reshape(b, c, -1).exp()
    own = probs.gather(1, ids.unsqueeze(1)).squeeze(1) * valid
    overlap = probs.new_zeros(b, c).scatter_add(1, ids, own)
    true = probs.new_zeros(b, c).scatter_add(1, ids, valid)
    guess = torch.bmm(probs, valid.unsqueeze(2)).squeeze(2)
    if over == "batch":
        overlap, true, guess = total(torch.stack((overlap, true, guess)).sum(1, keepdim=True))
    score = (2 * overlap + smooth) / (guess + true + smooth)
    counted = true > 0 if classes == "present" else torch.ones_like(true, dtype=torch.bool)
    per_row = ((1 - score) * counted).sum(1) / counted.sum(1).clamp(min=1)
    return per_row.mean()


def lovasz(log_probs: Tensor, target: Tensor, pixels: int | None = None) -> Tensor:
    """Lovász-softmax (Berman et al., CVPR 2018): the convex extension of one minus the Jaccard index.

    Mean over the classes that occur in an image, then over the images. Sorting is what it costs; with
    ``pixels``, about so many of each image are looked at, on a grid that the generator of ``torch`` shifts.
    """
    b, c = log_probs.shape[:2]
    if pixels is not None and (step := round((target[0].numel() / pixels) ** 0.5)) > 1:
        y, x = torch.randint(step, (2,)).tolist()
        log_probs, target = log_probs[:, :, y::step, x::step], target[:, y::step, x::step]
    per_image = [
        _lovasz_of_one(p.exp().reshape(c, -1), t.reshape(-1)) for p, t in zip(log_probs, target, strict=True)
    ]
    return torch.stack(per_image).sum() / b


def _lovasz_of_one(probs: Tensor, target: Tensor) -> Tensor:
    """``probs (C, N)`` and ``target (N)`` of one image."""
    valid = target != IGNORE
    probs, target = probs[:, valid], target[valid]
    present = torch.unique(target)
    if not len(present):
        return probs.sum()
    true = (target == present[:, None]).to(probs.dtype)
    errors, order = (true - probs[present]).abs().sort(dim=1, descending=True)
    true = true.gather(1, order)
    total = true.sum(1, keepdim=True)
    jaccard = 1 - (total - true.cumsum(1)) / (total + (1 - true).cumsum(1))
    slope = torch.diff(jaccard, dim=1, prepend=jaccard.new_zeros(len(present), 1))
    per_class: Tensor = (errors * slope).sum(1)
    return per_class.mean()


class _Term(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    weight: float = Field(1.0, gt=0)


class CrossEntropy(_Term):
    """``cross_entropy`` as a term of a weighted sum."""

    name: Literal["cross_entropy"] = "cross_entropy"
    class_weights: ClassWeighting = "none"

    def __call__(self, log_probs: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
        """The loss, a scalar; arguments as ``cross_entropy``."""
        return cross_entropy(log_probs, target, weight)


class Focal(_Term):
    """``focal`` as a term of a weighted sum."""

    name: Literal["focal"] = "focal"
    class_weights: ClassWeighting = "none"
    alpha: float = Field(0.25, gt=0, le=1)
    gamma: float = Field(2.0, ge=0, le=10)

    def __call__(self, log_probs: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
        """The loss, a scalar; arguments as ``focal``."""
        return focal(log_probs, target, self.alpha, self.gamma, weight)


class Dice(_Term):
    """``dice`` as a term of a weighted sum."""

    name: Literal["dice"] = "dice"
    classes: Literal["present", "all"] = "present"
    over: Literal["image", "batch"] = "image"
    class_weights: Literal["none"] = "none"

    def __call__(self, log_probs: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
        """The loss, a scalar; arguments as ``dice``, which takes no ``weight``."""
        return dice(log_probs, target, self.classes, self.over)


class Lovasz(_Term):
    """``lovasz`` as a term of a weighted sum; ``pixels`` of ``null`` looks at all of them."""

    name: Literal["lovasz"] = "lovasz"
    pixels: int | None = Field(8192, ge=1, le=1_000_000_000)
    class_weights: Literal["none"] = "none"

    def __call__(self, log_probs: Tensor, target: Tensor, weight: Tensor | None) -> Tensor:
        """The loss, a scalar; arguments as ``lovasz``, which takes no ``weight``."""
        return lovasz(log_probs, target, self.pixels)


LossTerm = Annotated[CrossEntropy | Focal | Dice | Lovasz, Field(discriminator="name")]


def class_weights(kind: ClassWeighting, pixels: npt.NDArray[np.int64]) -> Tensor | None:
    """Weights ``float32 (C,)`` from ``pixels (N, C)``, how many pixels of each class each image holds.

    ``inverse`` is one over the class's share of all pixels and ``inverse_sqrt`` its root, both scaled to
    mean 1 over the classes that occur. ``median_frequency`` is Eigen & Fergus' rule (ICCV 2015):
    ``median(f) / f``, where ``f`` is the class's share of the pixels of those images that hold it. A class
    that never occurs weighs 1. ``none`` is ``None``.
    """
    if kind == "none":
        return None
    totals = pixels.sum(0)
    seen = totals > 0
    if kind == "median_frequency":
        room = ((pixels > 0) * pixels.sum(1, keepdims=True)).sum(0)
        frequency = totals[seen] / room[seen]
        raw = np.median(frequency) / frequency
    else:
        raw = (totals.sum() / totals[seen]) ** (0.5 if kind == "inverse_sqrt" else 1.0)
        raw = raw / raw.mean()
    weights = np.ones(pixels.shape[1], dtype=np.float32)
    weights[seen] = raw
    return torch.from_numpy(weights)


class Loss:
    """The weighted sum of ``terms``, from logits ``(B, C, H, W)`` of any float type to a ``float32`` scalar.

    ``pixels``, ``int64 (N, C)``, are what ``class_weights`` takes.
    """

    def __init__(self, terms: tuple[LossTerm, ...], pixels: npt.NDArray[np.int64]) -> None:
        self.terms = [(term, class_weights(term.class_weights, pixels)) for term in terms]

    def __call__(self, logits: Tensor, target: Tensor) -> Tensor:
        """The weighted sum, a scalar, in ``float32``.

        Args:
            logits: ``(B, 19, H, W)``.
            target: class ids or ``IGNORE``, ``int64 (B, H, W)``.
        """
        with torch.autocast(logits.device.type, enabled=False):
            log_probs = F.log_softmax(logits.float(), dim=1)
            total = log_probs.new_zeros(())
            for term, weight in self.terms:
                moved = None if weight is None else weight.to(logits.device)
                total = total + term.weight * term(log_probs, target, moved)
            return total
