"""Which pictures this program wrote, and may write anew. They are judged by what is in them.

A picture of anybody else, a photo above all, is never written over: whoever asks to replace results does
not mean it.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import numpy as np
from PIL import Image

from faceparse_core.labels import NUM_CLASSES, PALETTE
from faceparse_core.photos.kinds import HEAD_BYTES, is_photo_name, kind_by_content
from faceparse_core.photos.picture_file import ImageError, decoded, open_picture

STAMP = "Software", "faceparse-gui"
"""Key and text in the header of each colour picture that is written: else it is like a photo."""

_COLORS = frozenset(map(tuple, PALETTE.tolist()))
_VOID = 255
_GREY, _WITH_PALETTE = 0, 3  # a PNG's colour types


def is_foreign_picture(path: Path) -> bool:
    """Whether there is a picture at ``path``, or where it leads, that is not known to be this program's.

    Reads the header; all pixels of a grey one. Other files, damaged beyond knowing too, are no pictures.
    """
    return _is_picture(path) and not _is_result(path)


def may_be_label_map(path: Path) -> bool:
    """Whether what is at ``path`` passes for a label map by its first bytes, or is no picture at all."""
    if not _is_picture(path):
        return True
    head = _head(path)
    return head.startswith(b"\x89PNG") and head[25] in (_GREY, _WITH_PALETTE)


def _is_picture(path: Path) -> bool:
    return is_photo_name(path) and kind_by_content(_head(path)) is not None


def _head(path: Path) -> bytes:
    """The first bytes; none where there is no regular file, or one that may not be read."""
    try:
        if stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            with path.open("rb") as file:
                return file.read(HEAD_BYTES)
    except (OSError, ValueError):
        pass
    return b""


def _is_result(path: Path) -> bool:
    try:
        with open_picture(path) as image:
            key, text = STAMP
            if image.format != "PNG":
                return False
            if image.info.get(key) == text:
                return True
            if image.mode == "P" and image.palette is not None:
                return _is_ours(bytes(image.palette.palette))
            if image.mode != "L":
                return False
            with decoded(path, image, output=1) as picture:
                return _are_ids(picture)
    except ImageError:
        return False


def _is_ours(palette: bytes) -> bool:
    colors = np.frombuffer(palette, np.uint8).reshape(-1, 3)
    return _COLORS.issuperset(map(tuple, colors.tolist()))


def _are_ids(picture: Image.Image) -> bool:
    """Whether a grey picture holds class ids, or the two values of one class's mask, and nothing else."""
    return not any(picture.histogram()[NUM_CLASSES:_VOID])
