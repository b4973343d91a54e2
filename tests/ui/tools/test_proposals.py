"""Several proposals for one gesture: Tab shows the next, Enter paints the one that is shown."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from faceparse_gui.document.document import Document
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.pending_bar import PendingBar
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from tests.ui.tools.tool_canvas import show
from tests.ui.tools.tool_steps import HAIR, HAT, LEFT, NONE, RIGHT, SHIFT, at, drag, steps

SPOT = np.zeros((512, 512), bool)
SPOT[100:180, 330:430] = True
DOUBT = np.zeros((512, 512), bool)
DOUBT[80:260, 300:480] = True


@pytest.fixture
def canvas(qtbot, theme) -> Canvas:
    """A bright photo with a dark spot; the network was not sure of the spot and what lies around it."""
    photo = np.full((512, 512, 3), 210, np.uint8)
    photo[SPOT] = 90
    photo = np.clip(photo + np.random.default_rng(0).normal(0, 4, photo.shape), 0, 255).astype(np.uint8)
    labels = np.zeros((512, 512), np.uint8)
    canvas = show(qtbot, photo, labels)
    confidence = np.where(DOUBT, 100, 250).astype(np.uint8)
    canvas.set_prediction(PackedPrediction.of(Prediction(labels, confidence, "model")))
    return canvas


@pytest.fixture
def document(canvas) -> Document:
    return canvas.context.document


def _wait_for_proposals(qtbot, canvas: Canvas) -> None:
    qtbot.waitUntil(lambda: not canvas._tool._preview.is_searching and "Tab" in canvas.pending)


def _iou(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


def _stroke(qtbot, canvas: Canvas) -> None:
    canvas.set_tool("scribble")
    canvas.set_brush_size(12)
    drag(canvas, at(canvas, 350, 140), at(canvas, 410, 140))
    _wait_for_proposals(qtbot, canvas)


def _tab_shows(canvas: Canvas, wanted: np.ndarray) -> bool:
    """Whether the proposal that Tab shows is about that."""
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    preview = canvas._tool._preview
    found, shown = preview._found[preview._place], np.zeros((512, 512), bool)
    shown[found.box[1] : found.box[3], found.box[0] : found.box[2]] = found.mask
    return _iou(shown, wanted) > 0.95


@pytest.mark.parametrize("wanted", [SPOT, DOUBT], ids=["what colours show", "what the network doubted"])
def test_tab_shows_the_next_proposal_and_enter_paints_it_as_one_step(qtbot, canvas, document, wanted):
    _stroke(qtbot, canvas)
    assert "Proposal 1 of" in canvas.pending
    qtbot.waitUntil(lambda: _tab_shows(canvas, wanted))
    assert canvas.hasFocus()
    assert not document.history.can_undo
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert _iou(document.labels == HAT, wanted) > 0.95
    assert steps(document) == ["Scribble fix"]
    document.undo()
    assert not document.labels.any()


def test_shift_and_tab_goes_back(qtbot, canvas, document):
    _stroke(qtbot, canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert "Proposal 2 of" in canvas.pending
    QTest.keyClick(canvas, Qt.Key.Key_Tab, SHIFT)
    assert "Proposal 1 of" in canvas.pending


def test_the_mouse_has_a_button_for_it_which_is_hidden_where_there_is_one_proposal(qtbot, canvas, document):
    bar = canvas.findChild(PendingBar)
    buttons = {button.text(): button for button in bar.findChildren(QPushButton)}
    _stroke(qtbot, canvas)
    QTest.mouseClick(buttons["Next"], LEFT)
    assert "Proposal 2 of" in canvas.pending
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    canvas.set_prediction(None)
    drag(canvas, at(canvas, 350, 140), at(canvas, 410, 140))
    qtbot.waitUntil(lambda: not canvas._tool._preview.is_searching and "Enter" in canvas.pending)
    assert "Proposal" not in canvas.pending
    assert not buttons["Next"].isVisible()
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.hasFocus(), "or the Tab for a proposal that comes late would go elsewhere"
    assert "Enter" in canvas.pending


def test_another_stroke_keeps_the_place_among_the_proposals(qtbot, canvas, document):
    _stroke(qtbot, canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    drag(canvas, at(canvas, 440, 100), at(canvas, 440, 200), button=RIGHT)
    _wait_for_proposals(qtbot, canvas)
    assert "Proposal 2 of" in canvas.pending


def test_a_click_on_an_object_is_enough(qtbot, canvas, document):
    canvas.set_tool("smart-select")
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 380, 140))
    _wait_for_proposals(qtbot, canvas)
    assert "around it" in canvas.pending
    qtbot.waitUntil(lambda: _tab_shows(canvas, SPOT))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert _iou(document.labels == HAT, SPOT) > 0.95
    assert steps(document) == ["Smart select"]
    assert not canvas.pending


def test_a_click_with_the_right_button_takes_the_object_away(qtbot, canvas, document):
    document.put(np.full((512, 512), HAT, np.uint8), "all")
    document.put(np.zeros((100, 512), np.uint8), "above", (0, 400, 512, 500))
    canvas.set_tool("smart-select")
    QTest.mouseClick(canvas, RIGHT, NONE, at(canvas, 380, 140))
    qtbot.waitUntil(lambda: not canvas._tool._preview.is_searching and "Enter" in canvas.pending)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert _iou(document.labels[:400] != HAT, SPOT[:400]) > 0.9
    assert steps(document)[-1] == "Erase class"


def test_the_next_corner_makes_an_outline_of_a_click(qtbot, canvas, document):
    canvas.set_tool("smart-select")
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 300, 70))
    qtbot.waitUntil(lambda: not canvas._tool._preview.is_searching)
    for corner in ((460, 70), (460, 210), (300, 210)):
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, *corner))
    assert "Enter closes" in canvas.pending
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not canvas._tool._preview.is_searching and "striped" in canvas.pending)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert _iou(document.labels == HAT, SPOT) > 0.95


def test_escape_drops_a_click_with_its_proposals(qtbot, canvas, document):
    canvas.set_tool("smart-select")
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 380, 140))
    _wait_for_proposals(qtbot, canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.pending
    assert not document.history.can_undo


def test_after_an_outline_tab_shows_all_that_lies_in_it(qtbot, canvas, document):
    canvas.set_tool("smart-select")
    ring = [(300, 70), (460, 70), (460, 210), (300, 210)]
    drag(canvas, *(at(canvas, *corner) for corner in ring))
    _wait_for_proposals(qtbot, canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (document.labels == HAT).sum() == pytest.approx(160 * 140, rel=0.05)


def test_what_is_painted_before_all_proposals_are_there_stays(qtbot, canvas, document):
    canvas.set_tool("scribble")
    canvas.set_brush_size(12)
    drag(canvas, at(canvas, 350, 140), at(canvas, 410, 140))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: document.history.can_undo)
    qtbot.wait(300)
    assert not canvas.pending
    assert steps(document) == ["Scribble fix"]
    assert _iou(document.labels == HAT, SPOT) > 0.6


def test_what_else_changed_since_a_proposal_was_made_stays(qtbot, canvas, document):
    """As by a fix of an issue, in its panel beside the photo."""
    _stroke(qtbot, canvas)
    document.put(np.full((40, 40), HAIR, np.uint8), "Fix", (300, 190, 340, 230))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (document.labels[190:230, 300:340] == HAIR).all()
    assert _iou(document.labels == HAT, SPOT) > 0.6


def test_what_is_painted_at_once_can_be_exchanged_for_the_next_proposal(qtbot, canvas, document):
    canvas.context.settings.set("at_once", True)
    canvas.set_tool("scribble")
    canvas.set_brush_size(12)
    with qtbot.waitSignal(canvas.context.notice, check_params_cb=lambda text: "Proposal 1 of" in str(text)):
        drag(canvas, at(canvas, 350, 140), at(canvas, 410, 140))
    first = document.labels.copy()
    assert (first == HAT).any()
    assert not canvas.pending
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    second = document.labels.copy()
    assert (first != second).any()
    assert steps(document) == ["Scribble fix"]
    QTest.keyClick(canvas, Qt.Key.Key_Tab, SHIFT)
    assert (document.labels == first).all()
    document.put(np.full((10, 10), HAIR, np.uint8), "Fix", (0, 0, 10, 10))
    before = document.labels.copy()
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert (document.labels == before).all(), "something else was done since"
    document.undo()
    document.undo()
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert not document.labels.any(), "what was undone does not come back"


def test_a_stroke_after_another_painted_at_once_is_one_of_its_own(qtbot, canvas, document):
    canvas.context.settings.set("at_once", True)
    canvas.set_tool("scribble")
    canvas.set_brush_size(12)
    drag(canvas, at(canvas, 350, 140), at(canvas, 410, 140))
    qtbot.waitUntil(lambda: len(steps(document)) == 1)
    drag(canvas, at(canvas, 100, 400), at(canvas, 160, 400))
    qtbot.waitUntil(lambda: len(steps(document)) == 2)
    document.undo()
    document.undo()
    assert not document.labels.any()
