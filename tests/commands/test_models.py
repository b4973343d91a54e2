"""``faceparse models``: what is at hand, and what is wrong with a file."""

import re

from faceparse_core.model_files.catalog import user_folder
from faceparse_core.model_files.detector_file import find_detector_file
from faceparse_core.model_files.locations import SHIPPED_DEFAULT


def test_models_of_the_user_are_listed_with_size_and_file(faceparse, tiny_model):
    folder = user_folder()
    folder.mkdir(parents=True)
    (folder / "mine.safetensors").write_bytes(tiny_model.read_bytes())
    (folder / "broken.safetensors").write_bytes(b"{}")
    ran = faceparse("models")
    assert ran.code == 0
    mine = next(line for line in ran.out.splitlines() if line.startswith("mine "))
    assert "64 px" in mine
    assert mine.rstrip().endswith(str(folder / "mine.safetensors"))
    assert re.search(r"^broken .*broken\.safetensors is not a model file", ran.out, re.MULTILINE)


def test_the_shipped_network_is_the_default(faceparse):
    line = next(line for line in faceparse("models").out.splitlines() if "(default)" in line)
    assert line.startswith(f"{SHIPPED_DEFAULT} (default)")
    assert "1,776,374" in line


def test_the_reports_network_can_be_chosen(faceparse):
    line = next(line for line in faceparse("models").out.splitlines() if line.startswith("lmsa "))
    assert "1,747,923" in line


def test_the_face_detector_is_named_and_a_users_own_comes_first(faceparse):
    installed = find_detector_file()
    assert f"Face detector: {installed}" in faceparse("models").out
    own = user_folder() / "face_detection_yunet_own.onnx"
    own.parent.mkdir(parents=True)
    own.write_bytes(installed.read_bytes())
    assert f"Face detector: {own}" in faceparse("models").out
