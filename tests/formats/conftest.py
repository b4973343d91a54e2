"""What the tests of the formats share: a drawn face."""

from __future__ import annotations

import numpy as np
import pytest

from faceparse_core.labels import ID_OF


@pytest.fixture
def photo() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (24, 31, 3), dtype=np.uint8)


@pytest.fixture
def labels() -> np.ndarray:
    """A nose on skin in a field of background, with hair in a corner."""
    labels = np.zeros((24, 31), dtype=np.uint8)
    labels[4:20, 5:25] = ID_OF["skin"]
    labels[10:14, 12:17] = ID_OF["nose"]
    labels[:3, :3] = ID_OF["hair"]
    return labels
