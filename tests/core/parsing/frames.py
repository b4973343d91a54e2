"""Frames for the tests."""

import numpy as np

from faceparse_core.parsing.faces import CROP_SIDE, FACE_CENTRE, transform


def similarity(angle: float, scale: float, x: float, y: float) -> np.ndarray:
    a = np.deg2rad(angle)
    return np.array([[scale * np.cos(a), -scale * np.sin(a), x], [scale * np.sin(a), scale * np.cos(a), y]])


def facing(x: float, y: float, side: float, turn: float = 0.0) -> np.ndarray:
    """A frame, ``side`` photo pixels wide, with the middle of its face at ``(x, y)``, turned in radians."""
    frame = similarity(np.rad2deg(turn), side / CROP_SIDE, 0.0, 0.0)
    frame[:, 2] = (x, y) - transform(frame, np.array([FACE_CENTRE]))[0]
    return frame
