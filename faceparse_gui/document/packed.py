"""A map of the photo's size that takes a small part of its pixels' bytes, and is read in parts."""

from __future__ import annotations

import sys
import threading
import zlib
from collections import OrderedDict
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from faceparse_gui.document.tiles import TILE, Box, crop

Map = npt.NDArray[np.uint8]

COARSE = 4
"""Every fourth pixel of every fourth row is at hand without unpacking: what a screen needs of a large map."""
_UNPACKED = 256
"""Tiles that are kept as they are, of those read last: 4 MB."""


class PackedMap:
    """A ``uint8`` map ``(H, W)`` that does not change, from any thread.

    A tile of one value is that value, any other is under zlib level 1. What the network says of a portrait at
    4096 × 4096 takes 0.002 bytes a pixel so for the labels and 0.03 for the confidence; unpacking all of that
    takes 2 and 6 ms.
    """

    def __init__(self, pixels: Map) -> None:
        """Take the map without a copy: leave it as it is. ``pack`` lets go of it."""
        self.shape: tuple[int, int] = (pixels.shape[0], pixels.shape[1])
        self._pixels: Map | None = pixels
        self._values: Map = np.zeros((0, 0), np.uint8)
        self._coarse: Map = self._values
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._unpacked: OrderedDict[tuple[int, int], Map] = OrderedDict()
        self._lock = threading.Lock()
        self._packing = threading.Lock()

    @property
    def nbytes(self) -> int:
        """What it takes now, in bytes."""
        if self._pixels is not None:
            return self._pixels.nbytes
        with self._lock:
            unpacked = sum(tile.nbytes for tile in self._unpacked.values())
        return (
            self._values.nbytes
            + self._coarse.nbytes
            + sum(map(sys.getsizeof, self._tiles.values()))
            + unpacked
        )

    def pack(self) -> PackedMap:
        """Pack it, which takes some 10 ms for 4096 × 4096 pixels; return itself."""
        with self._packing:
            if self._pixels is not None:
                self._pack(self._pixels)
        return self

    def _pack(self, pixels: Map) -> None:
        height, width = self.shape
        self._coarse = np.ascontiguousarray(pixels[::COARSE, ::COARSE])
        self._values = np.ascontiguousarray(pixels[::TILE, ::TILE])
        for row, column in np.ndindex(self._values.shape):
            y, x = row * TILE, column * TILE
            tile = np.ascontiguousarray(crop(pixels, (x, y, min(x + TILE, width), min(y + TILE, height))))
            if (tile != tile[0, 0]).any():
                self._tiles[row, column] = zlib.compress(tile.data, 1)
        self._pixels = None

    def at(self, x: int, y: int) -> int:
        """The value of the pixel in column ``x`` and row ``y``, which lies inside the map."""
        return int(self.crop((x, y, x + 1, y + 1))[0, 0])

    def crop(self, box: Box) -> Map:
        """What lies in a box inside the map: not to be written to, it may be a view."""
        if (pixels := self._pixels) is not None:
            return crop(pixels, box)
        return self._gathered(np.arange(box[1], box[3]), np.arange(box[0], box[2]))

    def whole(self) -> Map:
        """The whole map, not to be written to."""
        return self.crop((0, 0, self.shape[1], self.shape[0]))

    def sample(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Map:
        """The pixels where ascending ``rows`` and ``columns``, all inside the map, cross; C-contiguous."""
        if (pixels := self._pixels) is not None:
            return pixels[rows].take(columns, axis=1)
        if not (rows % COARSE).any() and not (columns % COARSE).any():
            return self._coarse[rows // COARSE].take(columns // COARSE, axis=1)
        return self._gathered(rows, columns)

    def _gathered(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Map:
        found = self._values[rows // TILE].take(columns // TILE, axis=1)
        if not found.size:
            return found
        down, across = _parts(rows, self._values.shape[0]), _parts(columns, self._values.shape[1])
        for place in self._tiles:
            (y, inner_rows), (x, inner_columns) = down[place[0]], across[place[1]]
            if inner_rows.size and inner_columns.size:
                found[y, x] = self._tile(place)[inner_rows].take(inner_columns, axis=1)
        return found

    def _tile(self, place: tuple[int, int]) -> Map:
        with self._lock:
            tile = self._unpacked.get(place)
            if tile is not None:
                self._unpacked.move_to_end(place)
                return tile
        height, width = (
            min(side - TILE * number, TILE) for side, number in zip(self.shape, place, strict=True)
        )
        data = zlib.decompress(self._tiles[place], bufsize=height * width)
        tile = np.frombuffer(data, np.uint8).reshape(height, width)
        with self._lock:
            self._unpacked[place] = tile
            while len(self._unpacked) > _UNPACKED:
                self._unpacked.popitem(last=False)
        return tile


def _parts(numbers: npt.NDArray[np.intp], tiles: int) -> list[tuple[slice, npt.NDArray[np.intp]]]:
    """For each tile in a row, where in ascending ``numbers`` its own lie, and which they are within it."""
    ends = np.searchsorted(numbers, np.arange(tiles + 1) * TILE).tolist()
    parts = [slice(start, stop) for start, stop in pairwise(ends)]
    return [(part, numbers[part] - number * TILE) for number, part in enumerate(parts)]
