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
_KEY = "photo-changed"


class PhotoWatch(QObject):
    """Looks when the system reports a change, when a photo is shown, and when the window is come back to."""

    told = Signal(str, str)  # as Session.told
    offered = Signal(object)  # Offer
    withdrawn = Signal(str)  # of an offer, by its key

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._gone = ""  # the key of the photo that was told to be gone
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(lambda path: self._settle.start())
        session.image_opened.connect(self._follow)
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
        self.withdrawn.emit(_KEY)
        self._gone = ""
        if image is not None:
            self._look(shown_now=True)

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
        if state == "gone":
            if self._gone != image.key:
                text = self.tr("{0} is gone: another program moved or deleted it. Your labels are kept.")
                self.told.emit("warning", text.format(path.name))
            self._gone = image.key
            return
        self._gone = ""
        if shown_now and image.work.hidden is not None:
            text = self.tr(
                "{0} is {1} × {2} pixels and was {3} × {4} when you labelled it: your labels do not fit and "
                "are not shown. They are kept, and show again when the photo is as it was."
            )
            self.told.emit("warning", text.format(path.name, *image.photo.shape[1::-1], *image.work.hidden))
        elif shown_now and project.image(image.key).changed:
            text = self.tr("{0} is not as it was when your labels were made. They are kept: check them.")
            self.told.emit("warning", text.format(path.name))
        elif state == "changed" and not shown_now:
            text = self.tr("Another program changed {0}. Your labels are kept.").format(path.name)
            self.offered.emit(Offer(_KEY, text, [(self.tr("Show it as it is now"), self._session.reload)]))


def _check(project: Project, key: str) -> PhotoState:
    """As ``Photos.check``. ``StoreGoneError``: not only the photo is gone.

    The content is learnt now: the photo may be gone when the first stroke is saved.
    """
    project.photos.learn(key)
    state = project.photos.check(key)
    if state == "gone":
        project.look()
    return state
