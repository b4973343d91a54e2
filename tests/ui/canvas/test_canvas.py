"""Painting, looking and moving with real mouse, wheel and key events."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from faceparse_core.labels import ID_OF
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.document import Document
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.actions import CanvasActions
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.empty_state import EmptyState
from faceparse_gui.ui.canvas.hover import Hover
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.settings.store import AppSettings
from tests.core.parsing.frames import facing

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
HAT, HAIR, SKIN = ID_OF["hat"], ID_OF["hair"], ID_OF["skin"]


@pytest.fixture
def canvas(qtbot, theme, astronaut, face_labels) -> Canvas:
    canvas = Canvas(LayerState(), AppSettings())
    canvas.commands = CanvasActions(canvas, canvas.layers)
    qtbot.addWidget(canvas)
    canvas.resize(600, 600)
    canvas.set_photo(astronaut, Document(face_labels))
    canvas.layers.set_active(HAT)
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    canvas.setFocus()
    return canvas


@pytest.fixture
def document(canvas) -> Document:
    return canvas._document


def drag(canvas: Canvas, *points: QPoint, button=LEFT, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.mousePress(canvas, button, modifier, points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, button, modifier, points[-1])


def under(canvas: Canvas, at: QPoint) -> QPointF:
    """The photo position in the middle of a view pixel."""
    return canvas.view.to_photo(QPointF(at) + QPointF(0.5, 0.5))


def wheel(
    canvas: Canvas, at: QPoint, angle=0, pixels=(0, 0), modifier=Qt.KeyboardModifier.NoModifier
) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(canvas.mapToGlobal(at)),
        QPoint(*pixels),
        QPoint(0, angle),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


# Painting


@pytest.mark.parametrize("scale", [0.31, 1.0, 1.7, 6.0, 40.0])
def test_a_click_paints_exactly_the_brush_under_the_cursor(canvas, document, scale):
    canvas.zoom_by(scale / canvas.scale, QPointF(333, 222))
    canvas.set_brush_size(7)
    at = QPoint(341, 215)
    before = document.labels.copy()
    QTest.mouseClick(canvas, LEFT, pos=at)
    middle = under(canvas, at)
    y, x = np.mgrid[0:512, 0:512] + 0.5
    cx, cy = np.floor(middle.x()) + 0.5, np.floor(middle.y()) + 0.5
    disc = (x - cx) ** 2 + (y - cy) ** 2 <= 3.5**2
    assert np.array_equal(document.labels, np.where(disc, HAT, before))
    assert document.labels[int(middle.y()), int(middle.x())] == HAT


def test_a_stroke_covers_the_way_and_is_one_undo_step(canvas, document):
    before = document.labels.copy()
    points = [QPoint(100, 100), QPoint(300, 180), QPoint(200, 400)]
    drag(canvas, *points)
    for point in (*points, QPoint(200, 140)):
        at = under(canvas, point)
        assert document.labels[int(at.y()), int(at.x())] == HAT
    assert document.history.undo_text == "Brush"
    document.undo()
    assert np.array_equal(document.labels, before)
    assert not document.history.can_undo


def test_the_eraser_paints_background_and_fill_takes_the_whole_area(canvas, document):
    on_hair = canvas.view.to_view(QPointF(228, 25)).toPoint()
    QTest.keyClick(canvas, Qt.Key.Key_F)
    QTest.mouseClick(canvas, LEFT, pos=on_hair)
    assert document.area(HAIR) == 0
    assert document.labels[25, 228] == HAT
    QTest.keyClick(canvas, Qt.Key.Key_E)
    QTest.mouseClick(canvas, LEFT, pos=on_hair)
    assert document.labels[25, 228] == 0


def test_a_locked_class_is_not_painted_and_the_user_is_reported_why(canvas, document, qtbot):
    before = document.labels.copy()
    canvas.layers.set_locked(HAT, True)
    with qtbot.waitSignal(canvas.notice) as signal:
        drag(canvas, QPoint(200, 200), QPoint(300, 300))
    assert "Hat" in signal.args[0]
    assert np.array_equal(document.labels, before)


def test_painting_a_hidden_class_works_and_the_user_is_reported(canvas, document, qtbot):
    canvas.layers.set_visible(HAT, False)
    with qtbot.waitSignal(canvas.notice) as signal:
        QTest.mouseClick(canvas, LEFT, pos=QPoint(300, 300))
    assert "hidden" in signal.args[0]
    assert document.area(HAT) > 0
    QTest.keyClick(canvas, Qt.Key.Key_E)
    with qtbot.assertNotEmitted(canvas.notice):
        QTest.mouseClick(canvas, LEFT, pos=QPoint(300, 300))


def test_locks_hold_for_the_next_image_too(canvas, astronaut, face_labels):
    canvas.layers.set_locked(HAIR, True)
    other = Document(face_labels)
    canvas.set_photo(astronaut, other)
    drag(canvas, QPoint(100, 40), QPoint(500, 300))
    assert other.area(HAIR) == np.count_nonzero(face_labels == HAIR)
    assert other.area(HAT) > 0


def test_preserving_paints_over_background_only(canvas, document):
    before = document.areas()
    QTest.keyClick(canvas, Qt.Key.Key_K)
    drag(canvas, QPoint(100, 40), QPoint(500, 300))
    after = document.areas()
    assert after[HAT] > 0
    assert after[0] == before[0] - after[HAT]
    assert np.array_equal(np.delete(after, [0, HAT]), np.delete(before, [0, HAT]))


def test_escape_takes_the_running_stroke_back_and_the_rest_of_the_drag_paints_nothing(canvas, document):
    before = document.labels.copy()
    QTest.mousePress(canvas, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(200, 200))
    assert canvas.stroking
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseMove(canvas, QPoint(300, 300))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(300, 300))
    assert np.array_equal(document.labels, before)
    assert not document.history.can_undo


def test_undo_in_mid_stroke_takes_the_stroke_back_and_redo_brings_it(canvas, document):
    before = document.labels.copy()
    QTest.mousePress(canvas, LEFT, pos=QPoint(100, 100))
    QTest.mouseMove(canvas, QPoint(200, 200))
    painted = document.labels.copy()
    document.undo()
    QTest.mouseMove(canvas, QPoint(300, 300))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(300, 300))
    assert np.array_equal(document.labels, before)
    document.redo()
    assert np.array_equal(document.labels, painted)


def test_a_stroke_survives_a_change_of_image_and_a_lost_release(canvas, document, astronaut, face_labels):
    QTest.mousePress(canvas, LEFT, pos=QPoint(300, 300))
    canvas.set_photo(astronaut, Document(face_labels))
    assert document.history.can_undo
    assert not document.is_stroking
    second = canvas._document
    QTest.mousePress(canvas, LEFT, pos=QPoint(300, 300))
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    assert second.history.can_undo
    QTest.mouseMove(canvas, QPoint(400, 400))
    at = under(canvas, QPoint(400, 400))
    assert second.labels[int(at.y()), int(at.x())] == face_labels[int(at.y()), int(at.x())]


def test_the_image_left_is_no_longer_followed(canvas, document, astronaut, face_labels, qtbot):
    canvas.set_photo(astronaut, Document(face_labels))
    with qtbot.assertNotEmitted(canvas.edited):
        document.fill(0, 0, HAT)
    canvas.clear()
    assert document.listeners == []


# Tools and the brush


def test_l_picks_the_class_under_the_cursor_and_x_swaps_with_background(canvas):
    QTest.mouseMove(canvas, canvas.view.to_view(QPointF(228, 25)).toPoint())
    QTest.keyClick(canvas, Qt.Key.Key_L)
    assert canvas.layers.active == HAIR
    assert canvas.tool == "brush"
    QTest.keyClick(canvas, Qt.Key.Key_X)
    assert canvas.layers.active == 0
    QTest.keyClick(canvas, Qt.Key.Key_X)
    assert canvas.layers.active == HAIR


def test_the_pick_tool_picks_once_and_gives_the_brush_back(canvas, document):
    before = document.labels.copy()
    canvas.set_tool("pick")
    QTest.mouseClick(canvas, LEFT, pos=canvas.view.to_view(QPointF(190, 120)).toPoint())
    assert canvas.layers.active == SKIN
    assert canvas.tool == "brush"
    assert np.array_equal(document.labels, before)


def test_bracket_keys_and_shift_drag_resize_the_brush(canvas, document):
    before = document.labels.copy()
    canvas.set_brush_size(20)
    QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert canvas.brush_size > 20
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.brush_size < 20
    canvas.set_brush_size(20)
    canvas.actual_size()
    drag(canvas, QPoint(200, 200), QPoint(230, 200), modifier=Qt.KeyboardModifier.ShiftModifier)
    assert canvas.brush_size == 80, "the outline's edge follows the cursor: 30 pixels more on each side"
    canvas.set_brush_size(1)
    QTest.keyClick(canvas, Qt.Key.Key_BracketLeft)
    assert canvas.brush_size == 1
    assert np.array_equal(document.labels, before)


def test_the_ring_is_drawn_at_the_brush_size_where_it_paints(canvas):
    canvas.set_bare(True)
    canvas.set_brush_size(50)
    QTest.mouseMove(canvas, QPoint(590, 590))
    away = canvas.grab().toImage()
    QTest.mouseMove(canvas, QPoint(300, 300))
    here = canvas.grab().toImage()
    changed = np.array(
        [[here.pixel(x, y) != away.pixel(x, y) for x in range(200, 400)] for y in range(200, 400)]
    )
    rows, columns = np.nonzero(changed)
    assert np.ptp(rows) + 1 == pytest.approx(50 * canvas.scale, abs=5)
    assert np.ptp(columns) + 1 == pytest.approx(50 * canvas.scale, abs=5)
    assert not changed[90:110, 90:110].any(), "a ring, not a disc"


def test_tool_keys_and_their_actions_agree(canvas):
    actions = canvas.commands
    for key, name in ((Qt.Key.Key_E, "eraser"), (Qt.Key.Key_F, "fill"), (Qt.Key.Key_B, "brush")):
        QTest.keyClick(canvas, key)
        assert canvas.tool == name
        assert getattr(actions, name).isChecked()
    with pytest.raises(ValueError, match="trowel"):
        canvas.set_tool("trowel")


# Looking


def test_hovering_shows_pixel_class_and_confidence(canvas, qtbot):
    at = canvas.view.to_view(QPointF(228.5, 25.5)).toPoint()
    where = under(canvas, at)
    x, y = int(where.x()), int(where.y())
    with qtbot.waitSignal(canvas.hovered) as signal:
        QTest.mouseMove(canvas, at)
    assert signal.args == [Hover(x, y, HAIR, None)]
    confidence = np.arange(512 * 512, dtype=np.uint32).reshape(512, 512).astype(np.uint8)
    with qtbot.waitSignal(canvas.hovered) as signal:
        canvas.set_prediction(PackedPrediction.of(Prediction(np.zeros_like(confidence), confidence, "lmsa")))
    assert signal.args[0].confidence == confidence[y, x]
    with qtbot.waitSignal(canvas.hovered) as signal:
        QTest.mouseMove(canvas, QPoint(1, 300))
    assert signal.args == [None]


def test_hovering_names_the_face_that_owns_the_pixel(canvas, qtbot):
    """Hair on the left of the photo is the second face's, whoever painted it."""
    labels = np.zeros((512, 512), np.uint8)
    frames = (facing(400, 200, 200), facing(100, 200, 200))
    canvas.set_prediction(PackedPrediction.of(Prediction(labels, labels, "lmsa", frames=frames)))
    document = canvas._document
    document.begin_stroke(60, 300, HAIR, Brush(40))
    document.end_stroke()
    seen = []
    canvas.hovered.connect(seen.append)
    for x, y in ((60, 300), (228, 25), (420, 300)):
        QTest.mouseMove(canvas, canvas.view.to_view(QPointF(x, y)).toPoint())
    assert [(hover.class_id, hover.face) for hover in seen[-3:]] == [
        (HAIR, 2),
        (document.labels[25, 228], 2),
        (document.labels[300, 420], 1 if document.labels[300, 420] else None),
    ]
    canvas.set_prediction(PackedPrediction.of(Prediction(labels, labels, "lmsa", frames=frames[:1])))
    assert seen[-1].face is None


