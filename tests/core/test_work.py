"""What is left to correct: against scikit-image's and SciPy's morphology, and plain shapes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage
from skimage import measure, morphology

from faceparse_core.work import SLIVER, thick, to_correct, work


def noise(seed, classes=3, side=48):
    """Blobs of some classes."""
    rng = np.random.default_rng(seed)
    smooth = ndimage.gaussian_filter(rng.random((classes, side, side)), (0, 3, 3))
    return smooth.argmax(0).astype(np.uint8)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_it_is_what_other_libraries_find(seed):
    truth, labels = noise(seed), noise(seed + 1)
    truth[:5] = 255
    expected, areas = np.zeros(truth.shape, bool), 0
    for each in range(3):
        wrong = (truth == each) & (labels != each)
        opened = morphology.opening(np.pad(wrong, 4), morphology.disk(3))[4:-4, 4:-4]
        areas += measure.label(opened, connectivity=2).max()
        expected |= opened
    found = work(truth, labels)
    np.testing.assert_array_equal(to_correct(truth, labels), expected)
    assert (found.areas, found.pixels) == (areas, expected.sum())
    assert found.wrong == ((truth != labels) & (truth != 255)).sum()


@pytest.mark.parametrize("width", [1, SLIVER - 1, SLIVER])
def test_a_sliver_is_nothing_to_correct_wherever_it_lies(width):
    truth = np.zeros((60, 60), np.uint8)
    for top in (0, 20, 60 - width):
        labels = truth.copy()
        labels[top : top + width] = 1
        assert work(truth, labels).areas == 0
        assert work(truth, labels).wrong == 60 * width


def test_what_is_thicker_is_an_area_without_the_thread_that_hangs_on_it():
    mask = np.zeros((60, 60), bool)
    mask[20:40, 20:40] = True
    block = mask.copy()
    mask[29:31, 40:] = True
    rounded = thick(mask)
    assert not rounded[:, 41:].any()
    assert rounded[block].mean() > 0.9  # but for its corners


def test_areas_of_two_true_classes_are_two_and_ends_of_a_thread_are_two():
    truth = np.zeros((40, 80), np.uint8)
    truth[:, 40:] = 1
    labels = np.full_like(truth, 2)
    assert work(truth, labels).areas == 2
    truth[:] = 0
    labels[:] = 0
    labels[10:30, 10:30] = labels[10:30, 50:70] = labels[19:21, 30:50] = 1
    assert work(truth, labels).areas == 2
    assert work(labels, labels) == work(truth, truth)


def test_maps_of_two_sizes_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="truth is"):
        work(np.zeros((4, 4), np.uint8), np.zeros((4, 5), np.uint8))
