"""How a finding of ``faceparse_gui.document.review.checks`` is mended."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import MIRROR_LUT, LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.checks import LIPS, Issue
from faceparse_gui.document.surroundings import nearest
from faceparse_gui.document.tiles import crop, grown

_MARGIN = 32


def can_mend(finding: Issue, prediction: PackedMap | None) -> bool:
    """Whether ``mended`` can do it: what is missing must be in the prediction."""
    return finding.mend != "restore" or bool(_restored(finding, prediction).any())


def mended(labels: LabelMap, finding: Issue, prediction: PackedMap | None = None) -> LabelMap:
    """Return other labels for the finding's box; what is missing comes from the prediction."""
    old, mask = crop(labels, finding.box), finding.mask
    if finding.mend == "swap":
        return np.where(mask, MIRROR_LUT[old], old)
    if finding.mend == "fill":
        return np.where(mask, np.uint8(finding.class_id), old)
    if finding.mend == "restore":
        result = old.copy()
        taken = _restored(finding, prediction)
        if prediction is not None:
            result[taken] = prediction.crop(finding.box)[taken]
        return result
    around = grown(finding.box, _MARGIN, labels.shape)
    x, y = finding.box[0] - around[0], finding.box[1] - around[1]
    place = np.s_[y : y + old.shape[0], x : x + old.shape[1]]
    known = np.ones((around[3] - around[1], around[2] - around[0]), np.bool_)
    known[place] = ~mask
    return np.where(mask, nearest(crop(labels, around), known)[place], old)


def _restored(finding: Issue, prediction: PackedMap | None) -> npt.NDArray[np.bool_]:
    """What the prediction has of what is missing, in the finding's box."""
    if prediction is None:
        return np.zeros_like(finding.mask)
    wanted = (finding.class_id, *LIPS) if finding.kind == "lips" else (finding.class_id,)
    return np.isin(prediction.crop(finding.box), wanted) & finding.mask
