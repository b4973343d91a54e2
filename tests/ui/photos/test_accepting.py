"""The photo on the canvas is accepted for some classes only."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF
from faceparse_gui.project import Prediction, Project
from faceparse_gui.ui.photos.photo_model import status_title
from faceparse_gui.ui.shell.main_window import MainWindow

EARRING = ID_OF["ear_r"]


@pytest.fixture
def window(qtbot, theme, photo_folder):
    """All photos were parsed as hair; the first has an earring painted."""
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    hair, sure = np.full((48, 64), ID_OF["hair"], np.uint8), np.full((48, 64), 255, np.uint8)
    for key in window.session.photos.keys:
        window.session.predictions.apply(key, Prediction(hair, sure, "net"), False)
    mask = np.zeros((48, 64), bool)
    mask[10:20, 10:20] = True
    window.session.open_photo.work.document.paint_mask(mask, EARRING, "an earring")
    yield window
    window.close()


def ask(window, qtbot):
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, keys)
    qtbot.waitUntil(lambda: window.accepting_some.dialog is not None)
    dialog = window.accepting_some.dialog
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_what_was_touched_is_offered_and_enter_accepts_it(window, qtbot, photo_folder):
    first = window.session.photos.keys[0]
    dialog = ask(window, qtbot)
    assert dialog.names == ("ear_r",)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.photos.record(first).status == "accepted")
    assert status_title(window.session.photos.record(first)) == "accepted: Earring"
    assert window.session.current.wanted != first, "as after Accept, the next photo is shown"
    window.close()
    project = Project.open(photo_folder)
    assert project.record(first).accepted_only == ("ear_r",)
    project.close()


def test_undo_goes_back_and_accepting_the_whole_photo_is_a_step_of_its_own(window, qtbot):
    window.settings.accept_moves_on = False
    first = window.session.photos.keys[0]

    def state():
        record = window.session.photos.record(first)
        return record.status, record.accepted_only

    ask(window, qtbot).accept()
    window.actions_.accept.trigger()
    assert state() == ("accepted", ())
    window.session.history.undo()
    assert state() == ("accepted", ("ear_r",))
    window.session.history.undo()
    assert state()[0] == "edited"
    window.session.history.redo()
    assert state() == ("accepted", ("ear_r",))


def test_without_a_class_there_is_nothing_to_accept(window, qtbot):
    dialog = ask(window, qtbot)
    dialog.boxes["ear_r"].click()
    assert not dialog.go.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: window.accepting_some.dialog is None)


def test_the_export_dialog_leaves_it_out_until_it_is_asked_for(window, qtbot):
    first, second, _ = window.session.photos.keys
    ask(window, qtbot).accept()
    window.session.current.select(second)
    window.session.statuses.set({second: "accepted"}, "Accept")
    window.actions_.export.trigger()
    qtbot.waitUntil(lambda: window.exporting.dialog is not None)
    dialog = window.exporting.dialog
    dialog.scope.buttons["accepted"].setChecked(True)
    assert dialog.request.keys == (second,)
    assert dialog.scope.partly.text() == "Include photos accepted for some classes only (1)"
    dialog.scope.partly.click()
    assert set(dialog.request.keys) == {first, second}
    dialog.reject()
