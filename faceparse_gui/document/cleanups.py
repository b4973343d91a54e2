"""Clean-ups of a whole label map. None changes the map itself: each returns another one, or the same map
where there is nothing to clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from core.labels import MIRROR_LUT, NUM_CLASSES, LabelMap
from faceparse_gui.document.surroundings import nearest, surroundings
from faceparse_gui.document.tiles import Box, crop, grown

Mask = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]
Cleanup = Callable[[LabelMap, int], LabelMap]
"""Cleans one class, given by its id."""

_PART = 256
"""Side of the squares in which what surrounds lost pixels is looked for: most hold none, and cost nothing."""
_FEW = 2000
"""Up to so many small parts are looked at one by one, which leaves the rest of the map alone."""
_DISC_MOST = 5
"""Up to this radius a disc moved over the map is faster than a map of distances."""


def drop_islands(labels: LabelMap, class_id: int, pixels: int) -> LabelMap:
    """Give the class's parts (8 neighbours) of fewer than ``pixels`` to the nearest other class."""
    mask = (labels == class_id).view(np.uint8)
    boxes = _contour_boxes(mask, holes=False, side=pixels - 1)
    if len(boxes) > _FEW:
        return _reshaped(labels, class_id, 1, lambda mask: mask & ~_small(mask.view(np.uint8), pixels - 1, 8))
    result = labels.copy() if boxes else labels
    for box in boxes:
        around = grown(box, 1, labels.shape)  # holds all that touches the island
        own = crop(mask, around)
        islands = _small(own, pixels - 1, 8, _inner_sides(around, labels.shape))
        part = crop(result, around)
        part[islands] = nearest(part, own == 0)[islands]
    return result


def fill_holes(labels: LabelMap, class_id: int, pixels: int) -> LabelMap:
    """Give the class what it encloses wholly (4 neighbours), where that is at most ``pixels``."""
    mask = (labels == class_id).view(np.uint8)
    boxes = _contour_boxes(mask, holes=True, side=pixels + 2)  # a hole's contour lies around it
    if len(boxes) > _FEW:
        boxes = [(0, 0, labels.shape[1], labels.shape[0])]
    result = labels.copy() if boxes else labels
    for box in boxes:
        others = (crop(mask, box) == 0).view(np.uint8)
        crop(result, box)[_small(others, pixels, 4, (True,) * 4)] = class_id
    return result


def smooth(labels: LabelMap, class_id: int, radius: int) -> LabelMap:
    """Even out the class's edge: a pixel is the class's where most of what lies around it is.

    Beyond the photo the class goes on as at the photo's border.
    """

    def blurred(mask: Mask) -> Mask:
        full = mask.view(np.uint8) * np.uint8(255)
        return cv2.GaussianBlur(full, (0, 0), radius / 2, borderType=cv2.BORDER_REPLICATE) > 127

    return _reshaped(labels, class_id, 2 * radius, blurred)


def grow(labels: LabelMap, class_id: int, radius: int) -> LabelMap:
    """Move the class's edge outwards by ``radius`` pixels."""
    return _reshaped(labels, class_id, radius + 1, lambda mask: ~_eroded(~mask, radius))


def shrink(labels: LabelMap, class_id: int, radius: int) -> LabelMap:
    """Move the class's edge inwards by ``radius`` pixels; what it loses goes to the nearest other class."""
    return _reshaped(labels, class_id, radius + 1, lambda mask: _eroded(mask, radius))


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


def kept(
    labels: LabelMap,
    cleaned: LabelMap,
    locked: set[int] | frozenset[int],
    over: set[int] | frozenset[int] | None = None,
) -> LabelMap:
    """``cleaned``, but locked classes neither lose nor gain a pixel; given ``over``, only those lose any."""
    if cleaned is labels or (not locked and over is None):
        return cleaned
    gains = np.ones(NUM_CLASSES, np.bool_)
    gains[list(locked)] = False
    loses = gains.copy()
    if over is not None:
        loses[[class_id for class_id in range(NUM_CLASSES) if class_id not in over]] = False
    return np.where(loses[labels] & gains[cleaned], cleaned, labels)


def _reshaped(labels: LabelMap, class_id: int, margin: int, reshape: Callable[[Mask], Mask]) -> LabelMap:
    """Give the class another shape; only its own box and a margin around it are looked at."""
    mask = labels == class_id
    x, y, width, height = cv2.boundingRect(mask.view(np.uint8))
    if not width:
        return labels
    box = grown((x, y, x + width, y + height), margin, labels.shape)
    before = np.ascontiguousarray(crop(mask, box))
    after = reshape(before)
    if np.array_equal(before, after):
        return labels
    result = labels.copy()
    view = crop(result, box)
    lost = before & ~after
    for part in _parts(lost):
        place = part[0] + box[0], part[1] + box[1], part[2] + box[0], part[3] + box[1]
        crop(view, part)[...] = surroundings(labels, crop(lost, part), place, class_id)
    np.copyto(view, np.uint8(class_id), where=after)
    return result


def _parts(mask: Mask) -> Iterator[Box]:
    """The squares of a mask that hold any of it."""
    height, width = mask.shape
    for y in range(0, height, _PART):
        for x in range(0, width, _PART):
            part = x, y, min(x + _PART, width), min(y + _PART, height)
            if crop(mask, part).any():
                yield part


def _inner_sides(box: Box, shape: tuple[int, ...]) -> tuple[bool, bool, bool, bool]:
    """Which sides of a box (left, top, right, bottom) are not the map's own."""
    return box[0] > 0, box[1] > 0, box[2] < shape[1], box[3] < shape[0]


def _contour_boxes(mask: Pixels, holes: bool, side: int) -> list[Box]:
    """The boxes of the contours around a mask's parts, or around its holes, that are no longer than ``side``.

    Contours are followed in a tenth of the time in which the pixels are labelled.
    """
    contours, tree = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    boxes = []
    for number, contour in enumerate(contours):
        if (tree[0, number, 3] >= 0) == holes:
            x, y, width, height = cv2.boundingRect(contour)
            if max(width, height) <= side:
                boxes.append((x, y, x + width, y + height))
    return boxes


def _small(mask: Pixels, pixels: int, connectivity: int, cut: Sequence[bool] = (False,) * 4) -> Mask:
    """The parts of a mask of at most ``pixels``.

    Those at a side that is ``cut`` (left, top, right, bottom) go on beyond it, and are left out.
    """
    _, parts, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=connectivity)
    left, top, width, height, area = stats.T
    at_side = left == 0, top == 0, left + width == mask.shape[1], top + height == mask.shape[0]
    is_small = area <= pixels
    for is_there, is_cut in zip(at_side, cut, strict=True):
        if is_cut:
            is_small &= ~is_there
    is_small[0] = False
    small: Mask = is_small[parts]
    return small


def _eroded(mask: Mask, radius: int) -> Mask:
    """What of a mask lies farther than ``radius`` from what is none of it; the photo's border is no edge."""
    if radius <= _DISC_MOST:
        y, x = np.ogrid[-radius : radius + 1, -radius : radius + 1]
        disc = (x * x + y * y <= radius * radius).astype(np.uint8)
        return cv2.erode(mask.view(np.uint8), disc).view(np.bool_)
    return cv2.distanceTransform(mask.view(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE) > radius
