"""``faceparse research importance``: a file that fits the model it was measured for."""

from pathlib import Path

import pytest
import torch

from faceparse_core.model_files.checkpoint import load_model, read_info, read_tensors, save_model
from faceparse_core.trainer.ewc import EWC


@pytest.fixture
def data(draw_faces, tmp_path: Path) -> Path:
    return draw_faces(tmp_path / "data", 6)


@pytest.fixture
def model(tiny_model: Path, tmp_path: Path) -> Path:
    """The tiny model, as a training that held out two pairs left it."""
    info = read_info(tiny_model).model_copy(update={"recipe": {"data": {"validation_images": 2}}})
    path = tmp_path / "mine.safetensors"
    save_model(path, load_model(tiny_model)[0].state_dict(), info)
    return path


def test_the_file_fits_the_model_and_comes_out_the_same_again(faceparse, model, data, tmp_path):
    files = [tmp_path / name for name in ("one.safetensors", "two.safetensors")]
    for file in files:
        ran = faceparse(
            "research", "importance", model, "--data", data, "--out", file, "--images", 4, "--device", "cpu"
        )
        assert ran.code == 0, ran.err
    assert files[0].read_bytes() == files[1].read_bytes()
    network, _ = load_model(model)
    found = read_tensors(files[0])
    assert f"{sum(p.numel() for p in network.parameters()):,} weights is in {files[1]}" in ran.out
    assert {name: t.shape for name, t in found.items()} == {n: p.shape for n, p in network.named_parameters()}
    assert all(bool((t >= 0).all()) for t in found.values())
    assert all(bool(t.any()) for name, t in found.items() if "classify" in name)
    EWC(network, found, 1.0)


def test_the_photos_held_out_are_not_used(faceparse, model, data, tmp_path):
    out = tmp_path / "importance.safetensors"
    ran = faceparse("research", "importance", model, "--data", data, "--out", out, "--images", 5)
    assert ran.code == 1
    assert "4 training pairs, fewer than the 5 asked for" in ran.err
    assert not out.exists()


def test_more_photos_change_it(faceparse, model, data, tmp_path):
    found = []
    for images in (1, 4):
        out = tmp_path / f"{images}.safetensors"
        assert (
            faceparse("research", "importance", model, "--data", data, "--out", out, "--images", images).code
            == 0
        )
        found.append(read_tensors(out))
    assert not all(torch.equal(found[0][name], found[1][name]) for name in found[0])
