"""Pushing the edge of a region with the pointer."""

from itertools import pairwise

import numpy as np
import pytest

from faceparse_gui.document.selecting.boundary import EdgePush

SIDE = 400


def _disc(radius: float) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    labels = np.zeros((SIDE, SIDE), np.uint8)
    labels[:, SIDE // 2 :] = 3
    labels[np.hypot(x - 200, y - 200) < radius] = 7
    return labels


def _push(labels, class_id, points, radius) -> np.ndarray:
    labels = labels.copy()
    push = EdgePush(labels, class_id, points[0], radius)
    for start, end in pairwise(points):
        if not push.reaches(*end):
            push = EdgePush(labels, class_id, start, radius)
        found = push.move(labels, start, end)
        if found is not None:
            new, (x0, y0, x1, y1) = found
            labels[y0:y1, x0:x1] = new
    return labels


def _path(start, end, steps):
    return [tuple(np.add(start, np.subtract(end, start) * n / steps)) for n in range(steps + 1)]


@pytest.mark.parametrize("steps", [1, 5, 160])
def test_the_edge_follows_the_pointer_however_slow_it_is(steps):
    labels = _push(_disc(80), 7, _path((280, 200), (320, 200), steps), 60)
    reach = np.flatnonzero(labels[200] == 7)[-1] + 1
    assert reach == pytest.approx(320, abs=6)
    assert (labels == 7).sum() > (_disc(80) == 7).sum() + 400
    away = np.s_[:, :200]
    assert np.array_equal(labels[away], _disc(80)[away])


def test_pushed_inwards_it_leaves_what_lay_beside_it():
    before = _disc(80)
    labels = _push(before, 7, _path((275, 200), (240, 200), 20), 60)
    lost = (before == 7) & (labels != 7)
    assert lost.sum() > 400
    assert (labels[lost] == 3).all()
    assert np.array_equal(labels[~lost], before[~lost])


def test_a_push_inside_a_region_changes_nothing():
    before = _disc(150)
    assert np.array_equal(_push(before, 7, _path((200, 200), (220, 210), 10), 40), before)


def test_a_pointer_that_touches_the_window_from_outside_changes_nothing():
    labels = _disc(150)
    push = EdgePush(labels, 7, (200, 200), 40)
    left, top = push.window[:2]
    assert push.move(labels, (left - 41, 200), (left - 42, 200)) is None
    assert push.move(labels, (200, top - 41), (200, top - 42)) is None


def test_there_and_back_is_nearly_as_before():
    before = _disc(80)
    there = _path((278, 200), (300, 200), 22)
    labels = _push(before, 7, there + there[::-1], 60)
    assert (labels != before).mean() < 0.003


def test_a_long_drag_goes_beyond_what_was_looked_at_first():
    before = np.zeros((300, 1200), np.uint8)
    before[:, :100] = 5
    labels = _push(before, 5, _path((95, 150), (420, 150), 100), 40)
    assert (labels[150, :405] == 5).all()
    assert (labels[:100] == before[:100]).all()


def test_at_the_border_of_the_photo_nothing_breaks():
    before = np.zeros((50, 50), np.uint8)
    before[:, :10] = 2
    labels = _push(before, 2, _path((8, 2), (60, -20), 15), 30)
    assert labels.shape == before.shape
    assert (labels == 2).sum() > (before == 2).sum()
