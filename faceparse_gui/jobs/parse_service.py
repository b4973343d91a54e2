"""The Qt side of the parse process: a queue of photos in, signals out.

The process is given at most two photos at a time, so that it never waits for the next one and a cancel has
little to take back. It is started by `start` or by the first photo, and again when it dies.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

from faceparse_core.messages import from_data
from faceparse_core.parsing.faces import Frame
from faceparse_gui.jobs import ending

Faces = Literal["auto", "whole"]
Box = tuple[int, int, int, int]

_AT_ONCE = 2
_CANCEL_GRACE_MS = 800
_DEATHS_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class ParseRequest:
    key: str
    path: Path
    faces: Faces


@dataclass(frozen=True, slots=True)
class ParseOutcome:
    """One photo's result; its maps still lie in files, which `load` takes."""

    key: str
    model: str
    boxes: tuple[Box, ...]
    frames: tuple[Frame, ...]  # of the same faces
    uncertainty: float
    notices: tuple[str, ...]
    seconds: float
    labels_file: Path
    confidence_file: Path

    def load(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
        """The label map and the confidence map, both ``(H, W)``. Reads and deletes the files: once only,
        and not on the main thread."""
        labels, confidence = (
            np.load(file, allow_pickle=False) for file in (self.labels_file, self.confidence_file)
        )
        self.discard()
        return labels, confidence

    def discard(self) -> None:
        for file in (self.labels_file, self.confidence_file):
            file.unlink(missing_ok=True)


class ParseService(QObject):
    """Photos are parsed in the order asked for; `progress` counts from the last time nothing was left."""

    loading = Signal()
    models = Signal(list)  # the names of the models there are
    ready = Signal(str, str)  # model, device
    started = Signal(str)  # key
    finished = Signal(object)  # Parsed
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
        self._process: QProcess | None = None
        self._ended: list[QProcess] = []
        self._results: Path | None = None
        self._waiting: deque[ParseRequest] = deque()
        self._sent: dict[int, ParseRequest] = {}
        self._pending: set[str] = set()  # the keys of both
        self._in_hand: int | None = None
        self._next_id = 0
        self._done = 0
        self._deaths = 0
        self._complaints: deque[str] = deque(maxlen=20)
        self._grace = QTimer(self, singleShot=True, interval=_CANCEL_GRACE_MS)
        self._grace.timeout.connect(self._restart)

    @property
    def is_busy(self) -> bool:
        return bool(self._pending)

    def is_pending(self, key: str) -> bool:
        """Whether the photo was asked for and is not finished."""
        return key in self._pending

    def start(self) -> None:
        """Start the process now, so that the first photo finds the network loaded. Harmless when it runs."""
        if self._process is not None:
            return
        if self._results is None:
            self._results = Path(tempfile.mkdtemp(prefix="faceparse-"))
        process = QProcess()
        ending.hold(process, self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("OMP_WAIT_POLICY", "PASSIVE")  # idle threads sleep, the window needs the core
        environment.insert("PYTHONUTF8", "1")
        process.setProcessEnvironment(environment)
        process.setWorkingDirectory(str(Path(__file__).parents[2]))  # where `-m` finds the package
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_complaints)
        process.finished.connect(self._on_death)
        process.errorOccurred.connect(self._on_error)
        self._process = process
        program, *arguments = self._command
        process.start(program, [*arguments, str(self._results), self.model])
        self.loading.emit()

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
            self._write({"forget": True})
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
        for process in self._ended:
            ending.wait_for(process)
        self._ended.clear()
        if self._results is not None:
            shutil.rmtree(self._results, ignore_errors=True)
            self._results = None

    # To the process

    def _feed(self) -> None:
        while self._waiting and len(self._sent) < _AT_ONCE:
            request = self._waiting.popleft()
            self._next_id += 1
            self._sent[self._next_id] = request
            self._write({"id": self._next_id, "path": str(request.path), "faces": request.faces})

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process is not None
        self._process.write(json.dumps(message).encode() + b"\n")

    def _stop(self) -> None:
        self._grace.stop()
        self._in_hand = None
        process, self._process = self._process, None
        if process is not None:
            self._ended.append(process)
            ending.end(process)  # it holds nothing but the photo in hand

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

    def _read(self) -> None:
        while self._process is not None and self._process.canReadLine():
            message = json.loads(bytes(self._process.readLine().data()))
            getattr(self, f"_on_{message.pop('event')}")(**message)

    def _read_complaints(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
            self._complaints.extend(line for line in text.splitlines() if line.strip())

    def _on_models(self, names: list[str]) -> None:
        self.models.emit(names)

    def _on_ready(self, model: str, device: str) -> None:
        self.ready.emit(model, device)
        if self._pending:
            self._report()

    def _on_unusable(self, message: object) -> None:
        self._give_up(from_data(message))

    def _on_started(self, id: int) -> None:
        self._in_hand = id
        if id in self._sent:
            self.started.emit(self._sent[id].key)

    def _on_finished(
        self,
        id: int,
        labels: str,
        confidence: str,
        faces: list[Box],
        frames: list[list[list[float]]],
        uncertainty: float,
        notices: list[object],
        seconds: float,
        model: str,
    ) -> None:
        request = self._take(id)
        self._deaths = 0
        parsed = ParseOutcome(
            key=request.key if request else "",
            model=model,
            boxes=tuple((x0, y0, x1, y1) for x0, y0, x1, y1 in faces),
            frames=tuple(np.array(frame, np.float64) for frame in frames),
            uncertainty=uncertainty,
            notices=tuple(map(from_data, notices)),
            seconds=seconds,
            labels_file=Path(labels),
            confidence_file=Path(confidence),
        )
        if request is None:  # cancelled meanwhile
            parsed.discard()
            return
        self.finished.emit(parsed)
        self._report()

    def _on_failed(self, id: int, message: object) -> None:
        if request := self._take(id):
            self.failed.emit(request.key, from_data(message))
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

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._give_up(self._process.errorString())

    def _on_death(self) -> None:
        self._read()
        if self._process is None:  # its last word was that it cannot work
            return
        self._read_complaints()
        in_hand = self._sent.pop(self._in_hand, None) if self._in_hand is not None else None
        self._deaths += 1
        last_words = self._complaints[-1] if self._complaints else ""
        if in_hand is not None:
            self._done += 1
            self._pending.discard(in_hand.key)
            why = self.tr("The parser stopped at {0}. {1}").format(in_hand.path.name, last_words)
            self.failed.emit(in_hand.key, why)
        if self._deaths >= _DEATHS_IN_A_ROW:
            why = self.tr("The parser stopped {0} times in a row. {1}")
            self._give_up(why.format(self._deaths, last_words))
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
