"""Is a confidence of 0.8 right eight times in ten?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BINS = 15

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Reliability:
    """Confidence against accuracy, in equal bins of confidence.

    ``error`` is the expected calibration error (Naeini et al., AAAI 2015; Guo et al., ICML 2017),
    top-label: the mean over the pixels of |accuracy − mean confidence| of the bin that a pixel's confidence
    falls in. ``share``, ``confidence`` and ``accuracy`` describe each bin, ``float64 (bins,)``; the last
    two are NaN in an empty one.
    """

    error: float
    share: Floats
    confidence: Floats
    accuracy: Floats


def reliability(
    confidence: npt.NDArray[np.floating], correct: npt.NDArray[np.bool_], bins: int = BINS
) -> Reliability:
    """Compare ``confidence`` ``(N,)``, the predicted class's probability, with ``correct`` ``bool (N,)``.

    Bin ``k`` holds the confidences in ``(k / bins, (k + 1) / bins]``, the first one 0 as well.
    """
    edges = np.linspace(0, 1, bins + 1)[1:-1]
    at = np.searchsorted(edges, confidence, side="left")
    count = np.bincount(at, minlength=bins)
    sure = np.bincount(at, weights=confidence, minlength=bins)
    right = np.bincount(at, weights=correct, minlength=bins)
    with np.errstate(invalid="ignore"):
        return Reliability(
            float(np.abs(right - sure).sum() / count.sum()),
            count / count.sum(),
            sure / count,
            right / count,
        )
