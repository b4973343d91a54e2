"""The view's arithmetic: what is under the cursor stays there, and the photo cannot get lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSize

from faceparse_gui.ui.canvas.view import KEEP_VISIBLE, MAX_SCALE, ViewTransform

sides = st.integers(1, 5000)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])


def a_view(photo=(800, 600), view=(640, 480), ratio=1.0) -> ViewTransform:
    transform = ViewTransform()
    transform.set_view(QSize(*view), ratio)
    transform.set_photo(QSize(*photo))
    return transform


@given(photo=st.tuples(sides, sides), ratio=ratios)
def test_a_fitted_photo_lies_whole_and_centred_in_the_view(photo, ratio):
    view = a_view(photo, (640, 480), ratio)
    rect = view.photo_rect()
    assert rect.left() >= 0
    assert rect.top() >= 0
    assert rect.right() <= 640
    assert rect.bottom() <= 480
    assert rect.center().x() == pytest.approx(320, abs=0.51)
    assert rect.center().y() == pytest.approx(240, abs=0.51)


@given(
    photo=st.tuples(st.integers(300, 5000), st.integers(300, 5000)),
    ratio=ratios,
    across=st.floats(0.2, 0.8),
    down=st.floats(0.2, 0.8),
    steps=st.lists(st.floats(-2, 2), max_size=30),
)
def test_zooming_keeps_the_photo_point_under_the_cursor(photo, ratio, across, down, steps):
    view = a_view(photo, (640, 480), ratio)
    at = view.to_view(QPointF(photo[0] * across, photo[1] * down))
    before = view.to_photo(at)
    for step in steps:
        view.zoom_by(2**step, at)
    after = view.to_view(before)
    assert abs(after.x() - at.x()) <= 1 / ratio, "at most a device pixel off, after any number of steps"
    assert abs(after.y() - at.y()) <= 1 / ratio


@given(
    photo=st.tuples(sides, sides),
    moves=st.lists(st.tuples(st.floats(-9999, 9999), st.floats(-9999, 9999), st.floats(-3, 3)), max_size=8),
)
def test_no_pan_or_zoom_loses_the_photo(photo, moves):
    view = a_view(photo)
    for dx, dy, step in moves:
        view.pan(QPointF(dx, dy))
        view.zoom_by(2**step, QPointF(dx % 640, dy % 480))
    rect = view.photo_rect()
    assert rect.right() >= min(KEEP_VISIBLE, rect.width()) - 1
    assert rect.bottom() >= min(KEEP_VISIBLE, rect.height()) - 1
    assert rect.left() <= 640 - min(KEEP_VISIBLE, rect.width()) + 1
    assert rect.top() <= 480 - min(KEEP_VISIBLE, rect.height()) + 1
    assert 0 < view.scale <= MAX_SCALE


@given(x=st.floats(0, 800), y=st.floats(0, 600), scale=st.floats(0.05, 60))
def test_view_and_photo_positions_are_each_others_inverse(x, y, scale):
    view = a_view()
    view.zoom_to(scale)
    back = view.to_photo(view.to_view(QPointF(x, y)))
    assert back.x() == pytest.approx(x, abs=1e-6)
    assert back.y() == pytest.approx(y, abs=1e-6)


def test_a_fitted_photo_stays_fitted_while_the_window_grows_and_a_zoomed_one_keeps_its_middle():
    view = a_view((800, 600), (640, 480))
    view.set_view(QSize(1280, 960), 1.0)
    assert view.scale == view.fit_scale
    view.zoom_to(3.0)
    middle = view.to_photo(QPointF(640, 480))
    view.set_view(QSize(1000, 700), 1.0)
    assert view.scale == 3.0
    assert view.to_photo(QPointF(500, 350)).x() == pytest.approx(middle.x(), abs=0.5)


def test_actual_size_is_one_pixel_of_the_screen_for_one_of_the_photo():
    assert a_view(ratio=2.0).actual_scale == 0.5
    view = a_view(ratio=1.5)
    view.zoom_to(view.actual_scale)
    assert (view.origin.x() * 1.5) == pytest.approx(round(view.origin.x() * 1.5)), "on a device pixel: sharp"
