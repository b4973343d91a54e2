"""Export from the dialog to the last word: shows what will be written, asks, runs the job, sums up."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import (
    Existing,
    ExportPreview,
    ExportRequest,
    ExportSummary,
    LastExport,
    Scope,
    preview,
)
from faceparse_gui.exchange.items import state_of
from faceparse_gui.exchange.last_export import load_choices, save_choices
from faceparse_gui.formats import FORMATS
from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.export_job import ExportJob
from faceparse_gui.jobs.latest import Latest
from faceparse_gui.project import Project
from faceparse_gui.ui.classes.class_model import class_title
from faceparse_gui.ui.exporting.question import ask_about_existing
from faceparse_gui.ui.i18n.words import faces, photos
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.failures import report_failures

if TYPE_CHECKING:
    from faceparse_gui.ui.exporting.dialog import ExportDialog

_WAIT_MS = 3000  # for the photo in hand


class Exporting(QObject):
    """Leads one export at a time: the dialog, the question about files that are there, the job, its result.

    ``progress``: photos or faces done, and all.
    """

    progress = Signal(int, int)
    notice = Signal(str, object)  # as Session.notice

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._job: ExportJob | None = None
        self._pool = QThreadPool(self)  # the photos that are opened meanwhile need not wait
        self._pool.setMaxThreadCount(1)
        self.dialog: ExportDialog | None = None
        self.question: QMessageBox | None = None
        session.projects.opened.connect(self._leave)

    # The dialog

    def ask(self) -> None:
        """Open the dialog; what follows goes by itself."""
        project = self._session.project
        if project is None or self.dialog is not None:
            return
        if self._is_busy():
            return
        if not self._scopes()["all"]:
            self.notice.emit("info", self.tr("There are no labels to export yet. Parse or paint first."))
            return
        from faceparse_gui.ui.exporting.dialog import ExportDialog  # not needed to start the window

        opened = partial(self._open, ExportDialog, project)
        Background(self, _prepare, project.store).success(opened).start()

    def _open(self, kind: type[ExportDialog], project: Project, choices: LastExport) -> None:
        scopes = self._scopes()
        if project is not self._session.project or self.dialog is not None or not scopes["all"]:
            return
        no_face = [record.key for record in self._session.photos.records() if record.status == "no-face"]
        partly = [each.key for each in self._session.photos.records() if each.accepted_only]
        self.dialog = dialog = kind(scopes, no_face, project.folder, choices, self._window, partly)
        latest = Latest(dialog)
        latest.done.connect(dialog.show_preview)
        latest.failed.connect(lambda error: dialog.show_failure(str(error)))
        dialog.preview_wanted.connect(
            lambda request: latest.ask(None if request is None else partial(_preview, project, request))
        )
        dialog.accepted.connect(partial(self._chosen, project, dialog))
        dialog.finished.connect(self._closed)
        dialog.open_soon()
        latest.ask(partial(_preview, project, dialog.request))

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _scopes(self) -> dict[Scope, list[str]]:
        """The keys of the photos that can be exported now, and of gone ones, which will be reported."""
        project = self._session.project
        records = self._session.photos.records() + (project.vanished() if project is not None else [])
        labelled = [record for record in records if record.has_labels]
        open_key = self._session.open_photo.key if self._session.open_photo is not None else None
        return {
            "current": [record.key for record in labelled if record.key == open_key],
            "accepted": [record.key for record in labelled if state_of(record) == "accepted"],
            "all": [record.key for record in labelled],
        }

    def _chosen(self, project: Project, dialog: ExportDialog) -> None:
        request, choices = dialog.request, dialog.choices
        Background(self, _keep, project, choices).failure(self._not_kept).start()
        settle = partial(self._settle, project, request)
        Background(self, _preview, project, request).success(settle).failure(self._failed).start()

    def _settle(self, project: Project, request: ExportRequest, seen: ExportPreview) -> None:
        """Ask once what to do about all files that are there already."""
        if not seen.in_the_way:
            self._start(project, request, "refuse", seen)
            return
        start = partial(self._start, project, request, seen=seen)
        self.question = ask_about_existing(self._window, seen, start)
        self.question.finished.connect(self._answered)

    def _answered(self) -> None:
        self.question = None

    # The job

    def _is_busy(self) -> bool:
        if self._job is not None:
            self.notice.emit("info", self.tr("An export is running. Wait for it to finish or cancel it."))
        return self._job is not None

    def _start(
        self, project: Project, request: ExportRequest, existing: Existing, seen: ExportPreview
    ) -> None:
        if project is not self._session.project or self._session.autosave is None or self._is_busy():
            return
        self._job = job = ExportJob(project, self._session.autosave, request, existing)
        job.progress.connect(self.progress)
        job.finished.connect(partial(self._finished, request, seen))
        job.failed.connect(self._failed)
        job.start(self._pool)
        if seen.done_before:
            self.notice.emit(
                "info",
                self.tr("Resuming the stopped export: {0:,} of {1:,} done.").format(
                    seen.done_before, seen.samples
                ),
            )

    def cancel(self) -> None:
        """Stop after the photo in hand."""
        if self._job is not None:
            self._job.cancel()

    def close(self) -> None:
        """Stop, and wait for the photo in hand."""
        self.cancel()
        self._pool.waitForDone(_WAIT_MS)

    def _leave(self) -> None:
        self.cancel()
        if self.dialog is not None:
            self.dialog.reject()

    def _finished(self, request: ExportRequest, seen: ExportPreview, report: ExportSummary) -> None:
        self._end()
        report_failures(self, self.notice.emit, report.failures)
        for name, count in sorted(report.lost.items()):
            where = faces(count) if request.options.crop != "photo" else photos(count)
            text = self.tr("The format has no class “{0}”; it was exported as background in {1}.")
            self.notice.emit("warning", text.format(class_title(ID_OF[name]), where))
        self.notice.emit("info", self._summary(request, seen, report))

    def _summary(self, request: ExportRequest, seen: ExportPreview, report: ExportSummary) -> str:
        target = seen.target
        if report.stopped:
            done = report.total - report.left
            return self.tr(
                "Export stopped at {0:,} of {1:,}. Export again with the same options to resume."
            ).format(done, report.total)
        of_faces = request.options.crop != "photo"
        written = faces(report.written) if of_faces else photos(report.written)
        text = self.tr("{0} exported to {1}.").format(written, target)
        if report.blank:
            text += " " + self.tr("All background: {0:,}.").format(report.blank)
        if report.faceless:
            text += " " + self.tr("Left out, without a face: {0}.").format(photos(report.faceless))
        before = min(seen.done_before, report.skipped)
        if before:
            text += " " + self.tr("Exported earlier: {0:,}.").format(before)
        if report.skipped > before:
            text += " " + self.tr("Already existing: {0:,}.").format(report.skipped - before)
        if report.failures:
            text += " " + self.tr("Failed: {0:,}.").format(len(report.failures))
        return text

    def _failed(self, error: Exception) -> None:
        self._end()
        self.notice.emit("error", str(error) or type(error).__name__)

    def _not_kept(self, error: Exception) -> None:
        self.notice.emit("warning", str(error))

    def _end(self) -> None:
        self._job = None
        self.progress.emit(0, 0)


def _keep(project: Project, choices: LastExport) -> None:
    """In a thread."""
    project.check()
    save_choices(project.store, choices)


def _prepare(store: Path) -> LastExport:
    """In a thread: what was chosen the last time, and the formats, which take long to load at first."""
    FORMATS.load()
    return load_choices(store)


def _preview(project: Project, request: ExportRequest) -> ExportPreview:
    """In a thread."""
    return preview(request.plan(project))
