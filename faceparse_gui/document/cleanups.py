"""Clean-ups of a whole label map. Each returns other labels; the map itself stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from core.labels import MIRROR_LUT, NUM_CLASSES, LabelMap
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import Box, crop, grown

Mask = npt.NDArray[np.bool_]
Cleanup = Callable[[LabelMap, int], LabelMap]
"""Cleans one class, given by its id."""


def drop_islands(labels: LabelMap, class_id: int, pixels: int) -> LabelMap:
    """Give the class's parts (8 neighbours) of fewer than ``pixels`` to the nearest other class."""

    def small(mask: Mask) -> Mask:
        return mask & ~_small(mask, pixels - 1, connectivity=8)

    return _reshaped(labels, class_id, 1, small)


def fill_holes(labels: LabelMap, class_id: int, pixels: int) -> LabelMap:
    """Give the class what it encloses wholly (4 neighbours), where that is at most ``pixels``."""

    def filled(mask: Mask) -> Mask:
        return mask | _small(np.pad(~mask, 1, constant_values=True), pixels, connectivity=4)[1:-1, 1:-1]

    return _reshaped(labels, class_id, 0, filled)


def smooth(labels: LabelMap, class_id: int, radius: int) -> LabelMap:
    """Even out the class's edge: a pixel is the class's where most of what lies around it is.

    Beyond the photo the class goes on as at the photo's border.
    """

    def blurred(mask: Mask) -> Mask:
        soft = cv2.GaussianBlur(mask.astype(np.float32), (0, 0), radius / 2, borderType=cv2.BORDER_REPLICATE)
        return soft > 0.5

    return _reshaped(labels, class_id, 2 * radius, blurred)


def grow(labels: LabelMap, class_id: int, radius: int) -> LabelMap:
    """Move the class's edge outwards by ``radius`` pixels."""
    return _reshaped(labels, class_id, radius + 1, lambda mask: _distance(~mask) <= radius)


def shrink(labels: LabelMap, class_id: int, radius: int) -> LabelMap:
    """Move the class's edge inwards by ``radius`` pixels; what it loses goes to the nearest other class."""
    return _reshaped(labels, class_id, radius + 1, lambda mask: _distance(mask) > radius)


def merge(labels: LabelMap, class_id: int, into: int) -> LabelMap:
    """Give all pixels of a class to another one."""
    return np.where(labels == class_id, np.uint8(into), labels)


def swap_sides(labels: LabelMap, class_ids: Sequence[int]) -> LabelMap:
    """Exchange left and right for the classes that come in pairs, among those given."""
    table = np.arange(256, dtype=np.uint8)
    for class_id in class_ids:
        partner = int(MIRROR_LUT[class_id])
        table[class_id], table[partner] = partner, class_id
    return table[labels]


def restore(labels: LabelMap, class_id: int, prediction: LabelMap) -> LabelMap:
    """Bring a class back to the prediction, where either of them has it."""
    return np.where((labels == class_id) | (prediction == class_id), prediction, labels)


def of_all(labels: LabelMap, class_ids: Sequence[int], clean: Cleanup) -> LabelMap:
    """Clean several classes, one after another."""
    for class_id in class_ids:
        labels = clean(labels, class_id)
    return labels


def kept(labels: LabelMap, cleaned: LabelMap, locked: set[int] | frozenset[int]) -> LabelMap:
    """``cleaned``, but locked classes neither lose nor gain a pixel."""
    if not locked:
        return cleaned
    free = np.ones(NUM_CLASSES, np.bool_)
    free[list(locked)] = False
    return np.where(free[labels] & free[cleaned], cleaned, labels)


def _reshaped(labels: LabelMap, class_id: int, margin: int, reshape: Callable[[Mask], Mask]) -> LabelMap:
    """Give the class another shape; only its own box and a margin around it are looked at."""
    result = labels.copy()
    mask = labels == class_id
    own = _box(mask)
    if own is None:
        return result
    box = grown(own, margin, labels.shape)
    before = crop(mask, box)
    after = reshape(before)
    view = crop(result, box)
    lost = before & ~after
    if lost.any():
        view[lost] = surroundings(labels, lost, box, class_id)[lost]
    view[after] = class_id
    return result


def _box(mask: Mask) -> Box | None:
    rows = np.flatnonzero(mask.any(1))
    if not rows.size:
        return None
    columns = np.flatnonzero(mask[rows[0] : rows[-1] + 1].any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _small(mask: Mask, pixels: int, connectivity: int) -> Mask:
    """The parts of a mask of at most ``pixels``."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=connectivity)
    is_small = stats[:, cv2.CC_STAT_AREA] <= pixels
    is_small[0] = False
    found: Mask = is_small[parts]
    return found


def _distance(mask: Mask) -> npt.NDArray[np.float32]:
    """From each pixel of a mask to the nearest that is none of it; the photo's border is no edge."""
    distance = cv2.distanceTransform(mask.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return distance.astype(np.float32, copy=False)
