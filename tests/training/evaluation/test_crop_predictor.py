"""What two networks say of a crop, and what a person has to mend in it."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import label, regionprops

from faceparse_core.losses import IGNORE
from faceparse_core.model import ModelConfig, build
from faceparse_core.model_files.checkpoint import ModelInfo
from faceparse_core.parsing.parser import Parser
from faceparse_training.evaluation.crop_predictor import CropPrediction, CropPredictor, agreement, effort

TINY = ModelConfig(dims=(8, 8, 8, 8), depths=(1, 1, 1, 1), decoder_width=8, lmsa=False)
SIDE = 12
MAPS = arrays(np.uint8, (SIDE, SIDE), elements=st.sampled_from([0, 1, 2, 18]))
TRUTHS = arrays(np.uint8, (SIDE, SIDE), elements=st.sampled_from([0, 1, 2, 18, IGNORE]))
MASKS = arrays(np.bool_, (SIDE, SIDE))


def answer(coarse: np.ndarray, confident: np.ndarray) -> CropPrediction:
    return CropPrediction(labels=coarse, coarse=coarse, confident=confident, uncertainty=0.5)


@given(MAPS, MAPS, MASKS, MASKS)
def test_agreement_is_counted_where_the_first_was_sure(before, after, sure, also):
    places = [(y, x) for y in range(SIDE) for x in range(SIDE) if sure[y, x]]
    same = sum(before[place] == after[place] for place in places)
    expected = same / len(places) if places else 1.0
    assert agreement(answer(before, sure), answer(after, also)) == pytest.approx(expected)


@given(TRUTHS, MAPS)
def test_effort_is_the_wrong_pixels_and_their_areas_of_one_class(truth, labels):
    known = truth != IGNORE
    wrong = known & (truth != labels)
    found = effort(truth, labels)
    assert found.pixels == pytest.approx(wrong.sum() / max(known.sum(), 1))
    # neighbours of one value, corners too, make an area; an area of any size is one of 144 pixels
    assert found.strokes == label(np.where(wrong, truth.astype(int) + 1, 0), connectivity=2).max()


@given(st.integers(0, 10_000))
def test_specks_are_no_strokes(seed):
    rng = np.random.default_rng(seed)
    truth = np.repeat(np.repeat(rng.integers(0, 3, (10, 10)), 25, 0), 25, 1).astype(np.uint8)
    labels = truth.copy()
    for _ in range(30):
        y, x, height, width = (*rng.integers(0, 245, 2), *rng.integers(1, 6, 2))
        labels[y : y + height, x : x + width] = 18
    areas = [r.area for r in regionprops(label((labels == 18) * (truth.astype(int) + 1), connectivity=2))]
    found = effort(truth, labels)
    assert found.strokes == sum(area >= 250 * 250 / 10_000 for area in areas)
    assert found.pixels == pytest.approx(sum(areas) / 250**2)


def test_a_right_answer_costs_nothing_and_what_is_unknown_counts_for_nothing():
    truth = np.full((SIDE, SIDE), IGNORE, np.uint8)
    labels = np.zeros((SIDE, SIDE), np.uint8)
    assert effort(truth, labels) == effort(labels, labels) == effort(truth, truth)
    truth[0] = 1
    assert (effort(truth, labels).pixels, effort(truth, labels).strokes) == (1, 1)


def test_an_answer_is_the_parsers_and_sure_above_nine_tenths(astronaut):
    torch.manual_seed(3)
    network = build(TINY).eval()
    with torch.no_grad():
        network.decoder.classify.weight *= 3000  # sure of some pixels, not of all
    info = ModelInfo(name="tiny", config=TINY, input_size=64, temperature=1.5)
    photo = astronaut[:96, 180:300]
    found = CropPredictor(network, info, torch.device("cpu"))(photo)
    parsed = Parser(network, info, "tiny", torch.device("cpu")).parse(photo, "whole")
    assert np.array_equal(found.labels, parsed.labels)
    assert found.uncertainty == parsed.uncertainty
    scaled = parsed.crops[0].logits.double().numpy() / 1.5
    p = np.exp(scaled - scaled.max(0))
    p /= p.sum(0)
    clear = np.abs(p.max(0) - 0.9) > 1e-4
    assert np.array_equal(found.confident[clear], (p.max(0) > 0.9)[clear])
    assert 0 < found.confident.mean() < 1
    assert (found.coarse == p.argmax(0)).mean() > 0.999
    assert agreement(found, found) == 1
