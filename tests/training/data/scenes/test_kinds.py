"""Composed crops: pure functions of two samples and a generator, with the truth that they promise."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from faceparse_core.labels import BACKGROUND, ID_OF, NUM_CLASSES, PALETTE
from faceparse_training.data.scenes.kinds import KINDS, beyond, covered, neighbours, placed, tiny, turned
from tests.training.data.scenes.drawn import portrait

seeds = st.integers(0, 2**32 - 1)
every = pytest.mark.parametrize("name", KINDS)
samples = st.integers(8, 40).flatmap(
    lambda side: st.tuples(
        arrays(np.uint8, (side, side, 3)), arrays(np.uint8, (side, side), elements=st.integers(0, 18))
    )
)


@every
@settings(max_examples=12)
@given(sample=samples, other=st.integers(0, 3), seed=seeds)
def test_any_sample_becomes_a_sample_of_its_size_and_is_left_alone(name: str, sample, other: int, seed: int):
    photo, labels = sample
    lent = portrait(other, len(labels))
    before = [array.copy() for array in (photo, labels, *lent)]
    results = [KINDS[name](sample, lent, np.random.default_rng(seed)) for _ in range(2)]
    for array, kept in zip((photo, labels, *lent), before, strict=True):
        np.testing.assert_array_equal(array, kept)
    composed, truth = results[0]
    assert composed.shape == photo.shape
    assert truth.shape == labels.shape
    assert composed.dtype == truth.dtype == np.uint8
    assert truth.max() < NUM_CLASSES
    for one, again in zip(*results, strict=True):
        np.testing.assert_array_equal(one, again)


@every
def test_seeds_differ(name: str):
    found = {KINDS[name](portrait(), portrait(1), np.random.default_rng(k))[0].tobytes() for k in range(4)}
    assert len(found) == 4


@pytest.mark.parametrize("name", ["background", "clothes", "dark", "tiny"])
@pytest.mark.parametrize("seed", range(5))
def test_what_moves_nothing_leaves_the_labels(name: str, seed: int):
    photo, labels = portrait()
    composed, truth = KINDS[name]((photo, labels), portrait(1), np.random.default_rng(seed))
    np.testing.assert_array_equal(truth, labels)
    inner = cv2.erode((labels != BACKGROUND).astype(np.uint8), np.ones((5, 5)), borderValue=0) > 0
    if name == "background":
        np.testing.assert_array_equal(composed[inner], photo[inner])
        assert (composed[labels == BACKGROUND] != photo[labels == BACKGROUND]).mean() > 0.5
    if name == "clothes":
        bare = cv2.dilate((labels == ID_OF["cloth"]).astype(np.uint8), np.ones((7, 7))) == 0
        np.testing.assert_array_equal(composed[bare], photo[bare])
        assert (composed != photo).any()
    if name == "dark":
        assert composed.mean() < 0.7 * photo.mean()


@pytest.mark.parametrize("seed", range(8))
def test_what_covers_is_background_and_the_rest_stays(seed: int):
    photo, labels = portrait()
    composed, truth = covered((photo, labels), portrait(1), np.random.default_rng(seed))
    hidden = truth != labels
    assert (truth[hidden] == BACKGROUND).all()
    assert 0 < hidden.mean() < 0.8
    assert np.abs(composed[hidden].astype(int) - photo[hidden]).mean() > 10
    far = cv2.dilate(hidden.astype(np.uint8), np.ones((25, 25))) == 0
    unlike = (np.abs(composed.astype(int) - photo).max(2) > 1) & (labels != BACKGROUND) & far
    assert unlike.sum() <= far.sum() * 0.1  # what covers background alone cannot be told from the labels


@pytest.mark.parametrize("seed", range(10))
def test_a_person_seen_smaller_goes_on_past_the_former_crop(seed: int):
    photo, labels = portrait()
    composed, truth = beyond((photo, labels), portrait(1), np.random.default_rng(seed))
    eyes = (truth == ID_OF["r_eye"]).sum() / (labels == ID_OF["r_eye"]).sum()
    assert 0.05 < eyes < 1.3
    # clothes run to the lower border of the scene, or out of it at a side
    rim = np.concatenate([truth[-1], truth[:, 0], truth[:, -1]])
    assert (rim == ID_OF["cloth"]).any()
    # what is labelled as a part of the face has its colour
    skin = cv2.erode((truth == ID_OF["skin"]).astype(np.uint8), np.ones((3, 3)), borderValue=0) > 0
    colour = PALETTE[ID_OF["skin"]] * 0.7 + 40
    assert np.abs(composed[skin].mean(0) - colour).max() < 12


def test_turned_faces_are_turned():
    def angle(labels: np.ndarray) -> float:
        right, left = (np.argwhere(labels == ID_OF[n]).mean(0) for n in ("r_eye", "l_eye"))
        return float(np.rad2deg(np.arctan2(*(left - right))))

    angles = []
    for seed in range(20):
        truth = turned(portrait(), portrait(1), np.random.default_rng(seed))[1]
        if all((truth == ID_OF[n]).any() for n in ("r_eye", "l_eye")):
            angles.append(angle(truth))
    assert min(angles) < -25
    assert max(angles) > 25
    assert max(map(abs, angles)) < 90


def test_only_the_person_in_the_middle_has_labels():
    red, blue = np.array([200, 30, 30]), np.array([30, 30, 200])
    _, labels = portrait()
    mine = np.broadcast_to(red, (*labels.shape, 3)).astype(np.uint8), labels
    theirs = np.broadcast_to(blue, (*labels.shape, 3)).astype(np.uint8), labels
    beside = 0
    for seed in range(12):
        photo, truth = neighbours(mine, theirs, np.random.default_rng(seed))
        face = np.isin(truth, [ID_OF[n] for n in ("skin", "nose", "r_eye", "l_eye", "u_lip")])
        inner = cv2.erode(face.astype(np.uint8), np.ones((5, 5)), borderValue=0) > 0
        assert face.any()
        assert np.abs(photo[inner] - red).max() < 30
        beside += bool((np.abs(photo[truth == BACKGROUND] - blue).max(1) < 30).any())
    assert beside > 8


def test_tiny_faces_have_no_more_detail_than_a_small_photo():
    photo, labels = portrait(side=256)
    seen = tiny((photo, labels), portrait(1), np.random.default_rng(1))[0]
    assert (
        np.abs(np.diff(seen.astype(int), axis=1)).mean()
        < 0.4 * np.abs(np.diff(photo.astype(int), axis=1)).mean()
    )


def test_a_face_is_placed_by_its_centre():
    matrix = placed(512, np.array([100.0, 40.0]), 0.5, 90.0)
    centre = np.array([256.0, 290.0])
    np.testing.assert_allclose(matrix @ [*(centre - 0.5), 1], [99.5, 39.5])
    # counter-clockwise: what was right of the centre comes above it
    np.testing.assert_allclose(matrix @ [*(centre - 0.5 + [100, 0]), 1], [99.5, -10.5], atol=1e-9)
