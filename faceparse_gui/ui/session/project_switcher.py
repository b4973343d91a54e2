"""Opens a project in place of the one before, in the background, and closes it without losing work."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave
from faceparse_gui.ui.session.current_photo import CurrentPhoto
from faceparse_gui.ui.session.label_edits import LabelEdits
from faceparse_gui.ui.session.open_project import Opened, open_saved
from faceparse_gui.ui.session.photo_list import PhotoList
from faceparse_gui.ui.session.releasing import release
from faceparse_gui.ui.session.state import SessionState
from faceparse_gui.ui.session.steps import Steps

_LAST_SECONDS = 5.0


class ProjectSwitcher(QObject):
    """The project that is open, its autosave, and what was opened to get there."""

    opened = Signal()
    """A project is open, or was opened again: its photos are listed."""
    notice = Signal(str, object)  # as Session.notice
    save_failed = Signal(object)
    """``ProjectError``; what was to be saved is kept and tried again."""
    store_made_anew = Signal(object, object)
    """A message for the user, and the status that each photo had, by key."""
    _saved = Signal(str, int)
    _counted = Signal(str)  # key of a photo whose issues were counted
    _kept_aside = Signal(object)

    def __init__(
        self,
        state: SessionState,
        photos: PhotoList,
        edits: LabelEdits,
        current: CurrentPhoto,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._state = state
        self._photos = photos
        self._edits = edits
        self._current = current
        self.paths: list[Path] = []
        """What to open to get to the open photos again."""
        self._is_opening = False
        self._requests = 0  # grows with each opening and closing: results of earlier ones are dropped
        self._saved.connect(edits.mark_saved)
        self._counted.connect(edits.record_changed)
        self._kept_aside.connect(partial(self.notice.emit, "warning"))

    # Opening

    def open(
        self,
        paths: Sequence[Path],
        key: str | None = None,
        carry: bool = False,
        recursive: bool = False,
    ) -> None:
        """Open a folder or photos. Until that succeeds all stays as it is.

        Args:
            paths: A folder, or photos of one folder.
            key: Of the photo to show; None: the first.
            carry: Save to the opened photos what cannot be saved where the open ones were.
            recursive: Open a folder with its sub-folders.
        """
        if self._is_opening or not paths:
            return
        self._is_opening = True
        self._requests += 1
        done = partial(self._opened, self._requests, key=key, carry=carry)
        open_ = partial(open_saved, self._state.autosave, paths, self._state.project, recursive)
        Background(self, open_).success(done).failure(self._failed).start()

    def _failed(self, error: Exception) -> None:
        self._is_opening = self._current.is_blocked = False
        self.notice.emit("error", str(error) or type(error).__name__)

    def _opened(self, request: int, opened: Opened, key: str | None, carry: bool) -> None:
        if request != self._requests:
            self._drop(opened)
            return
        if opened.project is self._state.project:
            self._is_opening = False
            self._list(opened, key)
            return
        self._current.close()
        self._current.is_blocked = True
        heir = opened.project if carry else None
        let_go = partial(release, self._state.project, self._state.autosave, heir)
        done = partial(self._released, request, opened, key)
        Background(self, let_go).success(done).failure(self._failed).start()

    def _released(self, request: int, opened: Opened, key: str | None, all_saved: bool) -> None:
        if request != self._requests:
            self._drop(opened)
            return
        self._is_opening = self._current.is_blocked = False
        if all_saved:
            self._adopt(opened, key)
            return
        opened.project.close()
        self.notice.emit("error", self.tr("The folder stays open: some of its work could not be saved yet."))
        self._current.select(self._current.wanted or self._photos.keys[0])

    def _drop(self, opened: Opened) -> None:
        """Close what was opened while everything was closed."""
        if opened.project is not self._state.project:
            opened.project.close()

    def _adopt(self, opened: Opened, key: str | None) -> None:
        state, project = self._state, opened.project
        state.works.clear()
        state.steps = Steps()
        project.on_notice = self._kept_aside.emit
        project.on_made_anew = self.store_made_anew.emit
        state.project, state.wanted = project, None
        state.autosave = Autosave(
            project,
            on_saved=self._saved.emit,
            on_error=lambda key, error: self.save_failed.emit(error),
            on_counted=self._counted.emit,
        )
        state.autosave.count_missing()
        self._list(opened, key)

    def _list(self, opened: Opened, key: str | None) -> None:
        self._photos.keys = opened.keys
        self.paths = opened.paths
        known = {record.key for record in (*opened.project.records(), *opened.project.vanished())}
        self._state.steps.keep_only(known.__contains__)  # a renamed photo has another key
        self.opened.emit()
        for notice in opened.notices:
            self.notice.emit("info", notice)
        keys = self._photos.keys
        self._current.select(key if key is not None and key in keys else keys[0])

    def follow_folder(self, before: Path) -> None:
        """List and read the photos anew: the project's folder was moved from ``before``."""
        assert self._state.project is not None
        folder = self._state.project.folder
        self.paths = [folder / path.relative_to(before) for path in self.paths]
        self.opened.emit()
        self._current.reload()

    # Closing

    def save_now(self) -> None:
        """Write all work to disk before this call returns: the program is about to end."""
        self._edits.end_stroke()
        if self._state.autosave is not None:
            self._state.autosave.flush(_LAST_SECONDS)

    def close(self, timeout: float, lose: bool = False) -> bool:
        """Write all work to disk, then close the project.

        Args:
            timeout: Seconds to wait for the disk.
            lose: Close even if work could not be written.

        Returns:
            False if work could not be written: all stays open.
        """
        state = self._state
        self._edits.end_stroke()
        if state.autosave is not None and not state.autosave.flush(timeout) and not lose:
            return False
        self._requests += 1
        self._is_opening = self._current.is_blocked = False
        if state.project is None or state.autosave is None:
            return True
        self._current.close()
        state.autosave.close(timeout)
        state.project.close()
        state.project = state.autosave = state.wanted = None
        self._photos.keys = []
        return True
