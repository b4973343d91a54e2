"""Fine-tuning from the dialog to the version in use: collect, run, judge, and what waits for the person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.project import Autosave, Project, ProjectError
from faceparse_gui.project.versions.corrections import Preflight, collect, collect_untouched, preflight
from faceparse_gui.project.versions.runs import RUNS, UnfinishedRun, discard_run, is_running, unfinished_runs
from faceparse_gui.ui.finetune.model_use import ModelUse
from faceparse_gui.ui.finetune.panel import FinetunePanel
from faceparse_gui.ui.finetune.promotion import Promotion
from faceparse_gui.ui.finetune.run_progress import RunProgress
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.closing import ask_about_run
from faceparse_gui.ui.shell.notification_bar import Notification
from faceparse_training.finetune.manifest import EVENTS_FILE, RunSettings

if TYPE_CHECKING:
    from faceparse_gui.ui.finetune.dialog import FinetuneDialog

_FLUSH_SECONDS = 10.0
_POLL_MS = 5000  # how often a run that was left to itself is looked at


class Finetuning(QObject):
    """Leads fine-tuning: the dialog, the collection of corrections, the runs of ``service``, and what comes
    of them.
    """

    notice = Signal(str, object)  # as Session.notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)  # the key of a notification
    begun = Signal()  # a run is at work: show the panel
    idle = Signal()  # nothing runs any more

    def __init__(self, session: Session, models: ModelUse, service: FinetuneService, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._models = models
        self._window = window
        self.service = service
        self.panel = FinetunePanel(self.service)
        self.promotion = Promotion(models, window)
        self._dialog: FinetuneDialog | None = None
        self._collects = False
        self._titles: dict[Path, str] = {}
        self._before: dict[Path, RunProgress] = {}
        self._known: set[Path] = set()  # runs that were at work or notified
        self._left: set[Path] = set()  # runs at work that this window did not start
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._find_runs)
        models.opened.connect(self._find_runs)
        self.promotion.result_ready.connect(self._show_result)
        self.promotion.result_changed.connect(self.panel.reword)
        self.panel.result_requested.connect(self.promotion.show_last)
        service = self.service
        service.started.connect(self._started)
        service.finished.connect(self._finished)
        service.stopped.connect(self._stopped)
        service.failed.connect(self._failed)

    # A new run

    def ask(self) -> None:
        """Open the dialog; what follows goes by itself."""
        from faceparse_gui.ui.finetune.advanced import Start
        from faceparse_gui.ui.finetune.dialog import FinetuneDialog

        if self._session.project is None or self._models.versions is None:
            return
        if self._refused():
            return
        shipped = Start(self._models.title_of(None), self._models.choice)
        versions = [each for each in self._models.versions.all() if not each.is_missing]
        starts = [shipped, *(Start(each.name, str(each.path)) for each in reversed(versions))]
        edited = sum(record.status == "edited" for record in self._session.project.records())
        current = Start(self._models.title, self._models.model)
        self._dialog = dialog = FinetuneDialog(starts, current, edited, self._window)
        dialog.preflight_wanted.connect(partial(self._check, dialog))
        dialog.accepted.connect(partial(self._chosen, dialog))
        dialog.familiarise_requested.connect(self.familiarise)
        dialog.finished.connect(dialog.deleteLater)
        dialog.start()

    def _refused(self) -> bool:
        """Tell if there is no place for another run."""
        full = self.service.is_full or self._collects
        if full:
            text = self.tr("One fine-tuning is running and another is queued. Wait for them or cancel one.")
            if self._collects:
                text = self.tr("Corrections are already being collected for a fine-tuning.")
            self.notice.emit("info", text)
        return full

    def _check(self, dialog: FinetuneDialog, edited: bool) -> None:
        def show(found: Preflight) -> None:
            if dialog.with_edited == edited:
                dialog.show_preflight(found)

        project, autosave = self._session.project, self._session.autosave
        if project is not None and autosave is not None:
            work = Background(dialog, _run_preflight, project, autosave, edited)
            work.success(show).failure(lambda error: dialog.show_failure(str(error))).start()

    def _chosen(self, dialog: FinetuneDialog) -> None:
        project, autosave = self._session.project, self._session.autosave
        if project is None or autosave is None or self._refused():
            return
        title = self.tr("Fine-tuning from {0}").format(dialog.advanced.start.title)
        self.notice.emit("info", self.tr("Collecting corrections…"))
        skipped: list[str] = []
        gather = partial(collect, project, dialog.settings, dialog.with_edited, skipped.append)
        self._begin(title, partial(_collect, project, autosave, gather, skipped))

    def familiarise(self) -> None:
        """Let the network get used to the parsed photos that nobody touched: a run without corrections."""
        project, autosave = self._session.project, self._session.autosave
        if project is None or autosave is None or self._models.versions is None or self._refused():
            return
        model = self._models.model
        settings = RunSettings(base=model, current=model, how="these-photos")
        gather = partial(collect_untouched, project, settings)
        self._begin(self.tr("Getting used to these photos"), partial(_collect, project, autosave, gather, []))

    def _begin(self, title: str, gather: Callable[[], tuple[Path, list[str]]]) -> None:
        self._collects = True
        run = Background(self, gather)
        run.success(partial(self._collected, title)).failure(self._not_collected).start()

    def _collected(self, title: str, collected: tuple[Path, list[str]]) -> None:
        self._collects = False
        folder, skipped = collected
        for sentence in skipped:
            self.notice.emit("warning", sentence)
        self._titles[folder] = title
        self.service.start(folder)
        if self.service.waiting:
            self.notice.emit(
                "info", self.tr("This fine-tuning is queued and starts when the current one ends.")
            )

    def _not_collected(self, error: Exception) -> None:
        self._collects = False
        self.notice.emit("error", str(error))

    # A run at work

    def _started(self, folder: Path) -> None:
        self._known.add(folder)
        self.withdrawn.emit(_key(folder))
        title = self._titles.get(folder, self.tr("Fine-tuning"))
        self.panel.begin(title, self._before.pop(folder, None))
        self.begun.emit()

    def _finished(self, folder: Path) -> None:
        self.panel.end(self.tr("Saving the new version…"))
        if not self.promotion.take_in(folder):
            self._known.discard(folder)
            text = self.tr(
                "A fine-tuning of another folder has finished. Its result is shown when you open that folder."
            )
            self.panel.end(text)
            self.notice.emit("info", text)
        self._emit_idle()

    def _stopped(self, folder: Path) -> None:
        if folder not in self._known:  # it only waited
            Background(self, discard_run, folder).failure(lambda error: None).start()
            return
        self.panel.end(self.tr("Stopped. The progress is kept."))
        self._notify_unfinished(folder, self.tr("Fine-tuning stopped."))
        self._emit_idle()

    def _failed(self, folder: Path, why: str) -> None:
        text = self.tr("{0} {1} stays in use.").format(localise(why), _sentence(self._models.title))
        self.panel.end(why)
        self.panel.add_notice(why)
        self._notify_unfinished(folder, text)
        self._emit_idle()

    def _show_result(self, text: str, has_result: bool) -> None:
        if self.service.running is None:
            self.panel.end(text, has_result)

    def _emit_idle(self) -> None:
        if self.service.running is None:
            self.idle.emit()

    # Closing the window

    def may_close(self) -> bool:
        """Ask what becomes of the run at work. "Stop" closes the window as soon as it has stopped."""
        if self.service.running is None:
            return True
        answer = ask_about_run(self._window, waits=bool(self.service.waiting))
        if answer == "leave":
            self.service.leave()
            return True
        if answer == "stop":
            self.idle.connect(self._window.close, Qt.ConnectionType.QueuedConnection)
            self.service.stop()
        return False

    # Runs from before

    def _find_runs(self) -> None:
        project = self._session.project
        if project is not None:
            Background(self, _runs_in, project.store).success(self._found_runs).start()

    def _found_runs(self, found: tuple[list[UnfinishedRun], list[Path]]) -> None:
        unfinished, at_work = found
        own = {self.service.running, *self.service.waiting}
        left = {folder for folder in at_work if folder not in own}
        if left - self._left:
            self.notice.emit(
                "info",
                self.tr(
                    "A fine-tuning is still running in the background. You will be notified when it ends."
                ),
            )
        ended = self._left - left
        self._left = left
        self._poll.start() if left else self._poll.stop()
        for run in unfinished:
            if (
                run.folder in own
                or self._models.versions is None
                or run.folder.parents[1] != self._models.store
            ):
                continue
            if run.folder in self._known and run.folder not in ended:
                continue
            self._known.add(run.folder)
            if run.state == "judged":
                self.promotion.take_in(run.folder)
            else:
                self._notify_unfinished(run.folder, self.tr("A fine-tuning of this folder is unfinished."))

    def _notify_unfinished(self, folder: Path, text: str) -> None:
        actions = (
            (self.tr("Resume"), partial(self._resume, folder)),
            (self.tr("Discard"), partial(self._discard, folder)),
        )
        self.notified.emit(Notification(_key(folder), text, actions))

    def _resume(self, folder: Path) -> None:
        if self._refused():
            self._notify_unfinished(folder, self.tr("A fine-tuning of this folder is unfinished."))
            return
        Background(self, _replay, folder).success(partial(self._start_again, folder)).start()

    def _start_again(self, folder: Path, before: RunProgress) -> None:
        self._before[folder] = before
        self.service.start(folder, resume=True)

    def _discard(self, folder: Path) -> None:
        notify = partial(self.notice.emit, "info", self.tr("The unfinished fine-tuning was discarded."))
        failed = Background(self, discard_run, folder).success(lambda _: notify())
        failed.failure(lambda error: self.notice.emit("error", str(error))).start()


# In threads


def _run_preflight(project: Project, autosave: Autosave, edited: bool) -> Preflight:
    autosave.flush(_FLUSH_SECONDS)
    return preflight(project, edited)


def _collect(
    project: Project, autosave: Autosave, gather: Callable[[], Path], skipped: list[str]
) -> tuple[Path, list[str]]:
    if not autosave.flush(_FLUSH_SECONDS):
        raise ProjectError(
            project.store,
            QCoreApplication.translate(
                "Finetuning", "The latest corrections in {0} are not saved yet. Try again in a moment."
            ).format(project.store),
        )
    return gather(), skipped


def _runs_in(store: Path) -> tuple[list[UnfinishedRun], list[Path]]:
    """Those that wait for a person, and those that a process is at work on."""
    folders = [folder for folder in (store / RUNS).glob("*") if folder.name.isdecimal()]
    return unfinished_runs(store), [folder for folder in folders if is_running(folder)]


def _replay(folder: Path) -> RunProgress:
    from faceparse_training.fit.events import read_events

    progress = RunProgress()
    if (folder / EVENTS_FILE).exists():
        for event in read_events(folder / EVENTS_FILE):
            progress.take(event)
    return progress


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _key(folder: Path) -> str:
    """Of the notification that a run can be resumed."""
    return f"run {folder}"
