"""Grips of frames where the mouse goes to odd places."""

import numpy as np
import pytest

from faceparse_core.parsing.faces import frame_scale
from faceparse_gui.ui.tools.frame_grips import corners, frame_at, grip_at, middle

FRAME = np.array([[0.5, 0.0, 100.0], [0.0, 0.5, 50.0]])
SMALL = np.array([[0.05, 0.0, 200.0], [0.0, 0.05, 150.0]])


def test_the_nearest_grip_within_reach_is_taken():
    assert middle(FRAME) == (228.0, 178.0)
    assert corners(FRAME)[2] == (356.0, 306.0)
    grip = grip_at([FRAME, SMALL], (226.0, 176.0), 8.0)
    assert (grip.frame is SMALL, grip.part) == (True, "corner")  # at 225.6, 175.6
    grip = grip_at([SMALL, FRAME], (228.5, 178.5), 8.0)
    assert (grip.frame is FRAME, grip.part) == (True, "middle")
    assert grip_at([FRAME, SMALL], (300.0, 178.0), 8.0) is None


def test_of_frames_in_one_another_the_one_whose_face_is_nearer_is_meant():
    assert frame_at([FRAME, SMALL], (213.0, 164.0)) is SMALL
    assert frame_at([FRAME, SMALL], (240.0, 220.0)) is FRAME
    assert frame_at([FRAME, SMALL], (90.0, 60.0)) is None


@pytest.mark.parametrize(("to", "scale"), [((228.0, 178.0), 0.5), ((228.1, 178.1), 0.05), ((9e6, 9e6), 5.0)])
def test_a_corner_dragged_to_the_middle_or_far_away_leaves_a_frame_of_some_size(to, scale):
    grip = grip_at([FRAME], (356.0, 306.0), 2.0)
    changed = grip.dragged(to)
    assert frame_scale(changed) == pytest.approx(scale)
    assert middle(changed) == pytest.approx(middle(FRAME))
