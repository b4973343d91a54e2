"""The exported network, in ONNX Runtime and by onnx's own checker, against torch."""

from __future__ import annotations

import builtins
import json
import os
from pathlib import Path

import cv2
import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from faceparse_core.files.writing import FileError
from faceparse_core.labels import NAMES, PALETTE
from faceparse_core.model import ModelConfig, build, normalise
from faceparse_core.model_files.catalog import resolve
from faceparse_core.model_files.checkpoint import ModelInfo, load_model, read_info, save_model
from faceparse_core.model_files.onnx_export import MAX_OPSET, MIN_OPSET, OPSET, OnnxError, export_onnx

TINY = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    info = ModelInfo(name="tiny", config=TINY, input_size=64, temperature=1.7, licence="MIT")
    save_model(path, build(TINY).state_dict(), info)
    return path


def run(file: Path, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    labels, probabilities = session.run(["labels", "probabilities"], {"photo": pictures})
    return labels, probabilities


@torch.inference_mode()
def logits_of(model: Path, pictures: np.ndarray) -> torch.Tensor:
    network, _ = load_model(model)
    return network(normalise(torch.from_numpy(pictures)))


@pytest.fixture(scope="module")
def exported(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``tiny`` as it is exported unless told otherwise."""
    out = tmp_path_factory.mktemp("exported") / "net.onnx"
    export_onnx(tiny, out)
    return out


@pytest.mark.slow
@pytest.mark.parametrize(("name", "side"), [("lmsa-detail", 512), ("lmsa", 256)])
def test_a_shipped_network_gives_the_same_classes(
    name: str, side: int, astronaut: np.ndarray, tmp_path: Path
) -> None:
    """On a portrait's crop, on noise, on grey: one by one, and together."""
    model, out = resolve(name), tmp_path / "net.onnx"
    done = export_onnx(model, out, side)
    assert done.size == out.stat().st_size
    assert done.agreement >= 0.999
    onnx.checker.check_model(str(out), full_check=True)
    face = cv2.resize(astronaut[5:205, 125:325], (side, side), interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(1).integers(0, 256, (side, side, 3), np.uint8)
    pictures = np.stack([face, noise, np.full_like(noise, 128)])
    expected = logits_of(model, pictures)
    sure = torch.softmax(expected / read_info(model).temperature, 1).numpy()
    for some in (slice(0, 1), slice(1, 2), slice(0, 3)):
        labels, probabilities = run(out, pictures[some])
        assert labels.dtype == np.uint8
        assert probabilities.dtype == np.float32
        assert (labels == expected[some].argmax(1).numpy()).mean() >= 0.999
        assert np.abs(probabilities - sure[some]).max() < 1e-3
    assert len(np.unique(labels[0])) > 8  # it is a face


@pytest.mark.usefixtures("onnx_on_noise")
@pytest.mark.parametrize("side", [64, 96, 101])
def test_the_side_can_be_chosen(tiny: Path, side: int, tmp_path: Path) -> None:
    assert export_onnx(tiny, tmp_path / "net.onnx", side).side == side
    picture = np.random.default_rng(1).integers(0, 256, (1, side, side, 3), np.uint8)
    labels, probabilities = run(tmp_path / "net.onnx", picture)
    assert labels.shape == (1, side, side)
    assert probabilities.shape == (1, 19, side, side)
    assert (labels == logits_of(tiny, picture).argmax(1).numpy()).mean() >= 0.999


@pytest.mark.usefixtures("onnx_on_noise")
@pytest.mark.parametrize("opset", [MIN_OPSET, MAX_OPSET])
def test_the_opset_can_be_chosen(tiny: Path, opset: int, tmp_path: Path) -> None:
    export_onnx(tiny, tmp_path / "net.onnx", opset=opset)
    assert onnx.load(tmp_path / "net.onnx").opset_import[0].version == opset


def test_the_file_says_what_it_is(exported: Path) -> None:
    graph = onnx.load(exported)
    assert graph.opset_import[0].version == OPSET
    about = {each.key: each.value for each in graph.metadata_props}
    assert about["name"] == "tiny"
    assert about["licence"] == "MIT"
    assert len(about["version"]) == 8
    assert tuple(json.loads(about["classes"])) == NAMES
    assert json.loads(about["palette"]) == PALETTE.tolist()
    shapes = {
        each.name: [dim.dim_param or dim.dim_value for dim in each.type.tensor_type.shape.dim]
        for each in (*graph.graph.input, *graph.graph.output)
    }
    assert shapes == {
        "photo": ["batch", 64, 64, 3],
        "labels": ["batch", 64, 64],
        "probabilities": ["batch", 19, 64, 64],
    }


def test_the_probabilities_are_calibrated(tiny: Path, exported: Path) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (1, 64, 64, 3), np.uint8)
    expected = torch.softmax(logits_of(tiny, picture) / 1.7, 1).numpy()
    assert np.abs(run(exported, picture)[1] - expected).max() < 1e-5


@pytest.mark.usefixtures("onnx_on_noise")
def test_the_same_network_gives_the_same_file(tiny: Path, exported: Path, tmp_path: Path) -> None:
    export_onnx(tiny, tmp_path / "again.onnx")
    assert (tmp_path / "again.onnx").read_bytes() == exported.read_bytes()


@pytest.mark.usefixtures("onnx_on_noise")
def test_a_network_that_answers_otherwise_is_not_written(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faceparse_core.model_files.onnx_export.agree", lambda *given: 0.995)
    with pytest.raises(OnnxError, match=r"net\.onnx was not written.*of the pixels only"):
        export_onnx(tiny, tmp_path / "net.onnx")
    assert not list(tmp_path.iterdir())


@pytest.mark.usefixtures("onnx_on_noise")
def test_a_full_disk_leaves_the_earlier_file(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "net.onnx").write_text("mine")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match="disk is full"):
        export_onnx(tiny, tmp_path / "net.onnx")
    assert [each.name for each in tmp_path.iterdir()] == ["net.onnx"]
    assert (tmp_path / "net.onnx").read_text() == "mine"


@pytest.mark.parametrize("missing", ["onnx", "onnxruntime"])
def test_a_missing_library_is_named_with_its_extra(
    missing: str, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == missing:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(OnnxError, match=rf"{missing} is not installed.*pip install 'faceparse-gui\[onnx\]'"):
        export_onnx(tiny, tmp_path / "net.onnx")
