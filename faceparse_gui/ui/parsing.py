"""Parse and Parse all: ask the parse service, apply what comes back to the session, sum up what happened."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, QTimer, Signal

from core.files import FileError
from faceparse_gui.jobs.background import Background
from faceparse_gui.jobs.parse_service import Faces, Parsed, ParseService, Request
from faceparse_gui.project import Prediction, Project
from faceparse_gui.ui.messages import localise
from faceparse_gui.ui.session import Session

Maps = tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]

_STROKE_CHECK_MS = 50


class Parsing(QObject):
    told = Signal(str, str)  # as Session.told
    all_parsed = Signal()  # several photos are; of one alone nothing is said here

    def __init__(self, session: Session, service: ParseService) -> None:
        super().__init__(session)
        self.faces: Faces = "auto"
        self.model = ""
        self._session = session
        self._service = service
        self._asked_for: set[str] = set()  # single photos, whose corrections may give way
        self._applying: set[str] = set()
        self._parsed = 0
        self._kept = 0
        session.is_needed = lambda key: service.is_pending(key) or key in self._applying
        session.project_opened.connect(self.cancel)
        service.ready.connect(self._ready)
        service.finished.connect(self._finished)
        service.failed.connect(self._failed)
        service.notice.connect(partial(self.told.emit, "warning"))
        service.unusable.connect(self._unusable)

    def parse_open(self, asked_for: bool = True) -> None:
        """Parse the photo on the canvas, before all that wait; corrections give way if it was asked for."""
        if self._session.image is not None:
            record = self._session.record(self._session.image.key)
            if asked_for:
                self._asked_for.add(record.key)
            self._service.parse(record.key, record.path, self.faces, first=True)

    def parse_these(self, keys: Sequence[str]) -> None:
        """Parse these photos, whatever was made of them before but for corrections, which are kept."""
        records = [self._session.record(key) for key in keys]
        waiting = [each for each in records if each.status in ("new", "parsed")]
        self._kept = len(records) - len(waiting)
        self._service.parse_all(Request(record.key, record.path, self.faces) for record in waiting)
        if not waiting:
            self.told.emit("info", self._kept_text().strip())

    def parse_all(self) -> None:
        """Parse the listed photos that have no corrections and no result of this model yet."""
        records = self._session.records()
        corrected = [each for each in records if each.status in ("edited", "accepted")]
        waiting = [each for each in records if each.status == "new"]
        if self.model:
            waiting += [each for each in records if each.status == "parsed" and each.model != self.model]
        self._kept = len(corrected)
        self._service.parse_all(Request(record.key, record.path, self.faces) for record in waiting)
        if not waiting:
            self.told.emit("info", self.tr("All photos are parsed already.") + self._kept_text())

    def parse_again(self) -> None:
        """Parse the untouched photos that another network parsed, the most uncertain first."""
        old = [
            each for each in self._session.records() if each.status == "parsed" and each.model != self.model
        ]
        old.sort(key=lambda record: 1.0 if record.uncertainty is None else record.uncertainty, reverse=True)
        self._service.parse_all(Request(record.key, record.path, self.faces) for record in old)

    def cancel(self) -> None:
        if self._service.is_busy:
            self._service.cancel()
        self._start_over()

    def _start_over(self) -> None:
        self._asked_for.clear()
        self._parsed = self._kept = 0

    def _ready(self, model: str, device: str) -> None:
        self.model = model

    def _finished(self, parsed: Parsed) -> None:
        self._applying.add(parsed.key)
        apply = partial(self._apply, self._session.project, parsed)
        failed = partial(self._not_read, parsed.key)
        Background(self, parsed.load).success(apply).failure(failed).start()

    def _not_read(self, key: str, error: Exception) -> None:
        self._applying.discard(key)
        self._failed(key, str(error))

    def _apply(self, project: Project | None, parsed: Parsed, maps: Maps) -> None:
        if project is not self._session.project or project is None:
            self._applying.discard(parsed.key)
            return
        if self._session.is_stroking(parsed.key):  # the hand comes first
            QTimer.singleShot(_STROKE_CHECK_MS, self, partial(self._apply, project, parsed, maps))
            return
        self._applying.discard(parsed.key)
        asked_for = parsed.key in self._asked_for
        self._asked_for.discard(parsed.key)
        prediction = Prediction(*maps, parsed.model, parsed.frames, parsed.uncertainty)
        try:
            applied = self._session.take_prediction(parsed.key, prediction, asked_for)
        except FileError as error:
            self._failed(parsed.key, str(error))
            return
        self._parsed += applied
        self._kept += not applied
        name = self._session.record(parsed.key).path.name
        for notice in parsed.notices if asked_for else ():
            self.told.emit("warning", f"{name}: {localise(notice)}")
        self._sum_up(parsed)

    def _sum_up(self, parsed: Parsed) -> None:
        if self._service.is_busy or self._applying:
            return
        if self._parsed + self._kept == 1:
            name = self._session.record(parsed.key).path.name
            text = self.tr("{0} parsed in {1:.1f} s.").format(name, parsed.seconds)
        else:
            text = self.tr("{0:,} photos parsed.").format(self._parsed) + self._kept_text()
            self.all_parsed.emit()
        self.told.emit("info", text)
        self._start_over()

    def _kept_text(self) -> str:
        if not self._kept:
            return ""
        return " " + self.tr("{0:,} edited or accepted ones keep their corrections.").format(self._kept)

    def _failed(self, key: str, why: str) -> None:
        self._asked_for.discard(key)
        self.told.emit("error", why)

    def _unusable(self, why: str) -> None:
        self._start_over()
        self.told.emit("error", self.tr("Parse cannot work: {0}").format(localise(why)))
