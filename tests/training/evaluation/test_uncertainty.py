"""How much of the errors the most uncertain pixels hold."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy as scipy_entropy

from faceparse_training.evaluation.uncertainty import (
    MEASURES,
    entropy,
    error_share,
    expected_share,
    share_for_half,
)


@given(st.integers(0, 10_000), st.integers(20, 300), st.sampled_from([0.05, 0.2, 1.0]))
def test_share_is_that_of_the_sorted_pixels(seed, pixels, top):
    rng = np.random.default_rng(seed)
    uncertainty, wrong = rng.permutation(pixels), rng.random(pixels) < 0.3
    wrong[0] = True
    worst = np.argsort(-uncertainty)[: round(top * pixels)]
    found = error_share(
        torch.from_numpy(uncertainty), torch.from_numpy(wrong), torch.zeros(pixels, dtype=torch.long), top
    )
    assert found.pooled == pytest.approx(wrong[worst].sum() / wrong.sum())
    assert found.per_image == pytest.approx(found.pooled)


@given(st.lists(st.booleans(), min_size=1, max_size=50))
def test_half_of_the_errors_lie_within_the_share_and_in_none_smaller(wrong):
    errors = torch.tensor(wrong)
    share = share_for_half(-torch.arange(len(wrong)), errors)
    if not any(wrong):
        assert share is None
        return
    pixels = round(share * len(wrong))
    assert 2 * sum(wrong[:pixels]) >= sum(wrong) > 2 * sum(wrong[: pixels - 1])


def test_images_are_ranked_together_or_one_by_one():
    """All errors of the second image rank below every pixel of the first one."""
    uncertainty = torch.tensor([0.9, 0.8, 0.2, 0.1])
    wrong = torch.tensor([True, False, True, False])
    image = torch.tensor([0, 0, 1, 1])
    found = error_share(uncertainty, wrong, image, top=0.5)
    assert found.pooled == 0.5
    assert found.per_image == 1.0


def test_an_image_without_errors_counts_for_nothing_and_no_error_at_all_is_none():
    uncertainty, image = torch.tensor([0.9, 0.1, 0.9, 0.1]), torch.tensor([0, 0, 1, 1])
    found = error_share(uncertainty, torch.tensor([True, False, False, False]), image, top=0.5)
    assert found.per_image == 1.0
    found = error_share(uncertainty, torch.zeros(4, dtype=torch.bool), image)
    assert found.pooled is None
    assert found.per_image is None


def test_true_probabilities_reach_the_share_that_they_promise():
    random = torch.Generator().manual_seed(0)
    probabilities = torch.softmax(torch.randn(200_000, 5, generator=random) * 3, 1)
    truth = torch.multinomial(probabilities, 1, generator=random)[:, 0]
    wrong = probabilities.argmax(1) != truth
    doubt = MEASURES["1 − max p"](probabilities)
    reached = error_share(doubt, wrong, torch.zeros(len(wrong), dtype=torch.long)).pooled
    assert reached == pytest.approx(expected_share(probabilities), rel=0.03)


@pytest.mark.parametrize("name", MEASURES)
def test_measures_rank_from_sure_to_torn(name):
    steps = torch.tensor([[1.0, 0, 0], [0.9, 0.1, 0], [0.6, 0.3, 0.1], [0.34, 0.33, 0.33]])
    doubt = MEASURES[name](steps)
    assert doubt[0] == 0
    assert (doubt.diff() > 0).all()


def test_entropy_is_that_of_scipy():
    probabilities = torch.softmax(torch.randn(50, 19, dtype=torch.float64), 1)
    assert entropy(probabilities).numpy() == pytest.approx(scipy_entropy(probabilities.numpy(), axis=1))
