"""How many pixels each class has."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap

Areas = npt.NDArray[np.int64]
"""Pixels of every class, shape ``(19,)``."""


def count_pixels(labels: LabelMap) -> Areas:
    """Count them in ``labels``, ``(H, W)``."""
    areas = np.zeros(NUM_CLASSES, np.int64)
    rows = max(1, 2**22 // labels.shape[1])  # OpenCV counts in float32, which is exact up to 2^24
    for top in range(0, labels.shape[0], rows):
        counts = cv2.calcHist([labels[top : top + rows]], [0], None, [NUM_CLASSES], [0, NUM_CLASSES])
        areas += counts[:, 0].astype(np.int64)
    return areas


def count_runs(ids: LabelMap) -> Areas:
    """Count them in one row of ids, not empty: quicker where most are as the one before."""
    begins = np.concatenate(([0], np.flatnonzero(ids[1:] != ids[:-1]) + 1))
    lengths = np.diff(begins, append=ids.size)
    counts = np.bincount(ids[begins], lengths, NUM_CLASSES)  # float64 holds these whole numbers
    return counts.astype(np.int64)
