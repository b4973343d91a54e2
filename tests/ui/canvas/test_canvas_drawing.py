"""What the canvas draws: dirty repaints equal full ones, and labels lie on their pixels."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest

from faceparse_core.labels import NUM_CLASSES
from faceparse_gui.document.document import Document
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.overlay import LabelOverlay
from faceparse_gui.ui.canvas.pyramid import PhotoPyramid, halve
from faceparse_gui.ui.canvas.view import ViewTransform
from faceparse_gui.ui.canvas.view_modes import (
    CheckerView,
    ConfidenceView,
    DifferenceView,
    PlainView,
    PredictionView,
    SplitView,
)
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.settings.store import AppSettings


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).copy()


def on_screen(canvas: Canvas) -> np.ndarray:
    """What the window's backing store holds, dirty repaints and all; nothing is painted anew."""
    QTest.qWait(1)
    return pixels(canvas.screen().grabWindow(canvas.winId()).toImage())


@pytest.fixture
def canvas(qtbot, theme, astronaut, face_labels) -> Canvas:
    canvas = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(canvas)
    canvas.resize(500, 400)
    canvas.set_photo(astronaut, Document(face_labels))
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


@pytest.mark.parametrize("scale", [0.37, 0.77, 1.0, 1.618, 3.3, 11.7])
@pytest.mark.parametrize("outlines", [False, True], ids=["filled", "outlines"])
def test_what_strokes_leave_on_the_screen_equals_a_full_repaint(canvas, scale, outlines):
    canvas.set_outlines(outlines)
    canvas.zoom_by(scale / canvas.scale, QPointF(217, 133))
    canvas.layers.set_active(14)
    for size, points in ((3, [(120, 90), (180, 130), (310, 140)]), (40, [(60, 300), (260, 220), (420, 333)])):
        canvas.set_brush_size(size)
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*points[0]))
        for point in points[1:]:
            QTest.mouseMove(canvas, QPoint(*point))
            QTest.qWait(1)
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*points[-1]))
    canvas._document.undo()
    before = on_screen(canvas)
    canvas.repaint()
    assert np.array_equal(before, on_screen(canvas))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mode=st.sampled_from([PlainView, PredictionView, SplitView, DifferenceView, CheckerView, ConfidenceView]),
    outlines=st.booleans(),
    opacity=st.floats(0, 1),
    zoom=st.floats(0.3, 12),
    at=st.tuples(st.integers(0, 499), st.integers(0, 399)),
    brush=st.integers(1, 200),
    stroke=st.lists(st.tuples(st.integers(0, 499), st.integers(0, 399)), min_size=2, max_size=5),
    frames=st.booleans(),
)
def test_a_stroke_seen_in_any_way_leaves_what_a_canvas_opened_now_shows(
    canvas, mode, outlines, opacity, zoom, at, brush, stroke, frames
):
    """To the pixel, whether each event was painted or all of them at once."""
    said = np.roll(canvas.labels, 31, 1), np.full_like(canvas.labels, 200)
    canvas.set_prediction(PackedPrediction(*map(PackedMap, said)))
    canvas.set_view_mode(mode())
    canvas.set_outlines(outlines)
    canvas.layers.set_overall(opacity)
    canvas.fit()
    canvas.zoom_by(zoom / canvas.scale, QPointF(*at))
    canvas.set_brush_size(max(1, round(brush / canvas.scale)))
    canvas.layers.set_active(14)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*stroke[0]))
    for point in stroke[1:]:
        QTest.mouseMove(canvas, QPoint(*point))
        if frames:
            QTest.qWait(1)
    shown = on_screen(canvas)

    fresh = Canvas(canvas.layers, AppSettings())
    fresh.resize(canvas.size())
    fresh.set_photo(canvas.context.photo, Document(canvas.labels), canvas.prediction)
    fresh.set_view_mode(mode())
    fresh.set_outlines(outlines)
    fresh.view = canvas.view
    fresh.set_brush_size(canvas.brush_size)
    fresh._cursor_moved(canvas._cursor)
    opened = pixels(fresh.grab().toImage())
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(*stroke[-1]))
    fresh.deleteLater()
    assert np.array_equal(shown, opened)


