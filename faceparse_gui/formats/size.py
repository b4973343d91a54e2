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
