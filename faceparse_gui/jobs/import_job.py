"""Run an import into the open project: read in the background, laid down where the photos are edited."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtCore import QCoreApplication, QObject, QThreadPool, Signal

from faceparse_core.labels import LabelMap
from faceparse_core.parsing.faces import Frame
from faceparse_gui.exchange import Existing, Import, ImportSummary, Use
from faceparse_gui.exchange.last_export import supported_for_reading
from faceparse_gui.formats import Format, ReadOptions
from faceparse_gui.formats.reading.budget import ReadingStopped
from faceparse_gui.jobs.background import Background, Relay
from faceparse_gui.jobs.export_job import report_progress
from faceparse_gui.project import Autosave, PhotoRecord, Project, ProjectError

_FLUSH_SECONDS = 30.0
_AHEAD = 8
"""Label maps that may wait for the disk before the next one is read: each is a whole map in memory."""
_CHECK_SECONDS = 0.2


@dataclass(frozen=True)
class ImportRequest:
    """What is to be imported, and how."""

    source: Path
    format: Format
    options: ReadOptions
    use: Use
    existing: Existing
    add_photos: bool
    take_empty: bool = False
    naming: str = ""


@dataclass(frozen=True)
class ImportResult:
    """What an import came to, and whether it ran to its end."""

    report: ImportSummary
    total: int
    """Label maps in the source."""
    added: int
    """Photos that were copied into the project's folder."""
    stopped: bool


class Handover:
    """A label map on its way to the main thread, and the answer that its reader waits for."""

    def __init__(
        self,
        record: PhotoRecord,
        labels: LabelMap,
        frames: tuple[Frame, ...],
        use: Use,
        accepted_for: tuple[str, ...],
    ) -> None:
        """

        Args:
            frames: where the photo's faces are known to lie.
            use: what it becomes.
            accepted_for: names of the classes that it is accepted for, if so; none for all.
        """
        self.record, self.labels, self.frames = record, labels, frames
        self.use, self.accepted_for = use, accepted_for
        self._answer: SimpleQueue[bool | Exception] = SimpleQueue()

    def answer(self, was_taken: bool | Exception) -> None:
        """False: the photo has work on it that stays. A ``FileError`` is reported with the others."""
        self._answer.put(was_taken)

    def wait(self, is_cancelled: Callable[[], bool]) -> bool:
        """Wait, in the reader's thread, for the answer; return whether the label map was taken.

        Raises:
            ReadingStopped: if ``is_cancelled`` becomes true first; it is asked several times a second.
            FileError: the one that was given as the answer.
        """
        while True:
            with suppress(Empty):
                answer = self._answer.get(timeout=_CHECK_SECONDS)
                if isinstance(answer, Exception):
                    raise answer
                return answer
            if is_cancelled():
                raise ReadingStopped


class ImportJob(QObject):
    """One import. Who is handed a label map lays it down, undoable where the photo is being edited.

    So no stroke is lost: what is in memory is edited in memory, by the thread that edits it.
    """

    progress = Signal(int, int)  # label maps done, in all
    handed = Signal(object)  # Handover: answer it
    accepted = Signal(str)  # the key of a photo whose labels were there already, and are accepted now
    finished = Signal(object)  # ImportResult
    failed = Signal(object)  # the exception that ended it

    def __init__(self, project: Project, autosave: Autosave, request: ImportRequest) -> None:
        super().__init__()
        self._project, self._autosave, self._request = project, autosave, request
        self._cancelled = threading.Event()
        self._abandoned = threading.Event()
        self._hand = Relay(self._hand_over)
        self._relist = Relay(self._emit_accepted)

    def start(self, pool: QThreadPool | None = None) -> None:
        """Begin, in a thread of ``pool``, by default the application's; once only.

        The job ends with one of the signals ``finished`` and ``failed``, cancelled or not.
        """
        Background(self, self._run).success(self.finished.emit).failure(self.failed.emit).start(pool)

    def cancel(self) -> None:
        """Stop, in the middle of a label map too; what came in stays."""
        self._cancelled.set()

    def abandon(self) -> None:
        """Stop at once: the project is being closed, and nothing more can be laid down."""
        self._cancelled.set()
        self._abandoned.set()

    def _hand_over(self, handover: Handover) -> None:
        self.handed.emit(handover)

    def _emit_accepted(self, key: str) -> None:
        self.accepted.emit(key)

    def _run(self) -> ImportResult:
        request, before = self._request, len(self._project.records())
        self._flush()
        run = Import(
            self._project,
            request.source,
            request.use,
            request.existing,
            request.add_photos,
            tool=request.format.title,
            save=self._save,
            accept=self._accept,
            should_stop=self._cancelled.is_set,
            take_empty=request.take_empty,
            naming=request.naming,
        )
        report = ImportSummary()
        try:
            found = run.found(request.format, supported_for_reading(request.options, request.format))
        except ReadingStopped:
            return ImportResult(report, 0, 0, stopped=True)
        with closing(run.run(found)) as outcomes:
            report_progress(self.progress, map(report.note, outcomes), len(found))
        self._flush()
        added = len(self._project.records()) - before
        return ImportResult(report, len(found), added, stopped=report.done < len(found))

    def _accept(self, record: PhotoRecord, classes: tuple[str, ...]) -> None:
        self._project.note_accepted_for(record.key, classes)
        self._autosave.submit_status(record.key, "accepted")
        self._relist(record.key)

    def _save(self, record: PhotoRecord, labels: LabelMap, use: Use, classes: tuple[str, ...]) -> bool:
        if len(self._autosave.pending) > _AHEAD:
            self._flush()
        handover = Handover(record, labels, self._project.frames(record.key), use, classes)
        self._hand(handover)
        return handover.wait(self._abandoned.is_set)

    def _flush(self) -> None:
        if not self._autosave.flush(_FLUSH_SECONDS):
            raise ProjectError(
                self._project.store,
                QCoreApplication.translate(
                    "ImportJob",
                    "The labels in {0} cannot be saved. Free up disk space or restore write "
                    "permission, then import again.",
                ).format(self._project.folder),
            )
