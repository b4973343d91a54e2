"""'Paint only over…' and a class's own colour, chosen with mouse and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QMenu

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_gui.document.document import Document
from faceparse_gui.ui.canvas.actions import CanvasActions
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.classes.class_panel import ClassPanel
from faceparse_gui.ui.classes.class_row import ClassRow
from faceparse_gui.ui.classes.paint_over import ChoiceOfClasses
from faceparse_gui.ui.classes.palettes import DISTINCT
from faceparse_gui.ui.settings.store import AppSettings

LEFT = Qt.MouseButton.LeftButton
HAT, HAIR, SKIN, BACKGROUND = ID_OF["hat"], ID_OF["hair"], ID_OF["skin"], 0


@pytest.fixture
def layers(qapp) -> LayerState:
    return LayerState()


@pytest.fixture
def panel(qtbot, theme, layers) -> ClassPanel:
    panel = ClassPanel(layers)
    qtbot.addWidget(panel)
    panel.resize(290, 700)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


def opened(panel: ClassPanel) -> ChoiceOfClasses:
    QTest.mouseClick(panel.paint_over.open_list, LEFT)
    choice = QApplication.activePopupWidget()
    assert isinstance(choice, ChoiceOfClasses)
    return choice


def tick(choice: ChoiceOfClasses, class_id: int) -> None:
    box = choice.boxes[class_id]
    QTest.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))


def test_ticks_choose_the_classes_and_one_click_ends_it(panel, layers):
    choice = opened(panel)
    assert all(box.isChecked() for box in choice.boxes)
    QTest.mouseClick(choice.none, LEFT)
    tick(choice, HAIR)
    tick(choice, SKIN)
    assert layers.paint_only_over == {HAIR, SKIN}
    choice.close()
    assert "Skin, Hair" in panel.paint_over.open_list.text()
    assert panel.paint_over.end.isVisible()
    QTest.mouseClick(panel.paint_over.end, LEFT)
    assert layers.paint_only_over is None
    assert not panel.paint_over.end.isVisible()


def test_all_ticked_is_no_restriction(panel, layers):
    layers.set_paint_only_over(set(range(1, NUM_CLASSES)))
    choice = opened(panel)
    tick(choice, BACKGROUND)
    assert layers.paint_only_over is None
    tick(choice, HAT)
    assert layers.paint_only_over == set(range(NUM_CLASSES)) - {HAT}
    QTest.mouseClick(choice.all, LEFT)
    assert layers.paint_only_over is None
    choice.close()


def test_the_class_under_the_cursor_can_be_the_only_one(panel, layers):
    panel.paint_over.under = HAIR
    choice = opened(panel)
    assert "Hair" in choice.only.text()
    QTest.mouseClick(choice.only, LEFT)
    assert layers.paint_only_over == {HAIR}
    choice.close()


def test_k_is_a_quick_switch_of_the_same_choice_and_back(layers, panel):
    text = panel.paint_over.open_list.accessibleName
    layers.set_active(HAT)
    layers.set_paint_only_over({SKIN, HAIR})
    assert text() == "Only over Skin, Hair"
    layers.set_preserve(True)
    assert layers.paint_over() == {BACKGROUND, HAT}
    assert text() == "Only over Background, Hat"  # as the list ticks them
    layers.set_active(HAIR)
    assert layers.paint_over() == {BACKGROUND, HAIR}
    layers.set_preserve(False)
    assert layers.paint_over() == {SKIN, HAIR}
    layers.set_preserve(True)
    QTest.mouseClick(panel.paint_over.end, LEFT)
    assert not layers.preserve
    assert text() == "Paint over any class"


def test_a_tick_while_k_is_on_goes_on_from_what_holds_then(layers, panel):
    layers.set_active(HAT)
    layers.set_preserve(True)
    choice = opened(panel)
    assert [i for i, box in enumerate(choice.boxes) if box.isChecked()] == [BACKGROUND, HAT]
    tick(choice, SKIN)
    choice.close()
    assert layers.paint_only_over == {BACKGROUND, HAT, SKIN}
    assert not layers.preserve


def test_what_is_said_counts_the_locks(layers, panel):
    text = panel.paint_over.open_list.accessibleName
    layers.set_active(HAT)
    layers.set_locked(SKIN, True)
    assert text() == "Over any class except Skin"
    layers.set_paint_only_over({SKIN})
    assert text() == "Only over: none"
    layers.set_paint_only_over({SKIN, HAIR})
    assert text() == "Only over Hair"


def test_a_locked_class_in_hand_is_reported(layers, panel):
    text = panel.paint_over.open_list.accessibleName
    layers.set_active(SKIN)
    layers.set_locked(SKIN, True)
    assert text() == "Skin is locked"
    layers.set_preserve(True)
    assert text() == "Skin is locked"
    layers.set_active(HAIR)
    assert text() == "Only over Background, Hair"


def test_the_command_is_checked_while_the_switch_is_on_however_it_was_set(qtbot, theme, layers):
    canvas = Canvas(layers, AppSettings())
    qtbot.addWidget(canvas)
    actions = CanvasActions(canvas, layers)
    actions.preserve.trigger()
    assert layers.preserve
    layers.set_paint_only_over({HAIR})
    assert not actions.preserve.isChecked()
    layers.set_preserve(True)
    assert actions.preserve.isChecked()


def test_a_stroke_replaces_the_chosen_classes_only(qtbot, theme, layers):
    labels = np.full((200, 200), SKIN, np.uint8)
    labels[:, 100:] = HAIR
    canvas = Canvas(layers, AppSettings())
    qtbot.addWidget(canvas)
    canvas.resize(300, 300)
    canvas.set_photo(np.zeros((200, 200, 3), np.uint8), Document(labels))
    canvas.show()
    layers.set_active(HAT)
    layers.set_paint_only_over({HAIR})
    start, end = (canvas.view.to_view(QPointF(x, 100)).toPoint() for x in (40, 160))
    QTest.mousePress(canvas, LEFT, pos=start)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT, pos=end)
    assert set(np.unique(canvas.labels[:, :100])) == {SKIN}
    assert set(np.unique(canvas.labels[:, 100:])) == {HAIR, HAT}


# A class's own colour


def swatch_of(panel: ClassPanel, class_id: int) -> QPoint:
    return QPoint(15, panel.findChildren(ClassRow)[class_id].height() // 2)


def test_a_double_click_on_the_swatch_opens_the_colours_which_are_seen_at_once(panel, layers):
    row = panel.findChildren(ClassRow)[HAIR]
    QTest.mouseDClick(row, LEFT, pos=swatch_of(panel, HAIR))
    dialog = row.findChild(QColorDialog)
    dialog.setCurrentColor(QColor(9, 120, 77))
    assert layers.color(HAIR) == (9, 120, 77)
    dialog.accept()
    assert layers.color(HAIR) == (9, 120, 77)
    layers.set_palette("distinct")
    assert layers.color(HAIR) == (9, 120, 77)


def test_cancel_brings_back_the_colour(panel, layers):
    for before in (None, (1, 2, 3)):
        layers.set_color(HAIR, before)
        row = panel.findChildren(ClassRow)[HAIR]
        QTest.mouseDClick(row, LEFT, pos=swatch_of(panel, HAIR))
        dialog = row.findChildren(QColorDialog)[-1]
        dialog.setCurrentColor(QColor(9, 120, 77))
        dialog.reject()
        assert layers.own_colors.get(HAIR) == before


def test_a_double_click_beside_the_swatch_opens_nothing(panel):
    row = panel.findChildren(ClassRow)[HAIR]
    QTest.mouseDClick(row, LEFT, pos=QPoint(80, 10))
    assert row.findChild(QColorDialog) is None


def test_the_rows_menu_gives_the_usual_colour_back(panel, layers, qtbot):
    layers.set_color(HAIR, (1, 2, 3))
    row = panel.findChildren(ClassRow)[HAIR]
    position = swatch_of(panel, HAIR)
    from PySide6.QtGui import QContextMenuEvent

    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, position, row.mapToGlobal(position))
    QApplication.sendEvent(row, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == "Reset colour").trigger()
    menu.close()
    assert layers.color(HAIR) == DISTINCT[HAIR]
