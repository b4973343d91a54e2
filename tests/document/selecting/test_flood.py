"""Flood fill by class and colour."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from skimage.measure import label as components

from faceparse_gui.document.selecting.flood import similar


@given(
    arrays(np.uint8, (9, 11, 3), elements=st.integers(0, 6)),
    arrays(np.uint8, (9, 11), elements=st.integers(0, 3)),
    st.integers(0, 10),
    st.integers(0, 8),
    st.integers(0, 6),
    st.none() | st.sets(st.integers(0, 3)),
)
def test_it_is_the_connected_area_of_the_class_and_of_colours_within_the_tolerance(
    photo, labels, x, y, tolerance, classes
):
    near = (np.abs(photo.astype(int) - photo[y, x].astype(int)) <= tolerance).all(-1)
    table = None if classes is None else np.isin(np.arange(256), list(classes))
    areas = components(near & np.isin(labels, [labels[y, x], *(classes or ())]), connectivity=1)
    expected = areas == areas[y, x]
    mask, (x0, y0, x1, y1) = similar(photo, labels, (x, y), tolerance, table)
    found = np.zeros_like(expected)
    found[y0:y1, x0:x1] = mask
    assert np.array_equal(found, expected)


def test_a_seed_beside_the_photo_is_an_error():
    with pytest.raises(IndexError, match="beside"):
        similar(np.zeros((4, 4, 3), np.uint8), np.zeros((4, 4), np.uint8), (4, 0), 3)
