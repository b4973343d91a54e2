"""A project of three photos with labels, and its autosave."""

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.project import Autosave, Project


@pytest.fixture
def work(tmp_path):
    """A project of three photos with labels of class 1, 2 and 3, accepted, and its autosave."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2, 3):
        Image.new("RGB", (16, 12)).save(folder / f"{number}.png")
    project = Project.open(folder)
    for number, record in enumerate(project.records(), start=1):
        project.save_labels(record.key, np.full((12, 16), number, np.uint8), "accepted")
    autosave = Autosave(project)
    yield project, autosave
    autosave.close(5)
    project.close()
