"""Change the labels of many photos, one after another in the background, while the user goes on working."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.labels import LabelMap
from faceparse_gui.document import Document
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Autosave, PhotoRecord, Project, Status

if TYPE_CHECKING:
    from faceparse_gui.ui.session.session import Session

_STROKE_CHECK_MS = 50
_FLUSH_SECONDS = 10.0
_AHEAD = 8
"""Photos that may wait for the disk before the next one is begun: each is a whole map in memory."""


@dataclass(frozen=True, slots=True)
class BatchJob:
    """What is done to each photo.

    ``find`` runs in a thread: it gets a photo's key and labels, and returns what ``put`` needs, or None where
    there is nothing to do. ``put`` gets the key and that, on the main thread, and only while the labels are
    those that ``find`` saw.
    """

    find: Callable[[str, LabelMap], Any]
    put: Callable[[str, Any], object]


class ManyPhotos(QObject):
    """One run at a time. Who edits a photo meanwhile is never overwritten: it is looked at anew."""

    progress = Signal(int, int)  # photos done, photos in all; (0, 0) at the end
    finished = Signal(list)  # the keys that a cancel left out; not emitted when the project was left
    failed = Signal(object)  # a text for the user

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._job: BatchJob | None = None
        self._waiting: list[str] = []
        self._left: list[str] = []
        self._count = 0
        session.projects.opened.connect(self._forget)

    @property
    def is_busy(self) -> bool:
        """Whether a run is not over."""
        return self._job is not None

    def start(self, keys: Sequence[str], job: BatchJob) -> None:
        """Run a task over photos.

        Raises:
            RuntimeError: The run before is not over.
        """
        if self.is_busy:
            raise RuntimeError("the run before is not over")
        self._waiting, self._left, self._count, self._job = list(keys), [], len(keys), job
        self._next()

    def cancel(self) -> None:
        """Stop after the photo in hand."""
        self._left, self._waiting = self._waiting, []

    def _forget(self) -> None:
        self._waiting.clear()
        if self._job is not None:
            self._job = None
            self.progress.emit(0, 0)

    def _next(self) -> None:
        if not self._waiting:
            self._job = None
            self.progress.emit(0, 0)
            self.finished.emit(self._left)
            return
        self.progress.emit(self._count - len(self._waiting), self._count)
        self._process(self._waiting.pop(0))

    def _process(self, key: str) -> None:
        project, autosave, job = self._session.project, self._session.autosave, self._job
        if project is None or autosave is None or job is None:
            return
        document = self._session.edits.document_of(key)
        if document is None:
            find = partial(_find_stored, project, autosave, key, job)
            found = partial(self._found_stored, job, key)
            Background(self, find).success(found).failure(partial(self._not_found, job)).start()
        elif document.is_stroking:  # the hand comes first
            QTimer.singleShot(_STROKE_CHECK_MS, self, partial(self._process, key))
        else:
            open_find = partial(_find_open, job, key, document.snapshot())
            status = self._session.photos.record(key).status
            open_found = partial(self._found, job, key, document, document.revision, status)
            Background(self, open_find).success(open_found).failure(partial(self._not_found, job)).start()

    def _found(
        self, job: BatchJob, key: str, document: Document, revision: int, status: Status, result: Any
    ) -> None:
        if job is self._job and self._session.project is not None:
            is_same = (
                document is self._session.edits.document_of(key)
                and not document.is_stroking
                and document.revision == revision
                and self._session.photos.record(key).status == status
            )
            self._take(job, key, is_same, result)

    def _found_stored(self, job: BatchJob, key: str, seen: tuple[PhotoRecord, Any]) -> None:
        if job is self._job and self._session.autosave is not None:
            record, result = seen
            is_same = (
                self._session.edits.document_of(key) is None
                and key not in self._session.autosave.pending
                and self._session.photos.record(key) == record
            )
            self._take(job, key, is_same, result)

    def _take(self, job: BatchJob, key: str, is_same: bool, result: Any) -> None:
        if result is not None and not is_same:
            self._process(key)
            return
        if result is not None:
            job.put(key, result)
        self._next()

    def _not_found(self, job: BatchJob, error: Exception) -> None:
        if job is self._job:
            self.failed.emit(str(error) or type(error).__name__)
            self._next()


def _find_open(job: BatchJob, key: str, labels: PackedMap) -> Any:
    return job.find(key, labels.whole())


def _find_stored(project: Project, autosave: Autosave, key: str, job: BatchJob) -> tuple[PhotoRecord, Any]:
    """In a thread. The record is the photo's before its labels are read."""
    pending = autosave.pending
    if key in pending or len(pending) > _AHEAD:
        autosave.flush(_FLUSH_SECONDS)
    is_same = project.photos.begin(key) == "same"
    record = project.record(key)
    labels = project.load_labels(key) if is_same else None  # those of another photo would not fit
    return record, None if labels is None else job.find(key, labels)
