"""Boxes, and the tiles in which an edit remembers what was there before it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap

Pixel = TypeVar("Pixel", bound=np.generic)
Box = tuple[int, int, int, int]
"""``(x0, y0, x1, y1)`` in pixels, end exclusive, never empty."""

TILE = 128
"""Side of a tile. An edit copies the tiles it touches, so that its cost does not grow with the picture."""

_TILE_OVERHEAD = 250
"""Bytes that Python's own objects take for one kept tile, about."""


def union(a: Box | None, b: Box | None) -> Box | None:
    """Return the smallest box around both."""
    if a is None or b is None:
        return a or b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])


def tiles_of(box: Box, shape: tuple[int, ...]) -> Iterator[Box]:
    """Yield the tiles of a map of ``shape`` that ``box`` touches."""
    height, width = shape[:2]
    for y in range(box[1] // TILE * TILE, box[3], TILE):
        for x in range(box[0] // TILE * TILE, box[2], TILE):
            yield x, y, min(x + TILE, width), min(y + TILE, height)


def grown(box: Box, margin: int, shape: tuple[int, ...]) -> Box:
    """Return ``box`` with a margin around it, within a map of ``shape``."""
    x0, y0, x1, y1 = box
    return max(0, x0 - margin), max(0, y0 - margin), min(shape[1], x1 + margin), min(shape[0], y1 + margin)


def crop(pixels: npt.NDArray[Pixel], box: Box) -> npt.NDArray[Pixel]:
    """Return the view of ``pixels``, of shape ``(H, W, …)``, inside ``box``."""
    return pixels[box[1] : box[3], box[0] : box[2]]


def box_of(mask: npt.NDArray[np.bool_]) -> Box | None:
    """Return the smallest box around what is marked."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not rows.size:
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


class TileBackup:
    """The values of the touched tiles as they were before a running edit."""

    def __init__(self, labels: LabelMap) -> None:
        self._labels = labels
        self._before: dict[Box, LabelMap] = {}

    def keep(self, box: Box) -> None:
        """Remember the tiles under ``box``; to be called before its pixels change."""
        for tile in tiles_of(box, self._labels.shape):
            if tile not in self._before:
                self._before[tile] = crop(self._labels, tile).copy()

    def restore(self) -> None:
        """Put every remembered tile back."""
        for tile, before in self._before.items():
            crop(self._labels, tile)[...] = before

    def difference(self) -> TileDiff:
        """Return what the edit changed up to now."""
        packed = {}
        for tile, before in self._before.items():
            delta = np.bitwise_xor(before, crop(self._labels, tile))
            if delta.any():
                packed[tile] = zlib.compress(delta.data, 1)
        return TileDiff(packed)


class TileDiff:
    """``old XOR new`` of each changed tile, under zlib level 1: it is its own inverse."""

    def __init__(self, packed: dict[Box, bytes]) -> None:
        self._packed = packed
        self.nbytes = sum(len(data) + _TILE_OVERHEAD for data in packed.values())

    def toggle(self, labels: LabelMap) -> None:
        """Take ``labels`` from the old state to the new one, or from the new to the old."""
        for tile, data in self._packed.items():
            view = crop(labels, tile)
            delta = np.frombuffer(zlib.decompress(data, bufsize=view.size), np.uint8)
            np.bitwise_xor(view, delta.reshape(view.shape), out=view)