def test_holding_h_shows_the_bare_photo_until_it_is_let_go(canvas):
    covered = canvas.grab().toImage()
    QTest.keyPress(canvas, Qt.Key.Key_H)
    assert canvas.bare
    assert canvas.grab().toImage() != covered
    QTest.keyRelease(canvas, Qt.Key.Key_H)
    assert not canvas.bare
    assert canvas.grab().toImage() == covered


def test_h_held_while_the_window_loses_the_focus_is_let_go(canvas, qtbot):
    QTest.keyPress(canvas, Qt.Key.Key_H)
    other = QPushButton("elsewhere")
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not canvas.bare)


def test_h_works_while_another_widget_has_the_focus_but_not_while_typing(
    qtbot, theme, astronaut, face_labels
):
    window = QWidget()
    canvas, button, field = Canvas(LayerState(), AppSettings()), QPushButton("a button"), QLineEdit()
    CanvasActions(canvas, canvas.layers)
    layout = QVBoxLayout(window)
    for widget in (canvas, button, field):
        layout.addWidget(widget)
    qtbot.addWidget(window)
    canvas.set_photo(astronaut, Document(face_labels))
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    button.setFocus()
    QTest.keyPress(button, Qt.Key.Key_H)
    assert canvas.bare
    QTest.keyRelease(button, Qt.Key.Key_H)
    assert not canvas.bare
    field.setFocus()
    QTest.keyClicks(field, "hbe")
    assert field.text() == "hbe"
    assert not canvas.bare
    assert canvas.tool == "brush"


