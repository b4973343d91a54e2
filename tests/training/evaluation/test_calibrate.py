"""A temperature that is known is found again, and half of the images judge what the other half fitted."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import ModelInfo, read_info, read_tensors, save_model
from faceparse_core.parsing.parser import Parser
from faceparse_training.data.datasets import DataError
from faceparse_training.data.held_out import HeldOutPhoto
from faceparse_training.evaluation.calibrate import (
    HIGHEST,
    LOWEST,
    CalibrationSample,
    calibrate,
    collect,
    fit_temperature,
    write_calibrated,
)

TINY = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)


def drawn(temperature: float, pixels: int, seed: int = 0, images: int = 1) -> CalibrationSample:
    """Pixels of ``images`` images by turns; ``softmax(logits / temperature)`` is their true probability."""
    random = torch.Generator().manual_seed(seed)
    scores = torch.randn(pixels, 19, generator=random) * 2
    truth = torch.multinomial(torch.softmax(scores, 1), 1, generator=random)[:, 0]
    return CalibrationSample(scores * temperature, truth, torch.arange(pixels) % images)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    torch.manual_seed(3)
    path = tmp_path_factory.mktemp("model") / "tiny.safetensors"
    info = ModelInfo(name="tiny", config=TINY, input_size=64, metrics={"per_image_f": 0.5})
    state = build(TINY).state_dict()
    state["decoder.classify.weight"] = torch.randn_like(state["decoder.classify.weight"])
    save_model(path, state, info)
    return path


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1.7, 6.0])
def test_a_known_temperature_is_found_again(temperature):
    assert fit_temperature(drawn(temperature, 40_000)) == pytest.approx(temperature, rel=0.03)


@given(st.floats(0.1, 15), st.integers(0, 1000))
def test_no_other_temperature_is_likelier(temperature, seed):
    sample = drawn(temperature, 500, seed)
    fitted = fit_temperature(sample)
    assert sample.nll(fitted) <= min(sample.nll(fitted * 1.05), sample.nll(fitted / 1.05))


def test_the_temperature_stays_in_its_bounds_where_no_finite_one_is_best():
    logits = torch.eye(19).repeat(20, 1)
    right = torch.arange(19).repeat(20)
    image = torch.zeros(380, dtype=torch.long)
    assert LOWEST <= fit_temperature(CalibrationSample(logits, right, image)) < 0.1
    assert fit_temperature(CalibrationSample(logits, (right + 1) % 19, image)) == pytest.approx(HIGHEST)


def test_an_overconfident_model_is_calibrated_on_images_it_was_not_fitted_on():
    result = calibrate(drawn(2.0, 60_000, images=6))
    assert result.temperature == pytest.approx(2.0, rel=0.03)
    assert result.before.error > 0.1
    assert result.error_after < 0.01
    assert result.after.error < 0.01
    assert result.nll_after < result.nll_before
    assert (result.images, result.pixels) == (6, 60_000)


def test_each_half_is_judged_by_the_temperature_of_the_other():
    a, b = drawn(1.0, 20_000, seed=1), drawn(3.0, 20_000, seed=2)
    image = torch.arange(20_000) % 5 * 2
    both = CalibrationSample(
        torch.cat([a.logits, b.logits]), torch.cat([a.truth, b.truth]), torch.cat([image, image + 1])
    )
    even, odd = calibrate(both).halves
    assert even.temperature == pytest.approx(3.0, rel=0.05)
    assert odd.temperature == pytest.approx(1.0, rel=0.05)
    assert even.error > 0.1  # what fits the odd images does not fit these, and that is not hidden
    assert odd.error > 0.1
    assert even.nll == pytest.approx(a.nll(even.temperature), rel=1e-4)


def test_one_image_is_refused():
    with pytest.raises(DataError, match="One image is too few"):
        calibrate(drawn(1.0, 100))


def test_the_sample_holds_what_the_program_shows(model):
    """All pixels are drawn: classes and confidences must then be those of the parser's own maps."""
    parser = Parser.load(model, "cpu")
    rng = np.random.default_rng(5)
    photos = rng.integers(0, 255, (2, 64, 96, 3), np.uint8)
    truths = rng.integers(0, 19, (2, 64, 96), np.uint8)
    found = [
        HeldOutPhoto(f"{i}", photo, truth)
        for i, (photo, truth) in enumerate(zip(photos, truths, strict=True))
    ]
    sample = collect(parser, found, 64 * 96)
    for i, photo in enumerate(photos):
        shown = parser.parse(photo, "whole")
        confidence, answer = sample.part(sample.image == i).probabilities(1.0).max(1)
        assert (
            torch.bincount(answer, minlength=19).tolist()
            == np.bincount(shown.labels.ravel(), minlength=19).tolist()
        )
        difference = np.sort(confidence.numpy() * 255) - np.sort(shown.confidence.ravel().astype(float))
        assert np.abs(difference).max() < 0.6
        assert (
            sample.truth[sample.image == i].bincount(minlength=19).tolist()
            == np.bincount(truths[i].ravel(), minlength=19).tolist()
        )


def test_a_smaller_sample_is_drawn_once_a_pixel_and_always_the_same(model):
    parser = Parser.load(model, "cpu")
    photo = np.random.default_rng(6).integers(0, 255, (64, 64, 3), np.uint8)
    example = HeldOutPhoto("a", photo, np.arange(64 * 64).reshape(64, 64).astype(np.uint8) % 19)
    first, again = (collect(parser, [example], 100) for _ in range(2))
    assert len(first.truth) == 100
    assert torch.equal(first.truth, again.truth)
    assert torch.equal(first.logits, again.logits)
    assert len(first.logits.unique(dim=0)) > 90


def test_the_calibrated_copy_differs_in_its_temperature_alone(model, tmp_path):
    result = calibrate(drawn(2.0, 5_000, images=2))
    out = tmp_path / "calibrated.safetensors"
    write_calibrated(model, result, out)
    before, after = read_info(model), read_info(out)
    assert after.temperature == result.temperature
    assert after.metrics == {"per_image_f": 0.5, "calibration_error": result.error_after}
    same = before.model_copy(update={"temperature": after.temperature, "metrics": after.metrics})
    assert after == same
    old, new = read_tensors(model), read_tensors(out)
    assert old.keys() == new.keys()
    assert all(torch.equal(old[key], new[key]) for key in old)
    photo = np.random.default_rng(7).integers(0, 255, (64, 64, 3), np.uint8)
    sharp, soft = (Parser.load(path, "cpu").parse(photo, "whole") for path in (model, out))
    assert np.array_equal(sharp.labels, soft.labels)
    assert soft.confidence.mean() < sharp.confidence.mean()
