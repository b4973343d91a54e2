"""Every control says what it is to a screen reader, and can be reached without the mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
)

from faceparse_gui.ui.shell.main_window import MainWindow

CONTROLS = (QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit)


@pytest.fixture
def window(qtbot, theme):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()


def _controls(window):
    for kind in CONTROLS:
        for control in window.findChildren(kind):
            inner = control.parent() is not None and isinstance(
                control.parent(), (QAbstractSpinBox, QComboBox, QLineEdit)
            )
            if (
                not inner
                and not isinstance(control, QScrollBar)
                and not control.objectName().startswith("qt_")
            ):
                yield control


def test_every_control_has_a_name(window):
    nameless = [
        (type(control).__name__, control.objectName(), type(control.parent()).__name__)
        for control in _controls(window)
        if not (
            control.accessibleName()
            or control.toolTip()
            or (isinstance(control, QAbstractButton) and control.text())
        )
    ]
    assert nameless == []


def test_every_command_is_in_a_menu_or_on_a_key(window):
    in_menus = set()

    def walk(menu):
        for action in menu.actions():
            in_menus.add(action)
            if action.menu() is not None:
                walk(action.menu())

    walk(window.menuBar())
    lost = [name for name, action in window.shortcuts.commands.items() if action not in in_menus]
    assert [name for name in lost if window.shortcuts.commands[name].shortcut().isEmpty()] == []


def test_the_lists_and_the_canvas_take_the_focus_from_the_keyboard(window):
    for widget in (window.photo_list.view, window.canvas, window.photo_list.filter_bar.field):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
