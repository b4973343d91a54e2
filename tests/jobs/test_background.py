import sys
import threading

from PySide6.QtCore import QItemSelectionModel, QObject, QStringListModel
from PySide6.QtWidgets import QListView

from faceparse_gui.jobs.background import Background


def test_runs_elsewhere_and_delivers_on_the_main_thread(qtbot):
    seen = []
    owner = QObject()

    Background(owner, threading.get_ident).success(
        lambda worker: seen.append((worker, threading.get_ident()))
    ).start()

    qtbot.waitUntil(lambda: len(seen) == 1)
    worker, here = seen[0]
    assert worker != threading.get_ident()
    assert here == threading.get_ident()


def test_an_exception_reaches_the_failure_handler(qtbot):
    seen = []
    owner = QObject()

    Background(owner, int, "no number").failure(seen.append).start()

    qtbot.waitUntil(lambda: len(seen) == 1)
    assert isinstance(seen[0], ValueError)


def test_an_exception_without_handler_is_not_swallowed(qtbot, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "excepthook", lambda *what: seen.append(what[1]))
    owner = QObject()

    Background(owner, int, "no number").start()

    qtbot.waitUntil(lambda: len(seen) == 1)
    assert isinstance(seen[0], ValueError)


def test_a_result_for_an_owner_that_is_gone_is_dropped(qtbot):
    seen = []
    go = threading.Event()
    owner, other = QObject(), QObject()

    Background(owner, go.wait, 5).success(seen.append).start()
    owner.deleteLater()
    qtbot.wait(20)
    go.set()
    Background(other, lambda: None).success(lambda _: seen.append("after")).start()

    qtbot.waitUntil(lambda: "after" in seen)
    assert seen == ["after"]


def test_finished_calls_are_not_taken_for_objects_made_after_them(qtbot):
    """A Python object that outlives its C++ one is found again under that address."""
    seen = []
    owner = QObject()
    for count in range(1, 31):
        for _ in range(40):
            Background(owner, int).success(seen.append).start()
        qtbot.waitUntil(lambda count=count: len(seen) == 40 * count)
        views = [QListView() for _ in range(10)]
        for view in views:
            view.setModel(QStringListModel(view))
            assert isinstance(view.selectionModel(), QItemSelectionModel)
