"""Frames and crops: a frame and its inverse, what a crop shows, which faces are the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.parsing import faces
from faceparse_core.parsing.faces import Face
from tests.core.parsing.frames import similarity

ANGLE = st.floats(-180, 180)
SCALE = st.floats(0.05, 20)
SHIFT = st.floats(-3000, 3000)


@given(ANGLE, SCALE, SHIFT, SHIFT, st.lists(st.tuples(SHIFT, SHIFT), min_size=1, max_size=5))
def test_a_frame_and_its_inverse_undo_each_other(angle, scale, x, y, points):
    frame, points = similarity(angle, scale, x, y), np.array(points)
    back = faces.transform(faces.invert(frame), faces.transform(frame, points))
    np.testing.assert_allclose(back, points, atol=1e-6)
    both = faces.compose(faces.invert(frame), frame)
    np.testing.assert_allclose(both, np.eye(2, 3), atol=1e-9)
    assert faces.frame_scale(frame) == pytest.approx(scale)


@pytest.mark.parametrize("angle", [0, 25, -70])
@pytest.mark.parametrize("scale", [0.4, 1.0, 5.3])
def test_a_crop_shows_the_photo_where_the_frame_says(angle, scale):
    """Discs of known colours, laid by the frame, appear at their crop coordinates."""
    frame = similarity(angle, scale, 0, 0)
    middle = min(400 * scale, 1400.0)
    frame[:, 2] = middle - frame[:, :2] @ (256.0, 256.0)
    photo = np.zeros((int(2 * middle), int(2.1 * middle), 3), np.uint8)
    spots = {(0, 255, 0): (120.0, 130.0), (255, 0, 0): (380.0, 200.0), (0, 0, 255): (256.0, 400.0)}
    ys, xs = np.mgrid[: photo.shape[0], : photo.shape[1]] + 0.5
    for color, spot in spots.items():
        x, y = faces.transform(frame, np.array([spot]))[0]
        photo[np.hypot(xs - x, ys - y) < 20 * scale] = color
    for size in (512, 256):
        crop = faces.cut(photo, frame, size)
        rows, columns = (np.mgrid[:size, :size] + 0.5) * 512 / size
        for color, (x, y) in spots.items():
            mask = np.abs(crop.astype(int) - color).max(2) < 90
            assert columns[mask].mean() == pytest.approx(x, abs=1.0)
            assert rows[mask].mean() == pytest.approx(y, abs=1.0)


@pytest.mark.parametrize("angle", [0, 25, -70])
@pytest.mark.parametrize("scale", [0.2, 1.0, 1.7, 5.3])
@pytest.mark.parametrize("centre", [(700.0, 600.0), (100.0, 1100.0)])
@pytest.mark.parametrize("side", [512, 200])
def test_the_crop_of_a_label_map_has_the_geometry_of_the_photos_crop(angle, scale, centre, side):
    """Stripes across the photo, class 1 on class 0, seen both ways: the same within half a pixel."""
    frame = similarity(angle, scale, 0, 0)
    frame[:, 2] = np.array(centre) - frame[:, :2] @ (256.0, 256.0)
    ys, xs = np.mgrid[:1200, :1400]
    labels = ((xs + 2 * ys) // (100 * scale) % 2).astype(np.uint8)
    photo = np.repeat((50 + 200 * labels)[..., None], 3, 2).astype(np.uint8)
    crop = faces.cut(photo, frame, side)[..., 0].astype(int)
    seen = faces.cut_labels(labels, frame, side)
    assert seen.shape == (side, side)
    assert seen.dtype == np.uint8
    assert set(np.unique(seen)) <= {0, 1, faces.OUTSIDE}
    within = faces.cut(np.full_like(photo, 255), frame, side)[..., 0] == 255
    clear = within & ((np.abs(crop - 50) < 10) | (np.abs(crop - 250) < 10))  # no edge between the two
    assert clear.mean() > 0.08
    agree = (seen == (crop > 150))[clear]
    assert agree.mean() > 0.999
    assert abs((seen == 1).mean() - (crop > 150).mean()) < 0.01
    assert abs((seen == faces.OUTSIDE).mean() - (crop < 25).mean()) < 0.01


def test_a_frame_that_lies_outside_the_photo_gives_labels_of_nothing():
    assert (faces.cut_labels(np.zeros((40, 50), np.uint8), similarity(0, 1, 4000, 10), 64) == 255).all()


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_square_frame_holds_the_whole_photo_in_its_middle_undistorted(width, height):
    frame = faces.square_frame(width, height)
    assert faces.covers(frame, width, height)
    assert faces.transform(frame, np.array([[256.0, 256.0]]))[0] == pytest.approx([width / 2, height / 2])
    assert frame[0, 0] == frame[1, 1] == max(width, height) / 512


def test_a_label_map_that_is_a_crop_stays_as_it_is():
    labels = np.random.default_rng(0).integers(0, 19, (512, 512), dtype=np.uint8)
    assert np.array_equal(faces.cut_labels(labels, faces.whole_frame(512, 512), 512), labels)


def test_a_frame_that_lies_outside_the_photo_gives_a_black_crop():
    crop = faces.cut(np.full((40, 50, 3), 255, np.uint8), similarity(0, 1, 4000, 10), 64)
    assert crop.shape == (64, 64, 3)
    assert not crop.any()


def test_the_part_of_a_crop_beyond_the_edge_is_black():
    crop = faces.cut(np.full((512, 512, 3), 200, np.uint8), similarity(0, 1, -256, 0), 512)
    assert (crop[:, :255] == 0).all()
    assert (crop[:, 258:] == 200).all()


def test_frames_of_one_face_are_doubles_and_those_of_neighbours_are_not():
    first = similarity(0, 1, 0, 0)
    nudged, turned, beside = similarity(0, 1.1, 10, 5), similarity(8, 1, 20, 0), similarity(0, 1, 330, 0)
    assert faces.same_face(first, nudged)
    assert faces.same_face(first, turned)
    assert not faces.same_face(first, beside)


def test_the_box_of_a_face_holds_its_frames_corners():
    assert Face(similarity(0, 2, 10, 20), 1).box == (10, 20, 1034, 1044)
    x0, _, x1, _ = Face(similarity(45, 1, 0, 0), 1).box
    assert x1 - x0 == pytest.approx(512 * 2**0.5, abs=2)


def test_a_small_face_near_the_middle_of_a_large_one_is_another():
    """As one on a shirt or a poster: what counts is then the small one's size."""
    large = np.array([[2.0, 0, 0], [0, 2.0, 0]])
    middle = faces.transform(large, np.array([faces.FACE_CENTRE]))[0]

    def small(away: float) -> np.ndarray:
        frame = np.array([[0.5, 0, 0], [0, 0.5, 0]])
        own = faces.transform(frame, np.array([faces.FACE_CENTRE]))[0]
        frame[:, 2] = middle + np.array([away * 0.5 * faces.CROP_SIDE, 0]) - own
        return frame

    assert faces.same_face(large, small(0.2))
    assert not faces.same_face(large, small(0.3))
    assert not faces.same_face(small(0.3), large)
