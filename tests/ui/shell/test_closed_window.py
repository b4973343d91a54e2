"""A closed window leaves nothing behind: no widget, no object of its own, no thread."""

import gc
import threading
import weakref

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from faceparse_gui.document.brush import Brush
from faceparse_gui.ui.shell.main_window import MainWindow

COMMANDS = (
    "export",
    "import_masks",
    "finetune",
    "versions",
    "settings",
    "shortcuts",
    "change_keys",
    "clean_up",
)


def use(qtbot, folder):
    """Open a window and its dialogs, work in it and close it; what is to go with it, by name."""
    window = MainWindow()
    window.show()
    with qtbot.waitSignal(window.session.current.opened, timeout=20_000):
        window.open_commands.open([folder])
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, 5, Brush(9))
    document.end_stroke()
    QTest.keyClick(window.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not window.session.autosave.pending, timeout=20_000)
    qtbot.waitUntil(lambda: window.models.versions is not None, timeout=20_000)
    for name in COMMANDS:
        getattr(window.actions_, name).trigger()
        qtbot.wait(150)
        for each in QApplication.topLevelWidgets():
            if each is not window and each.isVisible():
                each.close()
        qtbot.wait(20)
    assert window.close()
    parts = {name: part for name, part in vars(window).items() if type(part).__weakrefoffset__}
    held = {
        name: weakref.ref(part) for name, part in {**parts, "document": document, "window": window}.items()
    }
    window.deleteLater()
    return held


def settle(qtbot):
    qtbot.wait(50)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def test_nothing_is_left_of_a_closed_window(theme, qtbot, photo_folder):
    use(qtbot, photo_folder)  # what is made once stays
    settle(qtbot)
    widgets, threads = len(QApplication.allWidgets()), threading.active_count()
    held = use(qtbot, photo_folder)
    settle(qtbot)
    assert [name for name, part in held.items() if part() is not None] == []
    assert len(QApplication.allWidgets()) == widgets
    assert threading.active_count() <= threads
