"""The arithmetic of ``simulate``'s rows: figures by seed, the gain recovered, what is missing."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.finetune.learner import FinetuneConfig
from faceparse_training.studies.simulate import COUNTS, POOL, Figures, Order, SimulationRow

ORDERS: tuple[Order, ...] = ("random", "uncertainty")
CELLS: tuple[tuple[int, Order], ...] = (
    (0, "random"),
    *((count, order) for count in COUNTS for order in ORDERS),
    (POOL, "all"),
)
"""What is measured for each shift: counts of corrections and the order they are picked in."""

By = dict[int, float]
"""A figure by seed."""


@dataclass(frozen=True)
class Results:
    """Rows of one model, config and test; ``others`` counts the rows of others, which are left out."""

    model: str
    config: FinetuneConfig
    test: int
    others: int
    figures: Mapping[tuple[str, int, Order], Mapping[int, Figures]]

    @property
    def shifts(self) -> list[str]:
        """Those that anything was measured for, in the order of ``SHIFTS``."""
        return [shift for shift in SHIFTS if any(shift == each for each, _, _ in self.figures)]

    @property
    def seeds(self) -> list[int]:
        """All seeds that anything was measured for, sorted."""
        return sorted({seed for of_cell in self.figures.values() for seed in of_cell})

    def of(self, shift: str, count: int, order: Order, value: Callable[[Figures], float]) -> By:
        """A figure of one cell by seed, empty where it was not measured."""
        return {seed: value(f) for seed, f in self.figures.get((shift, count, order), {}).items()}

    def change(self, shift: str, count: int, order: Order, value: Callable[[Figures], float]) -> By:
        """How far the figure is above that of the start, for the seeds that have both."""
        return minus(self.of(shift, count, order, value), self.of(shift, 0, "random", value))

    def recovered(self, shift: str, count: int, order: Order) -> By:
        """The share of the gain of ``POOL`` corrections, in new F; no seed of which these gain nothing."""
        gain = self.change(shift, count, order, new)
        most = self.change(shift, POOL, "all", new)
        return {seed: g / most[seed] for seed, g in gain.items() if most.get(seed, 0) > 0}

    def lead(self, shift: str, count: int) -> By:
        """How far the uncertainty order's new F is above the random order's."""
        return minus(self.of(shift, count, "uncertainty", new), self.of(shift, count, "random", new))

    def missing(self) -> list[tuple[str, int, Order, list[int]]]:
        """The cells of any shift that lack seeds which others have, with these seeds."""
        found = []
        for shift in SHIFTS:
            for count, order in CELLS:
                there = self.figures.get((shift, count, order), {})
                if lacks := [seed for seed in self.seeds if seed not in there]:
                    found.append((shift, count, order, lacks))
        return found


def collect(rows: Sequence[SimulationRow]) -> Results:
    """The rows that can be compared: of the model, config and number of test photos that most of them share.

    Raises:
        ValueError: if there is no row.
    """
    if not rows:
        raise ValueError("no row to report")
    kinds = Counter((row.model, row.config, row.test) for row in rows)
    (kind, count), *_ = kinds.most_common(1)
    figures: dict[tuple[str, int, Order], dict[int, Figures]] = {}
    for row in rows:
        if (row.model, row.config, row.test) == kind:
            figures.setdefault((row.shift, row.count, row.order), {})[row.seed] = row.figures
    return Results(*kind, len(rows) - count, figures)


def new(figures: Figures) -> float:
    """Per-image F on the shifted photos."""
    return figures.new


def old(figures: Figures) -> float:
    """Per-image F on the photos as they are."""
    return figures.old


def kept(figures: Figures) -> float:
    """As ``old``, without the classes whose rule has changed."""
    return figures.kept


def minus(these: By, those: By) -> By:
    """The difference seed by seed, for the seeds that have both."""
    return {seed: value - those[seed] for seed, value in these.items() if seed in those}


def mean(by: By) -> float | None:
    """The mean over the seeds; ``None`` if there is none."""
    return statistics.mean(by.values()) if by else None
