"""A played person corrects what is worth a stroke, and nothing else."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_core.losses import IGNORE
from faceparse_training.evaluation.played_person import correct

SKIN, HAIR, HAT = ID_OF["skin"], ID_OF["hair"], ID_OF["hat"]


@pytest.fixture
def maps() -> tuple[np.ndarray, np.ndarray]:
    """A prediction of skin alone; in truth there are a hat, a sliver of hair, and a part that is unknown."""
    truth = np.full((64, 64), SKIN, np.uint8)
    truth[5:25, 5:25] = HAT
    truth[40:42, :] = HAIR
    truth[60:] = IGNORE
    return np.full_like(truth, SKIN), truth


def test_large_areas_are_corrected_and_slivers_stay(maps):
    prediction, truth = maps
    corrected = correct(prediction, truth)
    assert (corrected.labels[8:22, 8:22] == HAT).all()
    assert (corrected.labels[40:42] == SKIN).all()
    assert corrected.changed.sum() > 0.9 * (truth == HAT).sum()
    known = truth != IGNORE
    assert np.array_equal(corrected.changed & known, (corrected.labels != prediction) & known)


def test_what_is_unknown_stays_unknown_and_is_no_change(maps):
    corrected = correct(*maps)
    assert (corrected.labels[60:] == IGNORE).all()
    assert not corrected.changed[60:].any()


def test_only_the_wanted_classes_are_corrected_added_or_taken_away(maps):
    prediction, truth = maps
    prediction[44:58, 30:50] = HAIR
    only = correct(prediction, truth, [HAIR])
    assert (only.labels[46:56, 32:48] == SKIN).all()
    assert not only.changed[:30].any()
    assert correct(prediction, truth).changed[:30].any()


def test_a_right_prediction_is_accepted_as_it_is(maps):
    _, truth = maps
    corrected = correct(truth, truth)
    assert np.array_equal(corrected.labels, truth)
    assert not corrected.changed.any()


def test_maps_of_two_sizes_are_refused():
    with pytest.raises(ValueError, match="labels are"):
        correct(np.zeros((4, 4), np.uint8), np.zeros((4, 5), np.uint8))
