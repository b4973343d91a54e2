"""``faceparse research calibrate``: its figures, the model and the page it writes, and what is refused."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from faceparse_core.model_files.checkpoint import load_model, read_info, save_model


@pytest.fixture
def data(draw_faces, tmp_path: Path) -> Path:
    return draw_faces(tmp_path / "data", 8)


@pytest.fixture
def calibrate(faceparse, data, tiny_model):
    return lambda *more: faceparse(
        "research", "calibrate", tiny_model, "--data", data, "--validation", 6, *more
    )


def test_figures_as_json(calibrate):
    ran = calibrate("--json")
    assert ran.code == 0, ran.err
    figures = json.loads(ran.out)
    assert (figures["model"], figures["images"], figures["pixels"]) == ("tiny", 6, 6 * 64 * 64)
    assert 0 <= figures["calibration_error"]["after"] < figures["calibration_error"]["before"] <= 1
    assert figures["nll"]["after"] < figures["nll"]["before"]
    low, high = sorted(figures["half_temperatures"])
    assert low * 0.99 <= figures["temperature"] <= high * 1.01
    assert 0 < figures["error_rate"] <= 1
    for share in figures["errors_in_top_5_percent"].values():
        assert 0 <= share["pooled"] <= 0.05 / figures["error_rate"] + 1e-6
    assert json.loads(calibrate("--json").out) == figures  # the same every time


def test_the_table_and_the_written_model_agree(calibrate, tiny_model, tmp_path):
    out = tmp_path / "calibrated.safetensors"
    ran = calibrate("--write", out)
    assert ran.code == 0, ran.err
    shown = re.search(r"Temperature (\d+\.\d{4})", ran.out)
    assert shown
    assert read_info(out).temperature == pytest.approx(float(shown[1]), abs=5e-5)
    assert str(out) in ran.out
    assert read_info(tiny_model).temperature == 1.0


def test_an_existing_file_is_replaced_only_by_force(calibrate, tmp_path):
    out = tmp_path / "there.safetensors"
    out.write_bytes(b"precious")
    ran = calibrate("--write", out)
    assert ran.code == 2
    assert "there.safetensors already exists" in ran.err
    assert out.read_bytes() == b"precious"
    assert calibrate("--write", out, "--force").code == 0
    assert read_info(out).temperature != 1.0


def test_a_missing_folder_is_named_before_the_work(calibrate, tmp_path):
    ran = calibrate("--write", tmp_path / "nowhere" / "x.safetensors")
    assert ran.code == 2
    assert f"{tmp_path / 'nowhere'} for x.safetensors does not exist" in ran.err


def test_the_report_is_one_section_with_its_picture(calibrate, tmp_path):
    page = tmp_path / "docs" / "results.md"
    page.parent.mkdir()
    page.write_text("# By hand\n")
    assert calibrate("--report", page).code == 0
    assert calibrate("--report", page).code == 0
    text = page.read_text()
    assert text.startswith("# By hand\n")
    assert text.count("<!-- begin calibration -->") == text.count("### Confidence of tiny") == 1
    picture = page.parent / re.search(r"!\[.*\]\((.*)\)", text)[1]
    assert Image.open(picture).format == "PNG"
    assert str(tmp_path) not in text


@pytest.mark.parametrize("command", ["calibrate", "robustness"])
def test_what_cannot_be_measured_is_said(faceparse, data, tiny_model, tmp_path, command):
    assert (
        "holds 8 pairs, fewer than the 100" in faceparse("research", command, tiny_model, "--data", data).err
    )
    assert (
        "There is no folder" in faceparse("research", command, tiny_model, "--data", tmp_path / "nothing").err
    )
    for folder in ("images", "masks"):
        (tmp_path / "empty" / folder).mkdir(parents=True)
    assert "holds no photos" in faceparse("research", command, tiny_model, "--data", tmp_path / "empty").err
    other = tmp_path / "other.safetensors"
    other.write_bytes(b"no model")
    ran = faceparse("research", command, other, "--data", data)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "other.safetensors is not a model file" in ran.err
    assert "There is no model nobody" in faceparse("research", command, "nobody", "--data", data).err
    (data / "images" / "0.png").write_bytes(b"no picture")
    assert "0.png" in faceparse("research", command, tiny_model, "--data", data, "--validation", 8).err


def test_one_image_is_too_few(faceparse, data, tiny_model):
    ran = faceparse("research", "calibrate", tiny_model, "--data", data, "--validation", 1)
    assert ran.code == 1
    assert "One image is too few" in ran.err


def test_the_model_s_own_held_out_photos_are_taken_and_one_that_saw_all_is_flagged(
    faceparse, data, tiny_model, tmp_path
):
    network, info = load_model(tiny_model)
    for train_on_all in (False, True):
        recipe = {"data": {"validation_images": 4, "train_on_all": train_on_all}}
        model = tmp_path / f"{train_on_all}.safetensors"
        save_model(model, network.state_dict(), info.model_copy(update={"recipe": recipe}))
        ran = faceparse("research", "calibrate", model, "--data", data, "--json")
        assert json.loads(ran.out)["images"] == 4
        assert ("trained on all photos" in ran.err) == train_on_all
