"""The 19 face-parsing classes of CelebAMask-HQ.

Order, names and colours follow CelebAMask-HQ (Lee et al., "MaskGAN", CVPR 2020). *Left* is the
person's left, which is the right side of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LabelMap = npt.NDArray[np.uint8]
"""A label map: ``uint8`` array of shape ``(H, W)`` whose values are class ids 0 to 18."""


@dataclass(frozen=True, slots=True)
class LabelClass:
    """One class: its id, its name in files, its name on screen, its official colour (RGB)."""

    id: int
    name: str
    title: str
    color: tuple[int, int, int]


_TABLE = (
    ("background", "Background", (0, 0, 0)),
    ("skin", "Skin", (204, 0, 0)),
    ("nose", "Nose", (76, 153, 0)),
    ("eye_g", "Glasses", (204, 204, 0)),
    ("l_eye", "Left eye", (51, 51, 255)),
    ("r_eye", "Right eye", (204, 0, 204)),
    ("l_brow", "Left brow", (0, 255, 255)),
    ("r_brow", "Right brow", (255, 204, 204)),
    ("l_ear", "Left ear", (102, 51, 0)),
    ("r_ear", "Right ear", (255, 0, 0)),
    ("mouth", "Inner mouth", (102, 204, 0)),
    ("u_lip", "Upper lip", (255, 255, 0)),
    ("l_lip", "Lower lip", (0, 0, 153)),
    ("hair", "Hair", (0, 0, 204)),
    ("hat", "Hat", (255, 51, 153)),
    ("ear_r", "Earring", (0, 204, 204)),
    ("neck_l", "Necklace", (0, 51, 0)),
    ("neck", "Neck", (255, 153, 51)),
    ("cloth", "Clothes", (0, 204, 0)),
)

CLASSES: tuple[LabelClass, ...] = tuple(
    LabelClass(i, name, title, color) for i, (name, title, color) in enumerate(_TABLE)
)
NUM_CLASSES = len(CLASSES)
NAMES: tuple[str, ...] = tuple(c.name for c in CLASSES)
ID_OF: dict[str, int] = {c.name: c.id for c in CLASSES}
BACKGROUND = 0

PALETTE: npt.NDArray[np.uint8] = np.array([c.color for c in CLASSES], dtype=np.uint8)
"""The official palette, ``uint8`` of shape ``(19, 3)``, RGB."""

MIRROR_PAIRS: tuple[tuple[int, int], ...] = ((4, 5), (6, 7), (8, 9))
"""The (left, right) ids that change places when a picture is flipped: eyes, brows, ears."""

MIRROR_LUT: npt.NDArray[np.uint8] = np.arange(NUM_CLASSES, dtype=np.uint8)
"""``MIRROR_LUT[id]`` is the id of the same part on the other side of the face."""
for _left, _right in MIRROR_PAIRS:
    MIRROR_LUT[_left], MIRROR_LUT[_right] = _right, _left

SMALL_CLASSES: tuple[int, ...] = (3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16)
"""The classes that cover less than 1 % of the pixels of the training data and are thin or small."""


def swap_left_right(labels: LabelMap) -> LabelMap:
    """Exchange the left and right ids of ``labels`` without moving a pixel."""
    return MIRROR_LUT[labels]


def flip_horizontally(labels: LabelMap) -> LabelMap:
    """Mirror a label map: the columns are reversed and the left and right ids exchanged."""
    return np.ascontiguousarray(MIRROR_LUT[labels[:, ::-1]])
