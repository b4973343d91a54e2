"""Label maps that the tests of exporting and importing share."""

import numpy as np

from faceparse_core.labels import ID_OF

SIZE = 32, 24  # width, height


def drawn(number: int) -> np.ndarray:
    """Skin with a nose whose place depends on ``number``, a single pixel of an earring, hair above."""
    labels = np.zeros(SIZE[::-1], np.uint8)
    labels[6:20, 6:26] = ID_OF["skin"]
    labels[10:12, 10 + number : 13 + number] = ID_OF["nose"]
    labels[:4, 8:24] = ID_OF["hair"]
    labels[15, 27] = ID_OF["ear_r"]
    return labels
