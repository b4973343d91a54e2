"""Tells when another program changes, moves or deletes the open photo. Its labels stay untouched."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import PhotoState, Project
from faceparse_gui.ui.offers import Offer
from faceparse_gui.ui.session import Session
from faceparse_gui.ui.work import OpenImage

_SETTLE_MS = 300
"""Until a file that is being written is looked at."""
PHOTO = "photo-changed"
"""What is told and offered of the photo that is shown: it goes with the photo, or when its cause is gone."""


class PhotoWatch(QObject):
    """Looks when the system reports a change, when a photo is shown, and when the window is come back to."""

    told_of_photo = Signal(str, str)  # as Session.told_of_photo
    offered = Signal(object)  # Offer
    withdrawn = Signal(str)  # of an offer, by its key

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._gone = ""  # the key of the photo that was told to be gone
        self._strange = False  # told that what is shown is not the photo that was labelled
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(lambda path: self._settle.start())
        session.image_opened.connect(self._follow)
        session.loading.connect(self._left)
        session.labels_doubted.connect(self._ask)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.applicationStateChanged.connect(self._state_changed)

    def look(self) -> None:
        """Look at the open photo's file."""
        self._look(shown_now=False)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _follow(self, image: OpenImage | None) -> None:
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())
        self._withdraw()
        if image is not None:
            self._look(shown_now=True)

    def _left(self, key: str) -> None:
        if self._session.image is None or key != self._session.image.key:
            self._withdraw()

    def _withdraw(self) -> None:
        self._gone, self._strange = "", False
        self.withdrawn.emit(PHOTO)

    def _ask(self) -> None:
        """Whether labels fit a photo that changed since they were made: a person has to say so."""
        image = self._session.image
        if image is not None:
            text = self.tr("{0} is not accepted: it is not as it was when its labels were made.")
            name = self._session.record(image.key).path.name
            accept = partial(self._session.accept, they_fit=True)
            self.offered.emit(Offer(PHOTO, text.format(name), [(self.tr("They fit: accept"), accept)]))

    def _look(self, shown_now: bool) -> None:
        """``shown_now``: what the file holds is what is shown."""
        project, image = self._session.project, self._session.image
        if project is not None and image is not None:
            done = partial(self._seen, project, image, shown_now)
            # with its whole folder gone, that is told, and by the StoreWatch
            Background(self, _check, project, image.key).success(done).failure(lambda _: None).start()

    def _seen(self, project: Project, image: OpenImage, shown_now: bool, state: PhotoState) -> None:
        if project is not self._session.project or image is not self._session.image:
            return
        path = project.image(image.key).path
        if (
            state != "gone" and str(path) not in self._watcher.files()
        ):  # a file put in its place is another one
            self._watcher.addPath(str(path))
        self._session.record_changed.emit(image.key)
        if state == "gone":
            if self._gone != image.key:
                text = self.tr("{0} is gone: another program moved or deleted it. Your labels are kept.")
                self.told_of_photo.emit("warning", text.format(path.name))
            self._gone = image.key
            return
        record = project.image(image.key)
        if state == "same" and not shown_now:  # it is as it is shown, again
            if not self._gone and self._strange and record.changed:
                return  # that was told
            self._withdraw()
            shown_now = record.changed
        self._gone = ""
        if shown_now and image.work.hidden is not None:
            text = self.tr(
                "{0} is {1} × {2} pixels and was {3} × {4} when you labelled it: your labels do not fit and "
                "are not shown. They are kept, and show again when the photo is as it was."
            )
            if record.status == "parsed":
                text = self.tr(
                    "{0} is {1} × {2} pixels and was {3} × {4} when it was parsed: its labels do not fit and "
                    "are not shown. They are kept, and show again when the photo is as it was."
                )
            self._strange = True
            self.told_of_photo.emit(
                "warning", text.format(path.name, *image.photo.shape[1::-1], *image.work.hidden)
            )
        elif shown_now and record.changed:
            text = self.tr("{0} is not as it was when its labels were made. They are kept: check them.")
            self._strange = True
            self.told_of_photo.emit("warning", text.format(path.name))
        elif state == "changed" and self._strange and not record.changed:
            self._session.reload()  # it is the photo that was labelled, again
        elif state == "changed" and not shown_now:
            text = self.tr("Another program changed {0}. Your labels are kept.").format(path.name)
            self.offered.emit(Offer(PHOTO, text, [(self.tr("Show it as it is now"), self._session.reload)]))


def _check(project: Project, key: str) -> PhotoState:
    """Is the file as it is shown? ``StoreGoneError``: not only the photo is gone.

    The content is learnt now: the photo may be gone when the first stroke is saved.
    """
    project.photos.learn(key)
    state = project.photos.check(key)
    if state == "gone":
        project.look()
        return state
    project.photos.recognise(key)  # whether it is the one that was labelled is seen in the list
    return "same" if project.photos.is_as_begun(key) else "changed"
