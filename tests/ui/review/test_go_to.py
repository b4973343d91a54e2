"""Jumps by key: to the class, the uncertain spots and the faces of the open photo."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.document import Document
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.mark import Mark
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.review.go_to import GoTo
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.settings.store import AppSettings

HAT, HAIR = ID_OF["hat"], ID_OF["hair"]
SIDE = 800
LARGE, MIDDLE, SMALL = (100, 500, 260, 660), (500, 80, 600, 180), (650, 600, 700, 650)


@pytest.fixture
def canvas(qtbot, theme) -> Canvas:
    """A photo in which the network was unsure of three squares."""
    canvas = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(canvas)
    canvas.go_to = GoTo(canvas)
    canvas.said = []
    canvas.go_to.notice.connect(canvas.said.append)
    canvas.resize(500, 400)
    confidence = np.full((SIDE, SIDE), 250, np.uint8)
    for x0, y0, x1, y1 in (SMALL, LARGE, MIDDLE):
        confidence[y0:y1, x0:x1] = 60
    confidence[300] = 0  # a seam is no spot
    labels = np.full((SIDE, SIDE), HAIR, np.uint8)
    found = PackedPrediction.of(Prediction(labels.copy(), confidence, "net")).pack()
    canvas.set_photo(np.zeros((SIDE, SIDE, 3), np.uint8), Document(labels), found)
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    canvas.setFocus()
    return canvas


def center(canvas: Canvas) -> tuple[float, float]:
    """The photo position in the middle of the view."""
    at = canvas.view.to_photo(QPointF(canvas.width() / 2, canvas.height() / 2))
    return at.x(), at.y()


def is_shown(canvas: Canvas, box) -> bool:
    """Whether the box lies in the middle of the view, whole."""
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    rect = canvas.view.box_to_view(box)
    return np.allclose(center(canvas), middle, atol=6) and canvas.rect().contains(rect)


def press(qtbot, canvas: Canvas, key: Qt.Key) -> None:
    before = len(canvas.said)
    QTest.keyClick(canvas, key)
    qtbot.waitUntil(lambda: len(canvas.said) > before)


def test_uncertain_spots_come_by_size_and_go_round(canvas, qtbot):
    for box, number in ((LARGE, 1), (MIDDLE, 2), (SMALL, 3), (LARGE, 1)):
        press(qtbot, canvas, Qt.Key.Key_Period)
        assert is_shown(canvas, box)
        assert f"{number} of 3" in canvas.said[-1]
    press(qtbot, canvas, Qt.Key.Key_Comma)
    assert is_shown(canvas, SMALL)


def test_the_first_step_back_leads_to_the_smallest_spot(canvas, qtbot):
    press(qtbot, canvas, Qt.Key.Key_Comma)
    assert is_shown(canvas, SMALL)


def test_a_spot_is_pointed_at_where_it_lies_even_after_a_pan(canvas, qtbot):
    press(qtbot, canvas, Qt.Key.Key_Period)
    mark = canvas.findChild(Mark)
    assert mark.isVisible()
    assert mark.geometry().contains(canvas.view.box_to_view(LARGE).adjusted(8, 8, -8, -8))
    canvas.pan_by(QPointF(40, -30))
    assert mark.geometry().contains(canvas.view.box_to_view(LARGE).adjusted(8, 8, -8, -8))


def test_corrected_spots_are_passed_over_until_none_is_left(canvas, qtbot):
    press(qtbot, canvas, Qt.Key.Key_Period)
    document = canvas._document
    for box in (MIDDLE, LARGE):
        document.begin_stroke(box[0] + 20, box[1] + 20, HAT, Brush(9))
        document.end_stroke()
    press(qtbot, canvas, Qt.Key.Key_Period)
    assert is_shown(canvas, SMALL)
    document.begin_stroke(SMALL[0] + 20, SMALL[1] + 20, HAT, Brush(9))
    document.end_stroke()
    press(qtbot, canvas, Qt.Key.Key_Period)
    assert "No uncertain spot" in canvas.said[-1]
    document.undo()
    press(qtbot, canvas, Qt.Key.Key_Period)
    assert is_shown(canvas, SMALL)


def test_spots_of_a_photo_that_was_left_meanwhile_are_forgotten(canvas, qtbot):
    QTest.keyClick(canvas, Qt.Key.Key_Period)
    sure = Prediction(canvas.labels.copy(), np.full((SIDE, SIDE), 255, np.uint8), "net")
    canvas.set_photo(np.zeros((SIDE, SIDE, 3), np.uint8), Document(sure.labels), PackedPrediction.of(sure))
    press(qtbot, canvas, Qt.Key.Key_Period)
    assert "No uncertain spot" in canvas.said[-1]
    assert canvas.view.fitted


def test_without_a_prediction_it_is_asked_for(canvas, qtbot):
    canvas.set_prediction(None)
    for key in (Qt.Key.Key_Period, Qt.Key.Key_Comma, Qt.Key.Key_J):
        press(qtbot, canvas, key)
        assert "Parse this photo first" in canvas.said[-1]


def test_g_shows_the_whole_of_the_active_class(canvas, qtbot):
    canvas.layers.set_active(HAT)
    press(qtbot, canvas, Qt.Key.Key_G)
    assert "no “Hat”" in canvas.said[-1]
    assert canvas.view.fitted
    document = canvas._document
    for x, y in ((600, 300), (700, 340)):
        document.begin_stroke(x, y, HAT, Brush(21))
        document.end_stroke()
    QTest.keyClick(canvas, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: is_shown(canvas, (590, 290, 711, 351)))
    assert canvas.scale > 2


def test_j_goes_through_the_faces_from_left_to_right(canvas, qtbot):
    def frame(x: float, y: float) -> np.ndarray:
        return np.array([[0.25, 0, x], [0, 0.25, y]])

    labels = np.zeros((SIDE, SIDE), np.uint8)
    found = Prediction(labels, labels, "net", frames=(frame(600, 60), frame(60, 500), frame(300, 200)))
    canvas.set_prediction(PackedPrediction.of(found))
    for x, y in ((60, 500), (300, 200), (600, 60), (60, 500)):
        press(qtbot, canvas, Qt.Key.Key_J)
        assert is_shown(canvas, (x, y, x + 128, y + 128))
    assert canvas.said[-4:] == ["Face 2 of 3", "Face 3 of 3", "Face 1 of 3", "Face 2 of 3"]
    canvas.set_prediction(PackedPrediction.of(Prediction(labels, labels, "net")))
    press(qtbot, canvas, Qt.Key.Key_J)
    assert "as a whole" in canvas.said[-1]


def test_nothing_happens_without_a_photo(canvas):
    canvas.clear()
    for key in (Qt.Key.Key_G, Qt.Key.Key_Period, Qt.Key.Key_J):
        QTest.keyClick(canvas, key)
    assert canvas.said == []
