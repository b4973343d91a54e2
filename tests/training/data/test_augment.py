"""Augmentation: flips that swap left and right, masks that stay on their picture, seeds that decide."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.labels import ID_OF, NUM_CLASSES, PALETTE
from faceparse_core.losses import IGNORE
from faceparse_training.data.augment import Augment, AugmentSettings
from faceparse_training.data.datasets import is_mirrored

QUIET = dict.fromkeys(("brightness", "contrast", "saturation", "hue", "grey", "blur", "noise", "erase"), 0.0)
STILL = AugmentSettings(flip=0, scale=(1, 1), rotate=0, shift=0, **QUIET)

L_EYE, R_EYE, L_BROW, R_BROW, L_EAR, R_EAR = (
    ID_OF[name] for name in ("l_eye", "r_eye", "l_brow", "r_brow", "l_ear", "r_ear")
)


def asymmetric_face() -> tuple[np.ndarray, np.ndarray]:
    """A face by hand, 64 px: the person's left parts on the picture's right, and the larger ones."""
    labels = np.zeros((64, 64), np.uint8)
    labels[8:60, 14:52] = ID_OF["skin"]
    labels[20:24, 20:25], labels[19:25, 38:47] = R_EYE, L_EYE
    labels[14:16, 19:26], labels[13:16, 36:48] = R_BROW, L_BROW
    labels[24:34, 10:14], labels[22:38, 52:58] = R_EAR, L_EAR
    labels[28:38, 30:34] = ID_OF["nose"]
    labels[46:50, 24:42] = ID_OF["u_lip"]
    labels[:8, 10:56] = ID_OF["hair"]
    return PALETTE[labels], labels  # the picture's colour is its label's


def columns(labels: np.ndarray, class_id: int) -> float:
    return float(np.nonzero(labels == class_id)[1].mean())


def flipped(settings: AugmentSettings) -> tuple[np.ndarray, np.ndarray]:
    return Augment(settings)(*asymmetric_face(), seed=1)


def test_a_flip_keeps_the_persons_left_on_the_pictures_right():
    picture, labels = asymmetric_face()
    new_picture, new_labels = flipped(STILL.model_copy(update={"flip": 1.0}))
    np.testing.assert_array_equal(new_picture, picture[:, ::-1])
    for left, right in ((L_EYE, R_EYE), (L_BROW, R_BROW), (L_EAR, R_EAR)):
        assert columns(labels, left) > columns(labels, right)
        assert columns(new_labels, left) > columns(new_labels, right)
        # the larger part was the left one; it now lies where the right one belongs
        np.testing.assert_array_equal(new_labels == right, (labels == left)[:, ::-1])
        np.testing.assert_array_equal(new_labels == left, (labels == right)[:, ::-1])
    for same in ("skin", "nose", "u_lip", "hair", "background"):
        np.testing.assert_array_equal(new_labels == ID_OF[same], (labels == ID_OF[same])[:, ::-1])
    assert not is_mirrored(new_labels)


def test_without_the_swap_the_trap_shuts():
    _, labels = flipped(STILL.model_copy(update={"flip": 1.0, "swap_on_flip": False}))
    assert columns(labels, L_EYE) < columns(labels, R_EYE)
    assert is_mirrored(labels)


def test_a_vertical_flip_is_half_a_turn_of_a_flip():
    _, labels = asymmetric_face()
    _, over = flipped(STILL.model_copy(update={"vertical_flip": 1.0}))
    _, across = flipped(STILL.model_copy(update={"flip": 1.0}))
    np.testing.assert_array_equal(over, across[::-1, ::-1])
    assert (over != labels[::-1]).any()


def test_flips_come_as_often_as_configured():
    augment = Augment(STILL.model_copy(update={"flip": 0.5}))
    picture, labels = asymmetric_face()
    count = sum((augment(picture, labels, seed)[1] != labels).any() for seed in range(200))
    assert 70 < count < 130


@given(st.integers(0, 2**32 - 1))
def test_mask_and_picture_move_together(seed: int):
    """The picture shows each pixel's label as its colour; away from the edges they must agree afterwards."""
    settings = AugmentSettings(flip=0, scale=(0.75, 1.35), rotate=20, shift=0.08, **QUIET)
    labels = np.kron(asymmetric_face()[1], np.ones((2, 2), np.uint8))
    picture, moved = Augment(settings)(PALETTE[labels], labels, seed)
    assert picture.shape == (128, 128, 3)
    assert moved.shape == (128, 128)
    assert set(np.unique(moved)) <= {*range(NUM_CLASSES), IGNORE}
    colours = np.concatenate([PALETTE, np.zeros((256 - NUM_CLASSES, 3), np.uint8)])
    inner = np.ones(moved.shape, bool)  # not beside another label, where the picture is interpolated
    for axis in (0, 1):
        for step in (-2, -1, 1, 2):
            inner &= moved == np.roll(moved, step, axis)
    off = np.abs(picture[inner].astype(int) - colours[moved[inner]]).max(1) > 3
    assert inner.mean() > 0.3
    assert off.mean() < 0.01


def test_everything_moves():
    """The settings are not in vain: each alone changes the pair."""
    picture, labels = asymmetric_face()
    picture = (picture // 2 + 40).astype(np.uint8)
    for change in (
        {"scale": (0.7, 0.7)},
        {"rotate": 90},
        {"shift": 0.3},
        {"brightness": 0.5},
        {"contrast": 0.5},
        {"saturation": 0.9},
        {"hue": 0.4},
        {"grey": 1.0},
        {"blur": 1.0},
        {"noise": 1.0},
        {"erase": 1.0},
    ):
        augment = Augment(STILL.model_copy(update=change))
        results = [augment(picture, labels, seed) for seed in range(5)]
        assert any((p != picture).any() for p, _ in results), change
        geometric = {"scale", "rotate", "shift"} & set(change)
        assert any((m != labels).any() for _, m in results) == bool(geometric), change


def test_the_seed_decides():
    augment, again = Augment(AugmentSettings()), Augment(AugmentSettings())
    pair = asymmetric_face()
    augment(*pair, seed=99)  # what came before does not matter
    for seed in (0, 1, 2**32 - 1):
        for one, other in zip(augment(*pair, seed), again(*pair, seed), strict=True):
            np.testing.assert_array_equal(one, other)
    pictures = {augment(*pair, seed)[0].tobytes() for seed in range(20)}
    assert len(pictures) > 15  # now and then a pair is left as it is


def test_what_comes_from_outside_is_ignored():
    _, labels = Augment(STILL.model_copy(update={"scale": (0.5, 0.5)}))(*asymmetric_face(), seed=3)
    assert (labels[:8] == IGNORE).all()
    assert (labels == IGNORE).mean() == pytest.approx(0.75, abs=0.05)


@pytest.mark.parametrize("scale", [(0, 1), (1.3, 0.7), (-1, 1), (1, 100)])
def test_impossible_scales(scale: tuple[float, float]):
    with pytest.raises(ValueError, match="scale"):
        AugmentSettings(scale=scale)
