"""Keys are changed in the dialog, work at once, and are kept."""

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from faceparse_core.labels import swap_left_right
from faceparse_gui.ui.keys.dialog import ShortcutsDialog
from faceparse_gui.ui.review.issues_panel import _Row
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.shell.tour import _Note
from faceparse_gui.ui.tools.tool_options import ToolOptions


@pytest.fixture
def make_window(qtbot, theme):
    windows = []

    def make() -> MainWindow:
        window = MainWindow()
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def window(make_window):
    return make_window()


@pytest.fixture
def dialog(window) -> ShortcutsDialog:
    window.actions_.change_keys.trigger()
    return window.findChild(ShortcutsDialog)


def choose(dialog: ShortcutsDialog, words: str) -> None:
    dialog.search.setText(words)
    rows = [row for row in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(row)]
    assert len(rows) == 1
    dialog.table.selectRow(rows[0])


def press(dialog: ShortcutsDialog, key: Qt.Key) -> None:
    dialog.edit.setFocus()
    QTest.keyClick(dialog.edit, key)


def test_a_new_key_works_at_once_and_the_tooltip_shows_it(qtbot, dialog, window):
    choose(dialog, "lasso")
    press(dialog, Qt.Key.Key_Y)
    dialog.accept()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert "(Y)" in window.canvas_actions.lasso.toolTip()
    QTest.keyClick(window, Qt.Key.Key_Y)
    assert window.canvas.tool == "lasso"
    QTest.keyClick(window, Qt.Key.Key_B)
    QTest.keyClick(window, Qt.Key.Key_Q)
    assert window.canvas.tool == "brush"


def test_keys_are_kept_and_can_be_as_at_first_again(dialog, window, make_window):
    choose(dialog, "lasso")
    press(dialog, Qt.Key.Key_Y)
    other = make_window()
    assert other.canvas_actions.lasso.shortcut() == QKeySequence("Y")
    dialog.table.selectRow(dialog.table.currentRow())
    dialog.reset.click()
    assert window.canvas_actions.lasso.shortcut() == QKeySequence("Q")
    assert make_window().canvas_actions.lasso.shortcut() == QKeySequence("Q")


def test_a_key_in_use_is_reported_and_taken_only_when_confirmed(dialog, window):
    choose(dialog, "lasso")
    press(dialog, Qt.Key.Key_B)
    assert "Brush" in dialog.conflict_text.text()
    assert window.canvas_actions.lasso.shortcut() == QKeySequence("Q")
    dialog.use_here.click()
    assert window.canvas_actions.lasso.shortcut() == QKeySequence("B")
    assert window.canvas_actions.brush.shortcut().isEmpty()
    dialog.search.clear()
    dialog._reset_all()
    assert window.canvas_actions.brush.shortcut() == QKeySequence("B")
    assert window.canvas_actions.lasso.shortcut() == QKeySequence("Q")


def test_a_command_may_have_no_key(dialog, window):
    choose(dialog, "lasso")
    dialog.none.click()
    assert window.canvas_actions.lasso.shortcut().isEmpty()
    assert window.canvas_actions.lasso.toolTip() == "Lasso"


def test_every_command_has_a_name_of_its_own_and_words(window):
    commands = window.shortcuts.commands
    assert len(commands) > 50
    assert all(window.shortcuts.title(name) for name in commands)
    assert len({id(action) for action in commands.values()}) == len(commands)


def reported(window: MainWindow) -> dict[str, str]:
    """The sentences that name a key, by the command that has it."""
    window.actions_.tour.trigger()
    QTest.qWait(50)
    first = next(note for note in window.findChildren(_Note) if note.isVisible())
    row = window.findChild(_Row)
    return {
        "window.parse": first.accessibleDescription(),
        "list.find": window.photo_list.filter_bar.field.toolTip(),
        "view.paint_over": window.classes.paint_over.open_list.toolTip(),
        "canvas.smaller": window.findChild(ToolOptions)._slider.toolTip(),
        "guides.next": row.toolTip(),
    }


def test_sentences_name_the_keys_that_hold_now(qtbot, window, tmp_path, face_labels):
    Image.new("RGB", (512, 512), "grey").save(tmp_path / "face.png")
    window.open_commands.open([tmp_path / "face.png"])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    window.session.open_photo.work.document.put(swap_left_right(face_labels), "Draw")
    qtbot.waitUntil(lambda: window.findChild(_Row) is not None)
    keys = window.shortcuts
    before = reported(window)
    for name, sentence in before.items():
        assert keys.commands[name].shortcut().toString() in sentence
        keys.set(name, QKeySequence("Ctrl+F12"))
        assert "Ctrl+F12" in reported(window)[name]
        keys.set(name, None)
        assert "F12" not in reported(window)[name]
        assert "()" not in reported(window)[name]
        keys.reset(name)
    assert reported(window) == before
