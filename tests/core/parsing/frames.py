"""Frames for the tests."""

import numpy as np


def similarity(angle: float, scale: float, x: float, y: float) -> np.ndarray:
    a = np.deg2rad(angle)
    return np.array([[scale * np.cos(a), -scale * np.sin(a), x], [scale * np.sin(a), scale * np.cos(a), y]])
