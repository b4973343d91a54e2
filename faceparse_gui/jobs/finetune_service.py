"""Fine-tuning runs as processes of their own: one works, a second one waits.

A run is a folder (``faceparse_training.finetune.manifest``). Its process is
``faceparse finetune --run RUN --json --listen``: events as JSON lines on its stdout, one word a line on its
stdin. It saves and stops when its stdin ends, so a killed window leaves no process behind; sent ``detach``
first, it goes on alone. What it complains of is kept in the run's ``errors.txt``, which outlives the window
as well.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.messages import message
from faceparse_core.trainer.events import Event, Paused
from faceparse_gui.jobs.finetune_messages import RunError, read_line
from faceparse_gui.jobs.worker_process import End, WorkerProcess
from faceparse_training.finetune.run_lock import RunBusyError, hand_over, take

ERRORS_FILE = "errors.txt"
_STOPPED = 130  # the exit code of a run that saved and stopped on request
_TERMINATE_MS, _KILL_MS = 2000, 5000  # after Cancel
_MOST_RUNS = 2


@dataclass(eq=False, slots=True)
class _Run:
    folder: Path
    resume: bool
    process: WorkerProcess | None = None
    error: str = ""  # what it said was the reason of its end
    paused: bool = False
    cancelled: bool = False


class FinetuneService(QObject):
    """Every signal but ``reported`` names the run by its folder. A run ends with one of the last three."""

    started = Signal(object)
    reported = Signal(object)  # faceparse_core.trainer.events.Event of the run at work
    queue_changed = Signal()
    finished = Signal(object)  # there is a verdict
    stopped = Signal(object)  # on request; it can be resumed
    failed = Signal(object, object)  # why; it can be resumed

    def __init__(
        self,
        parent: QObject | None = None,
        command: tuple[str, ...] = (sys.executable, "-m", "faceparse_gui.cli", "finetune"),
    ) -> None:
        super().__init__(parent)
        self._command = command
        self._runs: list[_Run] = []
        self._terminate = QTimer(self, singleShot=True, interval=_TERMINATE_MS)
        self._terminate.timeout.connect(self._do_terminate)
        self._kill = QTimer(self, singleShot=True, interval=_KILL_MS)
        self._kill.timeout.connect(self._do_kill)

    # What runs

    @property
    def running(self) -> Path | None:
        """The folder of the run at work, paused or stopping ones included; None if there is none."""
        return self._runs[0].folder if self._runs else None

    @property
    def waiting(self) -> tuple[Path, ...]:
        """The folders of the runs that wait for the one at work: none or one."""
        return tuple(run.folder for run in self._runs[1:])

    @property
    def is_full(self) -> bool:
        """Whether no further run can be started now."""
        return len(self._runs) >= _MOST_RUNS

    @property
    def is_paused(self) -> bool:
        """Whether the run at work has reported that it pauses."""
        return bool(self._runs) and self._runs[0].paused

    @property
    def is_stopping(self) -> bool:
        """Whether the run at work was cancelled and has not ended yet."""
        return bool(self._runs) and self._runs[0].cancelled

    # Commands

    def start(self, folder: Path, resume: bool = False) -> None:
        """Start a run, or let it wait for the one at work.

        Raises:
            ValueError: if one waits already.
        """
        if self.is_full or folder in (self.running, *self.waiting):
            raise ValueError(f"no place for {folder}")
        self._runs.append(_Run(folder, resume))
        self.queue_changed.emit()
        if len(self._runs) == 1:
            self._launch()

    def pause(self) -> None:
        """Ask the run at work to wait before its next step; it reports ``Paused(True)`` once it waits."""
        self._send("pause")

    def resume(self) -> None:
        """Ask the paused run to go on; it reports ``Paused(False)`` once it does."""
        self._send("resume")

    def cancel(self, folder: Path | None = None) -> None:
        """Stop the run at work, within two seconds where it listens; or drop ``folder``, which waits."""
        for run in self._runs[1:]:
            if run.folder == folder:
                self._runs.remove(run)
                self.queue_changed.emit()
                self.stopped.emit(folder)
                return
        if self._runs and folder in (None, self._runs[0].folder) and not self._runs[0].cancelled:
            self._runs[0].cancelled = True
            self._send("stop")
            self._terminate.start()
            self._kill.start()
            self.queue_changed.emit()

    def stop(self) -> None:
        """Cancel the run at work; the one that waits is dropped without a word."""
        del self._runs[1:]
        self.cancel()

    def leave(self) -> None:
        """Let the run at work go on alone, unheard of; drop the one that waits."""
        if not self._runs:
            return
        self._terminate.stop()
        self._kill.stop()
        run = self._runs[0]
        self._send("resume")
        self._send("detach")
        self._runs.clear()
        assert run.process is not None
        run.process.abandon()
        self.queue_changed.emit()

    # The process

    def _launch(self) -> None:
        run = self._runs[0]
        arguments = ["--run", str(run.folder), "--json", "--listen", *(["--resume"] if run.resume else [])]
        try:
            with take(run.folder) as lock:
                run.process = WorkerProcess(
                    [*self._command, *arguments],
                    read_line,
                    self._take_message,
                    self._take_end,
                    run.folder / ERRORS_FILE,
                    hand_over(lock),
                    pass_fds=(lock.fileno(),),
                )
        except (OSError, RunBusyError) as error:
            self._runs.remove(run)
            why: str = message("Fine-tuning cannot start: {error}", error=error)
            if isinstance(error, RunBusyError):
                why = self.tr("Another process is already running this fine-tuning.")
            self.failed.emit(run.folder, why)
            self._next()
            return
        self.started.emit(run.folder)

    def _send(self, word: str) -> None:
        if self._runs and (process := self._runs[0].process) is not None:
            process.write(word)

    def _do_terminate(self) -> None:
        if self._runs and self._runs[0].process is not None:
            self._runs[0].process.terminate()

    def _do_kill(self) -> None:
        if self._runs and self._runs[0].process is not None:
            self._runs[0].process.kill()

    def _take_message(self, message: Event | RunError) -> None:
        run = self._runs[0]
        if isinstance(message, RunError):
            run.error = message.why
            return
        if isinstance(message, Paused):
            run.paused = message.paused
        self.reported.emit(message)

    def _take_end(self, end: End) -> None:
        self._terminate.stop()
        self._kill.stop()
        run = self._runs.pop(0)
        if end.code == 0:
            self.finished.emit(run.folder)
        elif run.cancelled or end.code == _STOPPED:
            self.stopped.emit(run.folder)
        else:
            self.failed.emit(run.folder, self._why(end.code, run.error or end.last_words))
        self._next()

    def _next(self) -> None:
        self.queue_changed.emit()
        if self._runs and self._runs[0].process is None:
            self._launch()

    def _why(self, code: int, complaint: str) -> str:
        if code == -9:
            return self.tr("Fine-tuning was terminated, perhaps because memory ran out.")
        if code < 0:
            return self.tr("Fine-tuning crashed (signal {0}). {1}").format(-code, complaint).strip()
        return complaint or self.tr("Fine-tuning ended with exit code {0} and no message.").format(code)
