"""Calibration error and reliability bins, against the definition written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_training.evaluation.reliability import reliability

some = st.lists(
    st.tuples(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 0.2, 0.4, 1.0])), st.booleans()), min_size=1
)


@given(some, st.sampled_from([1, 5, 15]))
def test_error_is_that_of_the_definition(pixels, bins):
    confidence, correct = (np.array(each) for each in zip(*pixels, strict=True))
    expected = 0.0
    for k in range(bins):
        inside = (confidence > np.linspace(0, 1, bins + 1)[k]) & (
            confidence <= np.linspace(0, 1, bins + 1)[k + 1]
        )
        if k == 0:
            inside |= confidence == 0
        if inside.any():
            gap = abs(correct[inside].mean() - confidence[inside].mean())
            expected += gap * inside.sum() / len(confidence)
    assert reliability(confidence, correct, bins).error == pytest.approx(expected, abs=1e-12)


def test_bins_say_share_confidence_and_accuracy():
    found = reliability(np.array([0.1, 0.7, 0.8, 0.8]), np.array([False, True, True, False]), bins=2)
    assert found.share.tolist() == [0.25, 0.75]
    assert found.confidence.tolist() == pytest.approx([0.1, 2.3 / 3])
    assert found.accuracy.tolist() == pytest.approx([0, 2 / 3])
    assert found.error == pytest.approx(0.25 * 0.1 + 0.75 * 0.1)


def test_an_empty_bin_has_no_accuracy_and_no_weight():
    found = reliability(np.array([0.9, 0.9]), np.array([True, False]), bins=2)
    assert np.isnan(found.accuracy[0])
    assert found.share[0] == 0
    assert found.error == pytest.approx(0.4)
