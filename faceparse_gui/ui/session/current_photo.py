"""Which photo is on the canvas: reads the one that is selected in the background, steps to its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.parsing.memory import return_freed_memory
from faceparse_gui.jobs.background import Background
from faceparse_gui.ui.session.label_edits import LabelEdits
from faceparse_gui.ui.session.photo_list import PhotoList
from faceparse_gui.ui.session.photo_loader import PhotoLoader
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.work import OpenPhoto

_LARGE_BYTES = 8 * 2**20
"""Work on a photo from this size on leaves freed memory worth giving back."""
_ALONE_BYTES = 250 * 2**20
"""A photo of this size is dropped before the next one is read: both together would take gigabytes."""
_IDLE_MS = 2000
"""Without a new photo or a save; then that memory is given back."""


class CurrentPhoto(QObject):
    """The photo on the canvas, and the one that is being read to take its place."""

    loading = Signal(str)
    """Key of the photo that is being read."""
    opened = Signal(object)
    """``OpenPhoto``; None: no photo is open now."""
    failed = Signal(Exception)
    """Why the wanted photo cannot be shown."""

    def __init__(self, state: SessionState, photos: PhotoList, edits: LabelEdits, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._photos = photos
        self._edits = edits
        self.is_blocked = False
        """No photo is read: the project is about to be replaced."""
        self._loader = PhotoLoader(state, self._make_room, self)
        self._loader.arrived.connect(self._show)
        self._loader.failed.connect(self._failed)
        self._idle = QTimer(self, singleShot=True, interval=_IDLE_MS)
        self._idle.timeout.connect(lambda: Background(self, return_freed_memory).start())
        edits.replaced.connect(self._loader.outdate)
        edits.saved.connect(self._return_memory_later)

    @property
    def wanted(self) -> str | None:
        """Key of the photo that is shown or being read."""
        return self._state.wanted

    def select(self, key: str) -> None:
        """Show a photo. Of those selected while one is being read, only the last is shown."""
        is_here = self._loader.is_reading or self._state.open_photo is not None
        if self.is_blocked or (key == self.wanted and is_here):
            return
        self._state.wanted = key
        self.loading.emit(key)
        self._loader.read()

    def step(self, by: int, unreviewed: bool = False) -> bool:
        """Select the next (1) or previous (-1) listed photo; False: there is none.

        ``unreviewed``: pass over accepted photos.
        """
        key = self._photos.neighbour(self.wanted, by, unreviewed) if self.wanted is not None else None
        if key is None:
            return False
        self.select(key)
        return True

    def reload(self) -> None:
        """Read the open photo again; its labels and their undo stay."""
        if self.wanted is not None and not self._loader.is_reading and not self.is_blocked:
            self.loading.emit(self.wanted)
            self._loader.read()

    def reload_labels(self, keys: Sequence[str]) -> None:
        """Read the labels of these photos from disk again, where something else has changed them."""
        for key in keys:
            self._edits.forget(key)
        if self.wanted in keys:
            self.reload()

    def close(self) -> None:
        """Take the photo off the canvas."""
        self._show(None)

    def _make_room(self) -> None:
        """Drop a large photo before the next one is read."""
        open_photo = self._state.open_photo
        if open_photo is not None and open_photo.photo.nbytes >= _ALONE_BYTES:
            self._show(None)

    def _failed(self, error: Exception) -> None:
        self._show(None)
        self.failed.emit(error)

    def _show(self, open_photo: OpenPhoto | None) -> None:
        if open_photo is None and self._state.open_photo is None:
            return
        if open_photo is not None:
            self._edits.follow(open_photo.work)
        left, self._state.open_photo = self._state.open_photo, open_photo
        if left is not None:
            self._edits.lay_aside(left.work)
        self._return_memory_later()
        self.opened.emit(open_photo)
        self._edits.history_changed.emit()

    def _return_memory_later(self) -> None:
        open_photo = self._state.open_photo
        if open_photo is not None and open_photo.photo.nbytes >= _LARGE_BYTES:
            self._idle.start()
