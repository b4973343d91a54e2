"""What a tool proposes is whole: it leaves no crumbs and lines behind that nobody meant."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_gui.document.surroundings import nearest
from faceparse_gui.document.tiles import Box, box_of, crop, grown

Mask = npt.NDArray[np.bool_]

LEAST = 40
"""Pixels: a part that a proposal makes, or leaves of a larger one, has at least so many."""
_ROUNDS = 3


def without_fragments(labels: LabelMap, box: Box, new: LabelMap, class_id: int, fixed: Mask) -> LabelMap:
    """Give the small parts that ``new`` would make or leave in a box of ``labels`` to what is around them.

    ``new`` and ``fixed``, which marks what was drawn by hand and holds, are of the box's shape; ``new`` gives
    pixels to ``class_id`` or takes them from it, and so does what is returned. Small parts that were there
    before are no business of the proposal's.
    """
    old, after = crop(labels, box), new.copy()
    for _ in range(_ROUNDS):  # what a crumb goes to may be one itself
        crumbs = _crumbs(labels, box, after, fixed)
        if not crumbs.any():
            break
        given_back = crumbs & (after != old)  # of the proposal's own making
        left = crumbs & ~given_back  # what remained of a larger part
        settled = after.copy()
        settled[given_back] = old[given_back]
        settled[left & (old != class_id)] = class_id
        lost = left & (old == class_id)
        if lost.any():
            settled[lost] = nearest(after, ~crumbs & (after != class_id))[lost]
        if np.array_equal(settled, after):
            break
        after = settled
    return after


def largest_part(mask: Mask) -> Mask:
    """The largest connected part (8 neighbours) of a mask, which is what was meant, however small."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    if count < 2:
        return mask
    largest: Mask = parts == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    return largest


def _crumbs(labels: LabelMap, box: Box, after: LabelMap, fixed: Mask) -> Mask:
    """The parts of ``after`` of less than ``LEAST`` pixels (8 neighbours) that are new or are left over."""
    crumbs = np.zeros(after.shape, np.bool_)
    changed = after != crop(labels, box)
    touched = box_of(changed)
    if touched is None:
        return crumbs
    on_map = touched[0] + box[0], touched[1] + box[1], touched[2] + box[0], touched[3] + box[1]
    around = grown(on_map, LEAST, labels.shape)  # a part that reaches farther is none
    before = crop(labels, around)
    now = before.copy()
    inside = grown(touched, LEAST, after.shape)  # of the box
    x, y = inside[0] + box[0] - around[0], inside[1] + box[1] - around[1]
    place = np.s_[y : y + inside[3] - inside[1], x : x + inside[2] - inside[0]]
    now[place] = crop(after, inside)
    held = np.zeros(now.shape, np.bool_)
    held[place] = crop(fixed, inside)
    near = cv2.dilate((now != before).view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    found = np.zeros(now.shape, np.bool_)
    for class_id in np.unique(now[near]):
        found |= _small(now == class_id, before == class_id, near, held)
    crop(crumbs, inside)[...] = found[place]
    return crumbs


def _small(now: Mask, before: Mask, near: Mask, held: Mask) -> Mask:
    """Of one class: parts that are small now, lie at the change, and were not just so before."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(now.view(np.uint8), connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] < LEAST
    small[0] = False
    for mask, wanted in ((near, True), (held, False)):
        meets = np.zeros(count, np.bool_)
        meets[parts[mask]] = True
        small &= meets == wanted
    if not small.any():
        return np.zeros(now.shape, np.bool_)
    _, were, sizes, _ = cv2.connectedComponentsWithStats(before.view(np.uint8), connectivity=8)
    rows, columns = np.nonzero(small[parts])
    part, was = (each[rows, columns].astype(np.intp) for each in (parts, were))
    least, most = np.full(count, len(sizes)), np.zeros(count, np.intp)
    np.minimum.at(least, part, was)
    np.maximum.at(most, part, was)
    one = small & (least == most) & (least > 0)
    small[one] = sizes[least[one], cv2.CC_STAT_AREA] != stats[one, cv2.CC_STAT_AREA]
    chosen: Mask = small[parts]
    return chosen
