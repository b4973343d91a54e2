"""Clean-ups of the open photo, with a preview on the canvas."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.labels import LabelMap
from faceparse_gui.document import Document
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.jobs.background import Background, Relay
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.photos.search import Search, SearchStopped
from faceparse_gui.ui.review.cleaning_many import CleaningMany
from faceparse_gui.ui.review.cleanup_kinds import CleanupOrder, ProgressCallback
from faceparse_gui.ui.session.session import Session

_DEBOUNCE_MS = 80


class Cleaning(QObject):
    """Previews and applies clean-ups of the open photo; those of many photos go to ``CleaningMany``."""

    notice = Signal(str, object)
    notified = Signal(object)
    withdrawn = Signal(str)
    counted = Signal(int)
    """Pixels that the preview would change; -1 while that is not known."""
    progress = Signal(int, int)
    """Of many photos: those done, and all; (0, 0) at the end."""
    progressed = Signal(int, int)
    """Of what is looked for in the open photo: the classes done, and all; (0, 0) at the end."""

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(session)
        self._session, self._canvas = session, canvas
        self._order: CleanupOrder | None = None
        self._shown: tuple[CleanupOrder, int, LabelMap] | None = None
        self._search: Search | None = None
        self._applied: Search | None = None
        self._soon = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._soon.timeout.connect(self._update_preview)
        self.many = CleaningMany(session)
        self.many.notice.connect(self.notice)
        self.many.notified.connect(self.notified)
        self.many.withdrawn.connect(self.withdrawn)
        self.many.photos.progress.connect(self.progress)
        for change in (session.current.opened, session.predictions.changed, canvas.edited):
            change.connect(self._again)

    def preview(self, order: CleanupOrder | None) -> None:
        """Show on the canvas what ``order`` would make of the open photo; None: the labels as they are."""
        if order != self._order and self._search is not None:
            self._search.stop()
        self._order = order
        if order is None:
            self._soon.stop()
            self._drop()
        else:
            self._soon.start()

    def apply(self, order: CleanupOrder) -> None:
        """Clean the open photo, as one undo step."""
        open_photo = self._session.open_photo
        if open_photo is None:
            return
        document = open_photo.work.document
        document.end_stroke()
        shown, self._order = self._shown, None
        self._drop()
        if shown is not None and shown[:2] == (order, document.revision):
            document.put(shown[2], order.text)
            return
        self._applied = search = Search(Relay(self._progressed))
        clean = partial(order.run, document.labels.copy(), open_photo.prediction, search.on_progress)
        put = partial(self._put, document, document.revision, order)
        Background(self, clean).success(put).failure(self._not_applied).start()

    def stop(self) -> None:
        """End what is looked for in the open photo: there is no preview until something else is asked for."""
        for search in (self._search, self._applied):
            if search is not None:
                search.stop()
        self._order = None
        self._soon.stop()
        self._drop()
        self.progressed.emit(0, 0)

    def cancel(self) -> None:
        """End the clean-up of many photos; those done stay, and can be taken back."""
        self.many.photos.cancel()

    def _put(self, document: Document, revision: int, order: CleanupOrder, labels: LabelMap) -> None:
        """What is found late goes to the photo it was asked for; after an edit it is looked for anew."""
        self.progressed.emit(0, 0)
        if document.revision == revision:
            document.put(labels, order.text)
        elif self._session.open_photo is not None and self._session.open_photo.work.document is document:
            self.apply(order)

    def _again(self, *_: object) -> None:
        """The photo or its labels are others now."""
        if self._order is not None:
            self._drop()
            self._soon.start()

    def _drop(self) -> None:
        if self._shown is not None:
            self._shown = None
            self._canvas.show_instead(None)
        self.counted.emit(-1)

    def _update_preview(self) -> None:
        open_photo, order = self._session.open_photo, self._order
        if open_photo is None or order is None or self._search is not None:
            return
        if open_photo.work.document.is_stroking:  # the hand comes first
            self._soon.start()
            return
        self._search = Search(Relay(self._progressed))
        labels, revision = open_photo.work.document.labels, open_photo.work.document.revision
        clean = partial(_cleaned, order, labels.copy(), open_photo.prediction, self._search.on_progress)
        arrived = partial(self._arrived, open_photo.key, revision, order)
        Background(self, clean).success(arrived).failure(self._not_found).start()

    def _arrived(self, key: str, revision: int, order: CleanupOrder, found: tuple[LabelMap, int]) -> None:
        self._search_ended()
        open_photo = self._session.open_photo
        is_now = open_photo is not None and (open_photo.key, open_photo.work.document.revision) == (
            key,
            revision,
        )
        if self._order is None:
            return
        if order != self._order or not is_now:
            self._update_preview()
            return
        labels, changes = found
        self._shown = order, revision, labels
        self._canvas.show_instead(labels)
        self.counted.emit(changes)

    def _not_found(self, error: Exception) -> None:
        self._search_ended()
        self._report_failure(error)
        if self._order is not None and isinstance(error, SearchStopped):  # for the sake of another one
            self._update_preview()

    def _not_applied(self, error: Exception) -> None:
        self.progressed.emit(0, 0)
        self._report_failure(error)

    def _report_failure(self, error: Exception) -> None:
        if not isinstance(error, SearchStopped):
            self.notice.emit("error", str(error) or type(error).__name__)

    def _search_ended(self) -> None:
        self._search = None
        self.progressed.emit(0, 0)

    def _progressed(self, search: Search, done: int, of: int) -> None:
        if search in (self._search, self._applied) and not search.is_stopped:
            self.progressed.emit(done, of)


def _cleaned(
    order: CleanupOrder, labels: LabelMap, prediction: PackedMap | None, on_progress: ProgressCallback
) -> tuple[LabelMap, int]:
    """In a thread: other labels, and how many pixels they change."""
    found = order.run(labels, prediction, on_progress)
    return np.ascontiguousarray(found), int(np.count_nonzero(found != labels))