def test_z_switches_outlines(canvas, qtbot):
    with qtbot.waitSignal(canvas.outlines_changed):
        QTest.keyClick(canvas, Qt.Key.Key_Z)
    assert canvas.outlines
    assert canvas.commands.outlines.isChecked()
    QTest.keyClick(canvas, Qt.Key.Key_Z)
    assert not canvas.outlines


# Moving


@pytest.mark.parametrize("angle", [120, -120, 360])
def test_the_wheel_zooms_at_the_cursor(canvas, angle):
    at = QPoint(411, 177)
    before, scale = canvas.view.to_photo(QPointF(at)), canvas.scale
    wheel(canvas, at, angle)
    after = canvas.view.to_view(before)
    assert canvas.scale / scale == pytest.approx(2 ** (angle / 360))
    assert abs(after.x() - at.x()) <= 1
    assert abs(after.y() - at.y()) <= 1


def test_two_fingers_pan_and_with_ctrl_zoom(canvas):
    canvas.zoom_by(4)
    origin, scale = canvas.view.origin, canvas.scale
    wheel(canvas, QPoint(300, 300), angle=40, pixels=(-30, 20))
    assert canvas.view.origin - origin == QPointF(-30, 20)
    assert canvas.scale == scale
    wheel(canvas, QPoint(300, 300), angle=40, pixels=(0, 20), modifier=Qt.KeyboardModifier.ControlModifier)
    assert canvas.scale > scale


