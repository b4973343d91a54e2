"""The loss of a pixel whose class is known, or of which only some classes are ruled out.

For the latter it is ``-log`` of the probability of all the others together, as of partial labels (Cour, Sapp
and Taskar, JMLR 2011): evidence against the classes ruled out, and for none of the others.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from faceparse_core.labels import NUM_CLASSES
from faceparse_core.losses import IGNORE
from faceparse_training.finetune.accepted_classes import OTHER

_NEVER = -1e4


def pixel_loss(log_p: Tensor, labels: Tensor, excluded: Tensor) -> tuple[Tensor, Tensor]:
    """The loss of each pixel, and the labels with the likeliest class for ``OTHER``.

    Args:
        log_p: ``float (B, 19, …)``.
        labels: ``int64 (B, …)``: class ids, ``OTHER`` or ``IGNORE``, which costs 0.
        excluded: the classes that ``OTHER`` is not, ``bool (B, 19)``.
    """
    other = labels == OTHER
    nll = F.nll_loss(log_p, labels.masked_fill(other, IGNORE), ignore_index=IGNORE, reduction="none")
    if not other.any():
        return nll, labels
    ruled_out = excluded.view(*excluded.shape, *[1] * (log_p.dim() - 2))
    allowed = log_p.masked_fill(ruled_out, _NEVER)
    return (
        torch.where(other, -allowed.logsumexp(1), nll),
        torch.where(other, allowed.argmax(1), labels),
    )


def exclude(classes: tuple[int, ...]) -> Tensor:
    """The classes that ``OTHER`` is not in labels accepted for ``classes``, ``bool (19,)``."""
    excluded = torch.zeros(NUM_CLASSES, dtype=torch.bool)
    excluded[list(classes)] = True
    return excluded
