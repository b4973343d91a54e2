"""``faceparse research simulate``: rows that are there are reported, not measured again."""

from pathlib import Path

import pytest

from faceparse_training.evaluation.shifts import SHIFTS
from faceparse_training.finetune.learner import FinetuneConfig
from tests.training.studies.simulate_rows import full_study


@pytest.fixture
def rows(tmp_path: Path):
    """Writes a whole study of the tiny model."""

    def write(**changes: object) -> Path:
        found = [row for shift in SHIFTS for seed in (0, 1, 2) for row in full_study(shift, seed, **changes)]
        path = tmp_path / "rows.jsonl"
        path.write_text("".join(row.model_dump_json() + "\n" for row in found))
        return path

    return write


@pytest.mark.parametrize(
    ("options", "config"),
    [
        ((), FinetuneConfig()),
        (("--ewc", 7, "--merge-weight", 0.5), FinetuneConfig(ewc=7, merge_weight=0.5)),
        (("--anchor", 7, "--mix", 0.5), FinetuneConfig(ewc=7, merge_weight=0.5)),
    ],
)
def test_a_whole_study_is_reported_at_once(faceparse, tiny_model, rows, tmp_path, options, config):
    file, page = rows(config=config), tmp_path / "loop.md"
    before = file.read_bytes()
    none = tmp_path / "no data"  # nothing is missing, so nothing is read
    ran = faceparse(
        "research", "simulate", tiny_model, "--data", none, "--out", file, "--report", page, *options
    )
    assert ran.code == 0, ran.err
    assert file.read_bytes() == before
    text = page.read_text()
    assert f"ewc {config.ewc:g}, merge weight {config.merge_weight:g}" in text
    assert all(f"#### {shift[0].upper()}{shift[1:]}" in text for shift in SHIFTS)
    assert (tmp_path / "results" / "simulate.png").is_file()


def test_a_shift_that_is_none_is_refused(faceparse, tiny_model, tmp_path):
    ran = faceparse(
        "research", "simulate", tiny_model, "--data", tmp_path, "--out", tmp_path / "rows", "--shift", "style"
    )
    assert ran.code == 2
    assert "style is none of appearance, composition, convention" in ran.err


def test_too_little_data_is_refused_and_nothing_is_written(faceparse, draw_faces, tmp_path):
    out = tmp_path / "rows.jsonl"
    data = draw_faces(tmp_path / "data", 6)
    ran = faceparse(
        "research", "simulate", "lmsa-detail", "--data", data, "--out", out, "--shift", "appearance"
    )
    assert ran.code == 1
    assert "300 and 100 are needed" in ran.err
    assert not out.exists()
