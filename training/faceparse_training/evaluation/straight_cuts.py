"""Straight cuts as an eye sees them: a class that ends in a straight line where the photo shows no edge.

No truth is needed, and it does not matter where the parser thinks that its crops end. The label map is laid
out as the face stands. A cut is a stretch of at least ``LEAST`` crop units, an eye's width, and ``PIXELS``
photo pixels, along one of the two directions of the face's frame, where hair, hat, neck or clothes change
into one another or into background within two rows, and on most of which the photo does not change there.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, LabelMap
from faceparse_core.parsing.faces import (
    CROP_SIDE,
    FACE_CENTRE,
    OUTSIDE,
    Frame,
    cut,
    cut_labels,
    frame_scale,
    invert,
    transform,
    widen,
)
from faceparse_core.photos.imaging import Photo

LEAST = 45.0
"""How long a straight cut is at least, in crop units: an eye's width."""
PIXELS = 12.0
"""And in photo pixels: shorter stretches of a photo's own pixels are straight by themselves."""
EDGE = 8.0
"""By how much a colour channel changes at least where the photo shows an edge, 0 to 255."""
STANDS_OUT = 1.5
"""By how much more than in the median of the rows around."""
_RUNNING_ON = tuple(ID_OF[name] for name in ("hair", "hat", "neck", "cloth"))
_UNIT = 4.0
"""The side of a looked-at pixel, in crop units."""
_WIDTH = 6.0
"""How far is looked, in sides of the frame."""
_INSIDE = 16.0
"""How far within the face's own frame it is still looked, in crop units: further in, no crop ends."""
_GAP = 2
"""Pixels that a stretch may skip."""
_SIDES, _AROUND, _ALONG = 3, 10, 5
"""How many rows count as one side of a border, how many rows around it as usual, over how many columns."""

Mask = npt.NDArray[np.bool_]


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
    wide, side = widen(frame, _WIDTH), round(CROP_SIDE * _WIDTH / _UNIT)
    ids = cut_labels(labels, wide, side)
    mine = _nearest(wide, frame, others, side)
    within = round((CROP_SIDE * (_WIDTH - 1) / 2 + _INSIDE) / _UNIT)
    mine[within:-within, within:-within] = False
    if truth is not None:
        mine &= ~_near_change(cut_labels(truth, wide, side))
    picture = cut(photo, wide, side).astype(np.float32)
    least = max(LEAST, PIXELS / frame_scale(frame)) / _UNIT
    longest = 0
    for turn in (0, 1):
        if turn:
            ids, mine, picture = ids.T, mine.T, picture.transpose(1, 0, 2)
        longest = max(longest, _longest(_changes(ids) & mine[:-1], _edges(picture), least))
    return longest * _UNIT


def _nearest(wide: Frame, frame: Frame, others: tuple[Frame, ...], side: int) -> Mask:
    """Which pixels of the crop of ``wide`` lie nearer to this face than to the others, each in its units."""
    columns_rows = np.indices((side, side))[::-1].reshape(2, -1).T.astype(np.float64)
    at = (columns_rows + 0.5) * (CROP_SIDE / side)
    points = transform(wide, at)
    away = [np.hypot(*(transform(invert(each), points) - FACE_CENTRE).T) for each in (frame, *others)]
    nearest: Mask = (np.argmin(away, 0) == 0).reshape(side, side)
    return nearest


def _near_change(truth: LabelMap) -> Mask:
    """Within two pixels of where the truth changes, ``(H, W)``."""
    square = np.ones((5, 5), np.uint8)
    near: Mask = cv2.dilate(truth, square) != cv2.erode(truth, square)
    return near


def _changes(ids: LabelMap) -> Mask:
    """Where between a row and the next a class that runs on ends, ``(H - 1, W)``."""
    upper, lower = ids[:-1], ids[1:]
    allowed = [np.isin(each, (*_RUNNING_ON, BACKGROUND)) for each in (upper, lower)]
    shown = (upper != OUTSIDE) & (lower != OUTSIDE)
    found: Mask = (upper != lower) & allowed[0] & allowed[1] & shown
    return found


def _edges(picture: npt.NDArray[np.float32]) -> Mask:
    """Where the photo changes between a row and the next, ``(H - 1, W)``.

    The sides are means of three rows and five columns; the change is that of the channel that changes most,
    and exceeds what is usual ten rows up and down.
    """
    mean = cv2.boxFilter(picture, -1, (_ALONG, _SIDES), borderType=cv2.BORDER_REPLICATE)
    reach = _SIDES // 2
    above = np.roll(mean, reach, 0)[:-1]  # the middle of the rows above the border
    below = np.roll(mean, -reach, 0)[1:]
    change = np.abs(below - above).max(2)
    around = [np.roll(change, step, 0) for step in range(-_AROUND, _AROUND + 1)]
    strongest = np.max(around[_AROUND - 2 : _AROUND + 3], 0)  # a border two pixels off still follows it
    found: Mask = (strongest >= EDGE) & (strongest >= STANDS_OUT * np.median(around, 0))
    return found


def _longest(changes: Mask, edges: Mask, least: float) -> int:
    """The longest stretch within two rows that is no shorter than ``least`` and mostly without an edge."""
    longest = 0
    both = changes[:-1] | changes[1:]
    closed = cv2.morphologyEx(both.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, _GAP + 1), np.uint8))
    steps = np.diff(np.pad(closed, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    for row in np.flatnonzero(closed.sum(1) >= least):
        for start, end in zip(np.flatnonzero(steps[row] > 0), np.flatnonzero(steps[row] < 0), strict=True):
            if end - start >= least and 2 * edges[row : row + 2, start:end].any(0).sum() <= end - start:
                longest = max(longest, int(end - start))
    return longest
