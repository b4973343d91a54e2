"""Photos that were accepted for some classes only: what their labels say of each pixel.

A person who looked at the earrings alone says where earrings are and where there are none, and
nothing of what else is where. Imports no torch.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from faceparse_core.labels import NUM_CLASSES, LabelMap

OTHER = 254
"""In a label map: any class but those that were accepted."""


def known_labels(labels: LabelMap, predicted: LabelMap | None, classes: Collection[int]) -> LabelMap:
    """Labels of which only ``classes`` were accepted, the rest ``OTHER``; ids above 18 stay.

    What a person took away from one of these classes is known too: he said what is there in its place.

    Args:
        labels: class ids, ``uint8 (H, W)``; ``predicted`` likewise, what the network had said, if known.
        classes: empty for all.
    """
    if not classes:
        return labels
    chosen = list(classes)
    known = np.isin(labels, chosen) | (labels >= NUM_CLASSES)
    if predicted is not None:
        known |= np.isin(predicted, chosen)
    return np.where(known, labels, np.uint8(OTHER))


def only_classes(labels: LabelMap, classes: Sequence[int]) -> LabelMap:
    """``labels`` by ``classes`` alone: all others become one of these others. Empty for all, too."""
    if len(set(classes)) in (0, NUM_CLASSES):
        return labels
    rest = next(each for each in range(NUM_CLASSES) if each not in classes)
    is_rest = ~np.isin(labels, list(classes)) & ((labels < NUM_CLASSES) | (labels == OTHER))
    return np.where(is_rest, np.uint8(rest), labels)


def likeliest(labels: LabelMap, said: LabelMap, classes: Collection[int]) -> LabelMap:
    """``labels`` with what a network ``said`` for ``OTHER``, but 255 where it said one of ``classes``."""
    guess = np.where(np.isin(said, list(classes)), np.uint8(255), said)
    return np.where(labels == OTHER, guess, labels)
