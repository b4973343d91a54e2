"""``faceparse research scenes``: rows for crops and photos, as table, JSON and page."""

import json
from pathlib import Path

import pytest

from faceparse_training.data.scenes.photos import PHOTO_KINDS
from faceparse_training.evaluation.scenes import CROP_KINDS


@pytest.fixture
def scenes(faceparse, draw_faces, tmp_path: Path, tiny_model):
    data = draw_faces(tmp_path / "data", 2)
    return lambda *more: faceparse("research", "scenes", tiny_model, "--data", data, "--validation", 2, *more)


def test_every_kind_has_its_row(scenes, tmp_path, monkeypatch):
    for name in [*PHOTO_KINDS][1:]:  # looking for faces takes a second a photo
        monkeypatch.delitem(PHOTO_KINDS, name)
    page = tmp_path / "results.md"
    ran = scenes("--json", "--images", 1, "--report", page)
    assert ran.code == 0, ran.err
    figures = json.loads(ran.out)
    assert (figures["model"], figures["images"]) == ("tiny", 1)
    assert [row["name"] for row in figures["crops"]] == list(CROP_KINDS)
    assert [(row["name"], row["faces"]) for row in figures["photos"]] == [("alone", 1)]
    assert f"| {PHOTO_KINDS['alone'].title} |" in page.read_text()


def test_crops_alone(scenes):
    ran = scenes("--no-photos")
    assert ran.code == 0, ran.err
    assert "tiny on 2 images" in ran.out
    assert "a mask over mouth and nose" in ran.out
    assert "invented" not in ran.out


def test_the_command_never_had_another_name(faceparse):
    assert faceparse("scenes", "--help").code == 2
