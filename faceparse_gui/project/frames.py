"""Frames of faces as text, for the database. What comes back from there is not trusted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import Field, FiniteFloat, TypeAdapter, ValidationError

from faceparse_core.parsing.faces import Face, Frame

_Row = tuple[FiniteFloat, FiniteFloat, FiniteFloat]
_FRAMES = TypeAdapter(Annotated[tuple[tuple[_Row, _Row], ...], Field(max_length=1000)])
_SCALES = 1e-3, 1e5
"""Photo pixels a crop unit: wider than any photo that can be opened."""
_FARTHEST = 1e8
"""Photo pixels from the photo's corner."""
_LEAST = 8
"""Photo pixels: the side of the smallest frame, which is about twice a face."""


def to_text(frames: Sequence[Frame]) -> str | None:
    """JSON, ``None`` for no frames; ``from_text`` gives back the very same numbers."""
    return json.dumps([frame.tolist() for frame in frames], allow_nan=False) if len(frames) else None


def from_text(text: str | None) -> tuple[Frame, ...]:
    """The frames in ``text``, none when one of them cannot be of a face in a photo."""
    if text is None:
        return ()
    try:
        frames = tuple(np.array(frame, np.float64) for frame in _FRAMES.validate_json(text, strict=True))
    except ValidationError:
        return ()
    return frames if all(map(is_usable, frames)) else ()


def is_on_photo(frame: Frame, width: int, height: int) -> bool:
    """Whether a usable frame holds a part of a photo of this size, and is large enough for any face."""
    x0, y0, x1, y1 = Face(frame, 0.0).box
    return x0 < width and y0 < height and x1 > 0 and y1 > 0 and min(x1 - x0, y1 - y0) >= _LEAST


def is_usable(frame: Frame) -> bool:
    """Whether a frame, ``float64 (2, 3)``, can be of a face in a photo."""
    if not np.isfinite(frame).all() or np.abs(frame).max() > _FARTHEST:
        return False
    smallest, largest = np.linalg.svd(frame[:, :2], compute_uv=False)[::-1]
    return bool(_SCALES[0] <= smallest and largest <= _SCALES[1])
