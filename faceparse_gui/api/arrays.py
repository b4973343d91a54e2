"""The arrays that callers give, checked before they go further."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_core.parsing.faces import Frame
from faceparse_core.photos.imaging import Photo, read_photo
from faceparse_gui.project.frames import is_usable

PhotoSource = str | os.PathLike[str] | npt.NDArray[np.uint8]
"""A photo's file, or its pixels: RGB ``uint8 (H, W, 3)``."""


def as_photo(source: PhotoSource, notice: Callable[[str], object] | None = None) -> Photo:
    """The pixels of ``source``, C-contiguous; ``ImageError`` as ``read_photo``, ``ValueError`` for others."""
    if not isinstance(source, np.ndarray):
        return read_photo(source, notice=notice)
    if source.dtype != np.uint8 or source.ndim != 3 or source.shape[2] != 3 or not source.size:
        raise ValueError(f"A photo is an RGB uint8 array (H, W, 3), not {_describe(source)}.")
    return np.ascontiguousarray(source)


def as_labels(value: npt.NDArray[Any]) -> LabelMap:
    """``value`` if it is a label map, C-contiguous; ``ValueError`` with what is wrong otherwise."""
    if not isinstance(value, np.ndarray) or value.dtype != np.uint8 or value.ndim != 2 or not value.size:
        raise ValueError(f"A label map is a uint8 array (H, W), not {_describe(value)}.")
    if value.max() >= NUM_CLASSES:
        raise ValueError(f"A label map holds ids 0 to {NUM_CLASSES - 1}, not {value.max()}.")
    return np.ascontiguousarray(value)


def as_frame(value: object) -> Frame:
    """``value`` if it can be a face's frame, ``float64 (2, 3)``; ``ValueError`` otherwise."""
    try:
        frame = np.array(value, np.float64)
    except (TypeError, ValueError):
        frame = np.zeros(0)
    if frame.shape != (2, 3) or not is_usable(frame):
        raise ValueError("A frame is an array (2, 3) that takes a crop's coordinates to a photo's.")
    return frame


def _describe(value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape}"
    return type(value).__name__
