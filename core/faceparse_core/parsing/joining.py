"""The parse of one face put beside those of a photo's other faces, parsed before, and taken out again.

What shows where follows ``paste``: within its frame a face decides, where frames overlap the nearer one
unless it sees background there, and beyond all frames whichever sees something, the nearer first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE, REACH, Face, Frame, invert, same_face, widen

Box = tuple[int, int, int, int]
CERTAIN = 255
"""The confidence where nothing is parsed."""
_BAND_PIXELS = 1 << 20


class FaceMaps(NamedTuple):
    """What is parsed of a photo: class ids and confidence, ``uint8 (H, W)`` each, and the faces' frames."""

    labels: LabelMap
    confidence: npt.NDArray[np.uint8]
    frames: tuple[Frame, ...]


def with_faces(before: FaceMaps, added: FaceMaps) -> FaceMaps:
    """New maps with the faces of ``added``, a parse of these alone, beside those of ``before``."""
    labels, confidence = before.labels.copy(), before.confidence.copy()
    for box in _bands(added.frames, labels.shape):
        part = np.s_[box[1] : box[3], box[0] : box[2]]
        something, had = added.labels[part] != BACKGROUND, labels[part] != BACKGROUND
        distance, inside = _nearest(added.frames, box)
        other_distance, inside_other = _nearest(before.frames, box)
        closer = distance < other_distance
        shared = np.where(something == had, closer, something)
        beyond = something & ~inside_other & (closer | ~had)
        take = np.where(inside, shared | ~inside_other, beyond)
        np.copyto(labels[part], added.labels[part], where=take)
        np.copyto(confidence[part], added.confidence[part], where=take)
    return FaceMaps(labels, confidence, (*before.frames, *added.frames))


def same_faces(before: FaceMaps, added: FaceMaps) -> list[int]:
    """The indices of the faces of ``before`` that are in ``added``, too."""
    return [
        index
        for index, frame in enumerate(before.frames)
        if any(same_face(frame, each) for each in added.frames)
    ]


def without_faces(before: FaceMaps, indices: Sequence[int]) -> FaceMaps:
    """New maps in which the faces at these indices of ``frames`` are background."""
    gone = [frame for index, frame in enumerate(before.frames) if index in indices]
    left = [frame for index, frame in enumerate(before.frames) if index not in indices]
    labels, confidence = before.labels.copy(), before.confidence.copy()
    for box in _bands(gone, labels.shape):
        part = np.s_[box[1] : box[3], box[0] : box[2]]
        distance, inside = _nearest(gone, box)
        other_distance, inside_other = _nearest(left, box)
        owned = (distance < other_distance) & (inside | ~inside_other)
        labels[part][owned] = BACKGROUND
        confidence[part][owned] = CERTAIN
    return FaceMaps(labels, confidence, tuple(left))


def _bands(frames: Sequence[Frame], shape: tuple[int, ...]) -> Iterator[Box]:
    """Boxes, one below the other, of what may be parsed of the faces in these frames."""
    height, width = shape
    for_each = [Face(widen(frame, REACH), 1.0).box for frame in frames]
    if not for_each:
        return
    x0, y0 = (max(0, min(box[axis] for box in for_each)) for axis in (0, 1))
    x1, y1 = (min(end, max(box[axis] for box in for_each)) for axis, end in ((2, width), (3, height)))
    if x1 <= x0:
        return
    rows = max(1, _BAND_PIXELS // (x1 - x0))
    for top in range(y0, y1, rows):
        yield x0, top, x1, min(top + rows, y1)


def _nearest(frames: Sequence[Frame], box: Box) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """For each pixel of the box, how far the nearest face's middle is, in that one's units, and whether it
    lies in any of the frames.
    """
    x = np.arange(box[0], box[2], dtype=np.float32) + np.float32(0.5)
    y = np.arange(box[1], box[3], dtype=np.float32)[:, None] + np.float32(0.5)
    distance = np.full((len(y), len(x)), np.inf, np.float32)
    inside = np.zeros(distance.shape, np.bool_)
    for frame in frames:
        (a, b, left), (c, d, top) = invert(frame).astype(np.float32)
        u, v = a * x + (b * y + left), c * x + (d * y + top)
        away = np.hypot(u - np.float32(FACE_CENTRE[0]), v - np.float32(FACE_CENTRE[1]))
        distance = np.minimum(distance, away)
        inside |= (u >= 0) & (u <= CROP_SIDE) & (v >= 0) & (v <= CROP_SIDE)
    return distance, inside
