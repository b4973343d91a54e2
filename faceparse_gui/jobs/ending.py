"""Processes are kept until they have ended: a QProcess must not go before its process does.

A killed process is not gone at once; on a busy machine, with much memory to give back, it takes its time.
Nobody waits for it while there is a window to serve.
"""

from __future__ import annotations

import atexit

from PySide6.QtCore import QObject, QProcess

_PATIENCE_MS = 10_000
"""What the system has not ended by then hangs in the system itself, and is left to it."""

_held: set[QProcess] = set()
_ending: set[QProcess] = set()


def hold(process: QProcess, owner: QObject) -> None:
    """Keep ``process``, which has no parent, until it is ended; it is when its owner is deleted."""
    if not _held:  # after the application was made, which takes all objects of Qt along when Python ends
        atexit.unregister(end_all)
        atexit.register(end_all)
    _held.add(process)
    owner.destroyed.connect(lambda: end(process))


def end(process: QProcess) -> None:
    """Kill ``process`` and return at once; it is deleted when it is gone. Harmless a second time.

    Who listened to it hears no more of it, and does not take its end for a crash.
    """
    if process not in _held or process in _ending:
        return
    _ending.add(process)
    of_output = (process.readyReadStandardOutput, process.readyReadStandardError)
    for signal in (process.finished, process.errorOccurred, *of_output):
        signal.disconnect()
    if process.state() == QProcess.ProcessState.NotRunning:
        _let_go(process)
        return
    process.finished.connect(lambda *_: _let_go(process))
    process.kill()


def end_all() -> None:
    """End all that are held and wait until they are gone; for when there is nothing left to serve."""
    for process in list(_held):
        end(process)
    for process in list(_held):
        wait_for(process)


def wait_for(process: QProcess) -> None:
    """Until ``process``, which was ended, is gone."""
    if process in _held and process.waitForFinished(_PATIENCE_MS):
        _let_go(process)


def _let_go(process: QProcess) -> None:
    if process in _held:
        _held.discard(process)
        _ending.discard(process)
        process.deleteLater()