def test_pinching_on_a_trackpad_zooms_at_the_fingers(canvas):
    at, scale = QPointF(411, 177), canvas.scale
    before = canvas.view.to_photo(at)
    kind = Qt.NativeGestureType.ZoomNativeGesture
    device = QPointingDevice.primaryPointingDevice()
    event = QNativeGestureEvent(kind, device, 2, at, at, canvas.mapToGlobal(at), 0.25, QPointF())
    QApplication.sendEvent(canvas, event)
    assert canvas.scale == pytest.approx(1.25 * scale)
    assert (canvas.view.to_view(before) - at).manhattanLength() <= 1


@pytest.mark.parametrize("by_space", [True, False], ids=["space", "middle button"])
def test_space_or_the_middle_button_pans_and_paints_nothing(canvas, document, by_space):
    before = document.labels.copy()
    canvas.zoom_by(3)
    origin = canvas.view.origin
    if by_space:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
        assert canvas.cursor().shape() == Qt.CursorShape.OpenHandCursor
    drag(canvas, QPoint(300, 300), QPoint(310, 260), QPoint(340, 280), button=LEFT if by_space else MIDDLE)
    if by_space:
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.origin - origin == QPointF(40, -20)
    assert np.array_equal(document.labels, before)
    assert canvas.cursor().shape() == Qt.CursorShape.BlankCursor


