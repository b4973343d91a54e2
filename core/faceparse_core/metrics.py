"""The figures, all from confusion matrices.

A confusion matrix is ``int64 (C, C)``: rows the truth, columns the prediction. **Per-image F** is the
challenge's metric: for each class id that occurs in an image's truth, ``F = 2PR / (P + R)`` from that
image's pixels; the mean over those classes, then over the images. **Batch-32 F**, which the report
quotes, pools the pixels of 32 images first. The two are not comparable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, SMALL_CLASSES, LabelMap

Confusion = npt.NDArray[np.int64]


def confusion(truth: LabelMap, predicted: LabelMap, num_classes: int = NUM_CLASSES) -> Confusion:
    """The confusion matrix of two label maps of one shape.

    Truth pixels of ``num_classes`` or above are left out.

    Raises:
        ValueError: if the shapes differ or the prediction holds an id of ``num_classes`` or above.
    """
    if truth.shape != predicted.shape:
        raise ValueError(f"truth is {truth.shape}, prediction is {predicted.shape}")
    if predicted.size and predicted.max() >= num_classes:
        raise ValueError(f"the prediction holds id {predicted.max()}, the highest is {num_classes - 1}")
    index = truth.ravel().astype(np.int64) * num_classes + predicted.ravel()
    counts = np.bincount(index[truth.ravel() < num_classes], minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)


def f_scores(matrix: Confusion) -> npt.NDArray[np.float64]:
    """F of each class, ``float64 (C,)``; NaN for a class that does not occur in the truth."""
    hit = np.diag(matrix).astype(np.float64)
    both = matrix.sum(0) + matrix.sum(1)
    return np.where(matrix.sum(1) > 0, 2 * hit / np.maximum(both, 1), np.nan)


def mean_f(matrix: Confusion) -> float:
    """Mean F over the classes that occur in the truth."""
    return float(np.nanmean(f_scores(matrix)))


def per_image_f(matrices: Sequence[Confusion]) -> float:
    """The challenge's metric, from one matrix an image."""
    return float(np.mean([mean_f(m) for m in matrices]))


def batch_f(matrices: Sequence[Confusion], size: int = 32) -> float:
    """The report's metric: pool each ``size`` consecutive images, mean F, mean over the batches."""
    pools = [np.sum(matrices[i : i + size], axis=0) for i in range(0, len(matrices), size)]
    return float(np.mean([mean_f(m) for m in pools]))


def per_class_f(matrices: Sequence[Confusion]) -> npt.NDArray[np.float64]:
    """Per-image F class by class, ``float64 (C,)``: the mean over the images whose truth holds the class."""
    scores = np.stack([f_scores(m) for m in matrices])
    counts = np.sum(~np.isnan(scores), axis=0)
    return np.where(counts > 0, np.nansum(scores, axis=0) / np.maximum(counts, 1), np.nan)


def pixel_accuracy(matrix: Confusion) -> float:
    """The share of pixels whose class is right."""
    return float(np.trace(matrix) / max(matrix.sum(), 1))


@dataclass(frozen=True)
class Scores:
    """All figures of one set of images; ``small_f`` is ``None`` where no image holds a small class."""

    images: int
    per_image_f: float
    batch32_f: float
    small_f: float | None
    pixel_accuracy: float
    per_class: dict[str, float | None]


def score(matrices: Sequence[Confusion], names: Sequence[str]) -> Scores:
    """Every figure at once. ``small_f`` is the mean of the per-class F over the small classes that occur.

    Raises:
        ValueError: if there is no image.
    """
    if not matrices:
        raise ValueError("no image to score")
    classes = per_class_f(matrices)
    small = [classes[i] for i in SMALL_CLASSES if i < len(classes) and not np.isnan(classes[i])]
    return Scores(
        images=len(matrices),
        per_image_f=per_image_f(matrices),
        batch32_f=batch_f(matrices),
        small_f=float(np.mean(small)) if small else None,
        pixel_accuracy=pixel_accuracy(np.sum(matrices, axis=0)),
        per_class={n: None if np.isnan(f) else float(f) for n, f in zip(names, classes, strict=True)},
    )
