"""Clean-ups of many photos in the background, as one step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Signal

from faceparse_core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.project import Project, Status
from faceparse_gui.ui.i18n.words import photos
from faceparse_gui.ui.review.cleanup_kinds import CleanupOrder
from faceparse_gui.ui.session.many_photos import BatchJob, ManyPhotos
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import Kept, ProjectStep
from faceparse_gui.ui.shell.notification_bar import Notification

_NOTIFICATION = "cleaned"


class CleaningMany(QObject):
    """Cleans many photos in the background, as one project step, and sums up what changed."""

    notice = Signal(str, object)
    notified = Signal(object)
    withdrawn = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._step = ProjectStep("")
        self.photos = ManyPhotos(session)
        self.photos.failed.connect(partial(self.notice.emit, "error"))
        self.photos.finished.connect(self._sum_up)
        session.projects.opened.connect(partial(self.withdrawn.emit, _NOTIFICATION))

    def apply_to(self, keys: Sequence[str], order: CleanupOrder, accepted: bool = False) -> None:
        """Clean photos that have labels, with ``accepted`` accepted ones too; what changes becomes edited."""
        project = self._session.project
        if project is None or self._is_busy():
            return
        statuses: tuple[Status, ...] = ("parsed", "edited", "accepted") if accepted else ("parsed", "edited")
        fit = [key for key in keys if self._session.photos.record(key).status in statuses]
        if not fit:
            self.notice.emit("info", self.tr("None of the selected photos has labels that can be changed."))
            return
        self._step = ProjectStep(order.text, is_batch=True, is_open=True)
        self.withdrawn.emit(_NOTIFICATION)
        self.photos.start(fit, BatchJob(partial(_clean, project, statuses, order), self._put))

    def _is_busy(self) -> bool:
        if self.photos.is_busy:
            self.notice.emit("info", self.tr("A clean-up is running. Wait for it to finish or cancel it."))
        return self.photos.is_busy

    def _put(self, key: str, found: tuple[Kept, LabelMap]) -> None:
        before, labels = found
        self._session.edits.put_labels(key, labels, "edited", self._step, before, keep_locked=True)

    def _sum_up(self, left: list[str]) -> None:
        self._step.is_open = False
        self._session.edits.history_changed.emit()
        if not self._step.parts:
            self.notice.emit("info", self.tr("Nothing to clean up."))
            return
        name = QCoreApplication.translate("Steps", self._step.text)
        text = self.tr("{0} cleaned up: {1}.").format(photos(len(self._step.parts)), name)
        if left:
            text += " " + self.tr("{0} skipped (cancelled).").format(photos(len(left)))
        take_back = partial(self._session.history.take_back, self._step)
        self.notified.emit(Notification(_NOTIFICATION, text, ((self.tr("Undo"), take_back),)))


def _clean(
    project: Project, statuses: Sequence[Status], order: CleanupOrder, key: str, labels: LabelMap
) -> tuple[Kept, LabelMap] | None:
    """In a thread: the labels, to be kept, and what the clean-up makes of them; None: nothing changes."""
    if project.record(key).status not in statuses:  # it was accepted meanwhile
        return None
    predicted = project.load_predicted(key) if order.kind == "restore" else None
    cleaned = order.run(labels, None if predicted is None else PackedMap(predicted))
    return None if np.array_equal(cleaned, labels) else (Kept.of(labels), cleaned)
