"""A project: one folder of photos and the work saved on them."""

from __future__ import annotations

import filecmp
import os
import stat
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from core.faces import Frame
from core.imaging import find_photos
from core.labels import LabelMap
from faceparse_gui.document.checks import count
from faceparse_gui.project.database import Database
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.files import Pictures
from faceparse_gui.project.location import find_store
from faceparse_gui.project.records import ImageRecord, PhotoState, Prediction, Status, key_of
from faceparse_gui.project.versions import Versions


class Project:
    """The photos of a folder, their states, label maps and predictions.

    The records live in memory, so that asking for them never waits; what saves or loads waits for the disk.
    Every method may be called from any thread. The pictures on disk come before the database: a label map
    without a row (the database was lost) is taken up again when its photo is found.
    """

    def __init__(self, folder: Path, store: Path, database: Database, recursive: bool) -> None:
        self.folder = folder
        self.store = store
        self.notices: tuple[str, ...] = ()
        self.versions = Versions(store)
        self._database = database
        self._pictures = Pictures(store)
        self._recursive = recursive
        self._memory = threading.Lock()  # held for the change of a record only, never while the disk works
        self._saving = threading.Lock()
        self._records = {record.key: record for record in database.rows()}
        self._stored: dict[str, Status] = {key: record.status for key, record in self._records.items()}
        self._present: list[str] = []

    @classmethod
    def open(cls, folder: str | Path, recursive: bool = False) -> Project:
        """Open or begin the project of ``folder``, with its subfolders if ``recursive``.

        No photo is read; 10,000 of them take 0.2 s. ``ProjectError``: the folder cannot be listed, is open in
        another window, was worked on by a newer version, or its work cannot be kept.
        """
        folder = Path(folder).absolute()
        try:
            next(folder.iterdir(), None)
        except OSError as error:
            raise ProjectError(
                folder, f"{folder} cannot be opened ({error.strerror}). Choose a folder that you may read."
            ) from error
        store = find_store(folder)
        project = cls(folder, store, Database(store, folder), recursive)
        try:
            project._pictures.remove_leftovers()
            project.rescan()
        except BaseException:
            project.close()
            raise
        return project

    def close(self) -> None:
        """Let go of the folder; another window may then open it."""
        self._database.close()

    # Records, from memory

    def images(self) -> list[ImageRecord]:
        """Return the photos in natural order; the work on one that vanished waits for its return."""
        return [self._records[key] for key in self._present]

    def vanished(self) -> list[ImageRecord]:
        """Return the records of photos that were worked on and are not in the folder now."""
        present = set(self._present)
        with self._memory:
            return [record for key, record in self._records.items() if key not in present]

    def image(self, key: str) -> ImageRecord:
        """Return one record; ``KeyError`` for an unknown key."""
        return self._records[key]

    def find(self, path: str | Path) -> ImageRecord | None:
        """Return the record of the photo at ``path``, None when it is not of this project."""
        path = Path(path).absolute()
        if not path.is_relative_to(self.folder):
            return None
        return self._records.get(key_of(path.relative_to(self.folder)))

    def note_status(self, key: str, status: Status) -> None:
        """Give the record another status, in memory only: for the autosave, which writes it later."""
        self._note(key, status=status)

    def note_prediction(self, key: str, prediction: Prediction) -> None:
        """Give the record another prediction's maker and uncertainty, in memory only: as ``note_status``."""
        self._note(key, model=prediction.model, uncertainty=prediction.uncertainty)

    # The folder

    def rescan(self) -> None:
        """Look for the photos again."""
        present = []
        saved = self._pictures.keys_with_labels()
        taken_up = []
        for path in find_photos([self.folder], self._recursive):
            try:
                found = path.stat()
            except OSError:  # gone since it was listed
                continue
            if not stat.S_ISREG(found.st_mode):  # a subfolder that cannot be listed
                continue
            key = key_of(path.relative_to(self.folder))
            known, _ = self._meet(key, path, found)
            if key in saved and known.updated == 0:
                taken_up.append(self._take_up(key))
            present.append(key)
        self._present = present
        if taken_up:
            self._database.put(taken_up)
            self._stored |= {record.key: record.status for record in taken_up}
        self.notices = self._describe(len(taken_up))

    def check_photo(self, key: str) -> PhotoState:
        """Look at one photo's file: is it as it was at the last look? Waits for the disk."""
        path = self.image(key).path
        try:
            found = path.stat()
        except OSError:
            return "gone"
        _, is_other = self._meet(key, path, found)
        return "changed" if is_other else "same"

    def _meet(self, key: str, path: Path, found: os.stat_result) -> tuple[ImageRecord, bool]:
        """Note the file as it is now; return the record as it was, and whether this is another file."""
        with self._memory:
            now = ImageRecord(key, path, found.st_size, found.st_mtime_ns)
            known = self._records.get(key, now)
            is_other = (known.size, known.mtime_ns) != (now.size, now.mtime_ns)
            self._records[key] = replace(
                known,
                path=path,
                size=now.size,
                mtime_ns=now.mtime_ns,
                changed=known.updated > 0 and (known.changed or is_other),
            )
            return known, is_other

    def _take_up(self, key: str) -> ImageRecord:
        """Make a record from the files, for a photo whose row was lost."""
        labels, prediction = self._pictures.labels_path(key), self._pictures.prediction_path(key)
        untouched = prediction.exists() and filecmp.cmp(prediction, labels, shallow=False)
        return self._note(key, status="parsed" if untouched else "edited", updated=labels.stat().st_mtime)

    def _describe(self, taken_up: int) -> tuple[str, ...]:
        notices = []
        if self._database.set_aside is not None:
            notices.append(
                f"The project's database was damaged. It was set aside as {self._database.set_aside} and "
                "made anew from the saved label maps; accepted photos are marked as edited again."
            )
        elif taken_up:
            notices.append(f"Saved label maps that were found and taken up again: {taken_up}.")
        changed = sum(record.changed for record in self.images())
        if changed:
            notices.append(f"Photos that changed since work on them was saved: {changed}.")
        return (*notices, *self.versions.notices)

    # Work, on disk

    def load_labels(self, key: str, size: tuple[int, int] | None = None) -> LabelMap | None:
        """Read the saved label map, None when there is none.

        ``ProjectError``: it is damaged or has not the photo's ``size`` ``(width, height)``; it was set aside.
        """
        return self._pictures.read_labels(self._pictures.labels_path(key), size)

    def save_labels(
        self, key: str, labels: LabelMap, status: Status | None = None, noted: bool = False
    ) -> None:
        """Write the label map and the status; without one, the status in memory.

        ``noted``: the status in memory may be newer than the one given, and stays. Killed between two of its
        steps, what a hand did is never left under a status that lets a parse replace it.
        """
        status = status or self.image(key).status
        before = self._stored.get(key, "new")
        by_hand = status in ("edited", "accepted") or before == "accepted"
        path = self._pictures.labels_path(key)
        if by_hand and before != "edited" and self.image(key).updated > 0:
            self._put(self.image(key), "edited")
        try:
            self._pictures.write_labels(path, labels)
        except ProjectError:
            if self._stored.get(key, "new") != before:
                with suppress(ProjectError):
                    self._put(self.image(key), before)
            raise
        height, width = labels.shape
        warnings = count(labels, self.frames(key))
        self._save(key, None if noted else status, status, width=width, height=height, warnings=warnings)

    def load_prediction(self, key: str) -> Prediction | None:
        """Read what the network said, None when there is nothing. ``ProjectError`` as ``load_labels``."""
        labels = self.load_predicted(key)
        if labels is None:
            return None
        confidence = self._pictures.read_confidence(self._pictures.confidence_path(key), labels.shape)
        if confidence is None:
            return None
        record = self.image(key)
        return Prediction(labels, confidence, record.model, self.frames(key), record.uncertainty)

    def load_predicted(self, key: str) -> LabelMap | None:
        """Read the label map of the prediction alone. ``ProjectError`` as ``load_labels``."""
        return self._pictures.read_labels(self._pictures.prediction_path(key))

    def frames(self, key: str) -> tuple[Frame, ...]:
        """Read where the faces of the photo lie, best first; none when it was parsed whole or not yet."""
        return self._database.frames(key)

    def save_prediction(self, key: str, prediction: Prediction) -> None:
        """Write what a network said; the label map and the status stay."""
        if prediction.labels.shape != prediction.confidence.shape or prediction.confidence.dtype != np.uint8:
            raise ValueError("a confidence map is uint8 and has the shape of its label map")
        self._pictures.write_confidence(self._pictures.confidence_path(key), prediction.confidence)
        self._pictures.write_labels(self._pictures.prediction_path(key), prediction.labels)
        stored = self._stored.get(key, "new")
        news = {"model": prediction.model, "uncertainty": prediction.uncertainty}
        self._save(key, None, stored, prediction.frames, **news)

    def set_status(self, key: str, status: Status, noted: bool = False) -> None:
        """Write another status; ``noted`` as in ``save_labels``."""
        self._save(key, None if noted else status, status)

    def _save(
        self,
        key: str,
        note: Status | None,
        status: Status,
        frames: tuple[Frame, ...] | None = None,
        **changes: Any,
    ) -> None:
        """Write a row with ``status``; ``note``: the one for the record in memory, None to leave it."""
        with self._saving:
            noted = {"status": note} if note else {}
            record = self._note(key, updated=time.time(), changed=False, **changes, **noted)
            self._put(record, status, frames)

    def _put(self, record: ImageRecord, status: Status, frames: tuple[Frame, ...] | None = None) -> None:
        self._database.put([replace(record, status=status)], {} if frames is None else {record.key: frames})
        self._stored[record.key] = status

    def _note(self, key: str, **changes: Any) -> ImageRecord:
        with self._memory:
            self._records[key] = replace(self._records[key], **changes)
            return self._records[key]
