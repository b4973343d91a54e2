"""Which classes a person has looked at, as far as the changes tell."""

from __future__ import annotations

import numpy as np

from faceparse_core.labels import NUM_CLASSES, LabelMap

_OF_ALL = 0.05  # of the changed pixels: fewer are slips of the brush
_AS_MANY, _AS_MUCH = 0.95, 0.5


def touched_classes(labels: LabelMap, predicted: LabelMap) -> tuple[int, ...]:
    """The fewest classes that explain the changes, in their order: an earring that was painted over hair is
    one of the earring alone. Where two explain the same, that one of which the larger part has changed.

    Args:
        labels: ``uint8 (H, W)`` class ids; ``predicted`` likewise, what the network had said.
    """
    changed = labels != predicted
    pairs = predicted[changed].astype(np.int64) * NUM_CLASSES + labels[changed]
    counts = np.bincount(pairs, minlength=NUM_CLASSES**2).reshape(NUM_CLASSES, NUM_CLASSES)
    areas = [np.bincount(each.ravel(), minlength=NUM_CLASSES)[:NUM_CLASSES] for each in (labels, predicted)]
    area = np.maximum(*areas).clip(min=1)
    least, chosen = _OF_ALL * counts.sum(), set[int]()
    while counts.sum() > least:
        involved = counts.sum(0) + counts.sum(1)
        share = np.where(involved >= _AS_MANY * involved.max(), involved / area, 0)
        found = np.flatnonzero(share >= _AS_MUCH * share.max())
        chosen |= set(found.tolist())
        counts[found] = 0
        counts[:, found] = 0
    return tuple(sorted(chosen))
