"""What a gesture may mean: several changes of the labels, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.doubted import Doubted, Said
from faceparse_gui.document.selecting.learned import Learned
from faceparse_gui.document.selecting.scribble import scribble
from faceparse_gui.document.selecting.smart_outline import painted_whole, smart_outline
from faceparse_gui.document.tiles import Box, crop

Mask = npt.NDArray[np.bool_]
Proposal = tuple[Box, LabelMap]
"""Other labels for a box of the map."""

_SURE, _LIKELY = 1.5, 0.0
"""Logits: what the corrector takes for wrong at least so surely changes with a stroke. The first one harms
seldom, the second one finds more.
"""
_DOUBTED = 0.65 * 255
"""What the network was less sure of than this is in doubt."""
_ALIKE = 0.95
"""Proposals with a larger IoU are one."""


def of_strokes(
    photo: Photo, labels: LabelMap, said: Said | None, yes: Mask, no: Mask, class_id: int
) -> Iterator[Proposal]:
    """What strokes may mean: ``yes`` pixels are of the class, ``no`` pixels are not.

    In this order (see ``faceparse research effort``): what is wrong with them as the corrector has learned
    it, surely and likely; the edge that colours show; what the network doubted around them. Where no stroke
    is wrong, or there is no prediction, the edge alone; without a stroke, nothing. Each is worked out when it
    is asked for.
    """
    return _different(labels, _of_strokes(photo, labels, said, yes, no, class_id))


def _of_strokes(
    photo: Photo, labels: LabelMap, said: Said | None, yes: Mask, no: Mask, class_id: int
) -> Iterator[Proposal]:
    if not (yes | no).any():
        return
    learned = None if said is None else Learned(photo, labels, said, yes, no, class_id)
    if learned is not None:
        for logit in (_SURE, _LIKELY):
            yield from _if_any(learned.box, learned.above(logit))
    found = scribble(photo, labels, None if said is None else said.confidence, yes, no, class_id)
    if found is not None:
        yield found
    if said is not None:
        doubted = Doubted(labels, said, yes, no, class_id)
        yield from _if_any(doubted.box, doubted.below(_DOUBTED))


def _if_any(box: Box, new: LabelMap | None) -> Iterator[Proposal]:
    if new is not None:
        yield box, new


def of_outline(
    photo: Photo, labels: LabelMap, mask: Mask, box: Box, class_id: int, takes_away: bool = False
) -> Iterator[Proposal]:
    """What an outline may mean: the thing in ``mask``, ``bool`` of the shape of ``box``, or all in it."""
    return _different(labels, _of_outline(photo, labels, mask, box, class_id, takes_away))


def _of_outline(
    photo: Photo, labels: LabelMap, mask: Mask, box: Box, class_id: int, takes_away: bool
) -> Iterator[Proposal]:
    yield box, smart_outline(photo, labels, mask, box, class_id, takes_away)
    yield box, painted_whole(labels, mask, box, class_id, takes_away)


def _different(labels: LabelMap, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Without those that are nearly one before them."""
    before: list[Proposal] = []
    for each in proposals:
        if all(_iou(labels, each, other) < _ALIKE for other in before):
            before.append(each)
            yield each


def _iou(labels: LabelMap, a: Proposal, b: Proposal) -> float:
    """Of the changed pixels; those that both give another class count for neither."""
    box = min(a[0][0], b[0][0]), min(a[0][1], b[0][1]), max(a[0][2], b[0][2]), max(a[0][3], b[0][3])
    old = crop(labels, box)
    first, second = (_laid(old, box, each) for each in (a, b))
    either = (first != old) | (second != old)
    if not either.any():
        return 1.0
    return float(((first == second) & either).sum() / either.sum())


def _laid(old: LabelMap, box: Box, proposal: Proposal) -> LabelMap:
    (x0, y0, x1, y1), new = proposal
    laid = old.copy()
    laid[y0 - box[1] : y1 - box[1], x0 - box[0] : x1 - box[0]] = new
    return laid
