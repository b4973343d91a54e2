"""labelme's shapes, filled as its ``shapes_to_label`` fills them (``labelme/utils/shape.py``): by Pillow."""

from __future__ import annotations

import base64
import io
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

FARTHEST = 1e5
"""Pixels from the picture's corner. What lies outside the picture is cut off, but of larger circles Pillow
takes half a minute to find that out."""
MAX_POINTS = 10_000


@dataclass(frozen=True)
class Shape:
    """An entry of ``shapes``. ``mask`` is a PNG in base64, as large as the box between ``points``."""

    label: str
    points: list[tuple[float, float]]
    shape_type: str | None = None
    mask: str | None = None


_POINTS = {"polygon": 3, "rectangle": 2, "circle": 2, "oriented_rectangle": 4, "mask": 2}


def draw(canvas: Image.Image, shape: Shape, value: int) -> None:
    """Fill ``shape`` on ``canvas``, of mode L, with ``value``; what lies outside is cut off.

    :raises ValueError: if it is no area that can be filled; the text goes on after the shape's name.
    """
    kind = shape.shape_type or "polygon"
    points = shape.points
    if kind not in _POINTS:
        raise ValueError(f"is a {kind}, which covers no area")
    if len(points) != _POINTS[kind] and (kind != "polygon" or not 3 <= len(points) <= MAX_POINTS):
        raise ValueError(f"is a {kind} of {len(points):,} points")
    if not all(abs(number) <= FARTHEST for point in points for number in point):  # nor is "not a number"
        raise ValueError("lies far outside the picture")
    pen = ImageDraw.Draw(canvas)
    match kind:
        case "mask":
            _draw_mask(canvas, shape, value)
        case "circle":
            (x, y), rim = points
            radius = math.dist((x, y), rim)
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), value, value)
        case "rectangle":
            (left, right), (top, bottom) = (sorted(axis) for axis in zip(*points, strict=True))
            pen.rectangle((left, top, right, bottom), value, value)
        case _:
            pen.polygon(points, value, value)


def _draw_mask(canvas: Image.Image, shape: Shape, value: int) -> None:
    (left, top), (right, bottom) = ((int(x), int(y)) for x, y in shape.points)
    size = (right + 1 - left, bottom + 1 - top)
    if min(size) < 1 or size[0] > canvas.width or size[1] > canvas.height:
        raise ValueError("is a mask that is larger than the picture, or empty")
    if shape.mask is None:
        raise ValueError("is a mask without pixels")
    canvas.paste(value, (left, top), Image.fromarray(_decode(shape.mask, size)))


def _decode(text: str, size: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """The mask in a PNG, whose size is looked at before its pixels are."""
    try:
        with Image.open(io.BytesIO(base64.b64decode(text)), formats=["PNG"]) as image:
            theirs, mode = image.size, image.mode
            if theirs == size and mode in ("1", "L", "P", "I", "I;16"):
                inside: npt.NDArray[np.bool_] = np.asarray(image) != 0
                return inside
    except Exception as error:  # a broken picture raises nearly anything
        raise ValueError("is a mask whose picture is damaged") from error
    raise ValueError(
        f"has a picture of {theirs[0]} × {theirs[1]} pixels, mode {mode}, for a box of {size[0]} × {size[1]}"
    )
