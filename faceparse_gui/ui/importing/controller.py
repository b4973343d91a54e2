"""Import from the dialog to the last word: shows what was found, runs the job, takes what it hands over."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal
from PySide6.QtWidgets import QWidget

from faceparse_core.files.writing import FileError
from faceparse_gui.exchange import scan
from faceparse_gui.exchange.importing import as_prediction
from faceparse_gui.formats import FORMATS, Format, ReadOptions
from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.import_job import Handover, ImportJob, ImportRequest, ImportResult
from faceparse_gui.jobs.latest import Latest
from faceparse_gui.project import PhotoRecord, Project
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import IMPORT, Kept, ProjectStep
from faceparse_gui.ui.shell.failures import report_failures

if TYPE_CHECKING:
    from faceparse_gui.ui.importing.dialog import ImportDialog

_STROKE_CHECK_MS = 50
_WAIT_MS = 3000


class Importing(QObject):
    """Leads one import at a time: the dialog, the job, and the label maps that it hands over.

    ``progress``: label maps done, and all. All that an import changes is one project step.
    """

    progress = Signal(int, int)
    notice = Signal(str, object)  # as Session.notice

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._job: ImportJob | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._after_listing: Callable[[], None] | None = None
        self._step = ProjectStep(IMPORT)
        self._before: Kept | None = None
        self._seen_open = False
        self.dialog: ImportDialog | None = None
        session.projects.opened.connect(self._project_opened)

    def ask(self) -> None:
        """Open the dialog; what follows goes by itself."""
        project = self._session.project
        if project is None or self.dialog is not None:
            return
        if self._job is not None:
            self.notice.emit("info", self.tr("An import is running. Wait for it to finish or cancel it."))
            return
        from faceparse_gui.ui.importing.dialog import ImportDialog  # not needed to start the window

        Background(self, FORMATS.load).success(partial(self._open, ImportDialog, project)).start()

    def _open(self, kind: type[ImportDialog], project: Project, _: None) -> None:
        """Once the formats are loaded, which takes long at first."""
        if project is not self._session.project or self.dialog is not None or self._job is not None:
            return
        self.dialog = dialog = kind(project.folder, self._window)
        latest = Latest(dialog)
        latest.done.connect(dialog.show_scan)
        latest.failed.connect(lambda error: dialog.show_failure(str(error)))
        scans = _Scans(latest, project)
        dialog.scan_wanted.connect(scans.ask)
        dialog.finished.connect(scans.stop)
        dialog.accepted.connect(lambda: self._start(project, dialog.request))
        dialog.finished.connect(self._closed)
        dialog.open_soon()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    # The job

    def _start(self, project: Project, request: ImportRequest) -> None:
        if project is not self._session.project or self._session.autosave is None or self._job is not None:
            return
        self._seen_open = False
        self._step = ProjectStep(IMPORT, is_batch=True, is_open=True)
        self._job = job = ImportJob(project, self._session.autosave, request)
        job.progress.connect(self.progress)
        job.handed.connect(partial(self._take, project, request))
        job.accepted.connect(self._session.edits.record_changed)
        job.finished.connect(partial(self._finished, project, request))
        job.failed.connect(partial(self._failed, project))
        job.start(self._pool)

    def cancel(self) -> None:
        """Stop, in the middle of a label map too; what came in stays."""
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """Stop now, the look of an open dialog too."""
        self._leave()
        self._pool.waitForDone(_WAIT_MS)

    def _take(self, project: Project, request: ImportRequest, handover: Handover) -> None:
        """Read what the photo has, to keep it, then lay the label map down."""
        key = handover.record.key
        record = self._session.photos.record(key) if project is self._session.project else None
        lay = partial(self._lay, project, request, handover, record)
        Background(self, self._session.edits.stored_labels(key)).success(lay).failure(handover.answer).start()

    def _lay(
        self,
        project: Project,
        request: ImportRequest,
        handover: Handover,
        seen: PhotoRecord | None,
        before: Kept | None,
    ) -> None:
        """Lay a label map down; the hand comes first."""
        key = handover.record.key
        if project is not self._session.project:
            self._abandon()
        elif self._session.edits.is_stroking(key):
            again = partial(self._lay, project, request, handover, seen, before)
            QTimer.singleShot(_STROKE_CHECK_MS, self, again)
        elif self._session.edits.document_of(key) is None and self._session.photos.record(key) != seen:
            self._take(project, request, handover)
        else:
            try:
                self._before = before
                handover.answer(self._lay_down(request, handover))
            except FileError as error:
                handover.answer(error)

    def _lay_down(self, request: ImportRequest, handover: Handover) -> bool:
        before = self._before
        session, key = self._session, handover.record.key
        open_key = session.open_photo.key if session.open_photo is not None else None
        if handover.use == "prediction":
            prediction = as_prediction(handover.labels, request.format.title, handover.frames)
            session.predictions.apply(key, prediction, asked_for=False, step=self._step, before=before)
            session.edits.record_changed.emit(key)
        elif request.existing == "keep" and session.photos.record(key).status in ("edited", "accepted"):
            return False  # it was worked on since the job looked
        else:
            session.edits.put_labels(
                key, handover.labels, handover.use, self._step, before, accepted_for=handover.accepted_for
            )
        self._seen_open |= key == open_key
        return True

    def _abandon(self) -> None:
        if self._job is not None:
            self._job.abandon()

    # Its end

    def _finished(self, project: Project, request: ImportRequest, result: ImportResult) -> None:
        self._end()
        if project is not self._session.project:
            return
        if request.use == "prediction" and self._seen_open:
            self._session.current.reload()
        sum_up = partial(self._sum_up, request, result)
        if result.added:
            self._after_listing = sum_up
            self._session.projects.open([project.folder], self._session.current.wanted)
        else:
            sum_up()

    def _project_opened(self) -> None:
        self._leave()
        after, self._after_listing = self._after_listing, None
        if after is not None:
            QTimer.singleShot(0, self, after)  # behind those who clear the messages

    def _leave(self) -> None:
        self._abandon()
        if self.dialog is not None:
            self.dialog.reject()

    def _sum_up(self, request: ImportRequest, result: ImportResult) -> None:
        report = result.report
        report_failures(self, self.notice.emit, report.failures)
        text = self.tr("{0:,} label maps imported.").format(report.imported)
        if report.imported == 1:
            text = self.tr("1 label map imported.")
        if result.added:
            text += " " + self.tr("Photos copied into the folder: {0:,}.").format(result.added)
        if report.skipped:
            text += " " + self.tr("Corrections kept: {0:,}.").format(report.skipped)
        if report.failures:
            text += " " + self.tr("Failed: {0:,}.").format(len(report.failures))
        if result.stopped:
            stopped = self.tr("Import stopped at {0:,} of {1:,}.").format(report.done, result.total)
            text = f"{stopped} {text}"
        for line in report.remarks.lines():
            text += " " + localise(line)
        if self._step.parts and request.use != "prediction":
            text += " " + self.tr("You can undo this.")
        self.notice.emit("info", text)

    def _failed(self, project: Project, error: Exception) -> None:
        self._end()
        if project is self._session.project:
            self.notice.emit("error", str(error) or type(error).__name__)

    def _end(self) -> None:
        self._job = None
        self._step.is_open = False
        self._session.edits.history_changed.emit()
        self.progress.emit(0, 0)


class _Scans(QObject):
    """Asks for one look after another; the one before is stopped."""

    def __init__(self, latest: Latest, project: Project) -> None:
        super().__init__(latest)
        self._latest, self._project = latest, project
        self._stopped = Event()

    def ask(self, source: Path | None, format_: Format | None, options: ReadOptions, naming: str) -> None:
        """No source: look at nothing."""
        self.stop()
        call: Callable[[], Any] | None = None
        if source is not None:
            call = partial(scan, self._project, source, format_, options, self._stopped.is_set, naming)
        self._latest.ask(call)

    def stop(self) -> None:
        self._stopped.set()
        self._stopped = Event()
