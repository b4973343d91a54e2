"""A drawn portrait that fills its crop: hair and clothes run out of it."""

import cv2
import numpy as np

from faceparse_core.labels import ID_OF, PALETTE


def portrait(seed: int = 0, side: int = 96) -> tuple[np.ndarray, np.ndarray]:
    """Photo ``(side, side, 3)`` in the official colours with noise, and its labels."""
    labels = np.zeros((side, side), np.uint8)
    unit = side / 64

    def oval(name: str, x: float, y: float, rx: float, ry: float) -> None:
        centre, axes = (round(x * unit), round(y * unit)), (round(rx * unit), round(ry * unit))
        cv2.ellipse(labels, centre, axes, 0, 0, 360, ID_OF[name], -1)

    oval("cloth", 32, 70, 28, 18)
    oval("hair", 32, 26, 24, 22)
    labels[round(30 * unit) :, round(10 * unit) : round(16 * unit)] = ID_OF["hair"]
    oval("neck", 32, 60, 8, 10)
    oval("skin", 32, 36, 15, 19)
    oval("r_eye", 25, 31, 3, 2)
    oval("l_eye", 39, 31, 3, 2)
    oval("nose", 32, 38, 2, 5)
    oval("u_lip", 32, 47, 5, 2)
    rng = np.random.default_rng(seed)
    photo = PALETTE[labels] * 0.7 + 40 + rng.normal(0, 6, (side, side, 3))
    return photo.clip(0, 255).astype(np.uint8), labels
