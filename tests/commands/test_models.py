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


def test_a_network_is_added_and_can_be_used(faceparse, tiny_model, save_photo, tmp_path):
    mine = tmp_path / "mine.safetensors"
    mine.write_bytes(tiny_model.read_bytes())
    ran = faceparse("models", "add", mine)
    place = user_folder() / "mine.safetensors"
    assert (ran.code, ran.out) == (0, f"Added {place}\n")
    assert place.read_bytes() == mine.read_bytes()
    assert [each.name for each in place.parent.iterdir()] == ["mine.safetensors"]
    how = ("--out", tmp_path / "out", "--faces", "whole", "--model", "mine")
    assert faceparse("parse", save_photo(tmp_path / "a.png"), *how).code == 0


def test_a_detector_is_added_and_used(faceparse, tmp_path):
    file = tmp_path / "face_detection_yunet_mine.onnx"
    file.write_bytes(find_detector_file().read_bytes())
    ran = faceparse("models", "add", file)
    place = user_folder() / file.name
    assert (ran.code, ran.out) == (0, f"Added {place}\nFace detector: {place}\n")
    assert f"Face detector: {place} (your own)" in faceparse("models").out


def test_what_is_there_already_is_replaced_only_when_asked(faceparse, tiny_model, tmp_path):
    place = user_folder() / "mine.safetensors"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"another")
    mine = tmp_path / "mine.safetensors"
    mine.write_bytes(tiny_model.read_bytes())
    ran = faceparse("models", "add", mine)
    assert ran.code == 1
    assert f"{mine} was not added: mine.safetensors is in {place.parent} already." in ran.err
    assert "--force" in ran.err
    assert place.read_bytes() == b"another"
    assert faceparse("models", "add", mine, "--force").code == 0
    assert place.read_bytes() == mine.read_bytes()
    again = faceparse("models", "add", place, "--force")
    assert (again.code, "is there already" in again.err) == (1, True)
    assert place.read_bytes() == mine.read_bytes()


def test_what_is_no_model_is_refused_by_name_and_nothing_is_left(faceparse, tiny_model, tmp_path):
    detector = find_detector_file().read_bytes()
    link = tmp_path / "link.safetensors"
    link.symlink_to(tiny_model)
    files = {
        "weights.bin": (tiny_model.read_bytes(), "neither a network"),
        "yunet.onnx": (detector, "Rename it"),
        "face_detection_yunet_no.onnx": (detector[: len(detector) // 2], "not a YuNet face detector"),
        "face_detection_yunet_large.onnx": (bytes(10_000_001), "10,000,000 bytes"),
        "damaged.safetensors": (tiny_model.read_bytes()[:-100], "damaged.safetensors is not a model file"),
        f"{SHIPPED_DEFAULT}.safetensors": (tiny_model.read_bytes(), "ships with the program"),
        "link.safetensors": (None, "is a link"),
    }
    for name, (content, why) in files.items():
        if content is not None:
            (tmp_path / name).write_bytes(content)
        ran = faceparse("models", "add", tmp_path / name)
        assert ran.code == 1
        assert why in ran.err
        assert str(tmp_path / name) in ran.err
    assert not user_folder().exists() or not list(user_folder().iterdir())
