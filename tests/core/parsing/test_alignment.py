"""How far a parse may move the detector's frame."""

import numpy as np
import pytest

from faceparse_core.parsing.alignment import MOST_SCALE, MOST_SHIFT, MOST_TURN, is_near
from faceparse_core.parsing.faces import FACE_CENTRE, Frame, compose
from tests.core.parsing.frames import similarity

START = similarity(33, 1.7, 400, 300)


def moved(angle: float = 0, scale: float = 1, shift: float = 0) -> Frame:
    """``START`` turned and scaled about the face's centre, in its own units, and moved to the right."""
    inner = similarity(angle, scale, 0, 0)
    inner[:, 2] = np.array(FACE_CENTRE) - inner[:, :2] @ FACE_CENTRE + (shift, 0)
    return compose(START, inner)


@pytest.mark.parametrize("part", [0.0, 0.95, -0.95])
def test_a_small_move_is_near(part):
    assert is_near(START, moved(angle=part * MOST_TURN))
    assert is_near(START, moved(scale=MOST_SCALE**part))
    assert is_near(START, moved(shift=part * MOST_SHIFT))


@pytest.mark.parametrize("part", [1.05, -1.05])
def test_a_large_move_is_not(part):
    assert not is_near(START, moved(angle=part * MOST_TURN))
    assert not is_near(START, moved(scale=MOST_SCALE**part))
    assert not is_near(START, moved(shift=part * MOST_SHIFT))
