"""Parse and Parse all: ask the parse service, apply what comes back to the session, sum up what happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from faceparse_core.files.writing import FileError
from faceparse_core.parsing.faces import Frame, same_face
from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.parse_messages import Faces, ParseOutcome, ParseRequest
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.project import UNTOUCHED, PhotoRecord, Prediction, Project
from faceparse_gui.ui.i18n.messages import localise
from faceparse_gui.ui.i18n.words import duration, photos, sentences
from faceparse_gui.ui.session.face_change import FaceChange, with_face, without_face
from faceparse_gui.ui.session.packed_prediction import PackedPrediction
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import (
    ADD_FACE,
    CHANGE_FACE,
    PARSE,
    PARSE_AGAIN,
    PARSE_ALL,
    REMOVE_FACE,
    Kept,
    ProjectStep,
)

Maps = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]

_STROKE_CHECK_MS = 50


class Parsing(QObject):
    """Asks ``service`` for predictions, and gives what comes back to the session; many photos are one project
    step.
    """

    notice = Signal(str, object)  # as Session.notice
    photo_parsed = Signal(object)  # in words: the open photo is parsed
    all_parsed = Signal()  # several photos are; of one alone nothing is said here

    def __init__(self, session: Session, service: ParseService) -> None:
        super().__init__(session)
        self.faces: Faces = "auto"
        self.model = ""
        self._session = session
        self._service = service
        self._asked_for: set[str] = set()  # single photos, whose corrections may give way
        self._found: dict[str, tuple[PackedPrediction | None, Frame | None]] = {}
        # what was found before one face is parsed, and the frame that gives way
        self._applying: set[str] = set()
        self._parsed = self._kept = self._failures = self._no_face = 0
        self._began = 0.0
        self._batch: ProjectStep | None = None
        self._batch_keys: set[str] = set()
        session.edits.is_needed = lambda key: service.is_pending(key) or key in self._applying
        session.projects.opened.connect(self.cancel)
        service.ready.connect(self._ready)
        service.finished.connect(self._finished)
        service.failed.connect(self._failed)
        service.notice.connect(partial(self.notice.emit, "warning"))
        service.unusable.connect(self._unusable)

    def parse_open(self, asked_for: bool = True, faces: Faces | None = None) -> None:
        """Parse the photo on the canvas, before all that wait; corrections give way if it was asked for.

        Args:
            asked_for: The user asked for this very photo.
            faces: In place of what is set for all photos.
        """
        if self._session.open_photo is not None:
            record = self._session.photos.record(self._session.open_photo.key)
            if asked_for:
                self._asked_for.add(record.key)
            self._service.parse(record.key, record.path, faces or self.faces, first=True)

    def parse_face(self, frame: Frame, instead_of: Frame | None = None) -> None:
        """Parse the one face in this frame of the photo on the canvas, and put it beside the others.

        Args:
            frame: moved a little, to where the parse sees eyes, nose and mouth, unless a hand set it instead
                of another.
            instead_of: the frame, of those found, that gives way to it; it may be the same.
        """
        open_photo = self._session.open_photo
        if open_photo is None or self._is_being_parsed(open_photo.key):
            return
        record, found = self._session.photos.record(open_photo.key), open_photo.found
        frames = found.frames if found is not None else ()
        index = _index_of(instead_of, found)
        others = [each for i, each in enumerate(frames) if i != index and not same_face(each, frame)]
        self._asked_for.add(record.key)
        self._found[record.key] = found, instead_of
        self._service.parse_frames(record.key, record.path, [frame], others, straighten=index is None)

    def remove_face(self, frame: Frame) -> None:
        """Take the face in this frame, of those found in the photo on the canvas, out of its labels."""
        open_photo = self._session.open_photo
        if open_photo is None or open_photo.found is None or self._is_being_parsed(open_photo.key):
            return
        key, found, project = open_photo.key, open_photo.found, self._session.project
        index = _index_of(frame, found)
        if index is None:
            return
        self._applying.add(key)
        load = partial(without_face, found, index, self._session.photos.record(key))
        apply = partial(self._put_face, project, key, REMOVE_FACE)
        Background(self, load).success(apply).failure(partial(self._not_read, key)).start()

    def _is_being_parsed(self, key: str) -> bool:
        """Whether a photo's faces have to wait; then that is said."""
        waits = self._service.is_pending(key) or key in self._applying
        if waits:
            text = self.tr("{0} is being parsed. Change its faces when that is done.")
            self.notice.emit("info", text.format(self._session.photos.record(key).path.name))
        return waits

    def parse_these(self, keys: Sequence[str]) -> None:
        """Parse these photos, whatever was made of them before but for corrections, which are kept."""
        records = [self._session.photos.record(key) for key in keys]
        waiting = [each for each in records if each.status in UNTOUCHED]
        kept = len(records) - len(waiting)
        self._ask(waiting, PARSE, kept)
        if not waiting:
            self.notice.emit("info", self._kept_text(kept))

    def parse_all(self) -> None:
        """Parse the photos that have no corrections and no result of this model and detector yet."""
        records = self._session.photos.records()
        corrected = [each for each in records if each.status in ("edited", "accepted")]
        waiting = [each for each in records if each.status == "new"]
        waiting += [each for each in records if self._is_outdated(each)]
        self._ask(waiting, PARSE_ALL, len(corrected))
        if not waiting:
            no_face = sum(record.status == "no-face" for record in records)
            parts = (self._no_face_text(no_face), self._kept_text(len(corrected)))
            self.notice.emit("info", sentences(self.tr("All photos are already parsed."), *parts))

    def _is_outdated(self, record: PhotoRecord) -> bool:
        """Whether an untouched photo was parsed by another network, or another detector found no face."""
        if record.status == "no-face" and (record.changed or self.faces == "whole"):
            return True
        if record.status not in ("parsed", "no-face") or not self.model:
            return False
        has_missed = record.status == "no-face" and record.no_face_by != self._service.detector
        return record.model != self.model or has_missed

    def parse_again(self) -> None:
        """Parse the untouched photos that another network parsed, the most uncertain first."""
        old = [
            each
            for each in self._session.photos.records()
            if each.status in ("parsed", "no-face") and each.model != self.model
        ]
        old.sort(key=lambda record: 1.0 if record.uncertainty is None else record.uncertainty, reverse=True)
        self._ask(old, PARSE_AGAIN)

    def _ask(self, records: Sequence[PhotoRecord], text: str, kept: int = 0) -> None:
        """Parse them as one step; those asked for while a batch runs join it."""
        if not records:
            return
        self._kept = kept
        if self._batch is None:
            self._batch, self._began = ProjectStep(text, is_batch=True, is_open=True), time.monotonic()
        self._batch_keys.update(record.key for record in records)
        self._service.parse_all(ParseRequest(record.key, record.path, self.faces) for record in records)

    def cancel(self) -> None:
        """Drop all photos that wait or are being parsed."""
        if self._service.is_busy:
            self._service.cancel()
        self._start_over()

    def cancel_by_user(self) -> None:
        """Stop parsing, and say what becomes of what is parsed."""
        self.cancel()
        self.notice.emit("info", self.tr("Parsing cancelled. Parsed photos are kept."))

    def set_aligned(self, aligned: bool) -> None:
        """Take each photo as one aligned face from now on, or find the faces in it."""
        self.faces = "whole" if aligned else "auto"

    def _start_over(self) -> None:
        if self._batch is not None:
            self._batch.is_open = False
            self._batch = None
            self._session.edits.history_changed.emit()
        self._asked_for.clear()
        self._found.clear()
        self._batch_keys.clear()
        self._parsed = self._kept = self._failures = self._no_face = 0

    def _ready(self, model: str, device: str) -> None:
        self.model = model

    def _finished(self, parsed: ParseOutcome) -> None:
        self._applying.add(parsed.key)
        if parsed.asked_frames:
            self._load_face(self._session.project, parsed)
        else:
            self._load(self._session.project, parsed, parsed.load)

    def _load_face(self, project: Project | None, parsed: ParseOutcome) -> None:
        """Read the result, and put it beside what was parsed before."""
        key = parsed.key
        found, instead_of = self._found.pop(key, (None, None))
        open_photo = self._session.open_photo
        if (
            open_photo is not None and open_photo.key == key
        ):  # a change of faces was undone meanwhile, perhaps
            found = open_photo.found
        index = _index_of(instead_of, found)
        record = self._session.photos.record(key)

        def load() -> FaceChange | None:
            maps, _ = _load(project, key, parsed.load, lambda: None)
            prediction = Prediction(*maps, parsed.model, parsed.frames, parsed.uncertainty)
            return with_face(found, prediction, record, index) if prediction.labels.any() else None

        def apply(change: FaceChange | None) -> None:
            if change is None:
                self._applying.discard(key)
                text = self.tr("{0}: nothing of a face was seen in that frame.")
                self._failed(key, text.format(record.path.name))
            else:
                self._put_face(project, key, ADD_FACE if index is None else CHANGE_FACE, change, parsed)

        Background(self, load).success(apply).failure(partial(self._not_read, key)).start()

    def _put_face(
        self,
        project: Project | None,
        key: str,
        text: str,
        change: FaceChange,
        parsed: ParseOutcome | None = None,
    ) -> None:
        """``parsed``: what the change came from; None: a face was taken out."""
        if project is None or project is not self._session.project:
            self._applying.discard(key)
            return
        if self._session.edits.is_stroking(key):  # the hand comes first
            again = partial(self._put_face, project, key, text, change, parsed)
            QTimer.singleShot(_STROKE_CHECK_MS, self, again)
            return
        self._applying.discard(key)
        self._asked_for.discard(key)
        name = self._session.photos.record(key).path.name
        if self._session.edits.document_of(key) is None:
            self._failed(key, self.tr("The labels of {0} changed. Change its faces again.").format(name))
            return
        try:
            self._session.predictions.apply_face(key, change, text)
        except FileError as error:
            self._failed(key, str(error))
            return
        if parsed is not None:
            self._parsed += 1
            for notice in parsed.notices:
                self.notice.emit("warning", f"{name}: {localise(notice)}")
        self._sum_up(parsed)

    def _load(self, project: Project | None, parsed: ParseOutcome, maps: Callable[[], Maps]) -> None:
        """Read the result, and the labels of the photo as they are, to keep them."""
        record = project.record(parsed.key) if project is not None else None
        apply = partial(self._apply, project, parsed, record)
        failed = partial(self._not_read, parsed.key)
        load = partial(_load, project, parsed.key, maps, self._session.edits.stored_labels(parsed.key))
        Background(self, load).success(apply).failure(failed).start()

    def _not_read(self, key: str, error: Exception) -> None:
        self._applying.discard(key)
        self._failed(key, str(error))

    def _apply(
        self,
        project: Project | None,
        parsed: ParseOutcome,
        seen: PhotoRecord | None,
        found: tuple[Maps, Kept | None],
    ) -> None:
        key, (maps, before) = parsed.key, found
        if project is not self._session.project or project is None:
            self._applying.discard(key)
            return
        if self._session.edits.is_stroking(key):  # the hand comes first
            again = partial(self._apply, project, parsed, seen, found)
            QTimer.singleShot(_STROKE_CHECK_MS, self, again)
            return
        if self._session.edits.document_of(key) is None and self._session.photos.record(key) != seen:
            self._load(project, parsed, lambda: maps)  # its labels are others now
            return
        self._applying.discard(key)
        asked_for = key in self._asked_for
        self._asked_for.discard(key)
        step = self._batch if key in self._batch_keys and not asked_for else None
        prediction = Prediction(*maps, parsed.model, parsed.frames, parsed.uncertainty, parsed.no_face_by)
        try:
            applied = self._session.predictions.apply(key, prediction, asked_for, step, before)
        except FileError as error:
            self._failed(key, str(error))
            return
        self._parsed += applied
        self._kept += not applied
        self._no_face += bool(parsed.no_face_by)
        name = self._session.photos.record(key).path.name
        for notice in parsed.notices if asked_for else ():
            self.notice.emit("warning", f"{name}: {localise(notice)}")
        self._sum_up(parsed)

    def _sum_up(self, parsed: ParseOutcome | None = None) -> None:
        """The last word, once nothing is left to parse."""
        if self._service.is_busy or self._applying:
            return
        if parsed is not None and self._parsed + self._kept + self._failures == 1:
            name = self._session.photos.record(parsed.key).path.name
            text = self.tr("{0} parsed in {1:.1f} s.").format(name, parsed.seconds)
            if parsed.no_face_by:
                text = self.tr("{0}: no face was found.").format(name)
            if parsed.key == self._session.current.wanted:
                self.photo_parsed.emit(text)
            else:
                self.notice.emit("info", text)
        elif self._parsed + self._kept + self._failures > 1:
            self.notice.emit("info", self._summary())
            self.all_parsed.emit()
        self._start_over()

    def _summary(self) -> str:
        took = duration(time.monotonic() - self._began)
        text = self.tr("{0} parsed in {1}.")
        if self._failures:
            text = self.tr("{0} parsed in {1}, {2:,} failed.")
        text = text.format(photos(self._parsed), took, self._failures)
        return sentences(text, self._no_face_text(self._no_face), self._kept_text(self._kept))

    def _no_face_text(self, count: int) -> str:
        return self.tr("No face was found in {0}.").format(photos(count)) if count else ""

    def _kept_text(self, kept: int) -> str:
        return self.tr("Edited or accepted, not changed: {0:,}.").format(kept) if kept else ""

    def _failed(self, key: str, why: str) -> None:
        self._asked_for.discard(key)
        self._found.pop(key, None)
        self._failures += 1
        self.notice.emit("error", why)
        self._sum_up()

    def _unusable(self, why: str) -> None:
        self._start_over()
        self.notice.emit("error", self.tr("Parsing is not possible: {0}").format(localise(why)))


def _index_of(frame: Frame | None, found: PackedPrediction | None) -> int | None:
    """Where the frame is among those found; None: nowhere."""
    if frame is None or found is None:
        return None
    return next((index for index, each in enumerate(found.frames) if np.array_equal(each, frame)), None)


def _load(
    project: Project | None, key: str, maps: Callable[[], Maps], stored: Callable[[], Kept | None]
) -> tuple[Maps, Kept | None]:
    """In a thread: the maps are of the photo that is there now."""
    with suppress(KeyError):  # of another project than the one that is open by now
        if project is not None:
            project.photos.begin(key)
    return maps(), stored()
