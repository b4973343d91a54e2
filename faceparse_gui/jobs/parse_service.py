"""The Qt side of the parse process: a queue of photos in, signals out.

The process is given at most two photos at a time, so that it never waits for the next one and a cancel has
little to take back. It is started by `start` or by the first photo, and again when it dies.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import weakref
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.parsing.faces import Frame
from faceparse_gui.jobs.parse_messages import (
    FORGET,
    Faces,
    ModelReady,
    ModelsListed,
    ModelUnusable,
    ParseMessage,
    ParseOutcome,
    ParseRequest,
    PhotoFailed,
    PhotoParsed,
    PhotoStarted,
    read_line,
)
from faceparse_gui.jobs.worker_process import End, WorkerProcess

_AT_ONCE = 2
_CANCEL_GRACE_MS = 800
_DEATHS_IN_A_ROW = 3
_PATIENCE_SECONDS = 10.0
"""What the system has not ended by then hangs in the system itself, and is left to it."""
_ERRORS_FILE = "errors.txt"


class ParseService(QObject):
    """Photos are parsed in the order asked for; `progress` counts from the last time nothing was left."""

    loading = Signal()
    models = Signal(list)  # the names of the models there are
    ready = Signal(str, str)  # model, device
    started = Signal(str)  # key
    finished = Signal(object)  # ParseOutcome
    failed = Signal(str, object)  # key, why
    progress = Signal(int, int)  # photos done, photos asked for; (0, 0) after a cancel
    notice = Signal(str)
    unusable = Signal(object)  # no parser to be had: why; all photos still waiting are dropped

    def __init__(
        self,
        parent: QObject | None = None,
        command: tuple[str, ...] = (sys.executable, "-m", "faceparse_gui.jobs.worker"),
    ) -> None:
        super().__init__(parent)
        self._command = command
        self.model = "default"
        self.detector = ""
        """What looks for faces, by name; known when the model is ready."""
        self.detector_file: Path | None = None
        """Where that lies; likewise."""
        self._process: WorkerProcess | None = None
        self._processes: list[WorkerProcess] = []  # those that may still run, the ones replaced included
        kill = partial(_kill, self._processes)
        self.destroyed.connect(kill)
        weakref.finalize(self, kill)  # when Python ends, too
        self._results: Path | None = None
        self._waiting: deque[ParseRequest] = deque()
        self._sent: dict[int, ParseRequest] = {}
        self._pending: set[str] = set()  # the keys of both
        self._in_hand: int | None = None
        self._next_id = 0
        self._done = 0
        self._deaths = 0
        self._grace = QTimer(self, singleShot=True, interval=_CANCEL_GRACE_MS)
        self._grace.timeout.connect(self._restart)

    @property
    def is_busy(self) -> bool:
        """Whether any photo that was asked for is not finished, failed or cancelled."""
        return bool(self._pending)

    def is_pending(self, key: str) -> bool:
        """Whether the photo was asked for and is not finished."""
        return key in self._pending

    def start(self) -> None:
        """Start the process now, so that the first photo finds the network loaded. Harmless when it runs."""
        if self._process is not None:
            return
        if self._results is None or not self._results.is_dir():
            self._results = Path(tempfile.mkdtemp(prefix="faceparse-"))
        self.loading.emit()
        try:
            self._process = WorkerProcess(
                [*self._command, str(self._results), self.model],
                read_line,
                self._take_message,
                self._take_end,
                self._results / _ERRORS_FILE,
            )
        except OSError as error:
            QTimer.singleShot(0, self, partial(self._give_up, str(error)))
            return
        self._processes[:] = [each for each in self._processes if each.is_running]
        self._processes.append(self._process)

    def use(self, model: str) -> None:
        """Parse with this model from now on, photos already asked for included."""
        if model == self.model:
            return
        self.model = model
        if self._process is not None:
            self._restart()

    def parse(self, key: str, path: Path, faces: Faces = "auto", first: bool = False) -> None:
        """Ask for one photo; ``first`` puts it before those that wait. One that waits is not added again."""
        self.parse_all([ParseRequest(key, path, faces)])
        if first:
            self._put_first(key)

    def parse_frames(
        self,
        key: str,
        path: Path,
        frames: Sequence[Frame],
        others: Sequence[Frame] = (),
        straighten: bool = True,
    ) -> None:
        """Ask for the faces in these frames of a photo alone, before all photos that wait.

        Args:
            others: frames of the faces that are parsed already.
            straighten: move each frame to where its parse sees eyes, nose and mouth.
        """
        self.parse_all([ParseRequest(key, path, "auto", tuple(frames), tuple(others), straighten)])
        self._put_first(key)

    def _put_first(self, key: str) -> None:
        self._waiting = deque(sorted(self._waiting, key=lambda request: request.key != key))

    def parse_all(self, requests: Iterable[ParseRequest]) -> None:
        """Ask for many photos, as `parse` does for one."""
        new = [request for request in requests if request.key not in self._pending]
        if not new:
            return
        self._pending.update(request.key for request in new)
        self._waiting.extend(new)
        self.start()
        self._feed()
        self._report()

    def cancel(self) -> None:
        """Drop every photo. One in hand is not waited for: a process that holds on to it is started anew."""
        self._waiting.clear()
        self._pending.clear()
        if self._sent and self._process is not None:
            self._process.write(FORGET)
            if self._in_hand is not None:
                self._grace.start()
        self._sent.clear()
        self._done = 0
        self._report()

    def stop(self) -> None:
        """End the process, whatever it is doing, and drop every photo. Nothing is waited for."""
        self._waiting.clear()
        self._sent.clear()
        self._pending.clear()
        self._stop()

    def close(self) -> None:
        """Stop, and wait until no process is left: for when there is no window to be held by it."""
        self.stop()
        for process in self._processes:
            process.wait(_PATIENCE_SECONDS)
        self._processes.clear()
        if self._results is not None:
            shutil.rmtree(self._results, ignore_errors=True)
            self._results = None

    # To the process

    def _feed(self) -> None:
        while self._process is not None and self._waiting and len(self._sent) < _AT_ONCE:
            request = self._waiting.popleft()
            self._next_id += 1
            self._sent[self._next_id] = request
            self._process.write(request.line(self._next_id))

    def _stop(self) -> None:
        self._grace.stop()
        self._in_hand = None
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # it holds nothing but the photo in hand
            process.abandon()  # only then: at its stdin's end it removes the folder that the next one uses

    def _restart(self) -> None:
        self._stop()
        # What the old process had in its queue goes to the new one.
        self._waiting.extendleft(reversed(self._sent.values()))
        self._sent.clear()
        self.start()
        self._feed()

    def _report(self) -> None:
        left = len(self._pending)
        self.progress.emit(self._done, self._done + left)
        if not left:
            self._done = 0

    # From the process

    def _take_message(self, message: ParseMessage) -> None:
        match message:
            case ModelsListed(names):
                self.models.emit(names)
            case ModelReady(model, device, detector, file):
                self.detector = detector
                self.detector_file = Path(file) if file else None
                self.ready.emit(model, device)
                if self._pending:
                    self._report()
            case ModelUnusable(why):
                self._give_up(why)
            case PhotoStarted(id):
                self._in_hand = id
                if id in self._sent:
                    self.started.emit(self._sent[id].key)
            case PhotoParsed(id, outcome):
                self._take_outcome(id, outcome)
            case PhotoFailed(id, why):
                if request := self._take(id):
                    self.failed.emit(request.key, why)
                    self._report()

    def _take_outcome(self, id: int, outcome: ParseOutcome) -> None:
        request = self._take(id)
        self._deaths = 0
        if request is None:  # cancelled meanwhile
            outcome.discard()
            return
        self.finished.emit(replace(outcome, key=request.key, asked_frames=request.frames))
        self._report()

    def _take(self, id: int) -> ParseRequest | None:
        """The photo is out of the process's hands; the next one goes in."""
        self._in_hand = None
        self._grace.stop()
        request = self._sent.pop(id, None)
        if request is not None:
            self._done += 1
            self._pending.discard(request.key)
        self._feed()
        return request

    def _take_end(self, end: End) -> None:
        """The process died: it ends by itself only after the word that it cannot work."""
        in_hand = self._sent.pop(self._in_hand, None) if self._in_hand is not None else None
        self._deaths += 1
        if in_hand is not None:
            self._done += 1
            self._pending.discard(in_hand.key)
            why = self.tr("The parser stopped at {0}. {1}").format(in_hand.path.name, end.last_words)
            self.failed.emit(in_hand.key, why)
        if self._deaths >= _DEATHS_IN_A_ROW:
            why = self.tr("The parser stopped {0} times in a row. {1}")
            self._give_up(why.format(self._deaths, end.last_words))
            return
        self.notice.emit(self.tr("The parser stopped and was restarted."))
        self._restart()
        self._report()

    def _give_up(self, why: str) -> None:
        self._waiting.clear()
        self._sent.clear()
        self._pending.clear()
        self._deaths = 0
        self._done = 0
        self._stop()
        self.unusable.emit(why)
        self._report()


def _kill(processes: list[WorkerProcess]) -> None:
    for process in processes:
        process.kill()
