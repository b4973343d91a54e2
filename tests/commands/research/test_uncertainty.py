"""``faceparse research uncertainty``: how each measure ranks, as table, JSON and page."""

import json
from pathlib import Path

import pytest

from faceparse_training.evaluation.ranking import AS_THEY_ARE, FOUND, MEASURES, TOGETHER
from faceparse_training.evaluation.shifts import SHIFTS


@pytest.fixture
def data(draw_faces, tmp_path: Path) -> Path:
    return draw_faces(tmp_path / "data", 6)


@pytest.fixture
def uncertainty(faceparse, data, tiny_model):
    return lambda *more: faceparse(
        "research", "uncertainty", tiny_model, "--data", data, "--validation", 6, *more
    )


@pytest.mark.slow
def test_the_figures_come_out_the_same_as_json_and_in_the_page(uncertainty, tmp_path):
    page = tmp_path / "loop.md"
    ran = uncertainty("--json", "--report", page)
    assert ran.code == 0, ran.err
    figures = json.loads(ran.out)
    assert (figures["model"], figures["images"]) == ("tiny", 6)
    assert list(figures["ranks"]) == [AS_THEY_ARE, *SHIFTS, TOGETHER]
    for of_set in figures["ranks"].values():
        for rank in of_set.values():
            assert -1 <= rank["low"] <= rank["correlation"] <= rank["high"] <= 1
            assert 0 <= rank["found"] <= 1
    text = page.read_text()
    for name in (*MEASURES, *FOUND):
        rows = [line for line in text.splitlines() if line.startswith(f"| {name} |")]
        for row, ranks in zip(rows, ("ranks", "work_ranks"), strict=True):
            figure = f"{figures[ranks][TOGETHER][name]['correlation']:.2f}".replace("-", "−")
            assert figure in row.split("|")[-2]


def test_fewer_photos_and_the_table(uncertainty):
    ran = uncertainty("--images", 4)
    assert ran.code == 0, ran.err
    assert "tiny on 4 images" in ran.out
    for name in (*MEASURES, *FOUND):
        assert name in ran.out


def test_fewer_than_four_photos_are_refused(uncertainty):
    assert uncertainty("--images", 3).code == 2
