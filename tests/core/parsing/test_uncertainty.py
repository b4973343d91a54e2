"""The uncertainty of a whole photo against a slow sum, a draw of truths, and real parses."""

import numpy as np
import pytest
import torch

from faceparse_core.metrics import confusion, mean_f
from faceparse_core.parsing.faces import whole_frame
from faceparse_core.parsing.paste import CropLogits
from faceparse_core.parsing.uncertainty import expected_f, uncertainty, wrong_share

FRAME = whole_frame(64, 64)


def some_logits(seed: int, classes: int = 19, h: int = 6, w: int = 5, sharp: float = 2.0) -> torch.Tensor:
    return torch.randn((classes, h, w), generator=torch.Generator().manual_seed(seed)) * sharp


def slow_expected_f(p: np.ndarray) -> float:
    """Pixel by pixel and class by class, straight from the definition."""
    classes, h, w = p.shape
    scores = []
    for c in range(classes):
        hits = size = mass = 0.0
        for y in range(h):
            for x in range(w):
                mass += p[c, y, x]
                if p[c, y, x] == max(p[k, y, x] for k in range(classes)):
                    hits += p[c, y, x]
                    size += 1
        if size:
            scores.append(2 * hits / (size + mass))
    return sum(scores) / len(scores)


@pytest.mark.parametrize("seed", range(5))
def test_expected_f_is_the_sum_it_says(seed):
    p = some_logits(seed).softmax(0)
    assert expected_f(p) == pytest.approx(slow_expected_f(p.double().numpy()), abs=1e-6)


def test_expected_f_is_what_truths_drawn_from_the_probabilities_score():
    rng = np.random.default_rng(0)
    p = some_logits(1, classes=3, h=40, w=40, sharp=1.5).softmax(0)
    answer = p.argmax(0).byte().numpy()
    steps = p.double().numpy().cumsum(0)
    drawn = []
    for _ in range(60):
        truth = np.minimum((rng.random(answer.shape) > steps).sum(0), 2).astype(np.uint8)
        drawn.append(mean_f(confusion(truth, answer, 3)))
    assert expected_f(p) == pytest.approx(np.mean(drawn), abs=0.01)


def test_the_wrong_share_is_what_truths_drawn_from_the_probabilities_have_wrong():
    rng = np.random.default_rng(0)
    p = some_logits(1, classes=3, h=40, w=40, sharp=1.5).softmax(0)
    steps = p.double().numpy().cumsum(0)
    answer = p.argmax(0).numpy()
    wrong = [(np.minimum((rng.random(answer.shape) > steps).sum(0), 2) != answer).mean() for _ in range(60)]
    assert wrong_share(p) == pytest.approx(np.mean(wrong), abs=0.01)


def test_a_certain_answer_is_not_uncertain():
    assert uncertainty([CropLogits(FRAME, some_logits(2) * 1e4)], 1.0) == pytest.approx(0, abs=1e-6)


def test_a_higher_temperature_is_less_sure():
    crops = [CropLogits(FRAME, some_logits(3))]
    cool, warm = uncertainty(crops, 0.5), uncertainty(crops, 2.0)
    assert 0 < cool < warm < 1
    assert cool == pytest.approx(1 - float((crops[0].logits / 0.5).softmax(0).amax(0).mean()))


def test_the_worst_face_decides_and_surroundings_do_not_count():
    sure, unsure = CropLogits(FRAME, some_logits(4, sharp=20)), CropLogits(FRAME, some_logits(5, sharp=1))
    around = CropLogits(FRAME, some_logits(6, sharp=0.1), width=2.0)
    alone = uncertainty([unsure], 1.0)
    assert uncertainty([sure], 1.0) < alone
    assert uncertainty([sure, unsure, around], 1.0) == alone
    assert uncertainty([unsure, sure], 1.0) == alone


def test_no_crop_means_nothing_to_doubt():
    assert uncertainty([], 1.0) == 0


def test_a_parse_knows_that_noise_is_harder_than_a_portrait(small_portrait, shipped_parser):
    noise = np.random.default_rng(0).normal(0, 30, small_portrait.shape)
    clear = shipped_parser.parse(small_portrait).uncertainty
    harmed = shipped_parser.parse((small_portrait + noise).clip(0, 255).astype(np.uint8)).uncertainty
    assert 0 < clear < harmed < 1