def test_space_held_while_the_focus_goes_is_let_go(canvas, document):
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    QTest.mouseClick(canvas, LEFT, pos=QPoint(300, 300))
    assert document.history.can_undo


def test_the_zoom_keys(canvas):
    ctrl = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(canvas, Qt.Key.Key_1, ctrl)
    assert canvas.scale == canvas.view.actual_scale
    QTest.keyClick(canvas, Qt.Key.Key_Plus, ctrl)
    assert canvas.scale > canvas.view.actual_scale
    QTest.keyClick(canvas, Qt.Key.Key_Minus, ctrl)
    assert canvas.scale == pytest.approx(canvas.view.actual_scale)
    QTest.keyClick(canvas, Qt.Key.Key_0, ctrl)
    assert canvas.scale == canvas.view.fit_scale


# The photo


def test_an_empty_canvas_invites_and_ignores_the_hand(qtbot, theme):
    canvas = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    drag(canvas, QPoint(10, 10), QPoint(50, 50))
    wheel(canvas, QPoint(10, 10), 120)
    asked = (canvas.open_photos_requested, canvas.open_folder_requested, canvas.open_sample_requested)
    buttons = [each for each in canvas.findChild(EmptyState).findChildren(QPushButton) if each.isVisible()]
    for button, signal in zip(buttons, asked, strict=True):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, LEFT)


def test_the_view_is_kept_for_the_next_image_of_the_same_size_only_when_asked(canvas, astronaut, face_labels):
    canvas.zoom_by(5)
    scale = canvas.scale
    canvas.set_photo(astronaut, Document(face_labels), keep_view=True)
    assert canvas.scale == scale
    canvas.set_photo(astronaut[:100], Document(face_labels[:100]), keep_view=True)
    assert canvas.scale == canvas.view.fit_scale


def test_a_photo_and_labels_of_two_sizes_are_refused_and_the_image_before_stays(canvas, document, astronaut):
    with pytest.raises(ValueError, match="does not fit"):
        canvas.set_photo(astronaut, Document(np.zeros((100, 512), np.uint8)))
    QTest.mouseClick(canvas, LEFT, pos=QPoint(300, 300))
    assert document.area(HAT) > 0
    canvas.clear()


def test_a_large_photo_is_on_the_canvas_at_once_and_is_not_copied(canvas):
    photo, document = np.zeros((4096, 4096, 3), np.uint8), Document(np.zeros((4096, 4096), np.uint8))
    start = time.thread_time()
    canvas.set_photo(photo, document)
    assert time.thread_time() - start < 0.05
    assert canvas._photo._arrays[0] is photo


def test_faces_are_framed_and_numbered(canvas):
    canvas.set_bare(False)
    before = canvas.grab().toImage()
    frame = [(100, 100), (200, 100), (200, 200), (100, 200)]
    canvas.set_faces([(frame, 1)])
    corner = canvas.view.to_view(QPointF(100, 100)).toPoint()
    framed = canvas.grab().toImage()
    canvas.set_faces([(frame, 2)])
    chip = QRect(corner, QSize(14, 14))
    assert canvas.grab().toImage().copy(chip) != framed.copy(chip)
    assert framed.pixel(corner + QPoint(20, 0)) != before.pixel(corner + QPoint(20, 0))
    assert framed.pixel(corner + QPoint(20, 20)) == before.pixel(corner + QPoint(20, 20))
