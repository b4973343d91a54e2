"""labelme's shapes, filled as its ``shapes_to_label`` fills them (``labelme/utils/shape.py``): by Pillow."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from faceparse_core.files.writing import FileError
from faceparse_core.messages import message
from faceparse_gui.formats.masks.pile import Box, Draw, Pile
from faceparse_gui.formats.reading.budget import Watched, step
from faceparse_gui.formats.reading.pictures import DECODING, bands

FARTHEST = 1e5
"""Pixels from the picture's corner. What lies outside the picture is cut off, but of larger circles Pillow
takes half a minute to find that out."""
MAX_POINTS = 10_000

_CORNERS = {"polygon", "oriented_rectangle", "rotation", "quadrilateral"}
"""Given by their corners; the last two are X-AnyLabeling's."""
_FILLED = {"circle": (2,), "mask": (2,), "rectangle": (2, 4)}
"""Types → how many points one has; X-AnyLabeling's rectangles have all four corners."""


@dataclass(frozen=True)
class Shape:
    """An entry of ``shapes``. ``mask`` is a PNG in base64, as large as the box between ``points``."""

    label: str
    points: list[tuple[float, float]]
    shape_type: str | None = None
    mask: str | None = None

    @property
    def kind(self) -> str:
        """``shape_type``, or ``polygon`` where the file does not say, as in those of early versions."""
        return self.shape_type or "polygon"

    @property
    def has_area(self) -> bool:
        """Whether it covers any: a landmark does not, nor an outline without an end, nor an unknown type."""
        return self.kind in _FILLED or (self.kind in _CORNERS and len(self.points) > 2)


def lay(pile: Pile, shape: Shape, value: int) -> None:
    """Put ``shape`` below those on the pile, filled with ``value``.

    It must have an area.

    Raises:
        ValueError: if that cannot be filled; the text goes on after the shape's name.
    """
    kind, points = shape.kind, shape.points
    if len(points) not in _FILLED.get(kind, range(3, MAX_POINTS + 1)):
        raise ValueError(
            message(
                "is a {kind} of {n:,} point",
                plural="is a {kind} of {n:,} points",
                kind=kind,
                n=len(points),
            )
        )
    if not all(abs(number) <= FARTHEST for point in points for number in point):  # nor is "not a number"
        raise ValueError(message("lies far outside the picture"))
    match kind:
        case "mask":
            _lay_mask(pile, shape, value)
        case "circle":
            (x, y), rim = points
            radius = math.dist((x, y), rim)
            corners = [(int(x - radius), int(y - radius)), (int(x + radius), int(y + radius))]
            pile.lay(_around(corners), value, _drawing(corners, ImageDraw.ImageDraw.ellipse))
        case "rectangle":
            pile.lay(_around([(int(x), int(y)) for x, y in points]), value, lambda part: None)
        case _:
            # Pillow cuts off the fractions: to be done before the corners are moved to a part of the picture.
            corners = [(int(x), int(y)) for x, y in points]
            pile.lay(_around(corners), value, _drawing(corners, ImageDraw.ImageDraw.polygon))


def _around(points: list[tuple[int, int]]) -> Box:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs) + 1, max(ys) + 1


def _drawing(points: list[tuple[int, int]], fill: Callable[..., None]) -> Draw:
    def draw(part: Box) -> npt.NDArray[np.bool_]:
        left, top, right, bottom = part
        # Not moved to the side: where a slanted edge is rounded depends on where it lies.
        mask = Image.new("L", (right, bottom - top))
        fill(ImageDraw.Draw(mask), [(x, y - top) for x, y in points], 1)
        inside: npt.NDArray[np.bool_] = np.asarray(mask)[:, left:] != 0
        return inside

    return draw


def _lay_mask(pile: Pile, shape: Shape, value: int) -> None:
    (left, top), (right, bottom) = ((int(x), int(y)) for x, y in shape.points)
    size = (right + 1 - left, bottom + 1 - top)
    if min(size) < 1 or size[0] > pile.width or size[1] > pile.height:
        raise ValueError(message("is a mask that is larger than the picture, or empty"))
    if shape.mask is None:
        raise ValueError(message("is a mask without pixels"))
    decode = cache(lambda text: _decode(text, size))

    def draw(part: Box) -> npt.NDArray[np.bool_]:
        part_left, part_top, part_right, part_bottom = part
        inside = decode(shape.mask)
        return inside[part_top - top : part_bottom - top, part_left - left : part_right - left]

    pile.lay((left, top, right + 1, bottom + 1), value, draw)


def _decode(text: str, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """The mask in a PNG, whose size is looked at before its pixels are."""
    try:
        file = Watched(io.BytesIO(base64.b64decode(text)))
        with Image.open(file, formats=["PNG"]) as image:  # type: ignore[arg-type]
            theirs, mode = image.size, image.mode
            if theirs == size and mode in ("1", "L", "P", "I", "I;16"):
                step(DECODING * size[0] * size[1])
                image.load()
                inside = np.empty((size[1], size[0]), bool)
                for rows, values in bands(image):
                    inside[rows] = values != 0
                return inside
    except FileError:
        raise
    except Exception as error:  # a broken picture raises nearly anything
        raise ValueError(message("is a mask whose picture is damaged")) from error
    raise ValueError(
        message(
            "has a picture of {width} × {height} pixels, mode {mode}, for a box of {box_width} × "
            "{box_height}",
            width=theirs[0],
            height=theirs[1],
            mode=mode,
            box_width=size[0],
            box_height=size[1],
        )
    )
