"""Export from the dialog to the last word: asks about files that are there already, runs the job, sums up."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.export_job import ExportJob, ExportPlan, ExportReport, unique_stems
from faceparse_gui.project import ImageRecord
from faceparse_gui.ui.export_dialog import ExportDialog, Scope
from faceparse_gui.ui.session import Session


class Exporting(QObject):
    progress = Signal(int, int)
    told = Signal(str, str)  # as Session.told

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._job: ExportJob | None = None
        self._dialog: ExportDialog | None = None
        self._question: QMessageBox | None = None
        session.project_opened.connect(self.cancel)

    def ask(self) -> None:
        """Open the dialog; what follows goes by itself."""
        if self._session.project is None:
            return
        if self._job is not None:
            self.told.emit("info", self.tr("An export is running: wait for it or cancel it first."))
            return
        scopes = self._scopes()
        counts = {scope: len(records) for scope, records in scopes.items()}
        if not counts["all"]:
            self.told.emit(
                "warning", self.tr("There are no labels to export yet: press Parse or paint some.")
            )
            return
        self._dialog = ExportDialog(counts, self._session.project.folder, self._window)
        self._dialog.accepted.connect(partial(self._chosen, scopes))
        self._dialog.open()

    def cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _scopes(self) -> dict[Scope, list[ImageRecord]]:
        records = self._session.records()
        open_key = self._session.image.key if self._session.image is not None else None
        labelled = [record for record in records if record.status != "new"]
        return {
            "current": [record for record in labelled if record.key == open_key],
            "accepted": [record for record in labelled if record.status == "accepted"],
            "all": labelled,
        }

    def _chosen(self, scopes: dict[Scope, list[ImageRecord]]) -> None:
        assert self._dialog is not None
        dialog, self._dialog = self._dialog, None
        # Over all photos, so that a file's name does not depend on what else is exported.
        stems = unique_stems(self._session.records())
        chosen = {record.key: stems[record.key] for record in scopes[dialog.scope]}
        plan = ExportPlan(dialog.folder, dialog.formats, chosen)
        dialog.deleteLater()
        Background(self, plan.existing).success(partial(self._settle, plan)).failure(self._failed).start()

    def _settle(self, plan: ExportPlan, existing: list[Path]) -> None:
        """Ask once what to do about all files that are there already."""
        if not existing:
            self._start(plan, overwrite=False)
            return
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Export"))
        box.setText(self.tr("{0:,} files are already in {1}.").format(len(existing), plan.out_dir))
        names = "\n".join(path.name for path in existing[:5])
        box.setInformativeText(names + ("\n…" if len(existing) > 5 else ""))
        replace = box.addButton(self.tr("Replace them"), QMessageBox.ButtonRole.AcceptRole)
        keep = box.addButton(self.tr("Keep them"), QMessageBox.ButtonRole.AcceptRole)
        box.setEscapeButton(box.addButton(self.tr("Cancel"), QMessageBox.ButtonRole.RejectRole))

        def answered() -> None:
            if box.clickedButton() in (replace, keep):
                self._start(plan, overwrite=box.clickedButton() is replace)
            self._question = None
            box.deleteLater()

        box.finished.connect(answered)
        self._question = box
        box.open()

    def _start(self, plan: ExportPlan, overwrite: bool) -> None:
        if self._session.project is None or self._session.autosave is None:
            return
        self._job = ExportJob(self._session.project, self._session.autosave, plan, overwrite)
        self._job.progress.connect(self.progress)
        self._job.finished.connect(partial(self._finished, plan))
        self._job.start()

    def _finished(self, plan: ExportPlan, report: ExportReport) -> None:
        self._job = None
        self.progress.emit(0, 0)
        for failure in report.failures:
            self.told.emit("error", failure)
        text = self.tr("{0:,} photos exported to {1}.").format(report.written, plan.out_dir)
        if report.written == 1:
            text = self.tr("1 photo exported to {0}.").format(plan.out_dir)
        if report.cancelled:
            text = self.tr("Export cancelled.") + " " + text
        if report.skipped:
            text += " " + self.tr("{0:,} were there already.").format(report.skipped)
        if report.failures:
            text += " " + self.tr("{0:,} failed.").format(len(report.failures))
        self.told.emit("info", text)

    def _failed(self, error: Exception) -> None:
        self.told.emit("error", str(error))
