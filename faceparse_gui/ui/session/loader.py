"""Reads the photo that is wanted, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, Project
from faceparse_gui.ui.session.loading import load_image
from faceparse_gui.ui.session.work import KeptWorks, OpenImage


class Loader(QObject):
    """Of the photos that are wanted while one is being read, only the last is read next."""

    arrived = Signal(object)  # OpenImage
    failed = Signal(Exception)  # why the wanted photo cannot be read

    def __init__(self, works: KeptWorks, make_room: Callable[[], None], parent: QObject) -> None:
        """``make_room`` is called before a photo is read."""
        super().__init__(parent)
        self.wanted: str | None = None
        """The key of the photo that is shown or on its way."""
        self.is_reading = False
        self._works = works
        self._make_room = make_room
        self._project: Project | None = None
        self._autosave: Autosave | None = None
        self._is_outdated = False

    def follow(self, project: Project | None, autosave: Autosave | None) -> None:
        """Read this project's photos from now on; none is wanted yet."""
        self._project, self._autosave = project, autosave
        self.wanted = None

    def outdate(self, key: str) -> None:
        """There is newer work on a photo than what may be being read."""
        self._is_outdated = self.is_reading and key == self.wanted

    def read(self) -> None:
        """Read the wanted photo, after the one that is being read."""
        if not self.is_reading and self.wanted is not None:
            self._read(self.wanted)

    def _read(self, key: str) -> None:
        project, autosave = self._project, self._autosave
        assert project is not None
        assert autosave is not None
        self.is_reading = True
        self._make_room()
        load = partial(load_image, project, autosave, key, self._works.get(key))
        done = partial(self._arrived, project, key)
        failed = partial(self._failed, project, key)
        Background(self, load).success(done).failure(failed).start()

    def _arrived(self, project: Project, key: str, image: OpenImage) -> None:
        if self._is_current(project, key):
            self.arrived.emit(image)

    def _failed(self, project: Project, key: str, error: Exception) -> None:
        if self._is_current(project, key):
            self.failed.emit(error)

    def _is_current(self, project: Project, key: str) -> bool:
        """Whether a photo that was read is still the one wanted; if not, the wanted one is read."""
        self.is_reading = False
        if project is not self._project or self.wanted is None:
            return False
        if self.wanted != key or self._is_outdated:
            self._is_outdated = False
            self._read(self.wanted)
            return False
        return True
