"""A small network with random weights, drawn faces, and the command line in this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from faceparse_core.labels import ID_OF
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import ModelInfo, save_model
from faceparse_core.photos.imaging import write_indexed_png
from faceparse_gui.cli import main

TINY = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


@pytest.fixture
def faceparse(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, step_by_step: None
) -> Callable[..., Ran]:
    """``faceparse(*arguments)`` in this process, with networks that are not fused: nearly all are small."""
    monkeypatch.setenv("COLUMNS", "200")
    # This process would stay the last in the queue for all tests to come.
    monkeypatch.setattr("faceparse_gui.commands.finetune.step_back", lambda: None)

    def run(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return Ran(int(ended.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file whose answers are arbitrary but always the same."""
    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    save_model(path, build(TINY).state_dict(), ModelInfo(name="tiny", config=TINY, input_size=64))
    return path


@pytest.fixture
def save_photo() -> Callable[..., Path]:
    return _save_photo


@pytest.fixture
def draw_faces() -> Callable[..., Path]:
    return _draw_faces


def _save_photo(path: Path, size: tuple[int, int] = (48, 40), seed: int = 0, **options: object) -> Path:
    """Noise as a photo of ``size`` (width, height)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), np.uint8)
    Image.fromarray(pixels).save(path, **options)
    return path


def _draw_faces(folder: Path, count: int, side: int = 64) -> Path:
    """A data folder (images/, masks/) of ``count`` drawn faces, every part in a colour of its own."""
    images, masks = folder / "images", folder / "masks"
    for each in (images, masks):
        each.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    for number in range(count):
        dx, dy = (int(shift) for shift in rng.integers(-5, 6, 2))
        photo, labels = Image.new("RGB", (side, side), "white"), Image.new("L", (side, side), 0)
        for name, color, box in (
            ("hair", "black", (10, 4, 54, 48)),
            ("skin", "peru", (16, 12, 48, 58)),
            ("r_eye", "blue", (20, 26, 28, 32)),
            ("l_eye", "blue", (36, 26, 44, 32)),
            ("mouth", "red", (24, 44, 40, 50)),
        ):
            moved = (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy)
            ImageDraw.Draw(photo).ellipse(moved, fill=color)
            ImageDraw.Draw(labels).ellipse(moved, fill=ID_OF[name])
        photo.save(images / f"{number}.png")
        write_indexed_png(masks / f"{number}.png", np.array(labels))
    return folder
