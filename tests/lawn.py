"""A drawn photo without a face, as the detector meets it in life."""

import cv2
import numpy as np


def lawn(height: int = 120, width: int = 160, seed: int = 0) -> np.ndarray:
    """Grass: green noise of several grains, RGB uint8 (height, width, 3)."""
    grain = np.random.default_rng(seed).normal(0, 1, (height, width)).astype(np.float32)
    light = sum(cv2.GaussianBlur(grain, (0, 0), size) * size * 30 for size in (0.8, 3, 12))
    return np.clip(np.array([70, 120, 40], np.float32) + light[..., None], 0, 255).astype(np.uint8)
