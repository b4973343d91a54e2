"""Pixels taken away from a class get the label of what lies around."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import distance_transform_edt

from faceparse_gui.document.surroundings import Around, nearest, surroundings, taken_away


def test_each_pixel_gets_a_label_about_as_near_as_the_nearest():
    rng = np.random.default_rng(0)
    labels = np.kron(rng.integers(0, 19, (12, 9), dtype=np.uint8), np.ones((9, 9), np.uint8))
    known = rng.random(labels.shape) < 0.02
    found = nearest(labels, known)
    assert np.array_equal(found[known], labels[known])
    closest = distance_transform_edt(~known)
    for class_id in np.unique(found):
        to_class = distance_transform_edt(~(known & (labels == class_id)))
        here = found == class_id
        assert (to_class[here] <= closest[here] * 1.05 + 0.1).all()  # OpenCV's 5 × 5 distance is that close


@given(
    arrays(np.uint8, (12, 15), elements=st.integers(0, 3)),
    arrays(np.bool_, (5, 6)),
    st.integers(0, 3),
)
def test_what_is_taken_away_is_no_longer_of_its_class_and_the_rest_stays(labels, mask, class_id):
    box = (4, 3, 10, 8)
    before = labels[3:8, 4:10]
    found = surroundings(labels, mask, box, class_id)
    assert np.array_equal(found[~mask], before[~mask])
    others = labels != class_id
    others[3:8, 4:10] &= ~mask
    if others.any():
        assert (found[mask] != class_id).all()
        assert set(found[mask].tolist()) <= set(labels[others].tolist())
    else:
        assert not found[mask].any()


def test_a_box_within_one_class_looks_farther():
    labels = np.full((400, 400), 7, np.uint8)
    labels[:, 390:] = 3
    mask = np.ones((10, 10), bool)
    assert (surroundings(labels, mask, (100, 100, 110, 110), 7) == 3).all()


@pytest.mark.parametrize(("side", "slack"), [(300, 0), (2500, 3)])
def test_part_by_part_the_rule_is_the_same(side, slack):
    """Of a stroke and of an outline; in a large map what lies nearest is known to a few pixels."""
    labels = np.zeros((side, side), np.uint8)
    labels[:, : side // 2] = 1
    labels[side // 4 : side // 2, side // 4 : -side // 4] = 13
    box = (side // 5, side // 5, side - side // 5, side - side // 5)
    found = taken_away(labels, np.ones((box[3] - box[1], box[2] - box[0]), bool), box, 13)
    assert found is not None
    _, whole = found
    around = Around(labels, 13)
    part = around.crop(box)
    assert not (part == 13).any()
    differ = np.nonzero(part != whole)[1] + box[0]
    assert differ.size <= slack * side
    labels[...] = 2
    assert (around.crop(box) == 2).all()  # what was changed meanwhile is left alone
