"""What the corrector learns from, and that it learns, stops and goes on."""

import numpy as np
import pytest

from faceparse_core.corrector.inputs import IS_CLASS, NO, SIDE, YES
from faceparse_core.model_files.checkpoint import CheckpointError
from faceparse_training.corrector.errors import ParsedFace
from faceparse_training.corrector.samples import Samples, with_another_stroke
from faceparse_training.corrector.strokes import stroke
from faceparse_training.corrector.train import STATE, CorrectorProgress, CorrectorSettings, train
from faceparse_training.data.datasets import DataError


def _face(seed: int) -> ParsedFace:
    """A bright square of hair on a dark ground, of which the network misses a half and doubts it."""
    rng = np.random.default_rng(seed)
    truth = np.zeros((512, 512), np.uint8)
    x, y = rng.integers(60, 250, 2)
    truth[y : y + 120, x : x + 160] = 13
    labels = truth.copy()
    labels[y : y + 120, x + 80 : x + 160] = 0
    confidence = np.where(labels == truth, 250, 120).astype(np.uint8)
    photo = np.where(truth == 13, 200, 60)[..., None] + rng.integers(0, 20, (512, 512, 3))
    return ParsedFace(photo.astype(np.uint8), truth, labels, confidence)


@pytest.fixture(scope="module")
def faces() -> list[ParsedFace]:
    return [_face(seed) for seed in range(4)]


def test_a_stroke_lies_in_the_area_about(faces):
    area = faces[0].labels != faces[0].truth
    rng = np.random.default_rng(0)
    for _ in range(50):
        drawn = stroke(area, rng)
        assert drawn.any()
        assert (drawn & area).sum() >= 0.9 * drawn.sum()


def test_a_sample_shows_the_error_and_asks_for_its_correction(faces):
    samples = Samples(faces)
    rng = np.random.default_rng(1)
    seen = [samples.draw(rng) for _ in range(60)]
    for sample in seen:
        labels = sample.planes[IS_CLASS] > 0.5
        stroke_for, stroke_against = sample.planes[YES] > 0, sample.planes[NO] > 0
        assert stroke_for.any() != stroke_against.any()
        wrong = (labels != (sample.truth > 0)) & (sample.counts > 0.5)
        assert (wrong & (stroke_for | stroke_against)).any()
    assert any((sample.planes[NO] > 0).any() for sample in seen)


def test_another_stroke_goes_where_the_answer_is_wrong(faces):
    rng = np.random.default_rng(2)
    sample = Samples(faces).draw(rng)
    nothing = np.zeros((SIDE, SIDE), bool)
    before = sample.planes[[YES, NO]].sum()
    with_another_stroke(sample, sample.truth > 0, rng)
    assert sample.planes[[YES, NO]].sum() == before, "nothing is wrong"
    with_another_stroke(sample, nothing, rng)
    assert sample.planes[YES].sum() > 0


def test_it_learns_and_goes_on_from_its_state(faces, tmp_path):
    said: list[CorrectorProgress] = []
    settings = CorrectorSettings(steps=14, batch=4, rate=5e-3, warmup=3, decay=0.8)
    train(faces, faces, tmp_path, settings, said.append, lambda: len(said) == 8)
    assert len(said) == 8
    train(faces, faces, tmp_path, settings, said.append)
    assert [each.step for each in said] == list(range(1, 15))
    assert np.mean([each.loss for each in said[-3:]]) < 0.8 * said[0].loss
    assert said[-1].gain is not None
    other = CorrectorSettings(steps=14, batch=4, seed=5)
    with pytest.raises(CheckpointError, match=STATE):
        train(faces, faces, tmp_path, other)


def test_faces_without_an_error_are_refused():
    face = _face(0)
    with pytest.raises(DataError, match="no large area"):
        Samples([ParsedFace(face.photo, face.truth, face.truth, face.confidence)])
