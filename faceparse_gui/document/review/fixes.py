"""Fixes for the issues that ``faceparse_gui.document.review.checks`` finds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import MIRROR_LUT, LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.checks import LIPS, Issue
from faceparse_gui.document.surroundings import nearest
from faceparse_gui.document.tiles import crop, grown

_MARGIN = 32


def can_fix(issue: Issue, prediction: PackedMap | None) -> bool:
    """Whether ``fixed`` can do it: what is missing must be in the prediction."""
    return issue.fix != "restore" or bool(_restored(issue, prediction).any())


def fixed(labels: LabelMap, issue: Issue, prediction: PackedMap | None = None) -> LabelMap:
    """Return the labels of the issue's box after the fix, ``uint8`` of the shape of ``issue.mask``.

    Args:
        labels: ``uint8 (H, W)``; not changed.
        issue: An issue found in ``labels``.
        prediction: The label map that the network predicted, ``(H, W)``, where missing pixels are taken from.
    """
    old, mask = crop(labels, issue.box), issue.mask
    if issue.fix == "swap":
        return np.where(mask, MIRROR_LUT[old], old)
    if issue.fix == "fill":
        return np.where(mask, np.uint8(issue.class_id), old)
    if issue.fix == "restore":
        result = old.copy()
        taken = _restored(issue, prediction)
        if prediction is not None:
            result[taken] = prediction.crop(issue.box)[taken]
        return result
    around = grown(issue.box, _MARGIN, labels.shape)
    x, y = issue.box[0] - around[0], issue.box[1] - around[1]
    place = np.s_[y : y + old.shape[0], x : x + old.shape[1]]
    known = np.ones((around[3] - around[1], around[2] - around[0]), np.bool_)
    known[place] = ~mask
    return np.where(mask, nearest(crop(labels, around), known)[place], old)


def _restored(issue: Issue, prediction: PackedMap | None) -> npt.NDArray[np.bool_]:
    """Return where, in the issue's box, the prediction has what is missing."""
    if prediction is None:
        return np.zeros_like(issue.mask)
    wanted = (issue.class_id, *LIPS) if issue.kind == "lips" else (issue.class_id,)
    return np.isin(prediction.crop(issue.box), wanted) & issue.mask
