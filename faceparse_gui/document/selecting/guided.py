"""Taking an edge that was found on a reduced copy to the photo's own pixels.

The fast guided filter (He and Sun 2015): what the photo's brightness says of the mask is worked out on a copy
of at most ``_SIDE`` pixels and applied at full size, only near the edge.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.photos.imaging import Photo
from faceparse_gui.document.tiles import Box, crop

Mask = npt.NDArray[np.bool_]
Picture = npt.NDArray[np.float32]

_SIDE = 1024
_TILE = 512
_RADIUS = 1.5
"""How far an edge may move, in pixels of the rough mask."""
_FLAT = np.float32(1e-4)
"""Brightness (0 to 1) that varies less than this, squared, has no edge to follow."""


def sharpen(rough: Mask, photo: Photo) -> Mask:
    """Return ``rough``, a mask on a reduced copy of ``photo``, at the photo's size and along its edges."""
    height, width = photo.shape[:2]
    if rough.shape == (height, width):
        return rough.copy()
    scale = min(1.0, _SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    soft = cv2.resize(rough.astype(np.float32), size, interpolation=cv2.INTER_LINEAR).astype(
        np.float32, copy=False
    )
    guide = _brightness(cv2.resize(photo, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False))
    radius = max(2, round(_RADIUS * max(size) / max(rough.shape)))
    slope, offset = _coefficients(soft, guide, radius)
    result = np.empty((height, width), np.bool_)
    for y in range(0, height, _TILE):
        for x in range(0, width, _TILE):
            tile = x, y, min(x + _TILE, width), min(y + _TILE, height)
            near = crop(soft, _on_copy(tile, size, (width, height), 2 * radius))
            if near.min() == near.max():
                crop(result, tile)[...] = near[0, 0] > 0.5
                continue
            a, b = (_enlarged(each, tile, (width, height)) for each in (slope, offset))
            np.greater(a * _brightness(crop(photo, tile)) + b, 0.5, out=crop(result, tile))
    return result


def _coefficients(soft: Picture, guide: Picture, radius: int) -> tuple[Picture, Picture]:
    """``soft`` is about the first times ``guide`` plus the second, around every pixel."""

    def mean(values: Picture) -> Picture:
        return cv2.blur(values, (2 * radius + 1, 2 * radius + 1)).astype(np.float32, copy=False)

    of_guide, of_soft = mean(guide), mean(soft)
    slope = (mean(guide * soft) - of_guide * of_soft) / (mean(guide * guide) - of_guide**2 + _FLAT)
    return mean(slope), mean(of_soft - slope * of_guide)


def _brightness(photo: Photo) -> Picture:
    """0 to 1."""
    return cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY).astype(np.float32) / np.float32(255)


def _on_copy(tile: Box, size: tuple[int, int], full: tuple[int, int], margin: int) -> Box:
    """Where ``tile`` lies on a copy of ``size``, with a margin."""
    sx, sy = size[0] / full[0], size[1] / full[1]
    return (
        max(0, int(tile[0] * sx) - margin),
        max(0, int(tile[1] * sy) - margin),
        min(size[0], int(tile[2] * sx) + margin + 1),
        min(size[1], int(tile[3] * sy) + margin + 1),
    )


def _enlarged(values: Picture, tile: Box, full: tuple[int, int]) -> Picture:
    """The part of ``values``, a copy reduced from ``full``, that lies at ``tile``, at full size."""
    sx, sy = values.shape[1] / full[0], values.shape[0] / full[1]
    # pixel centres lie at halves
    back = np.array([[sx, 0, (tile[0] + 0.5) * sx - 0.5], [0, sy, (tile[1] + 0.5) * sy - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    size = tile[2] - tile[0], tile[3] - tile[1]
    return cv2.warpAffine(values, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(
        np.float32, copy=False
    )
