"""Verdicts on a study's claims: right in plain cases, and seldom wrong by chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from faceparse_training.studies.claims import ClaimAnswer, Spread, answers, pooled_spread
from faceparse_training.studies.outcomes import read_outcomes
from tests.training.studies import study_runs

COMPARISON = study_runs.study().comparisons[0]


def test_one_pooled_pair_is_students_two_sample_interval():
    first, second = [0.61, 0.62, 0.66], [0.60, 0.59, 0.63]
    chance = pooled_spread([first, second])
    expected = stats.ttest_ind(first, second).confidence_interval(0.95)
    assert 2 * chance.half_width(3) == pytest.approx(expected.high - expected.low)


def test_no_spread_without_a_second_seed():
    assert pooled_spread([[0.6], [0.7], []]) is None


@given(st.lists(st.floats(-0.2, 0.2), min_size=1, max_size=5), st.none() | st.floats(0, 0.2))
def test_turning_the_comparison_round_turns_the_verdict_round(differences, half):
    turned = {"yes": "no, the reverse", "no, the reverse": "yes", "undecided": "undecided"}
    there = ClaimAnswer(COMPARISON, tuple(differences), half)
    back = ClaimAnswer(COMPARISON, tuple(-d for d in differences), half)
    assert back.verdict == turned[there.verdict]


@pytest.mark.parametrize(
    ("differences", "half", "verdict"),
    [
        ((0.05, 0.06), 0.02, "yes"),
        ((-0.05, -0.06), 0.02, "no, the reverse"),
        ((0.01, 0.02), 0.02, "undecided"),
        ((0.2, -0.01), 0.02, "undecided"),  # one seed speaks against it
        ((0.5,), None, "undecided"),
        ((), None, "undecided"),
    ],
)
def test_verdicts(differences, half, verdict):
    assert ClaimAnswer(COMPARISON, differences, half).verdict == verdict


def test_equal_recipes_are_distinguished_in_at_most_one_case_of_twenty():
    rng = np.random.default_rng(0)
    wrong = 0
    for _ in range(400):
        figures = rng.normal(0.6, 0.01, (6, 3))
        chance = pooled_spread(list(map(list, figures)))
        reported = ClaimAnswer(COMPARISON, tuple(figures[0] - figures[1]), chance.half_width(3))
        wrong += reported.verdict != "undecided"
    assert wrong / 400 <= 0.07  # 0.05 give or take the draw


def test_a_clear_difference_is_found_with_two_seeds(tmp_path):
    of = study_runs.study()
    figures = {"published/baseline": {0: 0.60, 1: 0.61}, "published/lmsa": {0: 0.70, 1: 0.71}}
    study_runs.write_runs(of, tmp_path, figures)
    (answer,) = answers(read_outcomes(of, tmp_path))
    assert answer.differences == pytest.approx((0.1, 0.1))
    assert answer.verdict == "yes"


def test_only_seeds_that_both_finished_are_compared(tmp_path):
    of = study_runs.study()
    figures = {"published/baseline": {1: 0.61}, "published/lmsa": {0: 0.70, 1: 0.71}}
    study_runs.write_runs(of, tmp_path, figures)
    (answer,) = answers(read_outcomes(of, tmp_path))
    assert answer.differences == pytest.approx((0.1,))
    assert answer.half_width is None


def test_more_seeds_narrow_the_interval():
    assert Spread(0.01, 10).half_width(8) == pytest.approx(Spread(0.01, 10).half_width(2) / 2)


def test_recipes_given_as_files_are_compared_by_their_names(tmp_path):
    for name in ("plain", "hot"):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\nextends: corrected/lmsa\n")
    plain, hot = str(tmp_path / "plain.yaml"), str(tmp_path / "hot.yaml")
    comparison = {"claim": "Hot helps", "of": hot, "over": plain}
    of = study_runs.study(recipes=(plain, hot), comparisons=(comparison,))
    study_runs.write_runs(of, tmp_path, {"plain": {0: 0.6, 1: 0.61}, "hot": {0: 0.5, 1: 0.51}})
    (answer,) = answers(read_outcomes(of, tmp_path))
    assert answer.verdict == "no, the reverse"
