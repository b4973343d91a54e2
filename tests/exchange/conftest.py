"""A project with three photos, made by hand: no network is needed to export and import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.project import Prediction, Project
from tests.exchange.projects import SIZE, drawn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 256, (*SIZE[::-1], 3), np.uint8)
    for number in range(3):
        Image.fromarray(noise).save(folder / f"face {number}.jpg", quality=90)
    return folder


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    """Face 0 is accepted with a correction, face 1 parsed, face 2 new."""
    project = Project.open(folder)
    first, second, _ = project.records()
    for number, record in enumerate((first, second)):
        sure = np.full(SIZE[::-1], 200, np.uint8)
        frames = (whole_frame(*SIZE),)
        project.save_prediction(record.key, Prediction(drawn(number), sure, "lmsa-detail", frames, 0.1))
        project.save_labels(record.key, drawn(number), "parsed")
    corrected = drawn(0)
    corrected[10:12, 6:8] = ID_OF["cloth"]
    project.save_labels(first.key, corrected, "accepted")
    yield project
    project.close()
