"""Clean-ups of the open photo, with a preview, and of many photos in the background."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from core.labels import LabelMap
from faceparse_gui.jobs.background import Background
from faceparse_gui.project import Project, Status
from faceparse_gui.ui.canvas.canvas import Canvas
from faceparse_gui.ui.cleanup_kinds import Order
from faceparse_gui.ui.offers import Offer
from faceparse_gui.ui.session import Session
from faceparse_gui.ui.words import photos

_DEBOUNCE_MS = 80
_OFFER = "cleaned"


@dataclass(frozen=True, slots=True)
class _Before:
    """A photo's labels before the clean-up, packed."""

    shape: tuple[int, ...]
    packed: bytes
    status: Status

    def labels(self) -> LabelMap:
        return np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)


class Cleaning(QObject):
    told = Signal(str, str)
    offered = Signal(object)
    withdrawn = Signal(str)
    counted = Signal(int)
    """Pixels that the preview would change; -1 while that is not known."""
    progress = Signal(int, int)
    """Photos done, and all of them; (0, 0) at the end."""

    def __init__(self, session: Session, canvas: Canvas) -> None:
        super().__init__(session)
        self._session, self._canvas = session, canvas
        self._order: Order | None = None
        self._shown: tuple[Order, int, LabelMap] | None = None
        self._searching = False
        self._soon = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._soon.timeout.connect(self._look)
        self._waiting: list[str] = []
        self._all = 0
        self._before: dict[str, _Before] = {}
        self._batch: Order | None = None
        session.image_opened.connect(self._again)
        session.history_changed.connect(self._again)
        session.project_opened.connect(self._forget)

    # The open photo

    def preview(self, order: Order | None) -> None:
        """Show on the canvas what ``order`` would make of the open photo; None: the labels as they are."""
        self._order = order
        if order is None:
            self._soon.stop()
            self._drop()
        else:
            self._soon.start()

    def apply(self, order: Order) -> None:
        """Clean the open photo, as one undo step."""
        image = self._session.image
        if image is None:
            return
        shown, self._order = self._shown, None
        self._drop()
        document = image.work.document
        if shown is not None and shown[:2] == (order, document.revision):
            document.put(shown[2], order.text)
            return
        clean = partial(order.run, document.labels.copy(), image.prediction)
        Background(self, clean).success(partial(self._put, image.key, order)).failure(self._failed).start()

    def _put(self, key: str, order: Order, labels: LabelMap) -> None:
        if self._session.image is not None and self._session.image.key == key:
            self._session.image.work.document.put(labels, order.text)

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

    def _look(self) -> None:
        image, order = self._session.image, self._order
        if image is None or order is None or self._searching:
            return
        self._searching = True
        labels, revision = image.work.document.labels, image.work.document.revision
        clean = partial(_cleaned, order, labels.copy(), image.prediction)
        arrived = partial(self._arrived, image.key, revision, order)
        Background(self, clean).success(arrived).failure(self._failed).start()

    def _arrived(self, key: str, revision: int, order: Order, found: tuple[LabelMap, int]) -> None:
        self._searching = False
        image = self._session.image
        is_now = image is not None and (image.key, image.work.document.revision) == (key, revision)
        if self._order is None:
            return
        if order != self._order or not is_now:
            self._look()
            return
        labels, changes = found
        self._shown = order, revision, labels
        self._canvas.show_instead(labels)
        self.counted.emit(changes)

    def _failed(self, error: Exception) -> None:
        self._searching = False
        self.told.emit("error", str(error) or type(error).__name__)

    # Many photos

    @property
    def is_busy(self) -> bool:
        return self._batch is not None

    def apply_to(self, keys: Sequence[str], order: Order) -> None:
        """Clean photos one after another; those without labels and accepted ones are left out."""
        if self.is_busy or self._session.project is None:
            return
        fit = [key for key in keys if self._session.record(key).status in ("parsed", "edited")]
        if not fit:
            self.told.emit("info", self.tr("None of the marked photos has labels that may be changed."))
            return
        self._waiting, self._all, self._batch = list(fit), len(fit), order
        self._before = {}
        self.withdrawn.emit(_OFFER)
        self._next()

    def cancel(self) -> None:
        """What is cleaned stays, and can be taken back."""
        self._waiting.clear()

    def _next(self) -> None:
        project, order = self._session.project, self._batch
        self.progress.emit(self._all - len(self._waiting), self._all)
        if not self._waiting or project is None or order is None:
            self._end()
            return
        key = self._waiting.pop(0)
        in_memory = self._session.labels_in_memory(key)
        labels = None if in_memory is None else in_memory.copy()
        autosave = self._session.autosave
        if labels is None and autosave is not None and key in autosave.pending:
            autosave.flush(0)
        clean = partial(_clean_stored, project, key, labels, order)
        done = partial(self._cleaned, project, key, self._session.record(key).status)
        Background(self, clean).success(done).failure(partial(self._not_cleaned, project)).start()

    def _cleaned(
        self, project: Project, key: str, status: Status, found: tuple[_Packed, LabelMap] | None
    ) -> None:
        if project is not self._session.project or self._batch is None:
            return
        if found is not None and self._session.record(key).status == status:
            (shape, packed), labels = found
            self._before[key] = _Before(shape, packed, status)
            self._session.put_labels(key, labels, self._batch.text, "edited")
        self._next()

    def _not_cleaned(self, project: Project, error: Exception) -> None:
        self.told.emit("error", str(error) or type(error).__name__)
        if project is self._session.project:
            self._next()

    def _end(self) -> None:
        order, self._batch = self._batch, None
        self.progress.emit(0, 0)
        if order is None:
            return
        if not self._before:
            self.told.emit("info", self.tr("Nothing was there to clean up."))
            return
        text = self.tr("{0} cleaned up: {1}.").format(photos(len(self._before)), order.text)
        self.offered.emit(Offer(_OFFER, text, ((self.tr("Undo"), self._restore),)))

    def _restore(self) -> None:
        before, self._before = self._before, {}
        for key, each in before.items():
            self._session.put_labels(key, each.labels(), self.tr("Undo clean-up"), each.status)
        self.told.emit("info", self.tr("{0} as before.").format(photos(len(before))))

    def _forget(self) -> None:
        self._waiting, self._before, self._batch = [], {}, None
        self.withdrawn.emit(_OFFER)
        self.progress.emit(0, 0)


_Packed = tuple[tuple[int, ...], bytes]


def _cleaned(order: Order, labels: LabelMap, prediction: LabelMap | None) -> tuple[LabelMap, int]:
    """In a thread: other labels, and how many pixels they change."""
    found = order.run(labels, prediction)
    return np.ascontiguousarray(found), int(np.count_nonzero(found != labels))


def _clean_stored(
    project: Project, key: str, labels: LabelMap | None, order: Order
) -> tuple[_Packed, LabelMap] | None:
    """In a thread: what the labels were, packed, and the other ones; None where nothing changes."""
    if labels is None:
        labels = project.load_labels(key)
    if labels is None:
        return None
    found, changes = _cleaned(order, labels, project.load_predicted(key) if order.kind == "restore" else None)
    if not changes:
        return None
    return (labels.shape, zlib.compress(labels.tobytes(), 1)), found
