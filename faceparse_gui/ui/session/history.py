"""Undo and redo over a project: strokes in the open photo, states, and batches of many photos as one step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from faceparse_core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.project import Status
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.session.many_photos import BatchJob, ManyPhotos
from faceparse_gui.ui.session.steps import Kept, ProjectStep
from faceparse_gui.ui.shell.notification_bar import Notification

if TYPE_CHECKING:
    from faceparse_gui.ui.session.session import Session


_NOTIFICATION = "undone"
_AT_ONCE_PIXELS = 2048 * 2048


class ProjectHistory(QObject):
    """The way over the session's steps. Labels of a batch are put back in the background, photo by photo.

    A photo that something else was done to since stays as it is, and the last word says so.
    """

    notice = Signal(str, object)  # as Session.notice
    notified = Signal(object)  # Notification
    withdrawn = Signal(str)
    statuses_changed = Signal()
    """Of many photos at once."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._step: ProjectStep | None = None
        self._is_redo = False
        self._keys: list[str] = []
        self._done = self._kept = 0
        self._notified_at: str | None = None
        self.photos = ManyPhotos(session)
        """Those whose labels are put back now."""
        self.photos.failed.connect(partial(self.notice.emit, "error"))
        self.photos.finished.connect(self._sum_up)
        session.current.opened.connect(self._withdraw_elsewhere)

    # What there is

    @property
    def undo_step(self) -> ProjectStep | None:
        """The step that Undo would undo; None: there is none."""
        return self._reachable(is_redo=False)

    @property
    def redo_step(self) -> ProjectStep | None:
        """The step that Redo would redo; None: there is none."""
        return self._reachable(is_redo=True)

    def title(self, step: ProjectStep, is_redo: bool = False) -> str:
        """What undoing or redoing it would do: its name, and of which photos if not of the open one alone."""
        name = QCoreApplication.translate("Steps", step.text)
        count = step.undone if is_redo else step.done
        if count == 1 and step.keys(not is_redo) == [self._open_key]:
            return name
        if step.is_batch:
            return f": {name} ({photos(count)})"
        names = [self._session.photos.record(key).path.name for key in step.keys(not is_redo)]
        return f": {name} ({', '.join(names)})"

    @property
    def _open_key(self) -> str | None:
        return self._session.open_photo.key if self._session.open_photo is not None else None

    def _reachable(self, is_redo: bool) -> ProjectStep | None:
        """A stroke that the document itself let go of, for want of memory, is no step any more."""
        steps, open_photo = self._session.steps, self._session.open_photo
        while True:
            step = steps.to_redo(self._open_key) if is_redo else steps.to_undo(self._open_key)
            if step is None or not step.is_stroke or open_photo is None:
                return step
            history = open_photo.work.document.history
            if history.can_redo if is_redo else history.can_undo:
                return step
            steps.forget(step, open_photo.key)

    # The way

    def undo(self) -> None:
        """Take the newest step back; a stroke that is still running counts as the newest."""
        if self._session.open_photo is not None:
            self._session.open_photo.work.document.end_stroke()
        if (step := self.undo_step) is not None:
            self._go(step, is_redo=False)

    def redo(self) -> None:
        """Redo the step that was undone last."""
        if self._session.open_photo is not None:
            self._session.open_photo.work.document.end_stroke()
        if (step := self.redo_step) is not None:
            self._go(step, is_redo=True)

    def take_back(self, step: ProjectStep) -> None:
        """Undo this step, whichever photo is open, in the photos where it is the newest."""
        self._go(step, is_redo=False)

    def _go(self, step: ProjectStep, is_redo: bool) -> None:
        open_photo = self._session.open_photo
        if step.is_stroke:
            if open_photo is not None:
                document = open_photo.work.document
                document.redo() if is_redo else document.undo()
            return
        if self.photos.is_busy:
            self.notice.emit(
                "info", self.tr("Many photos are being undone. Wait for it to finish or cancel it.")
            )
            return
        self._withdraw()
        self._step, self._is_redo, self._done, self._kept = step, is_redo, 0, 0
        for key in step.keys(not is_redo):
            if not self._session.steps.is_next(step, key):
                self._leave(key)
        keys = step.keys(not is_redo)
        self._put_statuses([key for key in keys if step.parts[key].labels is None])
        self._keys = [key for key in keys if step.parts[key].labels is not None]
        self._put_open()
        if self._keys:
            self.photos.start(self._keys, BatchJob(self._find, self._put))
        else:
            self._sum_up([])

    def _put_open(self) -> None:
        """Put back the labels of the photo on the canvas at once, where that takes no time to be felt."""
        open_photo, step, key = self._session.open_photo, self._step, self._open_key
        if open_photo is None or step is None or key not in self._keys:
            return
        document, wanted = open_photo.work.document, step.parts[key].labels
        if wanted is not None and wanted.shape == document.shape and document.labels.size <= _AT_ONCE_PIXELS:
            self._keys.remove(key)
            kept = document.snapshot()
            self._put(key, (kept, wanted.whole()))
            self._session.edits.packing.keep(self._session.steps, step, key, kept)

    def _put_statuses(self, keys: list[str]) -> None:
        assert self._step is not None
        for key in keys:
            self._session.steps.move(self._step, key, None)
        self._session.statuses.save({key: self._status(key) for key in keys}, self._accepted_for)
        self._done += len(keys)
        if len(keys) == 1 and not self._step.is_batch and keys[0] != self._open_key:
            self._session.current.select(keys[0])

    def _status(self, key: str) -> Status:
        """The one on the side of the step that is gone to."""
        assert self._step is not None
        part = self._step.parts[key]
        return part.after if self._is_redo else part.before

    def _accepted_for(self, key: str) -> tuple[str, ...]:
        """The classes that the photo was accepted for on that side."""
        assert self._step is not None
        part = self._step.parts[key]
        return part.for_after if self._is_redo else part.for_before

    def _find(self, key: str, labels: LabelMap) -> tuple[Kept, LabelMap] | None:
        """In a thread: the labels as they are, to be kept, and those to be put back."""
        part = self._step.parts.get(key) if self._step is not None else None
        if part is None or part.labels is None:
            return None
        wanted = part.labels.whole()
        return (Kept.of(labels), wanted) if wanted.shape == labels.shape else None

    def _put(self, key: str, found: tuple[Kept | PackedMap, LabelMap]) -> None:
        step, steps = self._step, self._session.steps
        if step is None or not steps.is_next(step, key):
            return
        kept, labels = found
        steps.move(step, key, kept)
        if self._session.project is not None:
            self._session.project.note_accepted_for(key, self._accepted_for(key))
        self._session.edits.replace_labels(key, labels, self._status(key), step.text)
        self._done += 1

    def _leave(self, key: str) -> None:
        """Something else was done to the photo since."""
        assert self._step is not None
        self._kept += 1
        self._session.steps.forget(self._step, key)

    def _sum_up(self, cancelled: list[str]) -> None:
        if self._step is None:
            return
        for key in set(self._keys) - set(cancelled):
            if key in self._step.parts and self._step.parts[key].is_done != self._is_redo:
                self._leave(key)
        step, self._step = self._step, None
        if step.is_batch:
            self._report(step, len(cancelled))
            self.statuses_changed.emit()
        self._session.edits.history_changed.emit()

    def _report(self, step: ProjectStep, skipped: int) -> None:
        """Say what became of a batch. Many photos undone are offered back: a key too many is soon pressed."""
        text = self.tr("{0} redone in {1}.") if self._is_redo else self.tr("{0} undone in {1}.")
        text = text.format(QCoreApplication.translate("Steps", step.text), photos(self._done))
        if self._kept == 1:
            text += " " + self.tr("1 photo edited since was not changed.")
        elif self._kept:
            text += " " + self.tr("{0} edited since were not changed.").format(photos(self._kept))
        if skipped:
            text += " " + self.tr("{0} skipped (cancelled).").format(photos(skipped))
        if self._is_redo or self._done < 2:
            self.notice.emit("info", text)
            return
        self._notified_at = self._session.current.wanted
        again = partial(self._go, step, is_redo=True)
        self.notified.emit(Notification(_NOTIFICATION, text, ((self.tr("Redo"), again),)))

    def _withdraw_elsewhere(self) -> None:
        """With another photo the notification is withdrawn; Redo of the menu stays."""
        if self._notified_at is not None and self._notified_at != self._session.current.wanted:
            self._withdraw()

    def _withdraw(self) -> None:
        self._notified_at = None
        self.withdrawn.emit(_NOTIFICATION)
