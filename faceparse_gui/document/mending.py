"""How a finding of :mod:`faceparse_gui.document.checks` is mended."""

from __future__ import annotations

import numpy as np

from core.labels import MIRROR_LUT, LabelMap
from faceparse_gui.document.checks import Finding
from faceparse_gui.document.surroundings import nearest
from faceparse_gui.document.tiles import crop, grown

_MARGIN = 32


def mended(labels: LabelMap, finding: Finding, prediction: LabelMap | None = None) -> LabelMap:
    """Return other labels for the finding's box; without a prediction, what is to be restored stays."""
    old, mask = crop(labels, finding.box), finding.mask
    if finding.mend == "swap":
        return np.where(mask, MIRROR_LUT[old], old)
    if finding.mend == "restore":
        return old.copy() if prediction is None else np.where(mask, crop(prediction, finding.box), old)
    around = grown(finding.box, _MARGIN, labels.shape)
    x, y = finding.box[0] - around[0], finding.box[1] - around[1]
    place = np.s_[y : y + old.shape[0], x : x + old.shape[1]]
    known = np.ones((around[3] - around[1], around[2] - around[0]), np.bool_)
    known[place] = ~mask
    return np.where(mask, nearest(crop(labels, around), known)[place], old)
