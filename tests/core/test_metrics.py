"""The figures against scikit-learn and against the challenge's definition, image by image."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

from faceparse_core.labels import NAMES, SMALL_CLASSES
from faceparse_core.metrics import (
    batch_f,
    confusion,
    f_scores,
    mean_f,
    per_class_f,
    per_image_f,
    pixel_accuracy,
    score,
)

label_maps = hnp.arrays(np.uint8, (6, 7), elements=st.integers(0, 18))
pairs = st.tuples(label_maps, label_maps)
ALL = list(range(19))


def macro_f(truth: np.ndarray, predicted: np.ndarray) -> float:
    """The challenge's F: the mean over the ids that occur in the truth."""
    truth, predicted = truth.ravel(), predicted.ravel()
    present = np.unique(truth)
    return float(f1_score(truth, predicted, labels=present, average="macro", zero_division=0))


@given(pairs)
def test_one_image_against_scikit_learn(pair):
    truth, predicted = pair
    matrix = confusion(truth, predicted)
    np.testing.assert_array_equal(matrix, confusion_matrix(truth.ravel(), predicted.ravel(), labels=ALL))
    assert mean_f(matrix) == pytest.approx(macro_f(truth, predicted))
    assert pixel_accuracy(matrix) == pytest.approx(accuracy_score(truth.ravel(), predicted.ravel()))
    each = f1_score(truth.ravel(), predicted.ravel(), labels=ALL, average=None, zero_division=0)
    ours = f_scores(matrix)
    for label in ALL:
        if (truth == label).any():
            assert ours[label] == pytest.approx(each[label])
        else:
            assert np.isnan(ours[label])


@given(st.lists(pairs, min_size=1, max_size=5), st.integers(1, 3))
def test_sets_of_images_against_scikit_learn(chosen, size: int):
    matrices = [confusion(*pair) for pair in chosen]
    assert per_image_f(matrices) == pytest.approx(np.mean([macro_f(*pair) for pair in chosen]))
    pooled = [
        macro_f(*(np.concatenate(maps) for maps in zip(*chosen[i : i + size], strict=True)))
        for i in range(0, len(chosen), size)
    ]
    assert batch_f(matrices, size) == pytest.approx(np.mean(pooled))
    for label in ALL:
        held = [
            f_scores(m)[label]
            for m, (truth, _) in zip(matrices, chosen, strict=True)
            if (truth == label).any()
        ]
        assert per_class_f(matrices)[label] == pytest.approx(np.mean(held) if held else np.nan, nan_ok=True)


def test_per_image_and_batch_f_differ():
    """One small miss weighs fully in its image and little in the pool."""
    small, large = np.zeros((10, 10), np.uint8), np.zeros((10, 10), np.uint8)
    small[0, 0], large[:5] = 4, 4
    matrices = [confusion(small, np.zeros_like(small)), confusion(large, large)]
    assert per_image_f(matrices) == pytest.approx((0.5 * (0 + 2 * 99 / 199) + 1) / 2)
    assert batch_f(matrices, 32) > 0.98


def test_scores_of_a_set():
    truth = np.zeros((8, 8), np.uint8)
    truth[:4], truth[4, :4] = 1, 4
    result = score([confusion(truth, truth)] * 3, NAMES)
    assert (result.images, result.per_image_f, result.batch32_f, result.pixel_accuracy) == (3, 1.0, 1.0, 1.0)
    assert result.small_f == 1.0
    assert 4 in SMALL_CLASSES
    assert result.per_class["l_eye"] == 1.0
    assert result.per_class["hat"] is None


def test_scores_without_a_small_class():
    truth = np.zeros((4, 4), np.uint8)
    assert score([confusion(truth, truth)], NAMES).small_f is None


def test_ids_outside_the_table():
    truth = np.array([[0, 255, 1]], np.uint8)
    assert confusion(truth, np.array([[0, 1, 1]], np.uint8)).sum() == 2
    with pytest.raises(ValueError, match="200"):
        confusion(truth, np.array([[0, 200, 1]], np.uint8))
    with pytest.raises(ValueError, match="prediction is"):
        confusion(truth, truth.T)
    with pytest.raises(ValueError, match="no image"):
        score([], NAMES)
