"""What a gesture may mean: several changes of the labels, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.selecting.doubted import Doubted, Said
from faceparse_gui.document.selecting.scribble import scribble
from faceparse_gui.document.selecting.smart_outline import painted_whole, smart_outline
from faceparse_gui.document.tiles import Box, crop

Mask = npt.NDArray[np.bool_]
Proposal = tuple[Box, LabelMap]
"""Other labels for a box of the map."""

_DOUBTED, _MORE = 0.65 * 255, 0.85 * 255
"""What the network was less sure of than this is in doubt."""
_BEYOND = 2
"""An edge that takes more than so many times the pixels in doubt, or the strokes twice over, is less likely
meant than what is in doubt."""
_TYPICAL = 0.05 * 255
"""So much surer than under the stroke is about as sure."""
_ALIKE = 0.95
"""Proposals with a larger IoU are one."""


def of_strokes(
    photo: Photo,
    labels: LabelMap,
    said: Said | None,
    yes: Mask,
    no: Mask,
    class_id: int,
    careful: bool = True,
) -> Iterator[Proposal]:
    """What strokes may mean: ``yes`` pixels are of the class, ``no`` pixels are not.

    The edge found anew, and what the network doubted around them at three thresholds: see
    ``faceparse research effort``. ``careful``: an edge that goes far beyond what was doubted does not come
    first. None when there is no stroke. Each is worked out when it is asked for.
    """
    return _different(labels, _of_strokes(photo, labels, said, yes, no, class_id, careful))


def _of_strokes(
    photo: Photo, labels: LabelMap, said: Said | None, yes: Mask, no: Mask, class_id: int, careful: bool
) -> Iterator[Proposal]:
    found = scribble(photo, labels, None if said is None else said.confidence, yes, no, class_id)
    if found is None:
        return
    if said is None:
        yield found
        return
    doubted = Doubted(labels, said, yes, no, class_id)
    few = doubted.below(_DOUBTED)
    first = [found] if few is None else [found, (doubted.box, few)]
    if careful and few is not None:
        least = max(_size(labels, first[1]), 2 * int((yes | no).sum()))
        if _size(labels, found) > _BEYOND * least:
            first.reverse()
    yield from first
    for confidence in (_MORE, doubted.typical + _TYPICAL):
        new = doubted.below(confidence)
        if new is not None:
            yield doubted.box, new


def of_click(
    photo: Photo, labels: LabelMap, said: Said | None, yes: Mask, no: Mask, class_id: int
) -> Iterator[Proposal]:
    """What a click may mean: as ``of_strokes``, with so little to go by that the edge comes first."""
    return of_strokes(photo, labels, said, yes, no, class_id, careful=False)


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


def _size(labels: LabelMap, proposal: Proposal) -> int:
    box, new = proposal
    return int((new != crop(labels, box)).sum())


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
