"""Reports when the open folder is moved, deleted or unmounted, for as long as it is gone; then saves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, Project, ProjectError, Status
from faceparse_gui.project.store.store import StoreGoneError
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.notification_bar import Notification

_SETTLE_MS = 100
_POLL_MS, _BACK_MS = 3000, 1000
"""Between two looks: for what the system does not report, as a folder above that is moved, or a disk that is
unmounted; and whether what is gone is back."""
_FLUSH_SECONDS = 10.0
_KEY = "store-gone"


class StoreWatch(QObject):
    """Looks when the system reports a change, when a save fails, and when the window is come back to."""

    notice = Signal(str, object)  # as Session.notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)  # of a notification, by its key
    back = Signal()  # the folder is where it was, again

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._shown = ""
        """What is reported for as long as the folder is gone."""
        self._is_checking = False
        self._again = QTimer(self, interval=_POLL_MS)
        self._again.timeout.connect(self.check)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.check)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda path: self._settle.start())
        session.projects.opened.connect(self._follow)
        session.projects.save_failed.connect(self._not_saved)
        session.projects.store_made_anew.connect(self._save_again)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)

    @property
    def is_gone(self) -> bool:
        """Whether the project's folder or store is missing."""
        return bool(self._shown)

    def check(self) -> None:
        """Look whether folder and store are where they were."""
        project = self._session.project
        if project is None:
            self._again.stop()
        if project is None or self._is_checking:
            return
        self._is_checking = True
        here = partial(self._here, project)
        Background(self, project.check).success(here).failure(partial(self._failed_check, project)).start()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.check()

    def _follow(self) -> None:
        self._withdraw()
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        project = self._session.project
        if project is not None:
            self._watcher.addPaths([str(project.folder), str(project.store)])

    # Gone

    def _failed_check(self, project: Project, error: Exception) -> None:
        self._is_checking = False
        if project is self._session.project and isinstance(error, StoreGoneError):
            self._gone(error)

    def _not_saved(self, error: ProjectError) -> None:
        if isinstance(error, StoreGoneError):
            self._gone(error)
        else:
            self.notice.emit("error", f"{localise(str(error))} {self._kept()}")

    def _kept(self) -> str:
        return self.tr("Your changes are kept in memory and saved as soon as possible.")

    def _gone(self, gone: StoreGoneError) -> None:
        self._again.start(_BACK_MS)
        if str(gone) == self._shown:
            return
        if not self._shown and not gone.takes_work:
            text = self.tr("Saving is paused: {0} is missing.").format(gone.path)
            self.notice.emit("info", text)
        self._shown = str(gone)
        actions = [(self.tr("Try again"), self.try_again)]
        if gone.moved_to is not None:
            actions = [(self.tr("Continue there"), partial(self.continue_in, gone.moved_to)), *actions]
        elif gone.deleted:
            actions = [(self.tr("Create again"), self.make_anew)]
        if gone.replaced:
            actions = [(self.tr("Continue here"), self.continue_here), *actions]
        text = localise(str(gone)) if gone.takes_work else f"{localise(str(gone))} {self._kept()}"
        self.notified.emit(Notification(_KEY, text, actions, stays=True))

    def try_again(self) -> None:
        """Save what waits, if that can be done now."""
        self.check()
        self._flush()

    def continue_in(self, folder: Path) -> None:
        """Work on the same photos in the ``folder`` to which they were moved."""
        project = self._session.project
        if project is not None:
            done = partial(self._went_on, project, project.folder)
            failed = Background(self, project.follow, folder).success(done).failure
            failed(lambda error: self.notice.emit("error", str(error))).start()

    def _went_on(self, project: Project, before: Path, _: None) -> None:
        if project is self._session.project:
            self._session.projects.follow_folder(before)
            self._flush()

    def continue_here(self) -> None:
        """Work on the photos of the folder that is in the old one's place, and save there what waits."""
        self._session.projects.open(self._session.projects.paths, self._session.current.wanted, carry=True)

    def make_anew(self) -> None:
        """Make a deleted store anew, for what is still in memory."""
        project = self._session.project
        if project is not None:
            failed = Background(self, project.make_anew).success(lambda _: self.check()).failure
            failed(lambda error: self.notice.emit("error", str(error))).start()

    # Back

    def _here(self, project: Project, _: None) -> None:
        self._is_checking = False
        if project is self._session.project and self._shown:
            self._follow()
            self._flush()
            self.back.emit()
            if self._session.open_photo is None:
                self._session.current.reload()

    def _save_again(self, text: str, statuses: Mapping[str, Status]) -> None:
        """The store was made anew: what is in memory goes there."""
        self.notice.emit("warning", text)
        autosave = self._session.autosave
        if autosave is not None:
            works = [
                (work.key, work.document.snapshot(), statuses[work.key], work.document.revision)
                for work in self._session.edits.works
                if statuses.get(work.key, "new") != "new"
            ]
            Background(self, _submit, autosave, works).start()

    def _flush(self) -> None:
        autosave = self._session.autosave
        if autosave is not None and autosave.pending:
            Background(self, autosave.flush, _FLUSH_SECONDS).success(self._flushed).start()

    def _flushed(self, all_saved: bool) -> None:
        if all_saved:
            self.notice.emit("info", self.tr("All changes are saved again."))

    def _withdraw(self) -> None:
        self._shown = ""
        self._again.start(_POLL_MS)
        self.withdrawn.emit(_KEY)


def _submit(autosave: Autosave, works: Sequence[tuple[str, PackedMap, Status, int]]) -> None:
    for key, labels, status, revision in works:
        autosave.submit(key, labels.whole(), status, revision)
