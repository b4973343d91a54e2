"""A played person: starts from what the network predicted and corrects what is worth a stroke.

Accepted labels are never an independent truth: they are the prediction, its slivers included, with the
areas corrected that a person sees (faceparse_core.work). Whatever judges corrections, or learns from them,
is to be measured with such labels.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_core.losses import IGNORE
from faceparse_core.work import to_correct


@dataclass(frozen=True)
class PlayedCorrection:
    """What a person accepted.

    Attributes:
        labels: class ids, ``uint8 (H, W)``, ``IGNORE`` where the truth is unknown.
        changed: where the person changed the prediction, ``bool (H, W)``.
    """

    labels: LabelMap
    changed: npt.NDArray[np.bool_]


def correct(
    prediction: LabelMap, truth: LabelMap, classes: Collection[int] | None = None
) -> PlayedCorrection:
    """The prediction with its areas to correct corrected, both maps ``uint8 (H, W)``.

    Args:
        classes: correct only where the truth or the prediction is one of these; ``None``: all.

    Raises:
        ValueError: if the shapes differ.
    """
    changed = to_correct(truth, prediction)
    if classes is not None:
        chosen = list(classes)
        changed &= np.isin(truth, chosen) | np.isin(prediction, chosen)
    labels = np.where(changed, truth, prediction)
    labels[truth >= NUM_CLASSES] = IGNORE
    return PlayedCorrection(labels, changed)
