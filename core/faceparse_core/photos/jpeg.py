"""JPEG files that Pillow reads with help only: arithmetic coding, and a missing end mark."""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import BinaryIO

from PIL import Image

from faceparse_core.messages import message

END = b"\xff\xd9"
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_ARITHMETIC = {0xC9, 0xCA}
_LOSSLESS = {0xC3, 0xC7, 0xCB, 0xCF}
_WITHOUT_LENGTH = {0x01, *range(0xD0, 0xD9)}
_MOST_SEGMENTS = 4096
_FILLER = b"\x5a\xa5\x3c\xc3\x69\x96" * 16
"""Bits that no picture goes on with."""
_CHECKED_PIXELS = 2**22


def find_frame(file: BinaryIO) -> tuple[int, int] | None:
    """The kind of coding, its marker's second byte, and the bits a sample; None where no frame begins."""
    file.seek(2)
    for _ in range(_MOST_SEGMENTS):
        byte = file.read(1)
        if byte != b"\xff":
            return None
        while byte == b"\xff":
            byte = file.read(1)
        if not byte:
            return None
        marker = byte[0]
        if marker in _WITHOUT_LENGTH:
            continue
        length = int.from_bytes(file.read(2), "big")
        if marker in _FRAMES:
            precision = file.read(1)
            return (marker, precision[0]) if precision else None
        file.seek(length - 2, 1)
    return None


def is_arithmetic(file: BinaryIO) -> bool:
    """Whether it is coded so that the decoder must be given the file whole."""
    frame = find_frame(file)
    return frame is not None and frame[0] in _ARITHMETIC


def unsupported(file: BinaryIO) -> str | None:
    """What kind of JPEG it is if it is a sound one of a kind that is not read; None otherwise."""
    frame = find_frame(file)
    if frame is None:
        return None
    marker, bits = frame
    if marker in _LOSSLESS:
        return message("a lossless JPEG")
    if bits != 8:
        return message("a JPEG of {bits} bits a sample", bits=bits)
    return message("a JPEG of a rare coding") if marker not in {0xC0, 0xC1, 0xC2, *_ARITHMETIC} else None


def with_end(data: bytes) -> bytes | None:
    """``data`` of a JPEG with its end mark added, if that is all that it lacks; None otherwise.

    Where picture data is missing, what is appended before the mark is taken for it and shows in the pixels.
    """
    body = data.rstrip(b"\0").removesuffix(b"\xff")
    if END in data[-16:]:
        return None
    restored = body + END
    shown = _checksum(restored)
    return restored if shown is not None and shown == _checksum(body + _FILLER + END) else None


def _checksum(data: bytes) -> int | None:
    """Of all pixels, in some rows at a time; None for a picture that is damaged."""
    found = 0
    try:
        with Image.open(BytesIO(data), formats=["JPEG"]) as image:
            image.load()
            rows = max(1, _CHECKED_PIXELS // image.width)
            for top in range(0, image.height, rows):
                strip = image.crop((0, top, image.width, min(top + rows, image.height)))
                found = zlib.crc32(strip.tobytes(), found)
    except Exception:  # nearly anything
        return None
    return found
