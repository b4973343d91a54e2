"""Rows of a simulated annotator with figures made up, to report on."""

from __future__ import annotations

from faceparse_training.finetune.learner import FinetuneConfig
from faceparse_training.studies.simulate import COUNTS, POOL, Figures, Order, SimulationRow

ORDERS: tuple[Order, ...] = ("random", "uncertainty")


def row(
    shift: str, count: int, order: Order = "random", seed: int = 0, model: str = "tiny",
    config: FinetuneConfig | None = None, test: int = 100, **figures: float,
) -> SimulationRow:  # fmt: skip
    each = {"new": 0.5, "old": 0.8, "kept": 0.8, "wrong": 0.2, "strokes": 40, "agrees": 1, **figures}
    return SimulationRow(
        model=model, shift=shift, order=order, seed=seed, count=count, test=test,
        config=config or FinetuneConfig(), figures=Figures(**each),
    )  # fmt: skip


def study(
    shift: str, gains: dict[tuple[int, Order], float], seed: int = 0, **changes: object
) -> list[SimulationRow]:
    """The start and one row for each of ``gains``, the gain in new F."""
    return [
        row(shift, 0, seed=seed, **changes),
        *(row(shift, n, order, seed, **{"new": 0.5 + g, **changes}) for (n, order), g in gains.items()),
    ]


def full_study(shift: str, seed: int = 0, **changes: object) -> list[SimulationRow]:
    """All cells: 300 corrections gain 0.1; 10, 20 and 40 a share of it, the uncertainty order 0.01 more."""
    gains: dict[tuple[int, Order], float] = {(POOL, "all"): 0.1}
    for count, gain in zip(COUNTS, (0.04, 0.06, 0.075), strict=True):
        gains |= {(count, "random"): gain, (count, "uncertainty"): gain + 0.01}
    return study(shift, gains, seed, **changes)
