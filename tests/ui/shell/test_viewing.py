"""The commands for the eye stand in the menu and the sheet of keys, and what they set outlives the window."""

import pytest
from PySide6.QtCore import QPointF, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolBar

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.canvas.hover import Hover
from faceparse_gui.ui.classes.class_model import LayerState
from faceparse_gui.ui.settings.store import AppSettings
from faceparse_gui.ui.shell.help import KeysSheet
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.shell.tool_state import ToolState

HAIR = ID_OF["hair"]


@pytest.fixture
def window(theme, qtbot, photo_folder):
    window = MainWindow()
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    yield window
    window.close()


def commands(window: MainWindow) -> list[QAction]:
    v = window.viewing
    return [*v.view_modes.modes(), *v.view_modes.overlays(), *v.go_to.all(), v.color, v.paint_over]


def test_each_command_is_in_a_menu_with_key_and_tooltip(window):
    in_menus = {action for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()}
    assert set(commands(window)) <= in_menus
    for action in commands(window):
        assert action.shortcut().toString() in action.toolTip()
        assert action.shortcut().toString()


def test_each_command_is_in_the_sheet_of_keys(window):
    window.actions_.shortcuts.trigger()
    (sheet,) = window.findChildren(KeysSheet)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {action.iconText() for action in commands(window)} <= words
    sheet.close()


def test_the_status_bar_shows_the_photos_size(window):
    assert "64 × 48 px" in [label.text() for label in window.jobs.findChildren(QLabel)]


def test_jumps_speak_in_the_status_bar(window, qtbot):
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Period)
    assert "Parse this photo first" in window.jobs.notice
    window.layers.set_active(HAIR)
    QTest.keyClick(window.canvas, Qt.Key.Key_G)
    qtbot.waitUntil(lambda: "no “Hair”" in window.jobs.notice)


def test_a_view_mode_stays_when_the_photo_is_parsed_and_the_next_one_opened(window, qtbot):
    canvas = window.canvas
    window.viewing.view_modes.split.trigger()
    handle = window.viewing.view_modes.handle
    assert not handle.isVisible()
    labels = canvas.labels.copy()
    window.session.predictions.apply(
        window.session.open_photo.key, Prediction(labels, labels, "net"), asked_for=True
    )
    assert handle.isVisible()
    with qtbot.waitSignal(window.session.current.opened):
        window.actions_.next.trigger()
    assert not handle.isVisible()
    assert window.viewing.view_modes.split.isChecked()


def test_the_class_last_under_the_cursor_is_offered_as_the_only_one(window):
    document = window.session.open_photo.work.document
    document.begin_stroke(30, 20, HAIR, Brush(20))
    document.end_stroke()
    QTest.mouseMove(window.canvas, window.canvas.view.to_view(QPointF(30, 20)).toPoint())
    QTest.keyClick(window.canvas, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    choice = QApplication.activePopupWidget()
    assert "Hair" in choice.only.text()
    QTest.mouseClick(choice.only, Qt.MouseButton.LeftButton)
    choice.close()
    assert document.paint_over == {HAIR}


def test_the_next_window_shows_the_classes_as_the_one_before(window, qtbot):
    window.layers.set_color(HAIR, (1, 2, 3))
    window.viewing.settings.save()
    another = MainWindow()
    qtbot.addWidget(another)
    assert another.layers.color(HAIR) == (1, 2, 3)
    another.close()


def test_rulers_and_frames_are_as_they_were_left_but_no_view_mode_is(window, qtbot, photo_folder):
    modes = window.viewing.view_modes
    for action in (modes.show_rulers, modes.show_frames, modes.checker):
        action.trigger()
    window.close()
    another = MainWindow()
    qtbot.addWidget(another)
    with qtbot.waitSignal(another.session.current.opened):
        another.open_commands.open([photo_folder])
    modes = another.viewing.view_modes
    assert modes.show_rulers.isChecked()
    assert modes.rulers.across.isVisibleTo(another.canvas)
    assert not modes.show_frames.isChecked()
    assert not modes.checker.isChecked()
    another.close()


def test_tool_size_and_class_are_in_hand_again_after_a_restart(qtbot, theme):
    canvas = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(canvas)
    ToolState(canvas)
    canvas.set_tool("lasso")
    canvas.set_brush_size(77)
    canvas.layers.set_active(15)
    canvas.set_tool("pick")  # gives way after one click, and is not what one works with
    again = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(again)
    ToolState(again)
    assert (again.tool, again.brush_size, again.layers.active) == ("lasso", 77, 15)


@pytest.mark.parametrize("kept", ["", "19", "-1", "hair", [1, 2]])
def test_what_cannot_be_in_hand_is_not_taken(qtbot, theme, kept):
    for name in ("tool", "brush", "class"):
        QSettings().setValue(f"hand/{name}", kept)
    canvas = Canvas(LayerState(), AppSettings())
    qtbot.addWidget(canvas)
    ToolState(canvas)
    assert canvas.tool == "brush"
    assert canvas.layers.active in range(NUM_CLASSES)
    assert canvas.brush_size >= 1


def test_the_status_bar_shows_the_label_and_what_the_network_said_each_by_itself(window):
    """A pixel that was corrected: the figure is that of the network's class, not of the label."""
    window.photo_display.show_pixel(Hover(3, 4, 0, 209, 13))
    assert window.jobs._place.text().split("   ")[1:] == ["Background", "predicted: Hair, confidence 82 %"]
    window.photo_display.show_pixel(Hover(3, 4, 13, 209, 13))
    assert window.jobs._place.text().split("   ")[1:] == ["Hair", "confidence 82 %"]


def test_the_status_bar_says_which_face_a_pixel_is_of(window):
    window.photo_display.show_pixel(Hover(3, 4, HAIR, 209, HAIR, face=2))
    assert window.jobs._place.text() == "3, 4   Hair · face 2   confidence 82 %"


def test_compare_difference_and_confidence_have_buttons(window):
    shown = window.findChild(QToolBar, "commands").actions()
    modes = window.viewing.view_modes
    assert {modes.split, modes.difference, modes.confidence} <= set(shown)
