"""Corruptions harm pictures as they say, move labels with them, and do it alike every time."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from faceparse_core.labels import PALETTE
from faceparse_core.losses import IGNORE
from faceparse_training.evaluation.corruptions import CORRUPTIONS, Corruption

BY_NAME = {each.name: each for each in CORRUPTIONS}
every = pytest.mark.parametrize("corruption", CORRUPTIONS, ids=BY_NAME)
moving = [each for each in CORRUPTIONS if each.moves and not each.name.startswith("side_")]

sizes = st.tuples(st.integers(2, 40), st.integers(2, 40))
pairs = sizes.flatmap(
    lambda size: st.tuples(arrays(np.uint8, (*size, 3)), arrays(np.uint8, size, elements=st.integers(0, 18)))
)


def face(side: int = 200) -> tuple[np.ndarray, np.ndarray]:
    """A label map of large parts off the middle, and the picture of it in the official colours."""
    labels = np.zeros((side, side), np.uint8)
    for value, centre, radius in (
        (13, (90, 80), 60),
        (1, (95, 100), 45),
        (4, (115, 85), 12),
        (17, (90, 170), 22),
    ):
        cv2.circle(labels, centre, radius, value, -1)
    return PALETTE[labels], labels


@every
@given(pair=pairs, seed=st.integers(0, 2**32 - 1))
def test_every_corruption_is_a_pure_function_of_picture_labels_and_seed(corruption: Corruption, pair, seed):
    picture, labels = pair
    given_picture, given_labels = picture.copy(), labels.copy()
    harmed, moved = corruption(picture, labels, seed)
    assert np.array_equal(picture, given_picture)
    assert np.array_equal(labels, given_labels)
    again, moved_again = corruption(picture, labels, seed)
    assert np.array_equal(harmed, again)
    assert np.array_equal(moved, moved_again)
    assert harmed.dtype == moved.dtype == np.uint8
    assert harmed.ndim == 3
    assert harmed.flags.c_contiguous
    assert set(np.unique(moved)) <= {*np.unique(labels), IGNORE}
    if not corruption.moves:
        assert harmed.shape == picture.shape
        assert np.array_equal(moved, labels)


@pytest.mark.parametrize("corruption", moving, ids=lambda each: each.name)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_labels_move_with_their_pixels(corruption, seed):
    picture, labels = face()
    harmed, moved = corruption(picture, labels, seed)
    assert harmed.shape[:2] == moved.shape
    inside = moved != IGNORE
    edge = cv2.morphologyEx(moved, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0  # mixed colours
    sure = inside & ~edge
    assert sure.mean() > 0.5
    assert (harmed[sure] == PALETTE[moved[sure]]).all()


def test_a_turn_by_30_degrees_is_one_to_the_left_and_one_to_the_right():
    picture, labels = face()
    mark = np.argwhere(labels == 4).mean(0) - 99.5  # row and column from the middle
    for name, angle in (("rotate_left", 30), ("rotate_right", -30)):
        moved = BY_NAME[name](picture, labels, 0)[1]
        found = np.argwhere(moved == 4).mean(0) - 99.5
        turned = np.degrees(np.arctan2(-found[0], found[1]) - np.arctan2(-mark[0], mark[1]))
        assert turned == pytest.approx(angle, abs=2)
        assert (moved == IGNORE).any()


@given(st.integers(0, 2**32 - 1))
def test_a_shift_is_15_percent_and_what_comes_in_is_ignored(seed):
    picture, labels = face()
    moved = BY_NAME["shift"](picture, labels, seed)[1]
    way = np.argwhere(moved == 4).mean(0) - np.argwhere(labels == 4).mean(0)
    assert np.hypot(*way) == pytest.approx(30, abs=1)
    kept = (200 - abs(way[0])) * (200 - abs(way[1]))
    assert (moved != IGNORE).sum() == pytest.approx(kept)


@given(st.integers(0, 2**32 - 1))
def test_a_crop_is_a_window_of_80_percent(seed):
    rows, columns = np.mgrid[:200, :200].astype(np.uint8)
    picture = np.dstack([rows, columns, rows])
    cut, labels = BY_NAME["crop"](picture, face()[1], seed)
    top, left = cut[0, 0, :2]
    assert cut.shape == (160, 160, 3)
    assert np.array_equal(cut, picture[top : top + 160, left : left + 160])
    assert np.array_equal(labels, face()[1][top : top + 160, left : left + 160])


@pytest.mark.parametrize(("name", "side"), [("side_128", 128), ("side_96", 96)])
def test_a_small_photo_keeps_its_shape_and_the_truth_its_size(name, side):
    labels = np.zeros((300, 400), np.uint8)
    small, truth = BY_NAME[name](np.zeros((300, 400, 3), np.uint8), labels, 0)
    assert small.shape == (side * 3 // 4, side, 3)
    assert truth.shape == (300, 400)


def test_a_photo_that_is_small_already_is_not_enlarged():
    assert BY_NAME["side_96"](np.zeros((40, 50, 3), np.uint8), np.zeros((40, 50), np.uint8), 0)[0].shape == (
        40,
        50,
        3,
    )


def test_greyscale_has_three_equal_channels(astronaut):
    grey = BY_NAME["greyscale"](astronaut, astronaut[..., 0], 0)[0].astype(int)
    assert (grey == grey[..., :1]).all()
    assert np.abs(grey[..., 0] - astronaut @ (0.299, 0.587, 0.114)).max() <= 1


@pytest.mark.parametrize("side", [512, 256])
def test_blur_spreads_a_point_by_its_sigma(side):
    picture = np.zeros((side, side, 3), np.uint8)
    middle = np.s_[side // 2 - 2 : side // 2 + 3]
    picture[middle, middle] = 255
    spread = BY_NAME["blur"](picture, picture[..., 0], 0)[0][..., 0].astype(float)
    columns = np.arange(side) - side // 2
    variance = (spread.sum(0) * columns**2).sum() / spread.sum()
    assert variance - 2 == pytest.approx((3 * side / 512) ** 2, rel=0.1)  # 2: that of the square itself


def test_noise_has_its_sigma_and_differs_from_seed_to_seed():
    grey, labels = np.full((200, 200, 3), 128, np.uint8), np.zeros((200, 200), np.uint8)
    noisy = BY_NAME["noise"](grey, labels, 1)[0]
    assert noisy.std() == pytest.approx(25, rel=0.02)
    assert noisy.mean() == pytest.approx(128, abs=0.5)
    assert not np.array_equal(noisy, BY_NAME["noise"](grey, labels, 2)[0])


def test_low_light_follows_gamma_and_adds_noise():
    grey, labels = np.full((200, 200, 3), 160, np.uint8), np.zeros((200, 200), np.uint8)
    dark = BY_NAME["low_light"](grey, labels, 1)[0]
    assert dark.mean() == pytest.approx(255 * (160 / 255) ** 2.5, abs=0.5)
    assert dark.std() == pytest.approx(8, rel=0.05)


def test_jpeg_shows_its_blocks_and_little_else(astronaut):
    stored = BY_NAME["jpeg"](astronaut, astronaut[..., 0], 0)[0].astype(float)
    error = np.abs(stored - astronaut)
    assert 2 < error.mean() < 10
    step = np.abs(np.diff(stored[..., 1], axis=1)).mean(0)
    assert step[7::8].mean() > 1.1 * step[3::8].mean()  # between blocks, and in their middle
