"""Does an uncertainty map point at the mistakes? The share of all errors among the most uncertain pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

TOP = 0.05


def one_minus_max(probabilities: Tensor) -> Tensor:
    """1 − the probability of the predicted class: what the program's confidence map shows."""
    return 1 - probabilities.amax(1)


def entropy(probabilities: Tensor) -> Tensor:
    """In nats."""
    nats: Tensor = torch.special.entr(probabilities)
    return nats.sum(1)


def margin(probabilities: Tensor) -> Tensor:
    """1 − the lead of the likeliest class over the second."""
    first, second = probabilities.topk(2, dim=1).values.unbind(1)
    return 1 - (first - second)


MEASURES: dict[str, Callable[[Tensor], Tensor]] = {
    "1 − max p": one_minus_max,
    "entropy": entropy,
    "margin": margin,
}
"""Class probabilities ``float (N, C)`` to uncertainties ``float (N,)``, higher where less certain."""


@dataclass(frozen=True)
class ErrorShare:
    """How much of all errors the most uncertain pixels hold, 0 to 1; ``None`` without errors.

    ``pooled`` ranks the pixels of all images together, ``per_image`` is the mean over the images with an
    error.
    """

    pooled: float | None
    per_image: float | None


def error_share(uncertainty: Tensor, wrong: Tensor, image: Tensor, top: float = TOP) -> ErrorShare:
    """Judge ``uncertainty`` ``(N,)`` by the ``bool (N,)`` errors of pixels of the images ``int64 (N,)``."""
    shares = []
    for number in range(int(image.max()) + 1):
        own = image == number
        share = _share(uncertainty[own], wrong[own], top)
        shares += [] if share is None else [share]
    return ErrorShare(_share(uncertainty, wrong, top), sum(shares) / len(shares) if shares else None)


def expected_share(probabilities: Tensor, top: float = TOP) -> float:
    """The share of errors that the ``top`` least probable predictions hold if every probability is true.

    No map made of these probabilities can do better then.
    """
    doubt = one_minus_max(probabilities).double()
    return float(doubt.topk(_count(doubt, top)).values.sum() / doubt.sum())


def share_for_half(uncertainty: Tensor, wrong: Tensor) -> float | None:
    """The smallest share of most uncertain pixels that holds half of all errors; ``None`` without errors."""
    found = wrong[uncertainty.argsort(descending=True)].cumsum(0)
    if not found[-1]:
        return None
    return (int((2 * found < found[-1]).sum()) + 1) / len(found)


def _share(uncertainty: Tensor, wrong: Tensor, top: float) -> float | None:
    if not wrong.any():
        return None
    return float(wrong[uncertainty.topk(_count(uncertainty, top)).indices].sum() / wrong.sum())


def _count(values: Tensor, top: float) -> int:
    return max(1, round(top * len(values)))
