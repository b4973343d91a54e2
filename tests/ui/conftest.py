"""What the tests of the widgets share: the installed theme, and a small hand-made label map."""

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from faceparse_gui.ui.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    theme = Theme.install(qapp)
    theme.set_preference("light")
    return theme


@pytest.fixture
def face_labels() -> np.ndarray:
    """A drawn face, uint8 (512, 512): hair, skin, nose, eyes, lips, neck, clothes on background."""
    y, x = np.mgrid[0:512, 0:512]

    def disc(cx: float, cy: float, rx: float, ry: float) -> np.ndarray:
        return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1

    labels = np.zeros((512, 512), np.uint8)
    labels[disc(250, 500, 220, 120)] = 18
    labels[disc(250, 140, 120, 130)] = 13
    labels[disc(250, 270, 50, 60)] = 17
    labels[disc(250, 170, 80, 105)] = 1
    for class_id, cx in ((5, 220), (4, 280)):
        labels[disc(cx, 150, 16, 8)] = class_id
        labels[disc(cx, 128, 24, 5)] = class_id + 2
    labels[disc(250, 185, 14, 26)] = 2
    labels[disc(250, 228, 30, 7)] = 11
    labels[disc(250, 240, 30, 8)] = 12
    return labels
