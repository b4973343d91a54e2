"""A straight cut is where a class ends in a line and the photo shows none, however the face is turned."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_training.evaluation.straight_cuts import LEAST, cut_by_chance, is_long, straight_cut
from tests.training.evaluation.test_cuts import CLOTH, frame, inside

SIDE = 200


@pytest.fixture
def body() -> np.ndarray:
    truth = np.zeros((SIDE, SIDE), np.uint8)
    truth[110:, 70:130] = CLOTH
    return truth


def picture(truth: np.ndarray) -> np.ndarray:
    return np.where(truth[..., None] == CLOTH, np.uint8(200), np.uint8(60)).repeat(3, 2)


@pytest.mark.parametrize("angle", [0, 25, -40])
def test_clothes_that_end_at_the_frame_are_cut(body, angle):
    cut = np.where(inside(frame(angle)), body, 0).astype(np.uint8)
    assert straight_cut(picture(body), cut, frame(angle)) >= LEAST
    assert straight_cut(picture(body), body, frame(angle)) == 0


def test_a_cut_is_seen_wherever_it_lies_beyond_the_frame(body):
    body[170:] = 0
    whole = np.where(np.arange(SIDE)[:, None] >= 110, np.uint8(CLOTH), np.uint8(0)).repeat(SIDE, 1)
    assert straight_cut(picture(whole), body, frame()) >= LEAST


def test_what_ends_where_the_photo_shows_an_edge_is_no_cut(body):
    body[170:] = 0
    assert straight_cut(picture(body), body, frame()) == 0


def test_what_ends_in_truth_too_is_no_cut(body):
    cut = np.where(inside(frame()), body, 0).astype(np.uint8)
    assert straight_cut(picture(body), cut, frame(), truth=body) >= LEAST
    assert straight_cut(picture(body), cut, frame(), truth=cut) == 0


def test_a_slanting_end_is_no_straight_cut(body):
    y, x = np.indices(body.shape)
    cut = np.where(y < 150 + (x - 100) // 2, body, 0).astype(np.uint8)
    assert straight_cut(picture(body), cut, frame()) == 0


def test_hair_that_turns_into_clothes_in_a_line_is_cut(body):
    body[110:160] = np.where(body[110:160] == CLOTH, ID_OF["hair"], 0)
    assert straight_cut(picture((body > 0) * np.uint8(CLOTH)), body, frame()) >= LEAST


def test_a_crops_end_is_no_line_along_directions_that_no_crop_has(body):
    cut = np.where(inside(frame()), body, 0).astype(np.uint8)
    assert straight_cut(picture(body), cut, frame()) >= LEAST
    assert cut_by_chance(picture(body), cut, frame()) == 0


def test_a_cut_is_long_from_five_thirds_of_an_eye_on(body):
    cut = np.where(inside(frame()), body, 0).astype(np.uint8)
    assert is_long(straight_cut(picture(body), cut, frame()), frame())
    cut[:, :114] = 0
    length = straight_cut(picture(body), cut, frame())
    assert length >= LEAST
    assert not is_long(length, frame())
