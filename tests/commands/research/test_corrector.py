"""``faceparse research corrector``: from labelled photos to the file that the window reads."""

from pathlib import Path

import numpy as np
import pytest

from faceparse_core.corrector.corrector import Corrector
from faceparse_core.corrector.inputs import PLANES, SIDE


@pytest.fixture
def train(faceparse, draw_faces, tiny_model, tmp_path: Path):
    data = draw_faces(tmp_path / "data", 5, side=96)
    run = tmp_path / "run"

    def start(*more: object):
        words = ["research", "corrector", "--data", data, "--out", run, "--model", tiny_model]
        return faceparse(*words, "--validation", 1, "--others", 1, "--steps", 2, "--batch-size", 2, *more)

    return start, run


def test_the_file_answers_and_a_second_start_has_nothing_left_to_do(train):
    start, run = train
    ran = start()
    assert ran.code == 0, ran.err
    assert "step 2:" in ran.out
    answer = Corrector((run / "corrector.onnx").read_bytes()).logits(
        np.zeros((PLANES, SIDE, SIDE), np.float32)
    )
    assert answer.shape == (SIDE, SIDE)
    kept = {file: file.stat().st_mtime_ns for file in (run / "errors").iterdir()}
    assert len(kept) == 4, "of the photo held out nothing is learned"
    again = start()
    assert again.code == 0, again.err
    assert "step" not in again.out
    assert {file: file.stat().st_mtime_ns for file in (run / "errors").iterdir()} == kept


def test_too_few_photos_are_refused(train):
    start, _ = train
    ran = start("--others", 4)
    assert ran.code == 1
    assert "4 pairs to learn from" in ran.err
