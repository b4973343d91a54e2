"""Straight cuts are seen where the truth goes on, and nowhere else."""

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_training.evaluation.cuts import cut_people, running_people

CLOTH, HAIR = ID_OF["cloth"], ID_OF["hair"]
SIDE = 200


def frame(angle: float = 0.0, side: float = 100.0) -> np.ndarray:
    """A frame of ``side`` pixels about the middle of the photo."""
    c, s = np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))
    linear = side / 512 * np.array([[c, -s], [s, c]])
    return np.column_stack([linear, np.array([SIDE / 2, SIDE / 2]) - linear @ (256, 256)])


def inside(a_frame: np.ndarray) -> np.ndarray:
    y, x = np.indices((SIDE, SIDE)) + 0.5
    u, v = np.linalg.inv(a_frame[:, :2]) @ np.stack([x.ravel(), y.ravel()] - a_frame[:, 2:])
    return ((u >= 0) & (u <= 512) & (v >= 0) & (v <= 512)).reshape(SIDE, SIDE)


@pytest.fixture
def body() -> np.ndarray:
    """Clothes from the middle of the frame down to the lower border of the photo."""
    truth = np.zeros((SIDE, SIDE), np.uint8)
    truth[110:, 70:130] = CLOTH
    return truth


@pytest.mark.parametrize("angle", [0, 25, -40])
def test_clothes_that_end_at_the_border_are_cut(body, angle):
    owner = (body > 0).astype(np.uint8) * 3
    cut = np.where(inside(frame(angle)), body, 0).astype(np.uint8)
    assert running_people(body, owner, frame(angle)) == {3}
    assert cut_people(cut, body, owner, [frame(angle)]) == {3}
    assert cut_people(body, body, owner, [frame(angle)]) == set()


def test_a_wider_frame_is_looked_at_too(body):
    owner = (body > 0).astype(np.uint8)
    wide = frame(side=140)
    cut = np.where(inside(wide), body, 0).astype(np.uint8)
    assert cut_people(cut, body, owner, [frame()]) == set()
    assert cut_people(cut, body, owner, [frame(), wide]) == {1}


def test_the_border_of_the_photo_cuts_nothing(body):
    owner = (body > 0).astype(np.uint8)
    whole = np.array([[SIDE / 512, 0, 0], [0, SIDE / 512, 0]])
    assert cut_people(body, body, owner, [whole]) == set()
    assert running_people(body, owner, whole) == set()


def test_what_ends_in_truth_is_no_cut(body):
    owner = (body > 0).astype(np.uint8)
    short = np.where(inside(frame()), body, 0).astype(np.uint8)
    assert cut_people(short, short, owner, [frame()]) == set()
    assert running_people(short, owner, frame()) == set()


def test_a_crumb_is_no_cut(body):
    owner = (body > 0).astype(np.uint8)
    labels = body.copy()
    labels[145:, 90:93] = 0
    assert cut_people(labels, body, owner, [frame()]) == set()
    labels[145:, 90:100] = 0
    assert cut_people(labels, body, owner, [frame()]) == set()  # the gap began inside: it is not straight
    labels[145:150, 90:100] = CLOTH
    assert cut_people(labels, body, owner, [frame()]) == {1}


def test_another_person_beyond_the_border_is_not_mine(body):
    owner = (body > 0).astype(np.uint8)
    owner[150:] *= 2
    cut = np.where(inside(frame()), body, 0).astype(np.uint8)
    assert cut_people(cut, body, owner, [frame()]) == set()
