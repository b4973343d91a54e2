"""Colour profiles: the way from a picture's own colours to sRGB, in which photos are shown and parsed."""

from __future__ import annotations

from functools import cache, lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

_MOST_BYTES = 4 * 2**20
"""A larger profile is ignored; a printer's may have two megabytes."""
_DATE = slice(24, 36)
"""Of a profile, when it was made."""
_CLASSES = {b"scnr", b"mntr", b"prtr", b"spac"}
_MODES = {b"RGB ": "RGB", b"GRAY": "L", b"CMYK": "CMYK"}
_SAME = 2
"""Levels of 255 by which a profile may differ from sRGB and still count as it: rounding."""


def to_srgb(profile: object, mode: str) -> ImageCms.ImageCmsTransform | None:
    """What turns a picture of ``mode`` ("RGB", "L" or "CMYK") with this ICC profile into sRGB, mode RGB.

    None where nothing is to be done: there is no profile, it is sRGB's own, it is broken, or it is for
    pictures of another mode (a grey photo with a camera's RGB profile).
    """
    if not isinstance(profile, bytes) or not 128 <= len(profile) <= _MOST_BYTES:
        return None
    if profile[12:16] not in _CLASSES or _MODES.get(profile[16:20]) != mode:
        return None
    return _transform(profile, mode)


@lru_cache(maxsize=16)  # one camera's photos have one profile
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
        transform = ImageCms.buildTransform(
            theirs, ImageCms.createProfile("sRGB"), mode, "RGB", ImageCms.Intent.PERCEPTUAL
        )
        return None if mode != "CMYK" and _changes_nothing(transform, mode) else transform
    except Exception:  # a broken profile raises nearly anything, and should not cost the photo
        return None


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    levels = np.linspace(0, 255, 9).astype(np.uint8)
    if mode == "L":
        colors = levels[None]
        before = np.repeat(colors[..., None], 3, axis=2)
    else:
        before = colors = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3)
    after = np.asarray(transform.apply(Image.fromarray(colors)))
    return int(np.abs(after.astype(int) - before).max()) <= _SAME


@cache
def srgb_profile() -> bytes:
    """The ICC profile of sRGB, for pictures that are written; always the same bytes."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[_DATE] = bytes(12)
    return bytes(profile)
