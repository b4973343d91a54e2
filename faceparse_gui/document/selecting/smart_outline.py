"""What inside an outline is to become of a class: the thing that is found there, without crumbs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.fragments import without_fragments
from faceparse_gui.document.selecting.segment import grab_cut
from faceparse_gui.document.tiles import Box, crop

Mask = npt.NDArray[np.bool_]


def smart_outline(photo: Photo, labels: LabelMap, mask: Mask, box: Box, class_id: int) -> Mask:
    """The pixels to give to ``class_id``: what of ``mask``, ``bool`` of the shape of ``box``, is the thing.

    No small part is made of the class, and none is left of another.
    """
    old, chosen = crop(labels, box), grab_cut(photo, mask, box)
    painted = np.where(chosen, np.uint8(class_id), old)
    whole = without_fragments(labels, box, painted, class_id, np.zeros_like(chosen)) == class_id
    found: Mask = whole & (chosen | (old != class_id))
    return found
