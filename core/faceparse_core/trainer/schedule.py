"""The learning rate as a pure function of the step: linear warm-up, then half a cosine."""

from __future__ import annotations

import math


def learning_rate(step: int, steps: int, peak: float, warmup: int, floor: float = 0.01) -> float:
    """The rate of ``step`` (from 0): in ``warmup`` steps up to ``peak``, at ``steps`` ``floor * peak``.

    Cosine annealing after Loshchilov & Hutter (ICLR 2017), without restarts.
    """
    if step < warmup:
        return peak * (step + 1) / warmup
    done = (step - warmup) / max(steps - warmup, 1)
    return peak * (floor + (1 - floor) * (1 + math.cos(math.pi * min(done, 1.0))) / 2)
