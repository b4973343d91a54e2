"""Reads the photo that is wanted, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Project
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.stored_work import load_photo
from faceparse_gui.ui.session.work import OpenPhoto


class PhotoLoader(QObject):
    """Of the photos that are wanted while one is being read, only the last is read next."""

    arrived = Signal(object)  # OpenPhoto
    failed = Signal(Exception)  # why the wanted photo cannot be read

    def __init__(self, state: SessionState, make_room: Callable[[], None], parent: QObject) -> None:
        """``make_room`` is called before a photo is read."""
        super().__init__(parent)
        self.is_reading = False
        self._state = state
        self._make_room = make_room
        self._is_outdated = False

    def outdate(self, key: str) -> None:
        """There is newer work on a photo than what may be being read."""
        self._is_outdated = self.is_reading and key == self._state.wanted

    def read(self) -> None:
        """Read the wanted photo, after the one that is being read."""
        if not self.is_reading and self._state.wanted is not None:
            self._read(self._state.wanted)

    def _read(self, key: str) -> None:
        project, autosave = self._state.project, self._state.autosave
        assert project is not None
        assert autosave is not None
        self.is_reading = True
        self._make_room()
        load = partial(load_photo, project, autosave, key, self._state.works.get(key))
        done = partial(self._arrived, project, key)
        failed = partial(self._failed, project, key)
        Background(self, load).success(done).failure(failed).start()

    def _arrived(self, project: Project, key: str, open_photo: OpenPhoto) -> None:
        if self._is_current(project, key):
            self.arrived.emit(open_photo)

    def _failed(self, project: Project, key: str, error: Exception) -> None:
        if self._is_current(project, key):
            self.failed.emit(error)

    def _is_current(self, project: Project, key: str) -> bool:
        """Whether a photo that was read is still the one wanted; if not, the wanted one is read."""
        self.is_reading = False
        if project is not self._state.project or self._state.wanted is None:
            return False
        if self._state.wanted != key or self._is_outdated:
            self._is_outdated = False
            self._read(self._state.wanted)
            return False
        return True
