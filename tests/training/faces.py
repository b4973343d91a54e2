"""Drawn faces to learn from: simple, asymmetric, with the ids of the real data."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from faceparse_core.labels import ID_OF, swap_left_right
from faceparse_core.photos.imaging import write_indexed_png


def draw(seed: int, side: int = 64) -> tuple[np.ndarray, np.ndarray]:
    """A picture ``(side, side, 3)`` and its label map; colours vary, places vary a little."""
    rng = np.random.default_rng(seed)
    labels = np.zeros((side, side), np.uint8)
    unit = side / 64

    def at(x: float, y: float) -> tuple[int, int]:
        dx, dy = rng.uniform(-1, 1, 2)
        return round((x + dx) * unit), round((y + dy) * unit)

    def oval(name: str, x: float, y: float, rx: float, ry: float) -> None:
        axes = (round(rx * unit), round(ry * unit))
        cv2.ellipse(labels, at(x, y), axes, 0, 0, 360, ID_OF[name], -1)

    oval("hair", 32, 24, 26, 22)
    oval("skin", 32, 36, 20, 24)
    oval("r_eye", 23, 30, 4, 3)
    oval("l_eye", 41, 30, 4, 3)
    oval("nose", 32, 38, 3, 5)
    oval("u_lip", 32, 48, 7, 3)
    labels[round(58 * unit) :] = ID_OF["cloth"]
    base = np.zeros((19, 3))
    for name, colour in {
        "background": (90, 120, 90),
        "hair": (60, 40, 30),
        "skin": (220, 180, 150),
        "r_eye": (40, 60, 160),
        "l_eye": (40, 160, 60),
        "nose": (200, 140, 110),
        "u_lip": (190, 60, 70),
        "cloth": (40, 40, 120),
    }.items():
        base[ID_OF[name]] = np.array(colour) + rng.uniform(-15, 15, 3)
    picture = base[labels] + rng.normal(0, 6, (side, side, 3))
    return picture.clip(0, 255).astype(np.uint8), labels


def write_pairs(folder: Path, count: int, side: int = 64, mirrored: int = 0) -> Path:
    """``folder`` with images/ and masks/; the first ``mirrored`` masks have left and right exchanged."""
    for name in ("images", "masks"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for i in range(count):
        picture, labels = draw(i, side)
        Image.fromarray(picture).save(folder / "images" / f"{i:03}.png")
        write_indexed_png(
            folder / "masks" / f"{i:03}.png", swap_left_right(labels) if i < mirrored else labels
        )
    return folder