def test_moving_a_large_ring_leaves_no_trace(canvas):
    for size in (4, 60, 300):
        canvas.set_brush_size(size)
        for x in range(20, 480, 37):
            QTest.mouseMove(canvas, QPoint(x, 350 - x // 2))
            QTest.qWait(1)
        before = on_screen(canvas)
        canvas.repaint()
        assert np.array_equal(before, on_screen(canvas))


@pytest.mark.slow
def test_the_same_holds_on_a_screen_with_a_fractional_pixel_ratio():
    tests = "test_what_strokes_leave or test_moving_a_large_ring"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", tests, __file__]
    run = subprocess.run(
        command, env=os.environ | {"QT_SCALE_FACTOR": "1.25"}, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("scale", [0.71, 1.0, 2.0, 4.37])
def test_each_label_covers_exactly_its_own_photo_pixels(qtbot, theme, scale):
    """Random labels at full opacity: every screen pixel shows the label that is under it."""
    rng = np.random.default_rng(3)
    labels = rng.integers(1, NUM_CLASSES, (64, 48)).astype(np.uint8)
    layers = LayerState()
    layers.set_overall(1.0)
    canvas = Canvas(layers, AppSettings())
    qtbot.addWidget(canvas)
    canvas.resize(320, 380)
    canvas.set_photo(np.full((64, 48, 3), 128, np.uint8), Document(labels))
    canvas.zoom_by(scale / canvas.scale)
    shown = pixels(canvas.grab().toImage())
    seen = 0
    for y, x in np.ndindex(shown.shape[:2]):
        at = canvas.view.to_photo(QPointF(x + 0.5, y + 0.5))
        on_an_edge = min(at.x() % 1, at.y() % 1) < 0.01  # Qt scales in fixed point: either neighbour may show
        if 0 <= at.x() < 48 and 0 <= at.y() < 64 and not on_an_edge:
            seen += 1
            assert tuple(shown[y, x]) == layers.color(int(labels[int(at.y()), int(at.x())])), (x, y)
    assert seen > 1000


def test_hiding_and_opacity_change_what_is_seen_and_not_the_labels(canvas, face_labels):
    full = pixels(canvas.grab().toImage())
    canvas.layers.set_overall(0.0)
    bare_by_opacity = pixels(canvas.grab().toImage())
    canvas.layers.set_overall(0.55)
    for class_id in range(NUM_CLASSES):
        canvas.layers.set_visible(class_id, False)
    bare_by_hiding = pixels(canvas.grab().toImage())
    canvas.set_bare(True)
    bare = pixels(canvas.grab().toImage())
    assert np.array_equal(bare, bare_by_opacity)
    assert np.array_equal(bare, bare_by_hiding)
    assert not np.array_equal(full, bare)
    assert np.array_equal(canvas._document.labels, face_labels)


def test_outlines_leave_the_inside_of_a_class_bare(canvas):
    canvas.set_bare(True)
    bare = pixels(canvas.grab().toImage())
    canvas.set_bare(False)
    canvas.set_outlines(True)
    outlined = pixels(canvas.grab().toImage())
    changed = (bare != outlined).any(axis=2).mean()
    assert 0.002 < changed < 0.1
    inside_hair = canvas.view.to_view(QPointF(228, 30)).toPoint()
    assert np.array_equal(outlined[inside_hair.y(), inside_hair.x()], bare[inside_hair.y(), inside_hair.x()])


def test_the_overlay_shows_edits_of_the_same_buffer_without_a_notification(face_labels):
    document = Document(face_labels)
    overlay = LabelOverlay(document.labels, LayerState())
    overlay.refresh_colors()
    document.put(np.full_like(face_labels, 14), "All hat")
    target = QImage(512, 512, QImage.Format.Format_RGB888)
    target.fill(Qt.GlobalColor.black)
    painter = QPainter(target)
    view = ViewTransform()
    view.set_photo(QSize(512, 512))
    view.set_view(QSize(512, 512), 1.0)
    view.zoom_to(2.0)
    overlay.draw_fill(painter, view, target.rect(), 1.0)
    painter.end()
    assert len(np.unique(pixels(target).reshape(-1, 3), axis=0)) == 1


@pytest.mark.parametrize(("height", "width"), [(4, 6), (5, 7), (1, 1), (513, 2), (600, 301)])
def test_halving_averages_two_by_two(height, width):
    photo = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    padded = np.pad(photo, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge").astype(float)
    expected = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2, 3).mean(axis=(1, 3))
    half = halve(photo)
    assert half.shape == expected.shape
    assert np.abs(half - expected).max() <= 0.5


def test_a_large_photo_is_drawn_from_its_levels_and_looks_the_same_but_cleaner(qtbot):
    y, x = np.mgrid[0:2048, 0:2048]
    photo = np.repeat((255 * ((x + y) % 2)).astype(np.uint8)[:, :, None], 3, axis=2)
    pyramid = PhotoPyramid()

    def drawn() -> np.ndarray:
        target = QImage(256, 256, QImage.Format.Format_RGB888)
        target.fill(Qt.GlobalColor.red)
        painter = QPainter(target)
        pyramid.draw(painter, QRectF(0, 0, 256, 256), 0.125)
        painter.end()
        return pixels(target)

    with qtbot.waitSignals([pyramid.level_ready] * 2):
        pyramid.set_photo(photo)
    shown = drawn()
    assert np.abs(shown.astype(int) - 128).max() <= 2, "a fine chequerboard is grey from afar, edges included"


def test_levels_of_a_photo_that_was_left_are_dropped(qtbot):
    pyramid = PhotoPyramid()
    pyramid.set_photo(np.zeros((2000, 2000, 3), np.uint8))
    pyramid.set_photo(np.full((300, 200, 3), 9, np.uint8))
    qtbot.wait(200)
    assert pyramid.size.width() == 200
    assert len(pyramid._images) == 1
