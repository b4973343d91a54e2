"""A map of the photo's size that takes a small part of its pixels' bytes, and is read in parts."""

from __future__ import annotations

import sys
import threading
import zlib
from collections import OrderedDict

import numpy as np
import numpy.typing as npt

from faceparse_gui.document.tiles import TILE, Box, crop

Map = npt.NDArray[np.uint8]

_UNPACKED = 256
"""Tiles that are kept as they are, of those read last: 4 MB."""


class PackedMap:
    """A ``uint8`` map ``(H, W)`` that does not change, from any thread.

    A tile of one value is that value, any other is under zlib level 1. What the network says of a portrait at
    4096 × 4096 takes 0.002 bytes a pixel so for the labels and 0.03 for the confidence; unpacking all of that
    takes 2 and 6 ms.
    """

    def __init__(self, pixels: Map) -> None:
        """Take the map without a copy: leave it as it is. :meth:`pack` lets go of it."""
        self.shape: tuple[int, int] = (pixels.shape[0], pixels.shape[1])
        self._pixels: Map | None = pixels
        self._values: Map = np.zeros((0, 0), np.uint8)
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._unpacked: OrderedDict[tuple[int, int], Map] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def nbytes(self) -> int:
        """What it takes now, in bytes."""
        if self._pixels is not None:
            return self._pixels.nbytes
        with self._lock:
            unpacked = sum(tile.nbytes for tile in self._unpacked.values())
        return self._values.nbytes + sum(map(sys.getsizeof, self._tiles.values())) + unpacked

    def pack(self) -> PackedMap:
        """Pack it, which takes some 10 ms for 4096 × 4096 pixels; return itself."""
        pixels = self._pixels
        if pixels is None:
            return self
        height, width = self.shape
        self._values = np.ascontiguousarray(pixels[::TILE, ::TILE])
        for row, column in np.ndindex(self._values.shape):
            y, x = row * TILE, column * TILE
            tile = np.ascontiguousarray(crop(pixels, (x, y, min(x + TILE, width), min(y + TILE, height))))
            if (tile != tile[0, 0]).any():
                self._tiles[row, column] = zlib.compress(tile.data, 1)
        self._pixels = None
        return self

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
        return self._gathered(rows, columns)

    def _gathered(self, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Map:
        found = self._values[rows // TILE].take(columns // TILE, axis=1)
        if not found.size:
            return found
        tops = np.searchsorted(rows, np.arange(self._values.shape[0] + 1) * TILE)
        lefts = np.searchsorted(columns, np.arange(self._values.shape[1] + 1) * TILE)
        for place in self._tiles:
            row, column = place
            down, across = slice(tops[row], tops[row + 1]), slice(lefts[column], lefts[column + 1])
            if down.start < down.stop and across.start < across.stop:
                tile = self._tile(place)
                inside = tile[rows[down] - row * TILE]
                found[down, across] = inside.take(columns[across] - column * TILE, axis=1)
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
