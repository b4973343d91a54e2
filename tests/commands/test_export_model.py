"""``faceparse export-model``: what it writes, what it says, and what it will not do."""

from __future__ import annotations

import os

import numpy as np
import onnxruntime
import pytest


def test_a_model_is_written_and_the_agreement_reported(faceparse, tiny_model, tmp_path):
    out = tmp_path / "net.onnx"
    ran = faceparse("export-model", tiny_model, out)
    assert ran.code == 0
    assert ran.out.startswith(f"{out}: 64 px, ")
    assert "% of the pixels." in ran.out
    assert ran.err == ""
    session = onnxruntime.InferenceSession(str(out), providers=["CPUExecutionProvider"])
    (labels,) = session.run(["labels"], {"photo": np.zeros((2, 64, 64, 3), np.uint8)})
    assert labels.shape == (2, 64, 64)


@pytest.mark.usefixtures("onnx_on_noise")
def test_side_and_opset_are_used(faceparse, tiny_model, tmp_path):
    ran = faceparse("export-model", tiny_model, tmp_path / "net.onnx", "--side", 96, "--opset", 15)
    assert ran.code == 0
    assert ": 96 px, " in ran.out


@pytest.mark.usefixtures("onnx_on_noise")
def test_an_existing_file_is_replaced_only_when_allowed(faceparse, tiny_model, tmp_path):
    out = tmp_path / "net.onnx"
    out.write_text("mine")
    ran = faceparse("export-model", tiny_model, out)
    assert ran.code == 2
    assert "net.onnx already exists" in ran.err
    assert out.read_text() == "mine"
    assert faceparse("export-model", tiny_model, out, "--force").code == 0
    assert out.stat().st_size > 1000


def test_neither_a_folder_nor_a_pipe_nor_the_model_itself_is_written_over(faceparse, tiny_model, tmp_path):
    (tmp_path / "folder.onnx").mkdir()
    os.mkfifo(tmp_path / "pipe.onnx")
    mine = tmp_path / "mine.safetensors"
    mine.write_bytes(tiny_model.read_bytes())
    (tmp_path / "link.onnx").symlink_to(mine)
    for name, said in (
        ("folder", "is not a file"),
        ("pipe", "is not a file"),
        ("link", "is the model itself"),
    ):
        ran = faceparse("export-model", mine, tmp_path / f"{name}.onnx", "--force")
        assert ran.code == 2
        assert f"{name}.onnx {said}" in ran.err
    assert mine.read_bytes() == tiny_model.read_bytes()


def test_what_cannot_be_done_is_said_in_a_sentence(faceparse, tiny_model, tmp_path):
    for arguments, code, said in (
        (("no-such-model", tmp_path / "net.onnx"), 1, "There is no model no-such-model"),
        ((tiny_model, tmp_path / "net.pt"), 2, "does not end in .onnx"),
        ((tiny_model, tmp_path / "no" / "net.onnx"), 1, "does not exist"),
        ((tiny_model, tmp_path / "net.onnx", "--opset", 30), 2, "--opset"),
        ((tiny_model, tmp_path / "net.onnx", "--side", 8), 2, "--side"),
    ):
        ran = faceparse("export-model", *arguments)
        assert ran.code == code
        assert said in ran.err
        assert "Traceback" not in ran.err
    assert not list(tmp_path.iterdir())
