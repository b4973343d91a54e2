"""Of many wishes the newest alone is answered."""

import threading

from PySide6.QtCore import QObject

from faceparse_gui.jobs.latest import Latest


def test_while_one_is_looked_for_the_newest_takes_its_place(qapp, qtbot):
    owner = QObject()
    latest, answers, goes_on, began = Latest(owner, delay_ms=0), [], threading.Event(), threading.Event()
    latest.done.connect(answers.append)

    def slow():
        began.set()
        goes_on.wait(5)
        return "old"

    latest.ask(slow)
    qtbot.waitUntil(began.is_set)
    latest.ask(lambda: "never begun")
    latest.ask(lambda: "new")
    goes_on.set()

    qtbot.waitUntil(lambda: answers != [])
    assert answers == ["new"]


def test_what_is_not_wanted_any_more_is_not_reported(qapp, qtbot):
    owner = QObject()
    latest, answers = Latest(owner, delay_ms=0), []
    latest.done.connect(answers.append)

    latest.ask(lambda: "one")
    latest.ask(None)
    qtbot.wait(50)

    assert answers == []


def test_a_failure_is_reported(qapp, qtbot):
    owner = QObject()
    latest = Latest(owner, delay_ms=0)

    with qtbot.waitSignal(latest.failed) as signal:
        latest.ask(lambda: 1 // 0)

    assert isinstance(signal.args[0], ZeroDivisionError)
