"""Straight cuts as an eye sees them: a class that ends in a straight line where the photo shows no edge.

No truth is needed, and it does not matter where the parser thinks that its crops end. The label map is laid
out as the face stands. A cut is a stretch of at least ``LEAST`` crop units, an eye's width, and ``PIXELS``
photo pixels, along one of the two directions of the face's frame, where hair, hat, neck or clothes change
into one another or into background within two rows, and on most of which the photo does not change there.

A line of any shape lies along such a stretch somewhere by chance, the more often the fewer edges the photo
has. How often is told by the same measure along directions that no crop has, ``cut_by_chance``.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, LabelMap
from faceparse_core.parsing.faces import (
    CROP_SIDE,
    Frame,
    cut,
    cut_labels,
    frame_scale,
    transform,
    turn_about_face,
    widen,
)
from faceparse_core.parsing.owners import nearest_face
from faceparse_core.photos.imaging import Photo

LEAST = 45.0
"""How long a straight cut is at least, in crop units: an eye's width."""
PIXELS = 12.0
"""And in photo pixels: shorter stretches of a photo's own pixels are straight by themselves."""
LONG = 5 / 3
"""How many times as long a stretch is that chance hardly gives, 75 crop units and 20 photo pixels."""
EDGE = 8.0
"""By how much a colour channel changes at least where the photo shows an edge, 0 to 255."""
STANDS_OUT = 1.5
"""By how much more than in the median of the rows around."""
_RUNNING_ON = tuple(ID_OF[name] for name in ("hair", "hat", "neck", "cloth"))
_UNIT = 2.0
"""The side of a looked-at pixel, in crop units; never less than a photo pixel."""
_WIDTH = 6.0
"""How far is looked, in sides of the frame."""
_INSIDE = 16.0
"""How far within the face's own frame it is still looked, in crop units: further in, no crop ends."""
_GAP = 8.0
"""What a stretch may skip, in crop units, and how far off an edge of the photo or of the truth may lie."""
_SIDES, _ALONG, _AROUND = 12.0, 20.0, 40.0
"""How high and how long one side of a border is, and how far around it is looked, in crop units."""
_COARSER = 8
"""By how much coarser it is looked which face is nearest."""
CONTROL = 45.0
"""By how many degrees a frame is turned so that no crop ends along its directions."""

Mask = npt.NDArray[np.bool_]
_ALLOWED: Mask = np.isin(np.arange(256), (*_RUNNING_ON, BACKGROUND))


def straight_cut(
    photo: Photo,
    labels: LabelMap,
    frame: Frame,
    others: tuple[Frame, ...] = (),
    truth: LabelMap | None = None,
) -> float:
    """The longest straight cut of one face's hair, hat, neck and clothes, in crop units; 0 without any.

    Args:
        labels: ``uint8 (H, W)``, of the photo.
        frame: of the face.
        others: of the photo's other faces; what lies nearer to one of them is not looked at.
        truth: where it is known: what changes there too is no cut.
    """
    unit = max(_UNIT, 1 / frame_scale(frame))
    wide, side = widen(frame, _WIDTH), round(CROP_SIDE * _WIDTH / unit)
    ids = cut_labels(labels, wide, side)
    mine = _nearest(wide, frame, others, side)
    within = round((CROP_SIDE * (_WIDTH - 1) / 2 + _INSIDE) / unit)
    mine[within:-within, within:-within] = False
    if truth is not None:
        mine &= ~_near_change(cut_labels(truth, wide, side), round(_GAP / unit))
    picture = cut(photo, wide, side)
    least = max(LEAST, PIXELS / frame_scale(frame)) / unit
    longest = 0
    for turn in (0, 1):
        if turn:
            ids, mine, picture = ids.T, mine.T, picture.transpose(1, 0, 2)
        longest = max(longest, _longest(_changes(ids) & mine[:-1], picture, least, unit))
    return longest * unit


