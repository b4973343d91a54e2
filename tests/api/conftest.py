"""Three photos, and a small network whose answers are arbitrary but always the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Photos of noise, 48 × 40 pixels."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    for number, name in enumerate(("face 1.jpg", "face 2.png", "more/face 3.jpg")):
        pixels = np.random.default_rng(number).integers(0, 256, (40, 48, 3), np.uint8)
        Image.fromarray(pixels).save(folder / name)
    return folder


@pytest.fixture
def labels() -> np.ndarray:
    labels = np.zeros((40, 48), np.uint8)
    labels[5:30, 5:40] = ID_OF["skin"]
    labels[10:14, 12:17] = ID_OF["hat"]
    return labels


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch

    from faceparse_core.model import ModelConfig, build
    from faceparse_core.model_files.checkpoint import ModelInfo, save_model

    config = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)
    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    save_model(path, build(config).state_dict(), ModelInfo(name="tiny", config=config, input_size=64))
    return path
