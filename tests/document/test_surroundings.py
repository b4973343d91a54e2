import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import distance_transform_edt

from faceparse_gui.document.surroundings import nearest, surroundings


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
