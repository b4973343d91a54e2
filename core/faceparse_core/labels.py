"""The 19 face-parsing classes of CelebAMask-HQ.

Order, names and colours follow CelebAMask-HQ (Lee et al., "MaskGAN", CVPR 2020). *Left* is the
person's left, which is the right side of the picture.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from faceparse_core.classes.class_file import preset
from faceparse_core.classes.table import BACKGROUND as BACKGROUND
from faceparse_core.classes.table import LabelClass as LabelClass

LabelMap = npt.NDArray[np.uint8]
"""A label map: ``uint8`` array of shape ``(H, W)`` whose values are class ids 0 to 18."""

CLASSES: tuple[LabelClass, ...] = preset().classes
NUM_CLASSES = len(CLASSES)
NAMES: tuple[str, ...] = tuple(c.name for c in CLASSES)
ID_OF: dict[str, int] = preset().id_of

PALETTE: npt.NDArray[np.uint8] = np.array([c.color for c in CLASSES], dtype=np.uint8)
"""The official palette, ``uint8`` of shape ``(19, 3)``, RGB."""

MIRROR_LUT: npt.NDArray[np.uint8] = preset().mirror_lut[:NUM_CLASSES].copy()
"""``MIRROR_LUT[id]`` is the id of the same part on the other side of the face."""

MIRROR_PAIRS: tuple[tuple[int, int], ...] = tuple(
    (c.id, int(MIRROR_LUT[c.id])) for c in CLASSES if MIRROR_LUT[c.id] > c.id
)
"""The (left, right) ids that change places when a picture is flipped: eyes, brows, ears."""

SMALL_CLASSES: tuple[int, ...] = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16)
"""The classes that cover less than 1 % of the pixels of the training data and are thin or small."""


def swap_left_right(labels: LabelMap) -> LabelMap:
    """Exchange the left and right ids of ``labels`` without moving a pixel."""
    return MIRROR_LUT[labels]


def flip_horizontally(labels: LabelMap) -> LabelMap:
    """Mirror a label map: the columns are reversed and the left and right ids exchanged."""
    return np.ascontiguousarray(MIRROR_LUT[labels[:, ::-1]])
