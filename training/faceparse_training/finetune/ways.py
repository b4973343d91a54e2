"""The ways to learn from corrections that a user chooses between, as data."""

from __future__ import annotations

from dataclasses import dataclass

from faceparse_training.finetune.learner import FinetuneConfig, Layers
from faceparse_training.finetune.manifest import How

WHOLE_SIDE = 512
"""Pixels of the crops that candidates learn from: at 352 their gain is lost to the other scale."""


@dataclass(frozen=True)
class Candidate:
    """Layers that may learn after the last ones; ``shares`` of the way are tried, 0 to 1."""

    layers: Layers
    lr: float
    steps: int
    shares: tuple[float, ...]

    def config(self, given: FinetuneConfig) -> FinetuneConfig:
        """Nothing holds on to the start but the few steps; sizes and weights as ``given``."""
        free = {"ewc": 0.0, "merge_weight": 1.0, "max_distance": 1e9, "half": True}
        return given.model_copy(update={"layers": self.layers, "lr": self.lr, "ema_decay": 0.9, **free})


@dataclass(frozen=True)
class Way:
    """The last layers are re-fitted in ``head_steps``, then candidates are tried on held-back corrections.

    ``head_shares`` of the way of the last layers are tried. ``margin``: what goes farther than another must
    leave so much less wrong, as a share.
    """

    head_steps: int
    head_shares: tuple[float, ...]
    candidates: tuple[Candidate, ...]
    margin: float


WAYS: dict[How, Way] = {
    "these-photos": Way(
        head_steps=120,
        head_shares=(0.0, 0.5, 0.75, 1.0),
        candidates=(
            Candidate("early", 5e-4, 60, (0.5, 1.0)),
            Candidate("decoder", 1e-3, 60, (0.5, 1.0)),
        ),
        margin=0.01,
    ),
    "only-this-set": Way(
        head_steps=240, head_shares=(1.0,), candidates=(Candidate("decoder", 1e-3, 120, (1.0,)),), margin=0.0
    ),
}
"""``careful`` is none of these: all layers learn, held by EWC (faceparse_training.finetune.learner)."""
