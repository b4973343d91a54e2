"""Drawn label maps for the benches, ``uint8`` of shape ``(side, side)``, the same on every run."""

from __future__ import annotations

import cv2
import numpy as np

from faceparse_core.labels import ID_OF, NUM_CLASSES, LabelMap


def blocks(side: int) -> LabelMap:
    """Return squares of 64 pixels with random classes; the peer in ``napari_labels.py`` draws the same."""
    ids = np.random.default_rng(0).integers(0, NUM_CLASSES, (side // 64, side // 64), dtype=np.uint8)
    return np.kron(ids, np.ones((64, 64), np.uint8))


def small_face(number: int, side: int = 256) -> LabelMap:
    """Return a face in a map of ``side`` pixels; it lies elsewhere for each of the first 1200 numbers."""
    labels = np.zeros((side, side), np.uint8)
    x, y = 110 + number % 40, 120 + number // 40 % 30
    for name, centre, axes in (
        ("hair", (x, y - 30), (80, 80)),
        ("skin", (x, y), (60, 80)),
        ("l_eye", (x + 25, y - 20), (10, 5)),
        ("r_eye", (x - 25, y - 20), (10, 5)),
        ("nose", (x, y + 10), (10, 18)),
        ("u_lip", (x, y + 40), (22, 5)),
        ("l_lip", (x, y + 47), (20, 6)),
    ):
        cv2.ellipse(labels, centre, axes, 0, 0, 360, ID_OF[name], -1)
    return labels


def ragged_face(side: int) -> LabelMap:
    """Return a face of ellipses with ragged edges, under 1000 specks of all classes."""
    rng = np.random.default_rng(0)
    unit = side / 512
    labels = np.zeros((side, side), np.uint8)
    for name, x, y, rx, ry in (
        ("hair", 256, 220, 190, 200), ("cloth", 256, 500, 250, 90), ("neck", 256, 400, 80, 90),
        ("skin", 256, 260, 140, 180), ("l_ear", 400, 270, 15, 40), ("r_ear", 112, 270, 15, 40),
        ("l_eye", 318, 244, 30, 12), ("r_eye", 194, 244, 30, 12), ("l_brow", 318, 215, 36, 7),
        ("r_brow", 194, 215, 36, 7), ("nose", 256, 300, 26, 50), ("u_lip", 256, 376, 46, 10),
        ("l_lip", 256, 392, 44, 12),
    ):  # fmt: skip
        center, axes = (round(x * unit), round(y * unit)), (round(rx * unit), round(ry * unit))
        cv2.ellipse(labels, center, axes, 0, 0, 360, ID_OF[name], -1)
    soft = cv2.resize(rng.normal(0, 1, (2, 256, 256)).transpose(1, 2, 0).astype(np.float32), (side, side))
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    labels = cv2.remap(labels, x + 4 * unit * soft[..., 0], y + 4 * unit * soft[..., 1], cv2.INTER_NEAREST)
    for class_id in rng.integers(0, 19, 1000):
        at = tuple(int(each) for each in rng.integers(0, side, 2))
        cv2.circle(labels, at, int(rng.integers(0, 5)), int(class_id), -1)
    return np.ascontiguousarray(labels)
