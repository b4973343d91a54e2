"""The test of a gain: against SciPy's, and what it lets through."""

import numpy as np
import pytest
from scipy import stats

from faceparse_training.finetune.gain import FELT, gain, student_quantile


def test_the_quantile_is_students():
    for freedom in (4, 5, 8, 13, 43):
        for share in (0.9, 0.95):
            found = student_quantile(freedom, stats.norm.ppf(share))
            assert found == pytest.approx(stats.t.ppf(share, freedom), rel=1e-3)


def test_with_many_photos_it_is_students_test_of_the_ratios():
    """Where photos differ as the simulations saw; the least mean that passes is SciPy's to 5 %."""
    rng = np.random.default_rng(0)
    before = np.full(60, 100_000)
    noise = rng.normal(0, 0.2, 60)
    noise -= noise.mean()
    for shift, sure in ((0.95, False), (1.05, True)):
        least = stats.t.ppf(0.95, 59) * noise.std(ddof=1) / 60**0.5
        after = before * np.exp(noise - shift * least)
        assert gain(before.tolist(), after.tolist()).sure is sure


@pytest.mark.parametrize("photos", [3, 10, 40])
def test_no_gain_is_seldom_sure(photos):
    rng = np.random.default_rng(0)
    sure = 0
    for _ in range(400):
        before = rng.lognormal(8, 1, photos)
        sure += gain(before.tolist(), (before * np.exp(rng.normal(0, 0.15, photos))).tolist()).sure
    assert sure / 400 < 0.08


@pytest.mark.parametrize("photos", [3, 10, 40])
def test_a_gain_of_ten_percent_is_seldom_ruled_out_and_a_loss_often(photos):
    rng = np.random.default_rng(0)

    def ruled_out(left):
        before = rng.lognormal(9, 1, photos)
        after = before * left * np.exp(rng.normal(0, 0.15, photos))
        return gain(before.tolist(), after.tolist()).none

    assert np.mean([ruled_out(0.9) for _ in range(400)]) < 0.05
    assert np.mean([ruled_out(1.4) for _ in range(400)]) > 0.9


def test_the_gain_is_the_share_of_all_wrong_pixels():
    found = gain([1000, 3000], [500, 2500])
    assert found.saved == pytest.approx(0.25)
    assert found.felt
    assert not gain([1000], [round(1000 * (1 - FELT / 2))]).felt
    assert gain([0, 0], [0, 0]).saved == 0
    assert not gain([0, 0], [0, 0]).sure
    assert gain([0], [10]).saved < 0


def test_one_photo_is_never_sure():
    assert not gain([5000], [4000]).sure


def test_a_photo_with_next_to_nothing_to_correct_has_no_say():
    """Two pixels in place of ten are no gain of 80 %."""
    assert not gain([10] * 5, [2] * 5).sure
    assert gain([10_000] * 5, [2000] * 5).sure


def test_without_photos_it_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no photo"):
        gain([], [])
