"""The memory that reading a picture takes, from its header; large ones are read one at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

MOST_BYTES = 1_350_000_000
"""Of memory that one picture may take, in whatever step: the window and the parse process, with one such
picture open or parsed, stay at 1.5 GB."""

OUTPUT_BYTES = 3
"""Of the RGB array, a pixel."""

# A photo at work, bytes a pixel, as tests/bench/bench_reading_memory.py --window found.
_PARSED_BYTES = 12
"""The parse process, what it holds without a photo counted in."""
_SHOWN_BYTES = 9
"""In the window: itself, its labels, what is saved of them, a parse that comes in."""

CHECKED_BYTES = 4
"""Looking for what is wrong in labels, a pixel: a copy of them, and what finding their parts takes."""

_DECODED_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "PA": 4}
"""Of Pillow's own picture, a pixel; four in the other modes."""

# What the decoders hold beside Pillow's picture, bytes a pixel, as tests/bench/bench_reading_memory.py found.
_DECODER_BYTES = {"WEBP": 12, "AVIF": 9, "HEIF": 10}


def reading_bytes(image: Image.Image, output: int = OUTPUT_BYTES) -> int:
    """Bytes that reading ``image`` takes at its peak: decoder and decoded picture, or that and the output.

    To be asked while the header alone is read. ``output``: bytes a pixel of what is made of it.
    """
    pixels = image.width * image.height
    decoded: int = _DECODED_BYTES.get(image.mode, 4) * pixels
    return decoded + max(_decoder_bytes(image, pixels), output * pixels)


def _decoder_bytes(image: Image.Image, pixels: int) -> int:
    if image.format == "JPEG" and image.info.get("progressive"):
        return _coefficients(image)
    if image.format == "TIFF":
        is_turned: bool = getattr(image, "tag_v2", {}).get(274, 1) != 1
        return max(_strip_bytes(image), 4 * pixels if is_turned else 0)  # Pillow turns it itself, in a copy
    return _DECODER_BYTES.get(image.format or "", 0) * pixels


def _coefficients(image: Image.Image) -> int:
    """A progressive JPEG's coefficients, two bytes each, are all held until the last scan."""
    layers = getattr(image, "layer", [])  # (id, horizontal, vertical sampling, table) of each component
    shares = [horizontal * vertical for _, horizontal, vertical, *_ in layers]
    most = max((h for _, h, *_ in layers), default=1) * max((v for _, _, v, *_ in layers), default=1)
    return int(2 * image.width * image.height * sum(shares) / most)


def _strip_bytes(image: Image.Image) -> int:
    """The compressed TIFF's largest strip or tile, which is decoded whole."""
    tags = getattr(image, "tag_v2", {})
    if tags.get(259, 1) == 1:  # not compressed: read row by row
        return 0
    rows = min(tags.get(323) or tags.get(278) or image.height, image.height)
    width = min(tags.get(322) or image.width, image.width)
    bits = sum(bits if isinstance(bits := tags.get(258, (8,)), tuple) else (bits,))
    return int(rows * width * max(bits, 8) // 8)


def needed_bytes(image: Image.Image, output: int = OUTPUT_BYTES) -> int:
    """Bytes that the picture takes at most: while it is read and, if a photo, parsed or shown.

    Beside a shown one thumbnails are made; those of JPEGs are decoded small.
    """
    reading = reading_bytes(image, output)
    if output != OUTPUT_BYTES:
        return reading
    pixels = image.width * image.height
    thumbnail = _decoder_bytes(image, pixels) if image.format == "JPEG" else reading_bytes(image, output=0)
    return max(reading, _PARSED_BYTES * pixels, _SHOWN_BYTES * pixels + thumbnail)


class MemoryBudget:
    """Bytes that several threads share: each waits until what it asks for is free.

    Args:
        most: bytes in all.
        large: whoever asks for at least so many waits until no other such one is at work.
    """

    def __init__(self, most: int, large: int) -> None:
        self._most, self._large = most, large
        self._taken: list[int] = []
        self._changed = threading.Condition()

    @contextmanager
    def take(self, size: int) -> Iterator[None]:
        """Hold ``size`` bytes while the block runs; more than there are at all is held alone."""
        with self._changed:
            self._changed.wait_for(lambda: self._has_room(size))
            self._taken.append(size)
        try:
            yield
        finally:
            with self._changed:
                self._taken.remove(size)
                self._changed.notify_all()

    def _has_room(self, size: int) -> bool:
        if not self._taken:
            return True
        fits = sum(self._taken) + size <= self._most
        return fits and (size < self._large or max(self._taken) < self._large)


READING = MemoryBudget(MOST_BYTES, large=256 * 2**20)
"""What all threads of this process may take together for reading pictures, and for looking at large labels
while nobody waits for it."""