def cut_by_chance(
    photo: Photo,
    labels: LabelMap,
    frame: Frame,
    others: tuple[Frame, ...] = (),
    truth: LabelMap | None = None,
) -> float:
    """As ``straight_cut``, along directions in which no crop ends: what is found there is chance."""
    return straight_cut(photo, labels, turn_about_face(frame, CONTROL), others, truth)


def is_long(length: float, frame: Frame) -> bool:
    """Whether a straight cut of this length, in crop units, is one that chance hardly gives."""
    return length >= LONG * max(LEAST, PIXELS / frame_scale(frame))


def _nearest(wide: Frame, frame: Frame, others: tuple[Frame, ...], side: int) -> Mask:
    """Which pixels of the crop of ``wide`` lie nearer to this face than to the others, each in its units."""
    if not others:
        return np.ones((side, side), np.bool_)
    coarse = max(1, side // _COARSER)
    columns_rows = np.indices((coarse, coarse))[::-1].reshape(2, -1).T.astype(np.float64)
    points = transform(wide, (columns_rows + 0.5) * (CROP_SIDE / coarse))
    nearest = (nearest_face(points, (frame, *others)) == 0).reshape(coarse, coarse).astype(np.uint8)
    found: Mask = cv2.resize(nearest, (side, side), interpolation=cv2.INTER_NEAREST) > 0
    return found


def _near_change(truth: LabelMap, away: int) -> Mask:
    """Within so many pixels of where the truth changes, ``(H, W)``."""
    square = np.ones((2 * away + 1, 2 * away + 1), np.uint8)
    near: Mask = cv2.dilate(truth, square) != cv2.erode(truth, square)
    return near


def _changes(ids: LabelMap) -> Mask:
    """Where between a row and the next a class that runs on ends, ``(H - 1, W)``."""
    allowed = _ALLOWED[ids]
    found: Mask = (ids[:-1] != ids[1:]) & allowed[:-1] & allowed[1:]
    return found


def _longest(changes: Mask, picture: Photo, least: float, unit: float) -> int:
    """The longest stretch within two rows that is no shorter than ``least`` and mostly without an edge."""
    longest = 0
    both = changes[:-1] | changes[1:]
    gap = np.ones((1, round(_GAP / unit) + 1), np.uint8)
    closed = cv2.morphologyEx(both.astype(np.uint8), cv2.MORPH_CLOSE, gap)
    steps = np.diff(np.pad(closed, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    for row in np.flatnonzero(closed.sum(1) >= least):
        for start, end in zip(np.flatnonzero(steps[row] > 0), np.flatnonzero(steps[row] < 0), strict=True):
            if end - start >= max(least, longest + 1):
                edges = _edges(picture[:, start:end], int(row), unit)
                if 2 * edges.sum() <= end - start:
                    longest = int(end - start)
    return longest


def _edges(part: Photo, row: int, unit: float) -> Mask:
    """In which columns of a part of the photo it changes below ``row`` or the next one, ``(W,)``.

    The change is that from the rows above to the rows below, a mean of each side, of the channel that changes
    most; it exceeds what is usual around.
    """
    high, gap, around = (max(1, round(each / unit)) for each in (_SIDES, _GAP, _AROUND))
    top, bottom = max(0, row - around - high), min(len(part), row + 2 + around + high)
    rows = cv2.blur(part[top:bottom].astype(np.float32), (max(1, round(_ALONG / unit)), 1))
    total = np.concatenate([np.zeros_like(rows[:1]), rows.cumsum(0)])
    ends = np.arange(high, len(rows) - high + 1)  # of the rows above each border
    above, below = total[ends] - total[ends - high], total[ends + high] - total[ends]
    change = np.abs(below - above).max(2) / high
    at = row + 1 - top - high  # the border below ``row``
    strongest = change[max(0, at - gap) : at + gap + 2].max(0, initial=0)
    found: Mask = (strongest >= EDGE) & (strongest >= STANDS_OUT * np.median(change, 0))
    return found
