"""Ways to look at the labels, seen in the canvas's own pixels."""

import time
from itertools import pairwise
from math import floor

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from faceparse_core.labels import ID_OF
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.document import Document
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.rulers import THICKNESS, tick_step
from faceparse_gui.ui.canvas.view_mode_actions import ViewModeActions
from faceparse_gui.ui.canvas.view_modes import PredictionView
from faceparse_gui.ui.canvas.view_modes.confidence import ramp
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.settings.store import AppSettings

LEFT, SHIFT, NONE = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
HAIR, SKIN, HAT = ID_OF["hair"], ID_OF["skin"], ID_OF["hat"]
SIDE = 400
GREY = (128, 128, 128)


def a_prediction(labels: np.ndarray, **more) -> PackedPrediction:
    sure = np.full(labels.shape, 255, np.uint8)
    return PackedPrediction.of(Prediction(labels, sure, "net", **more)).pack()


@pytest.fixture
def canvas(qtbot, theme) -> Canvas:
    """A grey photo of hair, predicted as skin; opaque, so that a pixel is a class's colour or the photo's."""
    canvas = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(canvas)
    canvas.commands = ViewModeActions(canvas)
    canvas.layers.set_overall(1.0)
    canvas.resize(SIDE + 32, SIDE + 32)
    photo = np.full((SIDE, SIDE, 3), GREY, np.uint8)
    labels = np.full((SIDE, SIDE), HAIR, np.uint8)
    canvas.set_photo(photo, Document(labels), a_prediction(np.full((SIDE, SIDE), SKIN, np.uint8)))
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    canvas.setFocus()
    assert canvas.scale == 1.0
    return canvas


def seen(canvas: Canvas, x: int, y: int) -> tuple[int, int, int]:
    """The colour on the screen of a photo pixel."""
    at = canvas.view.to_view(QPointF(x + 0.5, y + 0.5))
    return tuple(QColor(canvas.grab().toImage().pixel(floor(at.x()), floor(at.y()))).getRgb()[:3])


def press(canvas: Canvas, key: Qt.Key, modifier=NONE) -> None:
    QTest.keyClick(canvas, key, modifier)


def test_the_prediction_shows_while_its_key_is_held(canvas):
    QTest.keyPress(canvas, Qt.Key.Key_Backslash)
    assert seen(canvas, 50, 50) == canvas.layers.color(SKIN)
    QTest.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert seen(canvas, 50, 50) == canvas.layers.color(HAIR)


def test_a_held_prediction_ends_when_the_window_is_left_and_another_keys_release_does_not_end_it(canvas):
    QTest.keyPress(canvas, Qt.Key.Key_Backslash)
    QTest.keyRelease(canvas, Qt.Key.Key_Shift)
    assert isinstance(canvas.view_mode, PredictionView)
    QApplication.sendEvent(canvas.window(), QEvent(QEvent.Type.WindowDeactivate))
    assert not isinstance(canvas.view_mode, PredictionView)


def test_holding_the_prediction_returns_to_the_view_mode_before(canvas):
    press(canvas, Qt.Key.Key_C, SHIFT)
    before = canvas.view_mode
    QTest.keyPress(canvas, Qt.Key.Key_Backslash)
    QTest.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert canvas.view_mode is before
    assert canvas.commands.checker.isChecked()


