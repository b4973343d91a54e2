"""PNG pictures from outside whose colours matter, from a file or out of an archive."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.messages import message
from faceparse_core.photos.imaging import MAX_PIXELS
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.budget import Watched, check_memory, step
from faceparse_gui.formats.reading.outside import read_limited

MAX_PNG = 1 << 28
"""Bytes of a file."""
_BIT_DEPTH = 24  # place in the file, by the PNG specification
_BAND_PIXELS = 1 << 18
_PILLOWS = {"1": 1, "L": 1, "P": 1, "I;16": 2}
"""Bytes that Pillow takes for a pixel; 4 in other modes."""
DECODING = 4
"""Work of a pixel that is decoded, in pixels that are painted."""


def read_png(path: Path) -> Image.Image:
    """A PNG file with its pixels decoded. ``FormatError`` as ``decode_png``."""
    return decode_png(read_limited(path, MAX_PNG), path, path.name)


def decode_png(data: bytes, path: Path, name: str) -> Image.Image:
    """The PNG in ``data`` with its pixels decoded, in its own mode; grey of few bits is not stretched.

    Args:
        path: the file that it comes from, for the error.
        name: what to call it.

    Raises:
        FormatError: if it is no PNG, is damaged, has more than ``MAX_PIXELS`` pixels, or needs too much
            memory.
    """
    image = open_png(data, path, name)
    load_png(image, path, name)
    stretch = {2: 85, 4: 17}.get(data[_BIT_DEPTH], 1)  # which Pillow does to grey
    return image.point([v // stretch for v in range(256)]) if image.mode == "L" and stretch > 1 else image


def open_png(data: bytes, path: Path, name: str) -> Image.Image:
    """The PNG in ``data``, its size checked, its pixels not decoded; as ``decode_png``.

    Raises:
        FormatError: if it is no PNG, has more than ``MAX_PIXELS`` pixels, or takes too much memory.
        ReadingStopped: if a stop was asked for.
    """
    step()
    try:
        image = Image.open(Watched(BytesIO(data)), formats=["PNG"])  # type: ignore[arg-type]
        pixels = image.width * image.height
    except Image.DecompressionBombError:
        pixels = MAX_PIXELS + 1
    except Exception as error:  # a broken header raises nearly anything
        raise FormatError(path, _damaged(name)) from error
    if pixels > MAX_PIXELS:
        raise FormatError(
            path,
            message(
                "{name} has more than {most} million pixels, the most that is opened.",
                name=name,
                most=MAX_PIXELS // 1_000_000,
            ),
        )
    # The label map and what is made on the way take two bytes a pixel more.
    check_memory(path, name, len(data) + pixels * (_PILLOWS.get(image.mode, 4) + 2))
    return image


def load_png(image: Image.Image, path: Path, name: str) -> None:
    """Decode the pixels of a picture of ``open_png``.

    Raises:
        FormatError: if they are damaged, or take more work than a label map may cost.
        ReadingStopped: if a stop was asked for.
    """
    step(DECODING * image.width * image.height)
    try:
        image.load()
        if image.im is None:  # a PNG without pixel data
            raise ValueError(name)
    except Exception as error:  # broken pixel data raises nearly anything
        raise FormatError(path, _damaged(name)) from error


def _damaged(name: str) -> str:
    return message("{name} is no PNG, or a damaged one. Export it again.", name=name)


def bands(image: Image.Image) -> Iterator[tuple[slice, npt.NDArray[Any]]]:
    """The pixels in bands of rows, and which rows: all at once would take their memory twice more."""
    rows = max(1, _BAND_PIXELS // max(1, image.width))
    for top in range(0, image.height, rows):
        bottom = min(top + rows, image.height)
        step((bottom - top) * image.width)
        yield slice(top, bottom), np.asarray(image.crop((0, top, image.width, bottom)))


def is_partly_hidden(image: Image.Image) -> bool:
    """Whether some pixels cannot be seen at all, and others can."""
    if "A" not in image.getbands():
        return False
    least, most = image.getchannel("A").getextrema()
    return least == 0 and most != 0


def is_painted(image: Image.Image) -> npt.NDArray[np.bool_]:
    """Where a mask is not black, ``(H, W)``; what cannot be seen is not painted, unless nothing can be."""
    painted = np.empty((image.height, image.width), bool)
    colors = len(image.getbands()) - ("A" in image.getbands())
    palette = image.mode in ("P", "PA")
    black = np.zeros(256, bool)
    if palette:
        known = np.array(image.getpalette("RGB") or (), np.uint8).reshape(-1, 3)
        black[len(known) :] = True
        black[: len(known)] = ~known.any(axis=1)
    hidden = is_partly_hidden(image)
    for rows, values in bands(image):
        seen = values[..., -1] > 0 if hidden else True
        values = values.reshape(*values.shape[:2], -1)[..., :colors]
        painted[rows] = (~black[values[..., 0]] if palette else values.any(axis=2)) & seen
    return painted
