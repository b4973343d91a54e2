"""Reports when another program changes, moves or deletes the open photo. Its labels stay untouched."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import UNTOUCHED, FileState, PhotoRecord, Project
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.work import OpenPhoto
from faceparse_gui.ui.shell.notification_bar import Notification

_SETTLE_MS = 300
"""Until a file that is being written is looked at."""
PHOTO = "photo-changed"
"""The key of messages about the photo that is shown: they go with the photo, or when its cause is gone."""


class PhotoWatch(QObject):
    """Looks when the system reports a change, when a photo is shown, and when the window is come back to."""

    photo_notice = Signal(str, object)  # as Session.photo_notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)  # of a notification, by its key

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._gone = ""  # the key of the photo that was reported as gone
        self._strange = False  # reported that what is shown is not the photo that was labelled
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.check)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(lambda path: self._settle.start())
        session.current.opened.connect(self._follow)
        session.current.loading.connect(self._left)
        session.statuses.labels_doubted.connect(self._ask)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)

    def check(self) -> None:
        """Look at the open photo's file: is it what is shown?"""
        project, open_photo = self._session.project, self._session.open_photo
        if project is not None and open_photo is not None:
            done = partial(self._seen, project, open_photo)
            # with its whole folder gone, that is reported by the StoreWatch
            Background(self, _check, project, open_photo.key).success(done).failure(lambda _: None).start()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.check()

    def _follow(self, open_photo: OpenPhoto | None) -> None:
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        self._withdraw()
        if open_photo is not None:
            self.check()

    def _left(self, key: str) -> None:
        if self._session.open_photo is None or key != self._session.open_photo.key:
            self._withdraw()

    def _withdraw(self) -> None:
        self._gone, self._strange = "", False
        self.withdrawn.emit(PHOTO)

    def _ask(self, classes: Collection[str]) -> None:
        """Whether labels fit a photo that changed since they were made: a person has to say so."""
        open_photo = self._session.open_photo
        if open_photo is not None:
            text = self.tr("{0} was not accepted: the photo has changed since it was labelled.")
            name = self._session.photos.record(open_photo.key).path.name
            accept = partial(self._session.statuses.accept, they_fit=True, classes=classes)
            self.notified.emit(Notification(PHOTO, text.format(name), [(self.tr("Accept anyway"), accept)]))

    def _seen(self, project: Project, open_photo: OpenPhoto, state: FileState) -> None:
        if project is not self._session.project or open_photo is not self._session.open_photo:
            return
        path = project.record(open_photo.key).path
        if state != "gone" and str(path) not in self._watcher.files():
            self._watcher.addPath(str(path))  # a file put in its place is another one
            self._settle.start()  # for what was done to it before it was watched
        self._session.edits.record_changed.emit(open_photo.key)
        if state == "gone":
            if self._gone != open_photo.key:
                text = self.tr("{0} is missing: another program moved or deleted it. Your labels are kept.")
                self.photo_notice.emit("warning", text.format(path.name))
            self._gone = open_photo.key
            return
        was_gone, self._gone = self._gone, ""
        is_strange = open_photo.work.hidden is not None or project.record(open_photo.key).changed
        if state == "same" and is_strange:
            if was_gone or not self._strange:
                self._withdraw()
                self._report_other_photo(project.record(open_photo.key), open_photo)
        elif state == "same":
            self._withdraw()
        elif self._strange and not project.record(open_photo.key).changed:
            self._session.current.reload()  # it is the photo that was labelled, again
        else:
            text = self.tr("Another program changed {0}. Your labels are kept.").format(path.name)
            self.notified.emit(
                Notification(PHOTO, text, [(self.tr("Reload photo"), self._session.current.reload)])
            )

    def _report_other_photo(self, record: PhotoRecord, open_photo: OpenPhoto) -> None:
        """Tell that what is shown is not the photo that was labelled."""
        self._strange = True
        if open_photo.work.hidden is None:
            text = self.tr("{0} has changed since it was labelled. Its labels are kept: check them.")
        elif record.status in UNTOUCHED:
            text = self.tr(
                "{0} is {1} × {2} pixels but was {3} × {4} when it was parsed. Its labels do not "
                "fit and are hidden. They are kept, and shown again when the photo is restored."
            )
        else:
            text = self.tr(
                "{0} is {1} × {2} pixels but was {3} × {4} when you labelled it. Your labels do "
                "not fit and are hidden. They are kept, and shown again when the photo is "
                "restored."
            )
        sizes = (*open_photo.photo.shape[1::-1], *(open_photo.work.hidden or ()))
        self.photo_notice.emit("warning", text.format(record.path.name, *sizes))


def _check(project: Project, key: str) -> FileState:
    """Is the file as it is shown? ``StoreGoneError``: not only the photo is gone.

    The content is learnt now: the photo may be gone when the first stroke is saved.
    """
    project.photos.learn(key)
    state = project.photos.check(key)
    if state == "gone":
        project.check()
        return state
    project.photos.recognise(key)  # whether it is the one that was labelled is seen in the list
    return "same" if project.photos.is_as_begun(key) else "changed"
