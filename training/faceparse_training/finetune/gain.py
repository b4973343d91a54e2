"""How much less there is to correct with the new network, and whether that is more than chance.

The test was chosen by simulation (``faceparse research gate``, docs/loop.md): photos differ a hundredfold in
what there is to correct, so their ratios are compared, not their differences; and few photos say little about
how much photos differ, so what the simulations saw is counted in (the moderated t statistic: Smyth, "Linear
models and empirical Bayes methods", 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FELT = 0.03
"""A gain below is too small to be felt."""
_SLIGHT = 300  # pixels: a photo with fewer to correct says nothing by their ratio
_SPREAD, _PHOTOS = 0.2, 4  # of the logarithms of the ratios, before any is seen; it counts as so many photos
_95, _97 = 1.6449, 1.96  # the normal distribution's 95 % and 97.5 % quantiles
_WORTH = 0.1  # a gain that must not be missed


@dataclass(frozen=True)
class Gain:
    """``saved``: the share of the wrong pixels that are gone, negative where there are more.

    ``sure``: more than chance, at 5 % of error. ``none``: a gain of 10 % is ruled out, at 2.5 % of error, or
    no photo has changed.
    """

    saved: float
    sure: bool
    none: bool

    @property
    def felt(self) -> bool:
        """Whether a person would notice it."""
        return self.saved >= FELT


def gain(before: Sequence[int], after: Sequence[int]) -> Gain:
    """The gain over photos with so many wrong pixels each, before and after.

    Raises:
        ValueError: without photos.
    """
    if not before:
        raise ValueError("no photo to compare on")
    was, now = np.asarray(before, float), np.asarray(after, float)
    ratios = np.log((was + _SLIGHT) / (now + _SLIGHT))
    count = len(ratios)
    seen = float(((ratios - ratios.mean()) ** 2).sum())
    freedom = _PHOTOS + count - 1
    error = ((_PHOTOS * _SPREAD**2 + seen) / freedom / count) ** 0.5
    saved = 1 - float(now.sum() / was.sum()) if was.sum() else -float(now.sum() > 0)
    mean = float(ratios.mean())
    sure = count > 1 and saved > 0 and mean > student_quantile(freedom, _95) * error
    ruled_out = mean + student_quantile(freedom, _97) * error < -np.log(1 - _WORTH)
    none = np.array_equal(was, now) or (saved <= 0 and ruled_out)
    return Gain(saved, sure, bool(none))


def student_quantile(freedom: int, z: float) -> float:
    """Student's quantile for the normal one, ``z``; to 0.1 % from 4 degrees of freedom on.

    Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.5.
    """
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
