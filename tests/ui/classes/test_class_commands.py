"""Every class has a key, and so has what is done with the one in hand; on other keyboards too."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from faceparse_core.labels import ID_OF
from faceparse_gui.ui.keys.dialog import ShortcutsDialog
from faceparse_gui.ui.shell.main_window import MainWindow

Key, Mod = Qt.Key, Qt.KeyboardModifier
NONE, SHIFT, CTRL, ALT = Mod.NoModifier, Mod.ShiftModifier, Mod.ControlModifier, Mod.AltModifier


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
        window.canvas.setFocus()
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def window(make_window) -> MainWindow:
    return make_window()


def test_digits_take_classes_in_hand(window):
    for digit in range(10):
        QTest.keyClick(window.canvas, Key(ord(str(digit))))
        assert window.layers.active == digit
    for digit in range(9):
        QTest.keyClick(window.canvas, Key(ord(str(digit))), ALT)
        assert window.layers.active == 10 + digit
    assert window.class_commands.takes[18].isChecked()


def test_keys_lock_hide_fade_and_show_alone_the_class_in_hand(window):
    layers, hair = window.layers, ID_OF["hair"]
    QTest.keyClick(window.canvas, Key.Key_3, ALT)
    QTest.keyClick(window.canvas, Key.Key_L, SHIFT)
    assert layers.locked == {hair}
    QTest.keyClick(window.canvas, Key.Key_L, SHIFT)
    assert layers.locked == set()
    QTest.keyClick(window.canvas, Key.Key_V)
    assert not layers.is_visible(hair)
    QTest.keyClick(window.canvas, Key.Key_V)
    QTest.keyClick(window.canvas, Key.Key_O)
    assert [i for i in range(19) if layers.is_visible(i)] == [hair]
    QTest.keyClick(window.canvas, Key.Key_O)
    assert layers.is_visible(ID_OF["skin"])
    for _ in range(2):
        QTest.keyClick(window.canvas, Key.Key_T)
    assert layers.opacity(hair) == 0.6
    for _ in range(9):
        QTest.keyClick(window.canvas, Key.Key_T, SHIFT)
    assert layers.opacity(hair) == 1.0


def test_every_class_stands_in_the_dialog_of_keys_and_shows_its_key(window):
    window.actions_.change_keys.trigger()
    dialog = window.findChild(ShortcutsDialog)
    dialog.search.setText("class earring")
    rows = [row for row in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(row)]
    assert len(rows) == 1
    dialog.table.selectRow(rows[0])
    QTest.keyClick(dialog.edit, Key.Key_3)
    assert "Class Glasses" in dialog.conflict_text.text()  # the conflict is told
    dialog.use_here.click()
    dialog.reject()
    QTest.keyClick(window.canvas, Key.Key_3)
    assert window.layers.active == ID_OF["ear_r"]
    assert window.classes._rows[ID_OF["ear_r"]].toolTip() == "Earring (3)"
    assert window.classes._rows[ID_OF["eye_g"]].toolTip() == "Glasses"


def test_a_key_of_the_canvas_itself_is_reported_and_not_given(window):
    window.actions_.change_keys.trigger()
    dialog = window.findChild(ShortcutsDialog)
    dialog.table.selectRow(0)
    name = dialog._name(0)
    before = window.shortcuts.keys(name)
    QTest.keyClick(dialog.edit, Key.Key_Space)
    assert "pan" in dialog.conflict_text.text()
    assert not dialog.use_here.isVisible()
    assert window.shortcuts.keys(name) == before


def test_a_key_that_was_given_before_the_classes_had_keys_stays_where_it_was(make_window):
    QSettings().setValue("keys/canvas.lasso", "2")
    window = make_window()
    QTest.keyClick(window.canvas, Key.Key_2)
    assert window.canvas.tool == "lasso"
    assert window.layers.active != 2
    assert window.class_commands.takes[2].shortcut().isEmpty()


# Keyboards without Latin letters: the events as X11 and Wayland make them, with the key's code


def press(window, sign: str, code: int, modifiers=NONE, kind=QEvent.Type.KeyPress) -> None:
    key = ord(sign.upper())
    event = QKeyEvent(kind, key, modifiers, code, key, 0, sign)
    QCoreApplication.sendEvent(window.windowHandle(), event)
    QApplication.processEvents()


def test_letters_work_by_their_place_on_a_cyrillic_keyboard(window):
    press(window, "и", 56)  # where B is
    assert window.canvas.tool == "brush"
    press(window, "у", 26)  # E
    assert window.canvas.tool == "eraser"
    press(window, "ю", 60)  # the point: no command without a photo takes it amiss
    press(window, "д", 46, SHIFT)  # Shift+L
    assert window.layers.locked == {window.layers.active}
    before = window.canvas.brush_size
    press(window, "ъ", 35)  # ]
    assert window.canvas.brush_size > before


def test_what_is_held_ends_on_a_cyrillic_keyboard_too(window):
    press(window, "р", 43)  # H
    assert window.canvas._bare
    press(window, "р", 43, kind=QEvent.Type.KeyRelease)
    assert not window.canvas._bare


def test_letters_typed_into_a_field_stay_letters(window):
    field = window.photo_list.filter_bar.field
    field.setFocus()
    press(window, "и", 56)
    assert field.text() == "и"
    press(window, "я", 52, CTRL)  # Ctrl+Z: the field's own undo
    assert field.text() == ""
    assert window.canvas.tool == "brush"


def test_latin_letters_of_other_layouts_keep_their_meaning(window):
    window.canvas.set_tool("lasso")
    press(window, "ö", 47)
    press(window, "q", 38)  # of a French keyboard, where A is on ours: Qt finds it by its sign
    assert window.canvas.tool == "lasso"
    press(window, "é", 11)  # the 2 of a French keyboard
    assert window.layers.active == 2


def test_a_key_of_a_cyrillic_keyboard_is_given_by_its_place(window):
    window.actions_.change_keys.trigger()
    dialog = window.findChild(ShortcutsDialog)
    dialog.search.setText("lasso")
    row = next(row for row in range(dialog.table.rowCount()) if not dialog.table.isRowHidden(row))
    dialog.table.selectRow(row)
    dialog.edit.setFocus()
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, ord("И"), NONE, 56, ord("И"), 0, "и")
        QCoreApplication.sendEvent(dialog.edit, event)
    assert dialog.edit.keySequence() == QKeySequence("B")
    assert "Brush" in dialog.conflict_text.text()
