"""The window that is killed: it opens a folder and works on it by mouse and keys until it is.

    python tests/e2e/kill_session.py FOLDER LOG SEED

Before a finished change is handed to the autosave, a line tells it in LOG, on disk when the call returns:
``{"at": monotonic seconds, "event": "opened" | "changed" | "accepted", "key", "digest", "status"}``. Parse is
played: labels drawn at random come where the parse process's would, so that no network need be loaded.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest

from faceparse_core.labels import NUM_CLASSES, LabelMap
from faceparse_gui import app as entry
from faceparse_gui.document import Change
from faceparse_gui.project import Prediction
from faceparse_gui.ui.session.work import OpenPhoto
from faceparse_gui.ui.shell.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier
Pauses = Iterator[int]
"""Milliseconds until the next event: in between the event loop runs, and the window may be killed."""


def digest(labels: LabelMap) -> str:
    return hashlib.blake2b(np.ascontiguousarray(labels), digest_size=12).hexdigest()


class Hand:
    """What a person does, in an order that depends on the seed."""

    def __init__(self, window: MainWindow, log: Path, seed: int) -> None:
        self._window = window
        self._session = window.session
        self._log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._chance = random.Random(seed)
        self._followed: list[object] = []
        window.session.current.opened.connect(self._follow)

    def begin(self) -> None:
        work = self._work()

        def go_on() -> None:
            QTimer.singleShot(next(work), go_on)

        go_on()

    # What is told

    def _follow(self, open_photo: OpenPhoto | None) -> None:
        if open_photo is None:
            return
        document = open_photo.work.document
        self._send("opened", open_photo, self._session.photos.record(open_photo.key).status)
        if document not in self._followed:
            self._followed.append(document)

            def changed(change: Change) -> None:
                if change.kind in ("step", "undo", "redo"):
                    self._send("changed", open_photo, self._session.photos.record(open_photo.key).status)

            document.listeners.append(changed)  # after the session, which knows the status

    def _send(self, event: str, open_photo: OpenPhoto, status: str) -> None:
        line = {
            "at": time.monotonic(),
            "event": event,
            "key": open_photo.key,
            "digest": digest(open_photo.work.document.labels),
            "status": status,
        }
        os.write(self._log, (json.dumps(line) + "\n").encode())
        os.fsync(self._log)

    # What is done

    def _work(self) -> Pauses:
        while True:
            if (
                self._session.open_photo is None
                or self._session.open_photo.key != self._session.current.wanted
            ):
                yield 5
                continue
            doing = self._chance.choices(
                [self._stroke, self._undo, self._redo, self._step, self._accept, self._parse],
                weights=[10, 3, 2, 2, 1, 1],
            )[0]
            yield from doing()
            yield self._chance.choice([0, 5, 20, 60, 150])

    def _stroke(self) -> Pauses:
        canvas, chance = self._window.canvas, self._chance
        self._window.layers.set_active(chance.randrange(NUM_CLASSES))
        canvas.set_brush_size(chance.randint(3, 80))
        shown = canvas.view.photo_rect().toRect().intersected(canvas.rect()).adjusted(2, 2, -2, -2)

        def somewhere() -> QPoint:
            return QPoint(
                chance.randint(shown.left(), shown.right()), chance.randint(shown.top(), shown.bottom())
            )

        begin, end = somewhere(), somewhere()
        steps = chance.randint(2, 12)
        QTest.mousePress(canvas, LEFT, pos=begin)
        for step in range(1, steps + 1):
            yield chance.choice([0, 0, 4])
            QTest.mouseMove(canvas, begin + (end - begin) * (step / steps))
        if chance.random() < 0.1:
            QTest.keyClick(canvas, Qt.Key.Key_Escape)
        QTest.mouseRelease(canvas, LEFT, pos=end)

    def _undo(self) -> Pauses:
        yield self._key(Qt.Key.Key_Z, CONTROL)

    def _redo(self) -> Pauses:
        yield self._key(Qt.Key.Key_Y, CONTROL)

    def _step(self) -> Pauses:
        yield self._key(self._chance.choice([Qt.Key.Key_A, Qt.Key.Key_D]))

    def _accept(self) -> Pauses:
        open_photo = self._session.open_photo
        assert open_photo is not None
        if self._session.photos.record(open_photo.key).status == "new":
            return  # it has nothing to accept
        self._send("accepted", open_photo, "accepted")
        yield self._key(Qt.Key.Key_Return, CONTROL)

    def _parse(self) -> Pauses:
        open_photo = self._session.open_photo
        assert open_photo is not None
        rng = np.random.default_rng(self._chance.getrandbits(32))
        height, width = open_photo.work.document.labels.shape
        coarse = rng.integers(0, NUM_CLASSES, (height // 50 + 1, width // 50 + 1), np.uint8)
        labels = np.kron(coarse, np.ones((50, 50), np.uint8))[:height, :width].copy()
        self._session.predictions.apply(open_photo.key, Prediction(labels, labels, "drawn"), asked_for=True)
        yield 0

    def _key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> int:
        QTest.keyClick(self._window.canvas, key, modifier)
        return 0


def main(folder: str, log: str, seed: str) -> None:
    app, window = entry.build()
    window.start_parser = lambda: None
    window.resize(1000, 700)
    window.show()
    hand = Hand(window, Path(log), int(seed))
    window.open_commands.open([Path(folder)])
    hand.begin()
    sys.exit(entry.run(app, window))


if __name__ == "__main__":
    main(*sys.argv[1:])
