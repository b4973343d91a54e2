"""Steps of an import in the window, for the tests."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_core.labels import ID_OF
from faceparse_gui.document.brush import Brush

LEFT = Qt.MouseButton.LeftButton
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
HAT, HAIR = ID_OF["hat"], ID_OF["hair"]


def ask(window, qtbot):
    window.activateWindow()  # as a window manager does once a dialog is closed
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_I, CTRL_SHIFT)
    qtbot.waitUntil(lambda: window.importing.dialog is not None)
    return window.importing.dialog


def choose(dialog, source, qtbot):
    QTest.keyClicks(dialog.source.edit, str(source))
    qtbot.waitUntil(dialog.go.isEnabled)


def bring(window, source, qtbot, use="edited", replace=False):
    dialog = ask(window, qtbot)
    dialog.uses[use].click()
    if replace:
        dialog.replace.click()
    choose(dialog, source, qtbot)
    QTest.mouseClick(dialog.go, LEFT)
    qtbot.waitUntil(lambda: "imported" in window.jobs.notice)


def paint(window, x=20, class_id=HAT):
    document = window.session.open_photo.work.document
    document.begin_stroke(x, 20, class_id, Brush(9))
    document.end_stroke()


def labels(window):
    return window.session.open_photo.work.document.labels


def statuses(window):
    return [record.status for record in window.session.photos.records()]