def test_the_split_shows_the_prediction_left_of_the_line_and_follows_the_mouse(canvas):
    handle = canvas.commands.handle
    assert not handle.isVisible()
    press(canvas, Qt.Key.Key_S)
    assert handle.isVisible()
    middle = SIDE // 2
    assert seen(canvas, middle - 20, 50) == canvas.layers.color(SKIN)
    assert seen(canvas, middle + 20, 50) == canvas.layers.color(HAIR)

    grip = QPoint(handle.width() // 2, 100)
    QTest.mousePress(handle, LEFT, NONE, grip)
    QTest.mouseMove(handle, grip + QPoint(100, 0))
    QTest.mouseRelease(handle, LEFT, NONE, grip)
    assert seen(canvas, middle + 80, 50) == canvas.layers.color(SKIN)
    assert seen(canvas, middle + 120, 50) == canvas.layers.color(HAIR)
    press(canvas, Qt.Key.Key_S)
    assert not handle.isVisible()
    assert seen(canvas, 50, 50) == canvas.layers.color(HAIR)


def test_the_two_sides_of_the_split_do_not_lie_over_each_other(canvas):
    canvas.layers.set_overall(0.5)
    labels_alone = seen(canvas, 210, 50)
    QTest.keyPress(canvas, Qt.Key.Key_Backslash)
    prediction_alone = seen(canvas, 190, 50)
    QTest.keyRelease(canvas, Qt.Key.Key_Backslash)
    press(canvas, Qt.Key.Key_S)
    assert seen(canvas, 210, 50) == labels_alone
    assert seen(canvas, 190, 50) == prediction_alone


def test_the_line_stays_within_the_canvas_and_moves_with_the_arrow_keys(canvas):
    press(canvas, Qt.Key.Key_S)
    handle = canvas.commands.handle
    handle.move_to(7.0)
    assert handle.geometry().center().x() == canvas.width()
    QTest.keyClick(handle, Qt.Key.Key_Left)
    assert handle.geometry().center().x() < canvas.width()
    canvas.resize(canvas.width() - 100, canvas.height())
    assert handle.height() == canvas.height()
    assert handle.geometry().center().x() <= canvas.width()


def test_the_difference_colours_only_what_was_changed(canvas):
    labels = np.full((SIDE, SIDE), SKIN, np.uint8)
    labels[100:120, 100:120] = HAT
    labels[200:220, 200:220] = 0
    canvas.set_photo(
        np.full((SIDE, SIDE, 3), GREY, np.uint8),
        Document(labels),
        a_prediction(np.full((SIDE, SIDE), SKIN, np.uint8)),
    )
    press(canvas, Qt.Key.Key_S, SHIFT)
    dimmed = seen(canvas, 50, 50)
    assert dimmed != GREY
    assert dimmed != canvas.layers.color(SKIN)
    assert seen(canvas, 99, 110) == dimmed
    changed, taken_away = seen(canvas, 100, 110), seen(canvas, 210, 210)
    assert np.abs(np.subtract(changed, canvas.layers.color(HAT))).max() < 20
    assert np.abs(np.subtract(taken_away, dimmed)).max() > 90, (
        "background is black: it needs a colour of its own"
    )


def test_the_difference_follows_a_stroke_and_shows_one_pixel_in_a_large_photo(canvas):
    side = 2 * SIDE
    labels = np.full((side, side), SKIN, np.uint8)
    document = Document(labels)
    canvas.set_photo(np.full((side, side, 3), GREY, np.uint8), document, a_prediction(labels))
    press(canvas, Qt.Key.Key_S, SHIFT)
    before = seen(canvas, 601, 601)
    document.begin_stroke(601.5, 601.5, HAT, Brush(1))
    document.end_stroke()
    after = seen(canvas, 601, 601)
    assert canvas.scale == 0.5
    assert after != before
    assert np.abs(np.subtract(after, canvas.layers.color(HAT))).max() < 20


def test_the_checker_alternates_labels_and_photo(canvas):
    press(canvas, Qt.Key.Key_C, SHIFT)
    picture = canvas.grab().toImage()
    corner = canvas.view.origin.toPoint()
    row = [QColor(picture.pixel(corner + QPoint(x, 10))).getRgb()[:3] for x in range(10, 380, 56)]
    next_row = [QColor(picture.pixel(corner + QPoint(x, 66))).getRgb()[:3] for x in range(10, 380, 56)]
    hair = canvas.layers.color(HAIR)
    assert set(row) == {hair, GREY}
    assert all(one != other for one, other in pairwise(row))
    assert all(one != other for one, other in zip(row, next_row, strict=True))


def test_the_confidence_runs_from_bright_to_dark_with_a_legend(canvas):
    confidence = np.repeat(np.linspace(90, 255, SIDE).astype(np.uint8)[None], SIDE, 0).copy()
    labels = np.zeros((SIDE, SIDE), np.uint8)
    canvas.set_prediction(PackedPrediction.of(Prediction(labels, confidence, "net")).pack())
    bare = canvas.grab().toImage()
    press(canvas, Qt.Key.Key_C)
    light = [sum(seen(canvas, x, 60)) for x in (5, 100, 200, 300, 395)]
    assert light == sorted(light, reverse=True)
    assert light[0] > light[-1] + 200
    corner = canvas.rect().bottomRight() - QPoint(12, 12)
    assert canvas.grab().toImage().pixel(corner) != bare.pixel(corner)


def test_the_ramp_is_as_steep_everywhere_to_the_eye():
    """Equal steps of confidence are about equal steps of lightness (CIE L*), above the lowest one told."""
    from skimage.color import rgb2lab

    colors = np.array([color[:3] for color in ramp()], np.uint8)
    lightness = rgb2lab(colors[None])[0, :, 0]
    steps = lightness[102:254:8] - lightness[110:262:8][: len(lightness[102:254:8])]
    assert (steps > 0).all()
    assert steps.max() < 2.5 * steps.mean()


@pytest.mark.parametrize("key", [(Qt.Key.Key_S, NONE), (Qt.Key.Key_S, SHIFT), (Qt.Key.Key_C, NONE)])
def test_without_a_prediction_the_labels_show_and_words_say_why(canvas, key):
    canvas.set_prediction(None)
    plain = canvas.grab().toImage()
    press(canvas, *key)
    picture = canvas.grab().toImage()
    assert seen(canvas, 50, 50) == canvas.layers.color(HAIR)
    assert picture != plain, "the words"
    assert not canvas.commands.handle.isVisible()


def test_one_view_mode_at_a_time(canvas):
    press(canvas, Qt.Key.Key_S)
    press(canvas, Qt.Key.Key_C)
    commands = canvas.commands
    assert [action.isChecked() for action in commands.modes()[1:]] == [False, False, False, True]
    press(canvas, Qt.Key.Key_C)
    assert not any(action.isChecked() for action in commands.modes())
    assert seen(canvas, 50, 50) == canvas.layers.color(HAIR)


def test_a_view_mode_has_the_colours_as_they_are_now(canvas):
    QTest.keyPress(canvas, Qt.Key.Key_Backslash)
    canvas.layers.set_color(SKIN, (10, 200, 30))
    assert seen(canvas, 50, 50) == (10, 200, 30)
    QTest.keyRelease(canvas, Qt.Key.Key_Backslash)


@pytest.mark.parametrize(
    "key", [(Qt.Key.Key_S, NONE), (Qt.Key.Key_S, SHIFT), (Qt.Key.Key_C, SHIFT), (Qt.Key.Key_C, NONE)]
)
@pytest.mark.parametrize("zoom", [None, 1.0, 0.6])
def test_a_part_painted_anew_fits_what_is_around_it(canvas, key, zoom):
    rng = np.random.default_rng(3)
    coarse = rng.integers(0, 19, (2, 50, 50), np.uint8)
    now, before = np.ascontiguousarray(coarse.repeat(8, 1).repeat(8, 2))
    canvas.set_photo(np.full((SIDE, SIDE, 3), GREY, np.uint8), Document(now), a_prediction(before))
    if zoom:
        canvas.view.zoom_to(zoom)
    press(canvas, *key)
    whole = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pieced = whole.copy()
    for rect in [(0, 0, 117, 211), (60, 30, 99, 77), (200, 100, 151, 33)]:
        part = canvas.grab(canvas.rect().intersected(type(canvas.rect())(*rect))).toImage()
        assert part.convertToFormat(QImage.Format.Format_RGB32) == pieced.copy(*rect)


@pytest.mark.parametrize("mode", ["split", "difference", "checker", "confidence"])
@pytest.mark.parametrize("scale", [None, 1.0, 3.0])
def test_a_large_photo_is_drawn_as_fast_as_one_of_the_screens_size(canvas, mode, scale):
    canvas.resize(1400, 900)
    fitting, large = (seconds_to_draw(canvas, mode, scale, side) for side in (1400, 4096))
    assert large < 4 * fitting, "1.0 to 1.6 times as long on a machine with nothing else to do"


def seconds_to_draw(canvas, mode, scale, side):
    cells = np.random.default_rng(0).integers(0, 19, (12, 12), np.uint8)
    labels = cv2.resize(cells, (side, side), interpolation=cv2.INTER_NEAREST)
    canvas.set_photo(np.zeros((side, side, 3), np.uint8), Document(labels), a_prediction(labels.T.copy()))
    if scale is not None:
        canvas.view.zoom_to(scale)
    target = QImage(canvas.size(), QImage.Format.Format_ARGB32_Premultiplied)
    canvas.render(target)
    command = getattr(canvas.commands, mode)
    if not command.isChecked():
        command.trigger()
    times = []
    for _ in range(7):
        start = time.thread_time()
        canvas.render(target)
        times.append(time.thread_time() - start)
    return min(times)


# Rulers and frames


def test_rulers_show_on_demand_and_only_with_a_photo(canvas):
    rulers = canvas.commands.rulers
    assert not rulers.across.isVisible()
    press(canvas, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert rulers.across.isVisible()
    assert rulers.across.geometry().getRect() == (0, 0, canvas.width(), THICKNESS)
    canvas.clear()
    assert not rulers.down.isVisible()


def test_a_rulers_tick_lies_over_its_photo_pixel(canvas):
    canvas.commands.show_rulers.trigger()
    for scale in (1.0, 4.0):
        canvas.view.zoom_to(scale, QPointF(0, 0))
        canvas.pan_by(QPointF(-7, 0))
        step = tick_step(scale)
        picture = canvas.commands.rulers.across.grab().toImage()
        at = round(canvas.view.to_view(QPointF(step, 0)).x())
        column = [picture.pixel(at, y) for y in range(1, THICKNESS - 1)]
        beside = [picture.pixel(at - 2, y) for y in range(1, THICKNESS - 1)]
        assert len(set(column)) == 1
        assert column[0] != beside[0]


@pytest.mark.parametrize(
    ("scale", "step"), [(1.0, 100), (0.1, 1000), (2.0, 50), (64.0, 1), (13.0, 5), (0.33, 200)]
)
def test_figures_of_a_ruler_are_round_and_far_enough_apart(scale, step):
    assert tick_step(scale) == step
    assert step * scale >= 64


def test_several_faces_are_framed_left_to_right_and_one_is_not(canvas):
    def frame(x: float) -> np.ndarray:
        return np.array([[0.2, 0, x], [0, 0.2, 40]])

    labels = np.zeros((SIDE, SIDE), np.uint8)
    canvas.layers.set_overall(0.0)
    canvas.set_prediction(a_prediction(labels, frames=(frame(250.0), frame(20.0))))
    framed = seen(canvas, 20, 80)
    assert framed != GREY
    assert seen(canvas, 250, 80) == framed
    press(canvas, Qt.Key.Key_J, SHIFT)
    assert seen(canvas, 20, 80) == GREY
    press(canvas, Qt.Key.Key_J, SHIFT)
    canvas.set_prediction(a_prediction(labels, frames=(frame(20.0),)))
    assert seen(canvas, 20, 80) == GREY
