"""``faceparse research robustness``: a row for each corruption, as table, JSON and page."""

import json
from pathlib import Path

import pytest

from faceparse_training.evaluation.corruptions import CORRUPTIONS


@pytest.fixture
def data(draw_faces, tmp_path: Path) -> Path:
    return draw_faces(tmp_path / "data", 3)


@pytest.fixture
def robustness(faceparse, data, tiny_model):
    return lambda *more: faceparse(
        "research", "robustness", tiny_model, "--data", data, "--validation", 3, *more
    )


def test_every_corruption_has_its_row_and_the_clean_photos_score_as_in_evaluate(
    robustness, faceparse, data, tiny_model
):
    ran = robustness("--json")
    assert ran.code == 0, ran.err
    figures = json.loads(ran.out)
    assert (figures["model"], figures["images"]) == ("tiny", 3)
    assert [row["name"] for row in figures["rows"]] == [each.name for each in CORRUPTIONS]
    for row in figures["rows"]:
        assert 0 <= row["whole"] <= 1
        assert (
            (row["auto"] is None)
            == (row["moved"] is None)
            == (row["name"] in {"greyscale", "blur", "noise", "jpeg", "low_light"})
        )
    folders = ("--images", data / "images", "--masks", data / "masks")
    scored = faceparse("evaluate", *folders, "--model", tiny_model, "--faces", "whole", "--json")
    assert figures["clean"]["whole"] == pytest.approx(json.loads(scored.out)["per_image_f"])
    assert 0 <= figures["clean"]["auto"] <= 1


def test_fewer_images_and_the_page(robustness, tmp_path):
    page = tmp_path / "results.md"
    ran = robustness("--images", 1, "--report", page)
    assert ran.code == 0, ran.err
    assert "tiny on 1 image," in ran.out
    text = page.read_text()
    for each in CORRUPTIONS:
        assert f"| {each.title} |" in text
        assert each.title in ran.out
    assert str(tmp_path) not in text
