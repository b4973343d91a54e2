"""Cutting a class off at a distance from a face."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import Frame
from faceparse_core.parsing.owners import nearest_face, nearest_faces


def below(
    labels: LabelMap, class_id: int, at: tuple[float, float], frames: Sequence[Frame]
) -> npt.NDArray[np.bool_]:
    """Where a class lies farther down from the face than a photo point, ``bool (H, W)``.

    The face is the nearest one, and down is its own direction, from eyes to chin; what another face owns is
    left out (``faceparse_core.parsing.owners``). Without a face, down is the photo's.

    Args:
        labels: ``uint8 (H, W)``; not changed.
        at: ``(x, y)`` in photo pixels.
        frames: those of the photo's faces.
    """
    height, width = labels.shape
    face = int(nearest_face(np.array([at]), frames)[0]) if frames else 0
    down_x, down_y = frames[face][:, 1] if frames else (0.0, 1.0)
    across = (down_x * (np.arange(width) + 0.5 - at[0])).astype(np.float32)
    along = (down_y * (np.arange(height) + 0.5 - at[1])).astype(np.float32)
    found: npt.NDArray[np.bool_] = (labels == class_id) & (across + along[:, None] > 0)
    if len(frames) > 1:
        found &= nearest_faces(labels.shape, frames) == face
    return found
