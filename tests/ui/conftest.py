"""What the tests of the widgets share: the installed theme, and a small hand-made label map."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
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
    labels[disc(195, 470, 175, 250)] = 18
    labels[disc(228, 82, 78, 72)] = 13
    labels[disc(222, 180, 44, 40)] = 17
    labels[disc(226, 114, 47, 62)] = 1
    for class_id, cx in ((5, 205), (4, 247)):
        labels[disc(cx, 103, 9, 4)] = class_id
        labels[disc(cx, 92, 14, 3)] = class_id + 2
    labels[disc(225, 118, 9, 17)] = 2
    labels[disc(226, 142, 19, 3)] = 11
    labels[disc(226, 148, 17, 4)] = 12
    return labels


@pytest.fixture
def photo_folder(tmp_path: Path) -> Path:
    """A folder with the photos 1.png to 3.png, each 64 x 48 pixels of another grey."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2, 3):
        Image.new("RGB", (64, 48), (60 * number,) * 3).save(folder / f"{number}.png")
    return folder
