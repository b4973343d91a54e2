"""What inside an outline is given to a class, or taken from it, without crumbs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.fragments import largest_part, without_fragments
from faceparse_gui.document.selecting.segment import grab_cut
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import Box, crop

Mask = npt.NDArray[np.bool_]


def smart_outline(
    photo: Photo, labels: LabelMap, mask: Mask, box: Box, class_id: int, takes_away: bool = False
) -> LabelMap:
    """The labels of ``box`` when the thing in ``mask``, ``bool`` of its shape, is of ``class_id``.

    Or when it is not, where the outline ``takes_away``.
    """
    return painted_whole(labels, grab_cut(photo, mask, box), box, class_id, takes_away)


def painted_whole(
    labels: LabelMap, mask: Mask, box: Box, class_id: int, takes_away: bool = False
) -> LabelMap:
    """Give the marked pixels to a class, or take them from it, so that no small parts are made or left.

    The largest part of what changes holds, however small it is.
    """
    old = crop(labels, box)
    changed = mask & ((old == class_id) == takes_away)
    if takes_away:
        new = surroundings(labels, changed, box, class_id)
    else:
        new = np.where(changed, np.uint8(class_id), old)
    return without_fragments(labels, box, new, class_id, largest_part(changed))
