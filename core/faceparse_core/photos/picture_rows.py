"""A decoded picture to upright RGB, some rows at a time: beside the two no third copy is ever held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from faceparse_core.messages import message
from faceparse_core.photos.color_profile import to_srgb

STRIP_PIXELS = 2**20

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what sets the picture upright (EXIF 2.32, tag 0x0112); 1 is upright already."""

Pixels = npt.NDArray[np.uint8]
_MIN_IS_WHITE = 0


class UnreadableError(ValueError):
    """Samples that cannot be shown; the text is for the user."""


def is_orientation(value: object) -> bool:
    """Whether ``value`` is an EXIF orientation that asks for a turn."""
    return value in _TURNS


def upright(image: Image.Image, name: str, orientation: int) -> Pixels:
    """The whole picture as ``uint8 (H, W, 3)``, turned.

    ``image`` is decoded already; ``name`` is its file's, for the error.

    Raises:
        UnreadableError: for samples without a white.
    """
    width, height = image.size
    out = np.empty((width, height, 3) if orientation >= 5 else (height, width, 3), np.uint8)
    for top, strip in strips(image, name):
        place = _place(out, orientation, top, top + strip.height, height)
        place[:] = np.asarray(turned(strip, orientation))
    return out


def _place(out: Pixels, orientation: int, top: int, bottom: int, height: int) -> Pixels:
    """Where the rows ``top`` to ``bottom`` of the stored picture lie in the upright one."""
    if orientation in (3, 4, 6, 7):  # the first stored row comes last
        top, bottom = height - bottom, height - top
    return out[:, top:bottom] if orientation >= 5 else out[top:bottom]


def shrunk(image: Image.Image, name: str, size: tuple[int, int], orientation: int) -> Pixels:
    """The picture at ``size``, ``(width, height)`` before it is turned; as ``upright``."""
    factor = max(1, int(min(image.width / size[0], image.height / size[1]) / 2))
    if factor > 1:
        small = Image.new("RGB", (-(-image.width // factor), -(-image.height // factor)))
        for top, strip in strips(image, name, factor):
            small.paste(strip.reduce(factor), (0, top // factor))
    else:
        (_, small), *more = strips(image, name, image.height)
        assert not more
    box = (0, 0, image.width / factor, image.height / factor)
    return np.array(turned(small.resize(size, Image.Resampling.BILINEAR, box), orientation))


def strips(image: Image.Image, name: str, multiple: int = 1) -> Iterator[tuple[int, Image.Image]]:
    """``(first row, rows)`` in mode RGB, sRGB; all but the last have a ``multiple`` of rows."""
    convert = _converter(image, name)
    rows = max(1, STRIP_PIXELS // image.width // multiple) * multiple
    if rows >= image.height:
        yield 0, convert(image)
        return
    for top in range(0, image.height, rows):
        yield top, convert(image.crop((0, top, image.width, min(top + rows, image.height))))


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """``image`` set upright."""
    return image.transpose(_TURNS[orientation]) if orientation in _TURNS else image


def _converter(image: Image.Image, name: str) -> Callable[[Image.Image], Image.Image]:
    """What makes RGB of the picture's rows: 16 bits scaled, sRGB by its profile, transparency over white."""
    if image.mode in ("P", "PA") and image.palette is None:
        raise UnreadableError(
            message(
                "{name} is a palette picture whose palette is missing: its colours are not known. "
                "Save it again in the program that made it.",
                name=name,
            )
        )
    if image.mode == "F":
        raise UnreadableError(
            message("{name} has floating-point samples. Save it with 8 or 16 bits a sample.", name=name)
        )
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        inverted = getattr(image, "tag_v2", {}).get(262) == _MIN_IS_WHITE  # Pillow turns 8 bits, not 16
        return partial(_from_16_bits, name=name, inverted=inverted, color=to_srgb(profile, "L"))
    if image.mode == "LAB":
        return _lab().apply
    color = to_srgb(profile, _base_mode(image.mode))
    if image.has_transparency_data:
        return partial(_over_white, color=color)
    return partial(_opaque, color=color)


def _base_mode(mode: str) -> str:
    """The mode whose colours a profile speaks of."""
    return {"1": "L", "L": "L", "LA": "L", "La": "L", "CMYK": "CMYK"}.get(mode, "RGB")


def _opaque(image: Image.Image, color: ImageCms.ImageCmsTransform | None) -> Image.Image:
    if color is None:
        return image.convert("RGB")
    return color.apply(image.convert(_base_mode(image.mode)))


def _over_white(image: Image.Image, color: ImageCms.ImageCmsTransform | None) -> Image.Image:
    alone = {"La": "LA", "RGBa": "RGBA"}.get(image.mode)  # premultiplied
    if alone is not None:
        image = image.convert(alone)
    alpha = image.convert("RGBA").getchannel("A")
    opaque = (
        image.convert("LA").getchannel("L") if image.mode == "LA" else image.convert("RGBA").convert("RGB")
    )
    white = Image.new("RGB", image.size, "white")
    white.paste(_opaque(opaque, color), mask=alpha)
    return white


def _from_16_bits(
    image: Image.Image, name: str, inverted: bool, color: ImageCms.ImageCmsTransform | None
) -> Image.Image:
    """Grey of 16 bits; Pillow gives mode "I" for some files."""
    values = np.asarray(image)
    if values.min() < 0 or values.max() > 65535:
        raise UnreadableError(
            message("{name} has 32-bit samples. Save it with 8 or 16 bits a sample.", name=name)
        )
    grey = ((values.astype(np.uint32) + 128) // 257).astype(np.uint8)
    return _opaque(Image.fromarray(255 - grey if inverted else grey), color)


def _lab() -> ImageCms.ImageCmsTransform:
    return ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
    )
