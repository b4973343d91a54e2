"""Which face each pixel belongs to, and one mask for each class of each face."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_core.parsing.faces import FACE_CENTRE, Frame, invert

Faces = npt.NDArray[np.int32]
"""The number of the face of each pixel, ``int32 (H, W)``, from 0."""

_BAND_PIXELS = 1 << 18


def objects(labels: LabelMap, frames: Sequence[Frame], mode: Literal["face", "photo"]) -> Faces:
    """The face of each pixel of ``labels``: the nearest, measured in units of its own frame.

    With mode ``photo``, and where there are not several frames, it is 0 everywhere, in a read-only array that
    takes no memory. Where two are equally near, the earlier frame has the pixel.
    """
    if mode == "photo" or len(frames) < 2:
        return np.broadcast_to(np.int32(0), labels.shape)
    height, width = labels.shape
    faces = np.zeros(labels.shape, np.int32)
    rows = max(1, _BAND_PIXELS // max(1, width))
    for top in range(0, height, rows):
        band = faces[top : top + rows]
        nearest = np.full(band.shape, np.inf, np.float32)
        for number, frame in enumerate(frames):
            distance = _distance(frame, top, band.shape)
            closer = distance < nearest
            band[closer] = number
            np.copyto(nearest, distance, where=closer)
    return faces


def _distance(frame: Frame, top: int, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    """How far the pixels of a band lie from the frame's face, squared, in crop units."""
    (a, b, left), (c, d, above) = invert(frame)
    x = np.arange(shape[1]) + 0.5
    y = np.arange(top, top + shape[0])[:, None] + 0.5
    u = (a * x + (left - FACE_CENTRE[0])) + b * y
    v = (c * x + (above - FACE_CENTRE[1])) + d * y
    squared: npt.NDArray[np.float64] = u * u + v * v
    return squared.astype(np.float32)


class Object(NamedTuple):
    """One class of one face."""

    class_id: int
    face: int
    mask: npt.NDArray[np.bool_]
    """``(H, W)``, in the memory order of the label map."""


def objects_in(labels: LabelMap, faces: Faces, class_ids: Iterable[int]) -> Iterator[Object]:
    """The objects that occur, by class, then by face; each pixel of a class lies in exactly one."""
    occurs = np.bincount(labels.ravel(), minlength=NUM_CLASSES) > 0
    for id_ in class_ids:
        if not occurs[id_]:
            continue
        mask = labels == id_
        numbers = np.flatnonzero(np.bincount(faces[mask]))
        for number in numbers.tolist():
            yield Object(id_, number, mask if len(numbers) == 1 else mask & (faces == number))
