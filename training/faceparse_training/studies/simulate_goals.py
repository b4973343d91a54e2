"""What the loop is to reach, decided from the rows of ``faceparse_training.studies.simulate``."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass

from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.studies.simulate import COUNTS, POOL, Figures, Order
from faceparse_training.studies.simulate_results import ORDERS, Results, kept, mean, old

MAX_DROP = 0.005
HALF_AFTER = 20
RECOVER = {10: 0.5, 40: 0.8}
"""What share of the gain of all corrections how few of them must give."""

_NAMES: dict[Order, str] = {"random": "random order", "uncertainty": "the most uncertain first"}


@dataclass(frozen=True)
class GoalVerdict:
    """Whether a goal is reached on a shift, and the figures that say so."""

    reached: bool
    figures: str


@dataclass(frozen=True)
class Goal:
    """``verdict`` is ``None`` where rows are missing, or the goal says nothing of the shift."""

    title: str
    verdict: Callable[[Results, str], GoalVerdict | None]


def goals() -> list[Goal]:
    """All goals, those of the two orders apart."""
    found = [
        Goal(
            f"{count} corrections recover {share:.0%} of what {POOL} give, {_NAMES[order]}",
            _recovering(count, order, share),
        )
        for count, share in RECOVER.items()
        for order in ORDERS
    ]
    found += [
        Goal(f"F old drops by {MAX_DROP} at most, all classes", _keeping(old)),
        Goal(f"F old drops by {MAX_DROP} at most, kept classes", _keeping(kept)),
        Goal("the uncertainty order beats random", _leading),
    ]
    for left, what in ((_wrong, "pixels"), (_strokes, "strokes")):
        found += [
            Goal(f"{HALF_AFTER} corrections halve the {what} left, {_NAMES[order]}", _halving(left, order))
            for order in ORDERS
        ]
    return found


def ahead(results: Results, shift: str) -> float | None:
    """The uncertainty order's lead in new F: the mean over the counts; ``None`` if one is missing."""
    leads = [lead for count in COUNTS if (lead := mean(results.lead(shift, count))) is not None]
    return statistics.mean(leads) if len(leads) == len(COUNTS) else None


def _recovering(count: int, order: Order, share: float) -> Callable[[Results, str], GoalVerdict | None]:
    def verdict(results: Results, shift: str) -> GoalVerdict | None:
        found = mean(results.recovered(shift, count, order))
        return None if found is None else GoalVerdict(found >= share, f"{found:.0%}")

    return verdict


def _keeping(value: Callable[[Figures], float]) -> Callable[[Results, str], GoalVerdict | None]:
    """At the worst count and order, among those of a person; the whole pool is no such case."""

    def verdict(results: Results, shift: str) -> GoalVerdict | None:
        if value is kept and not SHIFTS[shift].classes:
            return None
        cells = [(count, order) for count in COUNTS for order in ORDERS]
        changes = {cell: mean(results.change(shift, *cell, value)) for cell in cells}
        found = {cell: change for cell, change in changes.items() if change is not None}
        if not found:
            return None
        (count, order), change = min(found.items(), key=lambda each: each[1])
        return GoalVerdict(change >= -MAX_DROP, f"{change:+.4f} at worst ({count}, {_NAMES[order]})")

    return verdict


def _leading(results: Results, shift: str) -> GoalVerdict | None:
    lead = ahead(results, shift)
    if lead is None:
        return None
    each = ", ".join(f"{count}: {mean(results.lead(shift, count)):+.4f}" for count in COUNTS)
    return GoalVerdict(lead > 0, f"{lead:+.4f} ({each})")


def _halving(left: Callable[[Figures], float], order: Order) -> Callable[[Results, str], GoalVerdict | None]:
    def verdict(results: Results, shift: str) -> GoalVerdict | None:
        before = results.of(shift, 0, "random", left)
        after = results.of(shift, HALF_AFTER, order, left)
        shares = {seed: after[seed] / before[seed] for seed in after if before.get(seed)}
        found = mean(shares)
        return None if found is None else GoalVerdict(found <= 0.5, f"{found:.0%} left")

    return verdict


def _wrong(figures: Figures) -> float:
    return figures.wrong


def _strokes(figures: Figures) -> float:
    return figures.strokes
