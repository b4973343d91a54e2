"""A face that was not found: its box is drawn with the mouse, and that face alone is asked for."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from faceparse_core.parsing.faces import frame_around
from faceparse_gui.project import Prediction
from faceparse_gui.ui.shell.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
BOX = 20, 8, 44, 40
SHAPE = 48, 64


@pytest.fixture
def window(qtbot, theme, photo_folder, monkeypatch):
    """1.png has no face and is open; what is asked of the parser is in ``asked``."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.asked = []
    monkeypatch.setattr(window.service, "parse_all", window.asked.extend)
    window.resize(1200, 800)
    window.show()
    qtbot.waitExposed(window)
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    blank, sure = np.zeros(SHAPE, np.uint8), np.full(SHAPE, 255, np.uint8)
    window.session.predictions.apply(
        window.session.photos.keys[0], Prediction(blank, sure, "net", no_face_by="yunet"), False
    )
    yield window
    window.close()


def at(window, x, y) -> QPoint:
    return window.canvas.view.to_view(QPointF(x, y)).toPoint()


def drag(window, box):
    canvas = window.canvas
    QTest.mousePress(canvas, LEFT, pos=at(window, *box[:2]))
    QTest.mouseMove(canvas, at(window, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
    QTest.mouseMove(canvas, at(window, *box[2:]))
    QTest.mouseRelease(canvas, LEFT, pos=at(window, *box[2:]))


def asked_frame(window):
    (request,) = window.asked
    assert request.key == window.session.photos.keys[0]
    (frame,) = request.frames
    return frame


def test_the_bars_button_leads_to_a_box_and_the_box_to_a_parse_of_that_face(window, qtbot):
    canvas, bar = window.canvas, window.canvas.no_face
    canvas.set_tool("fill")
    QTest.mouseClick(window.adding_faces.button, LEFT)
    assert canvas.tool == "add-face"
    assert canvas.pending.startswith("Drag a box around the face, from the hairline to the chin.")
    assert not bar.isVisible(), "the bar that says what to draw is in its place"
    drag(window, BOX)
    assert np.allclose(asked_frame(window), frame_around(*BOX), atol=0.2)
    assert (canvas.tool, canvas.pending) == ("fill", "")
    assert bar.isVisible()
    assert not window.session.open_photo.work.document.history.can_undo


def test_two_clicks_set_the_corners_in_any_order(window):
    window.actions_.add_face.trigger()
    QTest.mouseClick(window.canvas, LEFT, pos=at(window, BOX[2], BOX[1]))
    assert not window.asked
    QTest.mouseMove(window.canvas, at(window, 30, 30))
    QTest.mouseClick(window.canvas, LEFT, pos=at(window, BOX[0], BOX[3]))
    assert np.allclose(asked_frame(window), frame_around(*BOX), atol=0.2)


def test_the_box_is_seen_while_it_is_drawn(window):
    canvas = window.canvas
    before = canvas.grab().toImage()
    window.actions_.add_face.trigger()
    QTest.mousePress(canvas, LEFT, pos=at(window, *BOX[:2]))
    QTest.mouseMove(canvas, at(window, *BOX[2:]))
    during = canvas.grab().toImage()
    middle = at(window, BOX[0], (BOX[1] + BOX[3]) / 2)
    near = [QPoint(middle.x() + x, middle.y() + y) for x in range(-2, 3) for y in range(12)]
    assert any(before.pixel(point) != during.pixel(point) for point in near)


@pytest.mark.parametrize("clicks", [0, 1])
def test_escape_wants_no_box_any_more(window, clicks):
    QTest.keyClick(window.canvas, Qt.Key.Key_F, Qt.KeyboardModifier.ShiftModifier)
    assert window.canvas.tool == "add-face"
    for _ in range(clicks):
        QTest.mouseClick(window.canvas, LEFT, pos=at(window, *BOX[:2]))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert (window.canvas.tool, window.canvas.pending) == ("brush", "")
    assert window.canvas.no_face.isVisible()
    assert not window.asked


@pytest.mark.parametrize(
    ("box", "said"),
    [
        ((20, 8, 44, 12), "The box is too small for a face."),
        ((66, 2, 80, 20), "Draw the box on the photo."),
    ],
)
def test_a_box_in_which_no_face_can_be_is_drawn_again(window, box, said):
    window.actions_.add_face.trigger()
    drag(window, box)
    assert window.jobs.notice == said
    assert not window.asked
    drag(window, BOX)
    assert len(window.asked) == 1


def test_another_tool_or_photo_ends_the_drawing(window, qtbot):
    window.actions_.add_face.trigger()
    window.canvas_actions.lasso.trigger()
    assert (window.canvas.tool, window.canvas.pending) == ("lasso", "")
    window.actions_.add_face.trigger()
    QTest.mouseClick(window.canvas, LEFT, pos=at(window, *BOX[:2]))
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.select(window.session.photos.keys[1])
    assert (window.canvas.tool, window.canvas.pending) == ("lasso", "")
    assert not window.asked


def test_the_next_window_begins_with_the_tool_before(window, qtbot):
    window.canvas.set_tool("eraser")
    window.actions_.add_face.trigger()
    window.close()
    later = MainWindow()
    qtbot.addWidget(later)
    assert later.canvas.tool == "eraser"
    assert not later.actions_.add_face.isEnabled(), "there is no photo"
    later.actions_.add_face.trigger()
    later.canvas.draw_face()
    assert later.canvas.tool == "eraser"
    later.close()


FRAME = np.array([[0.06, 0.0, 20.0], [0.0, 0.06, 10.0]])
"""30.72 pixels a side."""


@pytest.fixture
def with_frame(window):
    labels, sure = np.full(SHAPE, 13, np.uint8), np.full(SHAPE, 255, np.uint8)
    key = window.session.photos.keys[0]
    window.session.predictions.apply(key, Prediction(labels, sure, "net", (FRAME,)), True)
    window.actions_.add_face.trigger()
    return window


def drag_to(window, start, end):
    drag(window, (*start, *end))


def test_the_middle_of_a_frame_moves_it(with_frame):
    assert "The middle of a frame moves it" in with_frame.canvas.pending
    drag_to(with_frame, (35.36, 25.36), (30.36, 22.36))
    assert np.allclose(asked_frame(with_frame), FRAME + np.array([[0, 0, -5], [0, 0, -3]]), atol=0.2)
    (request,) = with_frame.asked
    assert (request.others, request.straighten) == ((), False)
    assert with_frame.canvas.tool == "brush"


def test_a_corner_of_a_frame_resizes_and_turns_it_about_its_middle(with_frame):
    middle, half = (35.36, 25.36), 15.36
    # The corner at the lower right goes to straight below the middle, at the same distance less a quarter.
    drag_to(with_frame, (middle[0] + half, middle[1] + half), (middle[0], middle[1] + 0.75 * half * 2**0.5))
    frame = asked_frame(with_frame)
    assert np.isclose(np.hypot(*frame[:, 0]), 0.045, atol=0.001)
    assert np.isclose(np.rad2deg(np.arctan2(frame[1, 0], frame[0, 0])), 45, atol=1)
    assert np.allclose(frame @ [256, 256, 1], middle, atol=0.2)


def test_a_click_on_a_grip_changes_nothing_and_a_box_elsewhere_is_another_face(with_frame):
    QTest.mouseClick(with_frame.canvas, LEFT, pos=at(with_frame, 35.36, 25.36))
    assert with_frame.canvas.tool == "add-face"
    assert not with_frame.asked
    drag(with_frame, (2, 2, 14, 18))
    (request,) = with_frame.asked
    assert [each.tolist() for each in request.others] == [FRAME.tolist()]


@pytest.mark.parametrize("choice", [0, 1])
def test_a_right_click_into_a_frame_parses_it_again_or_removes_it(with_frame, qtbot, choice):
    window = with_frame
    QTest.mouseClick(window.canvas, Qt.MouseButton.RightButton, pos=at(window, 3, 3))
    assert not window.canvas.findChildren(QMenu), "there is no frame"
    QTest.mouseClick(window.canvas, Qt.MouseButton.RightButton, pos=at(window, 30, 30))
    (menu,) = window.canvas.findChildren(QMenu)
    assert menu.isVisible()
    assert [each.text() for each in menu.actions()] == ["Parse this face again", "Remove this face"]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(menu.actions()[choice]).center())
    document = window.session.open_photo.work.document
    if choice == 0:
        assert np.array_equal(asked_frame(window), FRAME)
        assert window.asked[0].others == ()
    else:
        qtbot.waitUntil(lambda: document.area(13) == 0)
        assert window.session.open_photo.found.frames == ()
        window.session.history.undo()
        assert document.area(13) == 48 * 64
    assert window.canvas.tool == "brush"


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_the_frame_under_the_pointer(with_frame, qtbot, key):
    window, canvas = with_frame, with_frame.canvas
    document = window.session.open_photo.work.document
    QTest.mouseMove(canvas, at(window, 3, 3))
    beside = canvas.grab().toImage()
    QTest.keyClick(canvas, key)
    assert document.area(13) == 48 * 64, "there is no frame"
    assert canvas.tool == "add-face"
    QTest.mouseMove(canvas, at(window, 30, 30))
    assert canvas.grab().toImage() != beside, "it is seen which one is chosen"
    QTest.keyClick(canvas, key)
    qtbot.waitUntil(lambda: document.area(13) == 0)
    assert window.session.open_photo.found.frames == ()
    assert canvas.tool == "add-face", "the next frame may be drawn or removed"
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool == "brush"
    window.session.history.undo()
    assert document.area(13) == 48 * 64


def test_delete_is_nothing_to_a_box_that_is_begun_or_another_tool(with_frame):
    window, canvas = with_frame, with_frame.canvas
    document = window.session.open_photo.work.document
    QTest.mouseClick(canvas, LEFT, pos=at(window, 2, 2))
    QTest.mouseMove(canvas, at(window, 30, 30))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert canvas.tool == "add-face"
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseMove(canvas, at(window, 31, 31))
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert (document.area(13), window.asked) == (48 * 64, [])
