"""A study's section and plots, from runs with known scores."""

import re

import numpy as np
import pytest
from PIL import Image

from faceparse_training.studies.ablation import StudyError, runs
from faceparse_training.studies.ablation_report import write_report
from faceparse_training.studies.outcomes import best_of_groups, read_outcomes
from faceparse_training.studies.prediction_grid import aligned_portrait
from tests.training.studies import study_runs

FIGURES = {
    "published/baseline": {0: 0.60, 1: 0.62},
    "published/lmsa": {0: 0.70, 1: 0.72},
    "corrected/lmsa": {0: 0.75},
}
COMMAND = "faceparse research ablate small-ladder --data DIR --out RUNS --report results.md"


def row(text: str, first: str) -> list[str]:
    """The cells of the first row that has ``first`` in its first cell."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return next(cells for cells in rows if cells[0] == first)


@pytest.fixture
def page(tmp_path):
    """Writes the report of ``FIGURES`` and reads the page."""

    def write(**changes):
        study = study_runs.study(**changes)
        if not (tmp_path / "runs").exists():
            study_runs.write_runs(study, tmp_path / "runs", FIGURES)
        path = tmp_path / "docs" / "results.md"
        write_report(read_outcomes(study, tmp_path / "runs"), path, COMMAND)
        return path

    return write


def test_figures_are_means_and_deviations_over_the_seeds(page):
    text = page().read_text()
    assert row(text, "published/lmsa") == [
        "published/lmsa", "2", "0.7100 ± 0.0141", "0.6600 ± 0.0141", "0.6100 ± 0.0141", "0.7000 ± 0.0141",
        "1,747,923", "1–2", "2.0",
    ]  # fmt: skip
    assert row(text, "corrected/lmsa")[1:3] == ["1", "0.7500"]
    assert "published/lmsa | 0.7100 ± 0.0141 | 0.2500 ± 0.0000 | 0.7100 ± 0.0141 | –" in text
    assert row(text, "LMSA helps")[3:] == ["2", "+0.1000 ± 0.0000", "+0.0392 to +0.1608", "**yes**"]
    assert "2 epochs at 64 px, batches of 4" in text
    assert "5 of 6 runs finished" in text
    assert "90 images to learn from, 10 held out" in text
    assert "per-image F minus batch-32 F is +0.0500 ± 0.0000 over the 5 finished runs" in text
    assert COMMAND in text


def test_every_picture_of_the_page_is_there_and_small(page):
    path = page()
    names = re.findall(r"!\[.*\]\((.*)\)", path.read_text())
    assert {name.rpartition("-")[2] for name in names} == {
        "rungs.png", "curves.png", "classes.png", "claims.png", "predictions.png",
    }  # fmt: skip
    for name in names:
        file = path.parent / name
        assert file.stat().st_size <= 150_000
        with Image.open(file) as picture:
            assert min(picture.size) >= 100
            assert np.asarray(picture.convert("L")).std() > 5  # something is drawn


@pytest.mark.slow
def test_unfinished_and_failed_runs_are_distinguished(page, tmp_path):
    study_runs.write_runs(study_runs.study(), tmp_path / "runs", FIGURES)
    missing = next(r for r in runs(study_runs.study(), tmp_path / "runs") if not r.folder.exists())
    assert "- not begun: 1 run\n" in page().read_text()
    study_runs.write_log(missing, 0.5, epochs=1)
    assert "- corrected/lmsa, seed 1: 1 of 2 epochs done" in page().read_text()
    (missing.folder / "failed.txt").write_text("The loss is no longer a number.")
    text = page().read_text()
    assert "- corrected/lmsa, seed 1, failed after 1 of 2 epochs: The loss is no longer a number." in text
    assert text.count("<!-- begin small-ladder -->") == 1


def test_a_study_without_a_finished_run_says_so(tmp_path):
    page = tmp_path / "results.md"
    write_report(read_outcomes(study_runs.study(), tmp_path / "none"), page, COMMAND)
    assert "No run is finished yet." in page.read_text()
    assert "- not begun: 6 runs" in page.read_text()
    assert not (tmp_path / "results").exists()


def test_runs_of_other_settings_are_refused_by_name(page, tmp_path):
    study_runs.write_runs(study_runs.study(), tmp_path / "runs", FIGURES)
    with pytest.raises(StudyError, match=r"published/baseline.seed-0 holds a run .* other settings"):
        page(budget={"size": 96, "epochs": 2, "batch_size": 4})


def test_the_best_of_each_group_is_shown(tmp_path):
    study = study_runs.study()
    study_runs.write_runs(study, tmp_path, FIGURES)
    assert best_of_groups(read_outcomes(study, tmp_path)) == ["published/lmsa", "corrected/lmsa"]


def test_the_portrait_is_aligned_as_the_training_crops_are(shipped_parser):
    from faceparse_core.labels import ID_OF

    crop = aligned_portrait()
    labels = shipped_parser.parse(crop, "whole").labels
    for name, (x, y) in {"l_eye": (318.9, 245.2), "r_eye": (193.7, 245.0)}.items():
        ys, xs = np.nonzero(labels == ID_OF[name])
        assert (xs.mean(), ys.mean()) == pytest.approx((x, y), abs=12)
