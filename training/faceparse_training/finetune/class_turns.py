"""What a person's corrections turn each class into, counted where the start network's answer is known.

A rule (*ears are skin*) turns a whole class into another one wherever it is; a corrected error does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import NUM_CLASSES, LabelMap

Counts = npt.NDArray[np.int64]
"""Pixels ``(19, 19)`` by what the network said (row) and what a person says (column)."""

_CHANGED = 0.05
_WHOLE, _LEAST, _PHOTOS = 0.7, 100, 2  # of a class's pixels; pixels in a photo; photos


def counts_of(said: LabelMap, labels: LabelMap) -> Counts:
    """The counts of one photo; labels that are no class are left out."""
    known = labels < NUM_CLASSES
    places = said[known].astype(np.int64) * NUM_CLASSES + labels[known]
    return np.bincount(places, minlength=NUM_CLASSES**2).reshape(NUM_CLASSES, NUM_CLASSES)


def changed_classes(photos: Sequence[Counts]) -> list[int]:
    """The classes of which a twentieth was turned into others, or came of others."""
    counts = np.sum(photos, axis=0)
    there = counts.sum(0) + counts.sum(1)
    turned = [1 - np.diag(counts) / np.maximum(counts.sum(axis), 1) for axis in (0, 1)]
    return np.flatnonzero((there > 0) & (np.maximum(*turned) > _CHANGED)).tolist()


def turns(photos: Sequence[Counts]) -> dict[int, int]:
    """The classes turned into another as a whole: most of their pixels, in two photos at least."""
    total = np.sum(photos, axis=0)
    found = {}
    for was in range(NUM_CLASSES):
        now = int(total[was].argmax())
        rows = [counts[was] for counts in photos if counts[was].sum() >= _LEAST]
        agree = sum(bool(row[now] > _WHOLE * row.sum()) for row in rows)
        if now != was and agree >= _PHOTOS and total[was, now] > _WHOLE * total[was].sum():
            found[was] = now
    return found
