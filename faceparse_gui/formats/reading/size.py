"""The size of a photo, as metadata from outside says it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from faceparse_core.messages import message
from faceparse_core.photos.imaging import MAX_PIXELS, photo_size
from faceparse_gui.formats.base import FormatError

_photo: ContextVar[tuple[int, int] | None] = ContextVar("photo", default=None)


@contextmanager
def photo_at_hand(size: tuple[int, int]) -> Iterator[None]:
    """Within the block a label map is read for a photo of this width and height. Not across a yield."""
    token = _photo.set(size)
    try:
        yield
    finally:
        _photo.reset(token)


def stated_size(
    path: Path, photo: str, width: int | None, height: int | None, lies_at: Path | None = None
) -> tuple[int, int]:
    """Width and height of a photo as the file at ``path`` says, else those of the photo itself.

    Args:
        lies_at: where the photo lies, if that is known.

    Raises:
        FormatError: if neither is known, or no photo that we open can have that size.
    """
    if width is None or height is None:
        found = photo_size(lies_at) if lies_at is not None else _photo.get()
        if found is None:
            raise FormatError(
                path,
                message(
                    "{name} does not say how large {photo} is. Put the photo beside it.",
                    name=path.name,
                    photo=photo,
                ),
            )
        width, height = found
    check_size(path, photo, width, height)
    return width, height


def check_size(path: Path, photo: str, width: int, height: int) -> None:
    """``FormatError``, which names ``path``, if no photo that we open can have that size."""
    if min(height, width) < 1 or height * width > MAX_PIXELS:
        raise FormatError(
            path,
            message(
                "{name} says that {photo} is {width} × {height} pixels; photos have 1 to {most} "
                "million. Export it again.",
                name=path.name,
                photo=photo,
                width=width,
                height=height,
                most=MAX_PIXELS // 1_000_000,
            ),
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
