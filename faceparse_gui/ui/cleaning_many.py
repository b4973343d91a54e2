"""Clean-ups of many photos in the background, and the way back."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from core.labels import LabelMap
from faceparse_gui.document.packed import PackedMap
from faceparse_gui.project import Project, Status
from faceparse_gui.ui.cleanup_kinds import Order
from faceparse_gui.ui.many_photos import ManyPhotos, Step
from faceparse_gui.ui.offers import Offer
from faceparse_gui.ui.session import Session
from faceparse_gui.ui.words import photos

_OFFER = "cleaned"


@dataclass(frozen=True, slots=True)
class _Before:
    """A photo as it was before its clean-up: labels under zlib; ``cleaned``: a checksum of what it became."""

    shape: tuple[int, ...]
    packed: bytes
    cleaned: int
    status: Status

    def labels(self) -> LabelMap:
        return np.frombuffer(zlib.decompress(self.packed), np.uint8).reshape(self.shape)


class CleaningMany(QObject):
    told = Signal(str, str)
    offered = Signal(object)
    withdrawn = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._before: dict[str, _Before] = {}
        self._summary = self._cleaned
        self._text = ""
        self._count = 0
        self.photos = ManyPhotos(session)
        self.photos.failed.connect(partial(self.told.emit, "error"))
        self.photos.finished.connect(lambda left: self._summary(left))
        session.project_opened.connect(self._forget)

    def apply_to(self, keys: Sequence[str], order: Order, accepted: bool = False) -> None:
        """Clean photos that have labels, with ``accepted`` accepted ones too; what changes becomes edited."""
        project = self._session.project
        if project is None or self._is_busy():
            return
        statuses: tuple[Status, ...] = ("parsed", "edited", "accepted") if accepted else ("parsed", "edited")
        fit = [key for key in keys if self._session.record(key).status in statuses]
        if not fit:
            self.told.emit("info", self.tr("None of the marked photos has labels that may be changed."))
            return
        self._before, self._text, self._summary = {}, order.text, self._cleaned
        self.withdrawn.emit(_OFFER)
        self.photos.start(fit, Step(partial(_clean, project, statuses, order), self._put))

    def _is_busy(self) -> bool:
        if self.photos.is_busy:
            self.told.emit("info", self.tr("Photos are being cleaned up: wait for that or cancel it first."))
        return self.photos.is_busy

    def _put(self, key: str, found: tuple[_Before, LabelMap]) -> None:
        self._before[key], labels = found
        self._session.put_labels(key, labels, self._text, "edited")

    def _cleaned(self, left: list[str]) -> None:
        if not self._before:
            self.told.emit("info", self.tr("Nothing was there to clean up."))
            return
        text = self.tr("{0} cleaned up: {1}.").format(photos(len(self._before)), self._text)
        if left:
            text += " " + self.tr("{0} left out by the cancel.").format(photos(len(left)))
        self._offer(text)

    def _offer(self, text: str) -> None:
        self.offered.emit(Offer(_OFFER, text, ((self.tr("Undo"), self._take_back),)))

    # The way back

    def _take_back(self) -> None:
        if self._is_busy():
            return
        self._summary = self._taken_back
        before = dict(self._before)
        self._count = len(before)
        self.photos.start(list(before), Step(partial(_restorable, before), self._restore))

    def _restore(self, key: str, labels: LabelMap) -> None:
        status = self._before.pop(key).status
        document = self._session.document_of(key)
        if document is not None and document.history.can_undo and document.history.undo_text == self._text:
            document.undo()
        else:
            self._session.put_labels(key, labels, self.tr("Undo clean-up"), status)
        if self._session.record(key).status != status:
            self._session.set_statuses({key: status})
            self._session.record_changed.emit(key)

    def _taken_back(self, left: list[str]) -> None:
        edited = len(self._before) - len(left)
        text = self.tr("{0} as before.").format(photos(self._count - len(self._before)))
        if edited:
            text += " " + self.tr("{0} edited since stay as they are.").format(photos(edited))
        self._before = {key: self._before[key] for key in left}
        if left:
            self._offer(text + " " + self.tr("{0} left out by the cancel.").format(photos(len(left))))
        else:
            self.told.emit("info", text)

    def _forget(self) -> None:
        self._before = {}
        self.withdrawn.emit(_OFFER)


def _clean(
    project: Project, statuses: Sequence[Status], order: Order, key: str, labels: LabelMap
) -> tuple[_Before, LabelMap] | None:
    """In a thread: what takes the clean-up back, and what it makes of the labels; None: nothing changes."""
    status = project.image(key).status
    if status not in statuses:  # it was accepted meanwhile
        return None
    predicted = project.load_predicted(key) if order.kind == "restore" else None
    cleaned = order.run(labels, None if predicted is None else PackedMap(predicted))
    if np.array_equal(cleaned, labels):
        return None
    packed = zlib.compress(np.ascontiguousarray(labels).data, 1)
    return _Before(labels.shape, packed, _checksum(cleaned), status), cleaned


def _restorable(before: dict[str, _Before], key: str, labels: LabelMap) -> LabelMap | None:
    """In a thread: the labels from before, unless the photo was edited since."""
    return before[key].labels() if _checksum(labels) == before[key].cleaned else None


def _checksum(labels: LabelMap) -> int:
    return zlib.crc32(np.ascontiguousarray(labels).data)
