"""The tools through real mouse, pen and key events."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from faceparse_gui.document.document import Document
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.pending_bar import PendingBar
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from tests.ui.tools.tool_canvas import show
from tests.ui.tools.tool_steps import CTRL, HAIR, HAT, LEFT, NONE, RIGHT, SHIFT, SKIN, at, drag, steps


@pytest.fixture
def canvas(qtbot, theme, astronaut, face_labels) -> Canvas:
    return show(qtbot, astronaut, face_labels)


@pytest.fixture
def document(canvas) -> Document:
    return canvas.context.document


# Strokes


def test_shift_and_a_click_draw_a_straight_line_from_where_the_brush_was(canvas, document):
    canvas.set_brush_size(9)
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 50, 450))
    QTest.mouseClick(canvas, LEFT, SHIFT, at(canvas, 450, 450))
    assert (document.labels[450, 60:440] == HAT).all()
    assert steps(document) == ["Brush", "Brush"]
    assert canvas.brush_size == 9


def test_shift_and_a_drag_still_change_the_size(canvas, document):
    canvas.set_brush_size(20)
    drag(canvas, at(canvas, 100, 100), at(canvas, 120, 100), at(canvas, 130, 100), modifier=SHIFT)
    assert canvas.brush_size > 60
    assert not document.history.can_undo


@pytest.mark.parametrize(("button", "modifier"), [(RIGHT, NONE), (LEFT, CTRL)])
@pytest.mark.parametrize("tool", ["brush", "lasso", "fill", "smart-select"])
def test_every_tool_takes_away_the_class_in_hand_alone_and_gives_it_to_what_lies_nearest(
    qtbot, canvas, halves, tool, button, modifier
):
    """Skin at the left, hair at the right, and a hat on both: it goes, and the two meet in its middle."""
    labels = np.full((512, 512), SKIN, np.uint8)
    labels[:, 256:] = HAIR
    before = labels.copy()
    labels[100:180, 216:296] = HAT
    halves.put(labels, "Start")
    canvas.set_tool(tool)
    canvas.set_brush_size(120)
    y = 140
    if tool == "fill":
        points = [(250, y)]
    elif tool == "brush":
        points = [(200, y), (256, y), (320, y)]
    else:
        points = [(190, 80), (330, 80), (330, 200), (190, 200)]
    canvas.context.settings.set("at_once", True)
    drag(canvas, *(at(canvas, *point) for point in points), button=button, modifier=modifier)
    qtbot.waitUntil(lambda: len(steps(halves)) == 2)
    assert steps(halves)[-1] == "Erase class"
    gone = halves.labels != labels
    assert (labels[gone] == HAT).all()
    if tool != "smart-select":  # which finds what it finds
        assert gone.sum() == 80 * 80
    assert np.count_nonzero(halves.labels[gone] != before[gone]) < 0.05 * gone.sum()


def test_taking_away_where_the_class_is_not_says_so_and_the_eraser_takes_any(qtbot, canvas, document):
    before = document.labels.copy()
    with qtbot.waitSignal(canvas.notice, check_params_cb=lambda text: "no “Hat” here" in text):
        drag(canvas, at(canvas, 200, 60), at(canvas, 250, 60), button=RIGHT)
    assert np.array_equal(document.labels, before)
    canvas.set_tool("eraser")
    drag(canvas, at(canvas, 200, 60), at(canvas, 250, 60), button=RIGHT)
    assert document.labels[60, 228] == 0
    assert steps(document) == ["Eraser"]


def test_what_a_scribble_takes_away_is_seen_before_it_is_painted(qtbot, canvas, halves):
    labels = np.full((512, 512), SKIN, np.uint8)
    labels[60:220, 290:470] = HAT
    halves.put(labels, "Start")
    canvas.set_tool("scribble")
    canvas.set_brush_size(12)
    plain = canvas.grab().toImage()
    drag(canvas, at(canvas, 310, 70), at(canvas, 310, 210), button=RIGHT)
    qtbot.waitUntil(lambda: _settled(canvas) and bool(canvas.pending))
    striped = canvas.grab().toImage()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    lost = (labels == HAT) & (halves.labels == SKIN)
    lost[:, 295:330] = False  # beneath the stroke itself
    rows, columns = np.nonzero(lost)
    assert rows.size
    seen = [at(canvas, x, y) for x, y in zip(columns[::200], rows[::200], strict=True)]
    assert all(striped.pixel(point) != plain.pixel(point) for point in seen)


def test_the_eraser_restores_the_prediction_if_set(canvas, document, face_labels):
    canvas.set_prediction(
        PackedPrediction.of(Prediction(face_labels, np.full((512, 512), 200, np.uint8), "lmsa"))
    )
    drag(canvas, at(canvas, 180, 100), at(canvas, 270, 100))
    assert not np.array_equal(document.labels, face_labels)
    canvas.context.settings.set("erase_to", "prediction")
    canvas.set_tool("eraser")
    canvas.set_brush_size(60)
    drag(canvas, at(canvas, 160, 100), at(canvas, 290, 100))
    assert np.array_equal(document.labels, face_labels)


def test_without_a_prediction_the_eraser_says_so_and_erases(qtbot, canvas, document):
    canvas.context.settings.set("erase_to", "prediction")
    canvas.set_tool("eraser")
    with qtbot.waitSignal(canvas.notice) as signal:
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 228, 60))
    assert "not parsed" in signal.args[0]
    assert document.labels[60, 228] == 0


def test_a_square_tip_paints_a_square(canvas, document):
    canvas.context.settings.set("shape", "square")
    canvas.set_brush_size(21)
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 60, 60))
    rows, columns = np.nonzero(document.labels == HAT)
    assert len(rows) == 21 * 21
    assert np.ptp(rows) == np.ptp(columns) == 20


@pytest.mark.parametrize("smooth", [True, False])
def test_a_fast_stroke_has_no_gap_and_passes_through_every_point(canvas, document, smooth):
    canvas.context.settings.set("smooth", smooth)
    canvas.set_brush_size(5)
    points = [(40, 400), (140, 440), (240, 400), (340, 480), (460, 380)]
    drag(canvas, *(at(canvas, *point) for point in points))
    for x, y in points:
        assert document.labels[y, x] == HAT
    columns = (document.labels == HAT).any(0)
    assert columns[40:460].all()
    straight = document.labels[420, 90] == HAT
    assert straight is not smooth or straight  # the straight one runs through the middle of two points
    if not smooth:
        assert straight


def _pen(canvas, kind, point, pressure, pointer=QPointingDevice.PointerType.Pen):
    pen = QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, pointer, QInputDevice.Capability.Pressure, 1, 1
    )
    pressed = kind != QEvent.Type.TabletRelease
    event = QTabletEvent(
        kind, pen, QPointF(point), QPointF(canvas.mapToGlobal(point)), pressure, 0, 0, 0, 0, 0, NONE,
        LEFT if kind != QEvent.Type.TabletMove else Qt.MouseButton.NoButton,
        LEFT if pressed else Qt.MouseButton.NoButton,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_a_pen_paints_as_wide_as_it_is_pressed(canvas, document):
    canvas.set_brush_size(41)
    _pen(canvas, QEvent.Type.TabletPress, at(canvas, 60, 400), 0.2)
    for x in range(80, 450, 10):
        _pen(canvas, QEvent.Type.TabletMove, at(canvas, x, 400), 0.2 + 0.8 * (x - 60) / 400)
    _pen(canvas, QEvent.Type.TabletRelease, at(canvas, 450, 400), 0.0)
    heights = (document.labels == HAT).sum(0)
    assert heights[70] < 15
    assert heights[250] == pytest.approx(24, abs=4)
    assert heights[430] > 34
    assert steps(document) == ["Brush"]


def test_the_other_end_of_a_pen_erases(canvas, document):
    eraser = QPointingDevice.PointerType.Eraser
    _pen(canvas, QEvent.Type.TabletPress, at(canvas, 228, 60), 1.0, eraser)
    _pen(canvas, QEvent.Type.TabletRelease, at(canvas, 228, 60), 0.0, eraser)
    assert document.labels[60, 228] == 0
    assert steps(document) == ["Eraser"]


# Lasso


def test_a_dragged_lasso_paints_what_is_inside(canvas, document):
    before = document.labels.copy()
    canvas.set_tool("lasso")
    corners = [(30, 30), (130, 30), (130, 90), (30, 90)]
    drag(canvas, *(at(canvas, *corner) for corner in corners))
    changed = document.labels != before
    assert (document.labels[35:85, 35:125] == HAT).all()
    assert changed[:25].sum() == changed[:, 140:].sum() == 0
    assert steps(document) == ["Lasso"]


def test_a_clicked_lasso_is_closed_by_enter_and_its_corners_can_be_taken_back(qtbot, canvas, document):
    canvas.set_tool("lasso")
    bar = canvas.findChild(PendingBar)
    for corner in ((30, 30), (130, 30), (300, 300)):
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, *corner))
    assert bar.isVisible()
    assert canvas.step_back()
    for corner in ((130, 90), (30, 90)):
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, *corner))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert (document.labels == HAT).sum() == pytest.approx(100 * 60, rel=0.05)
    assert not bar.isVisible()


def test_a_click_on_the_first_corner_closes_the_lasso_and_so_does_a_double_click(canvas, document):
    canvas.set_tool("lasso")
    for corner in ((30, 30), (130, 30), (130, 90), (30, 30)):
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, *corner))
    assert steps(document) == ["Lasso"]
    for corner in ((300, 30), (400, 30), (400, 90)):
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, *corner))
    QTest.mouseDClick(canvas, LEFT, NONE, at(canvas, 300, 90))
    assert steps(document) == ["Lasso", "Lasso"]
    assert document.labels[60, 390] == HAT


def test_a_click_says_that_it_began_an_outline_and_enter_waits_for_three_corners(qtbot, canvas, document):
    canvas.set_tool("lasso")
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 300, 70))
    assert "Outline started" in canvas.pending
    bar = canvas.findChild(PendingBar)
    shown = [button.text() for button in bar.findChildren(QPushButton) if button.isVisible()]
    assert shown == ["Cancel"]
    with qtbot.waitSignal(canvas.notice, check_params_cb=lambda text: "three corners" in text):
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    for corner in ((400, 70), (400, 200)):
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, *corner))
    assert "Enter closes" in canvas.pending
    shown = [button.text() for button in bar.findChildren(QPushButton) if button.isVisible()]
    assert shown == ["Apply", "Discard"]
    QTest.keyClick(canvas, Qt.Key.Key_Escape)


def test_what_waits_is_reported_whole_in_a_small_window(qtbot, canvas, document):
    canvas.resize(300, 300)
    canvas.fit()
    canvas.set_tool("lasso")
    QTest.mouseClick(canvas, LEFT, NONE, canvas.rect().center())
    bar = canvas.findChild(PendingBar)
    QApplication.processEvents()
    assert canvas.rect().contains(bar.geometry())
    text = bar.findChild(QLabel)
    assert text.height() >= text.heightForWidth(text.width())
    canvas.resize(900, 300)
    assert text.height() < 2 * text.fontMetrics().lineSpacing(), "one line where there is room"


def test_escape_drops_a_lasso_and_so_does_another_tool(canvas, document):
    canvas.set_tool("lasso")
    for corner in ((30, 30), (130, 30), (130, 90)):
        QTest.mouseClick(canvas, LEFT, NONE, at(canvas, *corner))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not canvas.pending
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 30, 30))
    canvas.set_tool("brush")
    assert not document.history.can_undo


def test_taking_away_with_the_lasso_gives_the_pixels_to_what_lies_around(canvas, document):
    canvas.layers.set_active(HAIR)
    canvas.set_tool("lasso")
    before = document.labels.copy()
    corners = [(140, 0), (320, 0), (320, 45), (140, 45)]
    drag(canvas, *(at(canvas, *corner) for corner in corners), button=RIGHT)
    lost = (before == HAIR) & (document.labels != HAIR)
    assert lost.sum() > 500
    assert (document.labels[lost] != HAIR).all()
    assert np.array_equal(document.labels[~lost], before[~lost])
    assert (document.labels[:40] != HAIR).all()


def test_shift_drags_a_box(canvas, document):
    canvas.set_tool("lasso")
    drag(canvas, at(canvas, 30, 30), at(canvas, 60, 80), at(canvas, 130, 90), modifier=SHIFT)
    rows, columns = np.nonzero(document.labels == HAT)
    assert len(rows) == (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    assert len(rows) == pytest.approx(100 * 60, rel=0.05)


def test_the_lasso_brings_back_what_was_parsed(qtbot, canvas, document, face_labels):
    canvas.context.settings.set("lasso_to", "prediction")
    canvas.set_tool("lasso")
    corners = [at(canvas, *corner) for corner in ((150, 60), (300, 60), (300, 160), (150, 160))]
    with qtbot.waitSignal(canvas.notice):
        drag(canvas, *corners)
    assert not document.history.can_undo
    canvas.set_prediction(
        PackedPrediction.of(Prediction(face_labels, np.full((512, 512), 200, np.uint8), "lmsa"))
    )
    document.put(np.full_like(face_labels, HAT), "All hat")
    drag(canvas, *corners)
    assert np.array_equal(document.labels[65:155, 155:295], face_labels[65:155, 155:295])
    assert (document.labels[:55] == HAT).all()
    assert steps(document)[-1] == "Lasso"


# Moving an edge


def test_an_edge_is_pushed_out_and_in_and_undone_as_one_step(canvas, document):
    before = document.labels.copy()
    canvas.set_tool("push")
    canvas.set_brush_size(80)
    top = int(np.flatnonzero(before[:, 228] == HAIR)[0])
    drag(canvas, *(at(canvas, 228, y) for y in range(top + 30, top - 25, -3)))
    grown = document.labels.copy()
    assert np.flatnonzero(grown[:, 228] == HAIR)[0] < top - 8 or top < 12
    assert (grown == HAIR).sum() > (before == HAIR).sum()
    assert steps(document) == ["Move edge"]
    document.undo()
    assert np.array_equal(document.labels, before)


def test_escape_takes_a_push_back(canvas, document):
    before = document.labels.copy()
    canvas.set_tool("push")
    canvas.set_brush_size(80)
    drag(canvas, *(at(canvas, 60 + x, 300) for x in range(0, 60, 4)), release=False)
    assert not np.array_equal(document.labels, before)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert np.array_equal(document.labels, before)
    assert not document.history.can_undo


# Fill by colour, smart selection, scribbles


def _settled(canvas) -> bool:
    return not canvas._tool._preview.is_searching


@pytest.fixture
def halves(canvas) -> Document:
    """A photo dark at the left and bright at the right, with a spot at either side, all background."""
    photo = np.full((512, 512, 3), 40, np.uint8)
    photo[:, 256:] = 210
    photo[200:300, 60:160] = 120
    photo[100:180, 330:430] = 90
    rng = np.random.default_rng(0)
    photo = np.clip(photo + rng.normal(0, 4, photo.shape), 0, 255).astype(np.uint8)
    document = Document(np.zeros((512, 512), np.uint8))
    canvas.set_photo(photo, document)
    return document


def test_a_fill_by_colour_stays_within_the_colour_and_can_be_widened_by_a_drag(qtbot, canvas, halves):
    canvas.set_tool("fill")
    canvas.context.settings.set("fill_by", "color")
    canvas.context.settings.set("tolerance", 30)
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 20, 20))
    qtbot.waitUntil(lambda: halves.history.can_undo)
    assert (halves.labels[:, :256] == HAT).sum() == pytest.approx(512 * 256 - 100 * 100, rel=0.01)
    assert not halves.labels[:, 256:].any()
    halves.undo()
    drag(canvas, at(canvas, 20, 20), at(canvas, 20, 20) + QPoint(220, 0))
    qtbot.waitUntil(lambda: halves.history.can_undo)
    assert (halves.labels[:, :256] == HAT).sum() == pytest.approx(512 * 256, rel=0.01)
    assert canvas.context.settings.tolerance > 80


def test_a_fill_that_is_found_late_goes_to_the_photo_it_was_asked_for(qtbot, canvas, halves):
    canvas.set_tool("fill")
    canvas.context.settings.set("fill_by", "color")
    QTest.mouseClick(canvas, LEFT, NONE, at(canvas, 20, 20))
    other = Document(np.zeros((512, 512), np.uint8))
    canvas.set_photo(np.zeros((512, 512, 3), np.uint8), other)
    qtbot.waitUntil(lambda: halves.history.can_undo)
    assert (halves.labels == HAT).any()
    assert not other.labels.any()


def test_smart_selection_shows_the_thing_inside_and_enter_paints_it(qtbot, canvas, halves):
    canvas.set_tool("smart-select")
    ring = [(300, 70), (460, 70), (460, 210), (300, 210)]
    drag(canvas, *(at(canvas, *corner) for corner in ring))
    qtbot.waitUntil(lambda: _settled(canvas) and bool(canvas.pending))
    assert not halves.labels.any()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    found = halves.labels == HAT
    spot = np.zeros((512, 512), bool)
    spot[100:180, 330:430] = True
    assert (found & spot).sum() / (found | spot).sum() > 0.95
    assert steps(halves) == ["Smart select"]


def test_where_nothing_is_found_it_says_so(qtbot, canvas, document):
    canvas.set_tool("smart-select")
    beside = [at(canvas, *corner) for corner in ((-12, 30), (-2, 30), (-2, 300), (-12, 300))]
    with qtbot.waitSignal(canvas.notice) as signal:
        drag(canvas, *beside)
    assert "No object" in signal.args[0]
    assert not canvas.pending


def test_a_smart_selection_can_be_dropped_or_painted_at_once(qtbot, canvas, halves):
    canvas.set_tool("smart-select")
    ring = [at(canvas, *corner) for corner in ((300, 70), (460, 70), (460, 210), (300, 210))]
    drag(canvas, *ring)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.wait(300)
    assert not canvas.pending
    assert not halves.labels.any()
    canvas.context.settings.set("at_once", True)
    drag(canvas, *ring)
    qtbot.waitUntil(lambda: halves.history.can_undo)
    assert halves.labels[140, 380] == HAT


def test_scribbles_find_the_edge_between_yes_and_no(qtbot, canvas, halves):
    canvas.set_tool("scribble")
    canvas.set_brush_size(12)
    drag(canvas, at(canvas, 350, 140), at(canvas, 410, 140))
    drag(canvas, at(canvas, 310, 90), at(canvas, 310, 190), button=RIGHT)
    qtbot.waitUntil(lambda: _settled(canvas) and bool(canvas.pending))
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    found = halves.labels == HAT
    spot = np.zeros((512, 512), bool)
    spot[100:180, 330:430] = True
    assert (found & spot).sum() / (found | spot).sum() > 0.9
    assert steps(halves) == ["Scribble fix"]


def test_a_locked_class_is_not_painted_by_any_tool(qtbot, canvas, halves):
    canvas.layers.set_locked(0, True)
    for tool in ("lasso", "smart-select"):
        canvas.set_tool(tool)
        drag(canvas, *(at(canvas, *corner) for corner in ((300, 70), (460, 70), (460, 210), (300, 210))))
        qtbot.waitUntil(lambda: tool == "lasso" or _settled(canvas))  # noqa: B023
        QTest.keyClick(canvas, Qt.Key.Key_Return)
    canvas.set_tool("push")
    drag(canvas, at(canvas, 100, 100), at(canvas, 140, 100))
    assert not halves.labels.any()
    assert not halves.history.can_undo
