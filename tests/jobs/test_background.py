"""Work in a thread: results and failures reach the main thread."""

import sys
import threading

from PySide6.QtCore import QItemSelectionModel, QObject, QStringListModel, QThreadPool
from PySide6.QtWidgets import QListView

from faceparse_gui.jobs.background import Background, Relay


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


def test_code_that_quits_ends_its_own_work_only(qtbot):
    """As a package's format may, which is called for an export."""
    seen = []
    owner = QObject()

    Background(owner, sys.exit, "no licence").failure(seen.append).start()

    qtbot.waitUntil(lambda: len(seen) == 1)
    assert str(seen[0]) == "SystemExit: no licence"


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


class HastyPool(QThreadPool):
    """Done with a call before it returns from starting it, as may happen on a busy machine."""

    def start(self, *call):
        super().start(*call)
        self.waitForDone()


def test_finished_calls_are_not_taken_for_objects_made_after_them(qtbot):
    """A Python object that outlives its C++ one is found again under that address."""
    owner, pool = QObject(), HastyPool()
    for _ in range(20):
        for _ in range(40):
            Background(owner, int).start(pool)
        for view in [QListView() for _ in range(10)]:
            view.setModel(QStringListModel(view))
            assert isinstance(view.selectionModel(), QItemSelectionModel)
    qtbot.wait(1)  # the results are delivered while their owner is here


def test_a_relay_calls_on_the_main_thread_until_its_object_is_gone(qtbot):
    class Listener(QObject):
        def __init__(self):
            super().__init__()
            self.heard = []

        def hear(self, *args):
            self.heard.append((threading.current_thread() is threading.main_thread(), args))

    listeners = [Listener()]
    heard = listeners[0].heard
    relay = Relay(listeners[0].hear)
    thread = threading.Thread(target=lambda: relay(1, "two"))
    thread.start()
    qtbot.waitUntil(lambda: heard == [(True, (1, "two"))])
    thread.join()

    listeners.clear()
    relay(3)
    qtbot.wait(50)
    assert len(heard) == 1
