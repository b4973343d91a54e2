"""Finding the edge of a class anew from a few strokes: this is of it, this is not."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.selecting.fragments import without_fragments
from faceparse_gui.document.selecting.guided import sharpen
from faceparse_gui.document.selecting.joined import joined
from faceparse_gui.document.selecting.segment import Mask, reduced, reduced_size, solve
from faceparse_gui.document.surroundings import surroundings
from faceparse_gui.document.tiles import Box, box_of, crop, grown

_REACH = 5
"""How far from a stroke labels are doubted, in widths of the stroke, and at least ``_LEAST`` pixels."""
_LEAST = 48
_BESIDE = 1.5
"""So many widths from a stroke, however certain the network is, labels are doubted."""
_TYPICAL, _MORE = 0.75, 10
"""Farther away, labels are doubted that the network was about as sure of as of those that a stroke proves
wrong: up to this quantile of its confidence there and so much, of 255, more."""
_SIDE = 384
"""The longest side of the copy that is worked on."""


def scribble(
    photo: Photo,
    labels: LabelMap,
    confidence: PackedMap | None,
    yes: Mask,
    no: Mask,
    class_id: int,
) -> tuple[Box, LabelMap] | None:
    """Find the edge of ``class_id`` anew near strokes: ``yes`` pixels are of it, ``no`` pixels are not.

    All arrays are of the map's size; ``confidence`` is the network's, 255 = certain. Where a stroke does not
    agree with the labels, ``yes`` only adds to the class and ``no`` only takes away, in one piece with the
    stroke; strokes that agree hold what is right. If all of them agree, the whole edge near them is found
    anew. Return other labels for a box; what the class loses goes to what lies nearest. ``None`` when there
    is no stroke.
    """
    extent = box_of(yes | no)
    if extent is None:
        return None
    width = _width(crop(yes, extent) | crop(no, extent))
    reach = max(_LEAST, width * _REACH)
    box = grown(extent, round(2 * reach), labels.shape)
    here, old, yes, no = crop(photo, box), crop(labels, box), crop(yes, box), crop(no, box)
    size = reduced_size(old.shape, _SIDE)
    scale = size[0] / old.shape[1]
    is_class, sure = reduced(old, size) == class_id, None
    marks = _touched(yes, size), _touched(no, size)
    if confidence is not None:
        sure = reduced(confidence.crop(box), size)
    doubted = _doubted(is_class, sure, *marks, reach * scale, _BESIDE * width * scale)
    rough = _solved(here, is_class, doubted, *marks)
    was = old == class_id
    # A pixel of the copy that a stroke touches holds others as well: they are decided with it.
    decided = doubted | marks[0] | marks[1]
    again = reduced(decided.view(np.uint8), (old.shape[1], old.shape[0])).view(np.bool_)
    found = (np.where(again, sharpen(rough, here), was) | yes) & ~no
    new = surroundings(labels, was & ~found, box, class_id)
    new[found] = class_id
    return box, without_fragments(labels, box, new, class_id, yes | no)


def _doubted(
    is_class: Mask,
    sure: npt.NDArray[np.uint8] | None,
    yes: Mask,
    no: Mask,
    reach: float,
    beside: float,
) -> Mask:
    """The pixels to decide anew; strokes are decided already."""
    strokes = yes | no
    distance = cv2.distanceTransform((~strokes).view(np.uint8), cv2.DIST_L2, 3)
    near = distance <= reach
    missing, too_much = yes & ~is_class, no & is_class
    wrong = missing | too_much
    if not wrong.any():
        return near & ~strokes
    if sure is not None:
        near &= (distance <= beside) | (sure <= np.quantile(sure[wrong], _TYPICAL) + _MORE)
    return (joined(near & ~is_class, missing) | joined(near & is_class, too_much)) & ~strokes


def _solved(photo: Photo, is_class: Mask, doubted: Mask, yes: Mask, no: Mask) -> Mask:
    """What is of the class, on the reduced copy."""
    sure = (is_class | yes) & ~no
    states = np.where(sure, np.uint8(cv2.GC_FGD), np.uint8(cv2.GC_BGD))
    states[doubted] = np.where(is_class, np.uint8(cv2.GC_PR_FGD), np.uint8(cv2.GC_PR_BGD))[doubted]
    found = solve(photo, states)
    missing, too_much = yes & ~is_class, no & is_class
    if not (missing | too_much).any():
        return found
    gained, lost = joined(found & ~is_class, missing), joined(is_class & ~found, too_much)
    return (is_class | gained) & ~lost


def _touched(strokes: Mask, size: tuple[int, int]) -> Mask:
    """The pixels of the reduced copy that a stroke touches."""
    share = cv2.resize(strokes.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return np.asarray(share > 0)


def _width(strokes: Mask) -> float:
    """About how wide the widest stroke is, in pixels."""
    drawn = np.pad(strokes.astype(np.uint8), 1)  # beyond the photo is no stroke
    return 2 * float(cv2.distanceTransform(drawn, cv2.DIST_L2, 3).max())
