"""Clean-ups of a whole label map. None changes the map itself: each returns another one, or the same map
where there is nothing to clean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import MIRROR_LUT, NUM_CLASSES, LabelMap
from faceparse_gui.document.review.reshaping import Mask, Reshaper
from faceparse_gui.document.surroundings import nearest, surroundings
from faceparse_gui.document.tiles import Box, crop, grown

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
        return _without(labels, class_id, _small(mask, pixels - 1, 8))
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


def smooth(radius: int) -> Cleanup:
    """Even out a class's edge: a pixel is the class's where most of what lies around it is.

    Beyond the photo the class goes on as at the photo's border.
    """

    def blurred(mask: Mask) -> Mask:
        full = mask.view(np.uint8) * np.uint8(255)
        return cv2.GaussianBlur(full, (0, 0), radius / 2, borderType=cv2.BORDER_REPLICATE) > 127

    return Reshaper(blurred, 2 * radius)


def grow(radius: int) -> Cleanup:
    """Move a class's edge outwards by ``radius`` pixels."""
    return Reshaper(lambda mask: ~_eroded(~mask, radius), radius + 1)


def shrink(radius: int) -> Cleanup:
    """Move a class's edge inwards by ``radius`` pixels; what it loses goes to the nearest other class."""
    return Reshaper(lambda mask: _eroded(mask, radius), radius + 1)


def merge(labels: LabelMap, class_ids: Sequence[int], into: int) -> LabelMap:
    """Give all pixels of some classes to another one."""
    return _mapped(labels, dict.fromkeys(class_ids, into))


def swap_sides(labels: LabelMap, class_ids: Sequence[int]) -> LabelMap:
    """Exchange left and right for the classes that come in pairs, among those given."""
    partners = {class_id: int(MIRROR_LUT[class_id]) for class_id in class_ids}
    return _mapped(labels, partners | {partner: class_id for class_id, partner in partners.items()})


def restore(labels: LabelMap, class_ids: Sequence[int], prediction: LabelMap) -> LabelMap:
    """Bring some classes back to the prediction, where either of the two maps has one of them."""
    theirs = is_one_of(labels, class_ids) | is_one_of(prediction, class_ids)
    return np.where(theirs, prediction, labels)


def of_all(
    labels: LabelMap,
    class_ids: Sequence[int],
    clean: Cleanup,
    on_progress: Callable[[int], None] = lambda done: None,
) -> LabelMap:
    """Clean several classes, one after another.

    ``on_progress`` is called with the number of classes that are done, and may raise to stop.
    """
    for done, class_id in enumerate(class_ids):
        on_progress(done)
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
    free = frozenset(range(NUM_CLASSES)) - locked
    loses = free if over is None else free & over
    return np.where(is_one_of(labels, loses) & is_one_of(cleaned, free), cleaned, labels)


def is_one_of(labels: LabelMap, class_ids: Iterable[int]) -> Mask:
    """Which pixels are of one of the classes."""
    table = np.zeros(256, np.bool_)
    table[list(class_ids)] = True
    return cv2.LUT(labels, table.view(np.uint8)).view(np.bool_)


def _mapped(labels: LabelMap, classes: Mapping[int, int]) -> LabelMap:
    """Another class for each pixel of those that ``classes`` names."""
    table = np.arange(256, dtype=np.uint8)
    for old, new in classes.items():
        table[old] = new
    return np.asarray(cv2.LUT(labels, table))


def _without(labels: LabelMap, class_id: int, lost: Mask) -> LabelMap:
    """Give the marked pixels of a class to the nearest other one."""
    result = labels.copy()
    for part in _parts(lost):
        crop(result, part)[...] = surroundings(labels, crop(lost, part), part, class_id)
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
