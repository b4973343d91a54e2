"""The size of a photo, as metadata from outside says it."""

from __future__ import annotations

from pathlib import Path

from core.imaging import MAX_PIXELS
from faceparse_gui.formats.base import FormatError


def check_size(path: Path, photo: str, width: int, height: int) -> None:
    """``FormatError``, which names ``path``, if no photo that we open can have that size."""
    if min(height, width) < 1 or height * width > MAX_PIXELS:
        raise FormatError(
            path,
            f"{path.name} says that {photo} is {width} × {height} pixels; photos have 1 to "
            f"{MAX_PIXELS // 1_000_000} million. Export it again.",
        )


def is_scaled(size: tuple[int, int], photo: tuple[int, int]) -> bool:
    """Whether a mask of ``size`` shows a photo of that size enlarged or shrunk: ``(width, height)`` each.

    The smaller one's sides may be rounded.
    """
    (width, height), (small_width, small_height) = sorted((size, photo), reverse=True)
    if abs(width * small_height - small_width * height) > 0.02 * width * small_height:
        return False
    return small_height == round(height * small_width / width) or small_width == round(
        width * small_height / height
    )
