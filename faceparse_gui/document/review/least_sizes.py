"""How small a part of a class can be and still be meant: an earring may be smaller than a crumb of hair.

``part_sizes.json`` has the figures; ``faceparse_training.data.part_sizes`` measured them on true masks.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import faceparse_resources
from faceparse_core.labels import BACKGROUND, ID_OF

MAIN = 10
"""A part that is larger than the class's largest by so many is a crumb of it, and no thing of its own."""
THIN = frozenset({ID_OF["eye_g"], ID_OF["ear_r"], ID_OF["neck_l"]})
"""Of these a line one pixel thin can be meant: frames, hoops, chains."""
_HOLE = 9.0
"""A hole shows what is behind: one with room for 3 × 3 pixels is meant, however small it is."""
_DOUBT = 3.0
"""What may be all there is of a class gets the benefit of the doubt: it goes below a third of the least."""

_CRUMB = 100.0
"""What is larger, in the table's pixels, is too much to be called a crumb, whatever its class."""
_PIXELS = 3.0


@dataclass(frozen=True, slots=True)
class Least:
    """In pixels: the least that is meant beside much larger parts, and as a main one."""

    piece: float
    main: float


def least(class_id: int, face: float) -> Least:
    """For a face of ``face`` pixels, without hair, ears and glasses."""
    of_face, classes = _table()
    scale = face / of_face
    known = classes.get(class_id, Least(_CRUMB, _CRUMB))
    piece = _HOLE if class_id == BACKGROUND else min(known.piece, _CRUMB)
    return Least(max(scale * piece, _PIXELS), scale * min(known.main / _DOUBT, _CRUMB))


@cache
def _table() -> tuple[float, dict[int, Least]]:
    read = json.loads(faceparse_resources.path("part_sizes.json").read_text())
    classes = {ID_OF[name]: Least(each["piece"], each["whole"]) for name, each in read["classes"].items()}
    return read["face"], classes
