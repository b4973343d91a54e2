"""An exponential moving average of a network's weights (Polyak averaging)."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn


class Ema:
    """Keeps ``average``, a copy of the network whose weights trail the trained ones.

    The decay climbs as ``(1 + n) / (10 + n)`` to ``decay``, so that a short run is not held back by its
    random start. Buffers (BatchNorm statistics) are averaged too; integer ones are copied.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.steps = 0
        self.average = copy.deepcopy(model).eval().requires_grad_(False)

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Move the average towards the weights of ``model``, after an optimiser step."""
        self.steps += 1
        rate = 1 - min(self.decay, (1 + self.steps) / (10 + self.steps))
        floats: list[tuple[Tensor, Tensor]] = []
        for mine, theirs in zip(_tensors(self.average), _tensors(model), strict=True):
            if mine.is_floating_point():
                floats.append((mine, theirs))
            else:
                mine.copy_(theirs)
        torch._foreach_lerp_([m for m, _ in floats], [t for _, t in floats], rate)


def _tensors(model: nn.Module) -> list[Tensor]:
    return list(model.state_dict().values())
