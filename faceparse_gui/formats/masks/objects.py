"""One mask for each class of each face."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_core.parsing.faces import Frame
from faceparse_core.parsing.owners import FaceNumbers, nearest_faces


def objects(labels: LabelMap, frames: Sequence[Frame], mode: Literal["face", "photo"]) -> FaceNumbers:
    """The index of the face that owns each pixel of ``labels``, or would if that is background.

    With mode ``photo``, and where there are not several frames, it is 0 everywhere, in a read-only array that
    takes no memory.
    """
    if mode == "photo" or len(frames) < 2:
        return np.broadcast_to(np.uint16(0), labels.shape)
    return nearest_faces(labels.shape, frames)


class Object(NamedTuple):
    """One class of one face."""

    class_id: int
    face: int
    mask: npt.NDArray[np.bool_]
    """``(H, W)``, in the memory order of the label map."""


def objects_in(labels: LabelMap, faces: FaceNumbers, class_ids: Iterable[int]) -> Iterator[Object]:
    """The objects that occur, by class, then by face; each pixel of a class lies in exactly one."""
    occurs = np.bincount(labels.ravel(), minlength=NUM_CLASSES) > 0
    for id_ in class_ids:
        if not occurs[id_]:
            continue
        mask = labels == id_
        numbers = np.flatnonzero(np.bincount(faces[mask]))
        for number in numbers.tolist():
            yield Object(id_, number, mask if len(numbers) == 1 else mask & (faces == number))
