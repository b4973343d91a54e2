"""PNG pictures from outside whose colours matter, from a file or out of an archive."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.imaging import MAX_PIXELS
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.outside import read_limited

MAX_PNG = 1 << 29
"""Bytes of a file."""
_BIT_DEPTH = 24  # place in the file, by the PNG specification


def read_png(path: Path) -> Image.Image:
    """A PNG file with its pixels decoded. ``FormatError`` as :func:`decode_png`."""
    return decode_png(read_limited(path, MAX_PNG), path, path.name)


def decode_png(data: bytes, path: Path, name: str) -> Image.Image:
    """The PNG in ``data`` with its pixels decoded, in its own mode; grey of few bits is not stretched.

    :param path: the file that it comes from, for the error.
    :param name: what to call it.
    :raises FormatError: if it is no PNG, is damaged, or has more than ``MAX_PIXELS`` pixels.
    """
    try:
        image = Image.open(BytesIO(data), formats=["PNG"])
        fits = image.width * image.height <= MAX_PIXELS
        if fits:
            image.load()
    except Image.DecompressionBombError:
        fits = False
    except Exception as error:  # broken pixel data raises nearly anything
        raise FormatError(path, f"{name} is no PNG picture, or a damaged one. Export it again.") from error
    if not fits:
        raise FormatError(
            path, f"{name} has more than {MAX_PIXELS // 1_000_000} million pixels, the most that is opened."
        )
    stretch = {2: 85, 4: 17}.get(data[_BIT_DEPTH], 1)  # which Pillow does to grey
    return image.point([v // stretch for v in range(256)]) if image.mode == "L" and stretch > 1 else image


def is_painted(image: Image.Image) -> npt.NDArray[np.bool_]:
    """Where a mask is not black, ``(H, W)``; how transparent it is there does not count."""
    if image.mode in ("P", "PA"):
        image = image.convert("RGB")
    values = np.asarray(image)
    if values.ndim == 2:
        return np.asarray(values != 0)
    colors = values.shape[2] - ("A" in image.getbands())
    return np.asarray(values[..., :colors].any(axis=2))
