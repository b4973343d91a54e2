"""A window with photos, and masks to import."""

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.ui.shell.main_window import MainWindow
from tests.ui.importing.import_steps import HAIR


@pytest.fixture
def window(theme, photo_folder, qtbot):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    yield window
    window.close()


@pytest.fixture
def masks(tmp_path):
    """Masks of hair for 1.png and 2.png, and one of no photo."""
    folder = tmp_path / "masks"
    folder.mkdir()
    for name in ("1", "2", "stranger"):
        Image.fromarray(np.full((48, 64), HAIR, np.uint8)).save(folder / f"{name}.png")
    return folder
