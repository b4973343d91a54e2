"""Run an export of a project in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from contextlib import closing
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

from faceparse_gui.exchange import Existing, Export, ExportRequest, ExportSummary
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, Project

_FLUSH_SECONDS = 10.0
_REPORT_SECONDS = 0.05


class ExportJob(QObject):
    """One export of what is on screen now: the autosave is flushed first."""

    progress = Signal(int, int)  # photos or faces done, in all
    finished = Signal(object)  # exchange.Report
    failed = Signal(object)  # the exception that ended it

    def __init__(
        self, project: Project, autosave: Autosave, request: ExportRequest, existing: Existing
    ) -> None:
        """``existing``: what is done about files that are there already, as in ``exchange.Export``."""
        super().__init__()
        self._project, self._autosave = project, autosave
        self._request, self._existing = request, existing
        self._cancelled = threading.Event()

    def start(self, pool: QThreadPool | None = None) -> None:
        """Begin, in a thread of ``pool``, by default the application's; once only.

        The job ends with one of the signals ``finished`` and ``failed``, cancelled or not.
        """
        Background(self, self._run).success(self.finished.emit).failure(self.failed.emit).start(pool)

    def cancel(self) -> None:
        """Stop after the photo in hand; the next export of the same choices goes on from there."""
        self._cancelled.set()

    def _run(self) -> ExportSummary:
        is_saved = self._autosave.flush(_FLUSH_SECONDS)
        plan = self._request.plan(self._project, {} if is_saved else self._autosave.unsaved())
        export = Export(plan, self._existing, self._cancelled.is_set)
        with closing(export.run()) as outcomes:
            report_progress(self.progress, outcomes, len(plan.samples))
        return export.report


def report_progress(progress: Any, outcomes: Iterable[object], total: int) -> None:
    """Go through ``outcomes`` and emit ``progress(done, total)`` now and then: a signal each is too many."""
    progress.emit(0, total)
    reported = time.monotonic()
    for done, _ in enumerate(outcomes, 1):
        if time.monotonic() - reported >= _REPORT_SECONDS:
            reported = time.monotonic()
            progress.emit(done, total)
