"""Answer a study's claims from its runs: is the difference more than what chance makes between seeds?

Two or three seeds a recipe tell little about the spread, so that of all the study's recipes is pooled
(Student's t with a pooled variance, as after an analysis of variance).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from scipy.stats import t as student

from faceparse_training.studies.ablation import Comparison
from faceparse_training.studies.outcomes import StudyOutcome

Verdict = Literal["yes", "no, the reverse", "undecided"]


@dataclass(frozen=True)
class Spread:
    """The standard deviation between seeds of one recipe, and the degrees of freedom behind it."""

    sd: float
    freedom: int

    def half_width(self, seeds: int) -> float:
        """Half of the 95 % interval of the difference of two recipes' means over ``seeds`` seeds each."""
        return float(student.ppf(0.975, self.freedom)) * self.sd * math.sqrt(2 / seeds)


def pooled_spread(samples: Iterable[Collection[float]]) -> Spread | None:
    """The spread within ``samples``, taken as the same in all; ``None`` if none has two figures."""
    several = [sample for sample in samples if len(sample) > 1]
    freedom = sum(len(sample) - 1 for sample in several)
    if not freedom:
        return None
    squares = sum(statistics.variance(sample) * (len(sample) - 1) for sample in several)
    return Spread(math.sqrt(squares / freedom), freedom)


@dataclass(frozen=True)
class ClaimAnswer:
    """A claim with its figures.

    ``differences`` are those of the seeds that both recipes finished, ``half_width`` is of the 95 % interval
    of their mean.
    """

    comparison: Comparison
    differences: tuple[float, ...]
    half_width: float | None

    @property
    def mean(self) -> float:
        """Mean difference; NaN without one."""
        return statistics.mean(self.differences) if self.differences else math.nan

    @property
    def verdict(self) -> Verdict:
        """``yes`` or ``no, the reverse`` if 0 lies outside the interval and all seeds agree in sign."""
        if self.half_width is None or abs(self.mean) <= self.half_width:
            return "undecided"
        if all(difference > 0 for difference in self.differences):
            return "yes"
        return "no, the reverse" if all(difference < 0 for difference in self.differences) else "undecided"


def answers(outcome: StudyOutcome) -> list[ClaimAnswer]:
    """Every claim of the study, in its order; those without a finished pair of runs have no differences."""
    return [_answer(outcome, comparison) for comparison in outcome.study.comparisons]


def spread(outcome: StudyOutcome, metric: str) -> Spread | None:
    """The spread of ``metric`` between the seeds of the study's recipes."""
    return pooled_spread(outcome.metric(recipe, metric).values() for recipe in outcome.recipes)


def _answer(outcome: StudyOutcome, comparison: Comparison) -> ClaimAnswer:
    of = outcome.metric(outcome.name_of(comparison.of), comparison.metric)
    over = outcome.metric(outcome.name_of(comparison.over), comparison.metric)
    differences = tuple(of[seed] - over[seed] for seed in sorted(of.keys() & over.keys()))
    chance = spread(outcome, comparison.metric)
    decidable = chance is not None and len(differences) > 1
    return ClaimAnswer(
        comparison, differences, chance.half_width(len(differences)) if decidable and chance else None
    )
