"""Finds out in the background which photos changed, and which are there under another name.

Renamed ones are asked about once; those that are gone are listed by a command.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from faceparse_gui.jobs.background import Background
from faceparse_gui.project import (
    MANY,
    Autosave,
    Move,
    PhotoRecord,
    Project,
    find_moves,
    has_work_below,
    photos_below,
)
from faceparse_gui.ui.photos.missing_dialog import MissingDialog
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.notification_bar import Notification

_KEY, _BELOW, _CHANGED = "renamed-photos", "sub-folders", "changed-photos"


@dataclass(frozen=True, slots=True)
class _Found:
    changed: Sequence[str]
    """The keys of photos that are not as they were when they were labelled."""
    moves: Sequence[Move]
    has_work_below: bool
    """In sub-folders that are not open."""
    photos_below: int
    """Likewise, while nobody has worked in the folder itself; else 0."""


class Recognising(QObject):
    """Compares the project's photos with what is known of them, in a thread, and says which changed or
    moved.
    """

    notice = Signal(str, object)  # as Session.notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)  # of a notification, by its key
    learnt = Signal()  # which photos changed, or have another name
    changed_wanted = Signal()  # the list is to show the photos that changed

    def __init__(self, session: Session, missing: QAction, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._over = threading.Event()
        missing.triggered.connect(self._show_missing)
        self._changed: set[str] = set()
        session.projects.opened.connect(self._begin)
        session.edits.record_changed.connect(self._follow_record)

    def close(self) -> None:
        """Stop reading photos."""
        self._over.set()

    def _begin(self) -> None:
        self.close()
        self._over = threading.Event()
        project = self._session.project
        if project is not None:
            done = partial(self._settled, project)
            work = partial(_settle, project, self._over.is_set)
            Background(self, work).success(done).failure(_nothing).start()

    def _settled(self, project: Project, found: _Found) -> None:
        if project is not self._session.project:
            return
        self.learnt.emit()
        if found.has_work_below or (found.photos_below and self._session.projects.paths == [project.folder]):
            self._offer_below(project, 0 if found.has_work_below else found.photos_below)
        self._changed = set(found.changed)
        if self._changed:
            text = self.tr("Photos that changed since they were labelled: {0:,}.").format(len(self._changed))
            show = (self.tr("Show"), self.changed_wanted.emit)
            self.notified.emit(Notification(_CHANGED, text, [show]))
        if found.moves:
            self._offer(project, found.moves)
        keys = list(self._session.photos.keys)
        Background(self, project.photos.note_contents, keys, self._over.is_set).failure(_nothing).start()

    def _follow_record(self, key: str) -> None:
        """The last of the changed photos was dealt with, here or by whoever put it back."""
        if key in self._changed and not self._session.photos.record(key).changed:
            self._changed.discard(key)
            if not self._changed:
                self.withdrawn.emit(_CHANGED)

    def _offer_below(self, project: Project, photos: int) -> None:
        """``photos``: how many nobody worked on; 0 if there is work."""
        text = self.tr("There are saved labels for photos in sub-folders of {0}, too.")
        if photos == 1:
            text = self.tr("One more photo is in a sub-folder of {0}.")
        elif photos >= MANY:
            text = self.tr("At least {1:,} more photos are in sub-folders of {0}.")
        elif photos:
            text = self.tr("{1:,} more photos are in sub-folders of {0}.")
        text = text.format(project.folder.name, photos)
        together = partial(self._session.projects.open, [project.folder], recursive=True)
        self.notified.emit(Notification(_BELOW, text, [(self.tr("Open all"), together)]))

    def _offer(self, project: Project, moves: Sequence[Move]) -> None:
        old, new = moves[0].old.path.name, moves[0].new.path.name
        if moves[0].old.path.parent != moves[0].new.path.parent:
            new = moves[0].new.path.relative_to(project.folder).as_posix()
        text = self.tr("{0} seems to be renamed to {1}.")
        if len(moves) > 1:
            text = self.tr("{2:,} photos seem to be renamed, for example {0} to {1}.")
        if any(move.is_guess for move in moves):
            same = self.tr(
                "Some have the same content but different labels; these are assigned in order of name."
            )
            text = f"{text} {same}"
        answers = [
            (self.tr("Transfer labels"), partial(self._follow, project, moves)),
            (
                self.tr("Treat as new photos") if len(moves) > 1 else self.tr("Treat as new photo"),
                partial(self._leave, project, moves),
            ),
        ]
        self.notified.emit(Notification(_KEY, text.format(old, new, len(moves)), answers))

    def _follow(self, project: Project, moves: Sequence[Move]) -> None:
        autosave = self._session.autosave
        if project is self._session.project and autosave is not None:
            follow = partial(_follow, project, autosave, moves)
            Background(self, follow).success(partial(self._followed, project)).failure(self._failed).start()

    def _followed(self, project: Project, keys: Sequence[str]) -> None:
        if project is self._session.project:
            self._session.current.reload_labels(keys)
            self.learnt.emit()
            self.notice.emit("info", self.tr("Photos with transferred labels: {0:,}.").format(len(keys)))

    def _leave(self, project: Project, moves: Sequence[Move]) -> None:
        keys = [move.new.key for move in moves]
        Background(self, project.leave_new, keys).failure(self._failed).start()

    def _failed(self, error: Exception) -> None:
        self.notice.emit("error", str(error))

    def _show_missing(self) -> None:
        project = self._session.project
        if project is not None:
            Background(self, _missing, project).success(self._list).failure(self._failed).start()

    def _list(self, records: Sequence[PhotoRecord]) -> None:
        if not records:
            self.notice.emit("info", self.tr("No photos with labels are missing."))
            return
        project = self._session.project
        if project is not None:
            MissingDialog(project.folder, records, self._window).open()


def _nothing(error: Exception) -> None:
    """The folder is gone: that is reported elsewhere."""


def _settle(project: Project, should_stop: Callable[[], bool]) -> _Found:
    """In a thread."""
    project.settle(should_stop)
    moves = find_moves(project, should_stop)
    changed = [record.key for record in project.records() if record.changed and record.has_labels]
    below, photos = False, 0
    if not project.recursive:
        below = has_work_below(project.folder)
        photos = 0 if project.worked_on() else photos_below(project.folder, should_stop)
    return _Found(changed, moves, below, photos)


def _follow(project: Project, autosave: Autosave, moves: Sequence[Move]) -> list[str]:
    """In a thread: the keys of the photos that have their work again."""
    waiting = autosave.pending
    chosen = [(move.old.key, move.new.key) for move in moves if move.new.key not in waiting]
    return [new for old, new in chosen if project.reattach(old, new)]


def _missing(project: Project) -> list[PhotoRecord]:
    """In a thread: those that were not there at the last look, and those that went since."""
    worked_on = [record for record in project.records() if record.has_labels]
    return [*project.vanished(), *(record for record in worked_on if not record.path.exists())]
