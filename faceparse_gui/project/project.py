"""A project: one folder of photos and the work saved on them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.faces import Frame
from faceparse_core.photos.folders import SkippedFiles
from faceparse_gui.project import acceptance
from faceparse_gui.project.errors import (
    DamagedLabelsError,
    ProjectError,
    check_readable,
    other_size,
    saving_failed,
)
from faceparse_gui.project.notices import describe
from faceparse_gui.project.photos.listing import find_absent, find_unlisted, list_photos
from faceparse_gui.project.photos.photos import Photos, RecordChange
from faceparse_gui.project.records import (
    PhotoRecord,
    Prediction,
    Status,
    check_status,
    is_unknown,
    key_of,
)
from faceparse_gui.project.store.database import Database
from faceparse_gui.project.store.files import Pictures
from faceparse_gui.project.store.location import hold_store
from faceparse_gui.project.store.store import Store, StoreGoneError
from faceparse_gui.project.versions.versions import Versions


class Project:
    """The photos of a folder, their states, label maps and predictions.

    The records live in memory, so that asking for them never waits; what saves or loads waits for the disk.
    Every method may be called from any thread. The pictures on disk come before the database: a label map
    without a row (the database was lost) is taken up again when its photo is found.
    """

    def __init__(
        self, store: Store, database: Database, recursive: bool, store_notices: tuple[str, ...] = ()
    ) -> None:
        self.notices: tuple[str, ...] = ()
        self._included: set[Path] = set()
        self.skipped: tuple[str, ...] = ()
        """What lies in the folder and is not read, in sentences; part of ``notices``."""
        self.on_notice: Callable[[str], None] = self._add_notice
        """Called with what a save has to say, from the thread that saves; a notice unless it is replaced."""
        self.on_made_anew: Callable[[str, dict[str, Status]], None] | None = None
        """Called, from any thread, when the store was deleted and had to be made anew: with what to tell, and
        what the states of the photos were. What is still in memory is to be saved again."""
        self.versions = Versions(store.path)
        self.photos = Photos(self)
        self._store = store
        self._store_notices = store_notices
        self._database = database
        self._pictures = Pictures(store)
        self.recursive = recursive
        self._memory = threading.Lock()  # held for the change of a record only, never while the disk works
        self._saving = threading.Lock()
        self._records = {record.key: record for record in database.rows()}
        self._stored: dict[str, Status] = {key: record.status for key, record in self._records.items()}
        self._present: list[str] = []
        self._absent: list[str] = []
        self._taken_up = 0
        self._lost: set[str] = set()  # whose saved work went with a deleted store
        self._uncounted: set[str] = set()  # whose labels were saved since their issues were counted
        self._placing = threading.Lock()

    @property
    def folder(self) -> Path:
        """The photos' folder."""
        return self._store.folder

    @property
    def store(self) -> Path:
        """Where the work on them is kept."""
        return self._store.path

    @classmethod
    def open(cls, folder: str | Path, recursive: bool = False) -> Project:
        """Open or begin the project of ``folder``, with its subfolders if ``recursive``.

        No photo is read; 10,000 of them take 0.2 s. ``ProjectError``: the folder cannot be listed, is open in
        another window, was worked on by a newer version, or its work cannot be kept.
        """
        folder = Path(folder).absolute()
        check_readable(folder)
        store = hold_store(folder)
        try:
            store_notices = store.set_odd_aside()
            project = cls(store, Database(store.path, folder), recursive, store_notices)
        except BaseException:
            store.close()
            raise
        try:
            project._pictures.remove_leftovers()
            project.versions.remove_leftovers()
            project.rescan()
        except BaseException:
            project.close()
            raise
        return project

    def close(self) -> None:
        """Let go of the folder; another window may then open it."""
        self.photos.close()
        self._database.close()
        self._store.close()

    # Where it is

    def check(self) -> None:
        """Look whether folder and store are where they were. ``StoreGoneError``: they are not."""
        self._store.check_photos()

    def follow(self, folder: Path) -> None:
        """Go on in ``folder``, to which the photos were moved with their store.

        ``ProjectError``: it is another folder, or its database cannot be opened.
        """
        with self._placing, self._saving:
            before = self.folder
            self._store.follow(folder)
            with self._memory:
                for key, record in self._records.items():
                    self._records[key] = replace(record, path=folder / record.path.relative_to(before))
            self._open_database()

    def make_anew(self) -> None:
        """Make a store that was deleted anew, if it was; ``on_made_anew`` is told."""
        self._prepare_store()

    def _prepare_store(self) -> None:
        """Before anything is written: as ``check``, but a store that was deleted is made anew."""
        with self._placing:
            try:
                self._store.check()
                return
            except StoreGoneError as gone:
                if not gone.deleted:
                    raise
                text = message("{gone} It was made anew.", gone=gone)
            try:
                self._store.make_anew()
            except OSError as error:
                raise saving_failed(self.store, error) from error
            with self._memory:
                states = {key: record.status for key, record in self._records.items() if record.updated > 0}
                self._lost = set(states)
                for key in self._lost:
                    now = self._records[key]
                    self._records[key] = PhotoRecord(key, now.path, now.size, now.mtime_ns)
                self._stored.clear()
            self._open_database()
        if self.on_made_anew is not None:
            self.on_made_anew(text, states)

    def _open_database(self) -> None:
        self._database.close()
        self._database = Database(self.store, self.folder)
        self.versions.reopen(self.store)

    # Records, from memory

    def records(self) -> list[PhotoRecord]:
        """Return the photos in natural order; the work on one that vanished waits for its return."""
        return [self._records[key] for key in self._present]

    def vanished(self) -> list[PhotoRecord]:
        """Return the records of photos that were worked on and are not in the folder now."""
        return [self._records[key] for key in self._absent]

    def newcomers(self) -> list[PhotoRecord]:
        """Return the photos of which the project knows nothing yet."""
        return [record for record in self.records() if record.updated == 0 and record.key not in self._stored]

    def record(self, key: str) -> PhotoRecord:
        """Return one record; ``KeyError`` for an unknown key."""
        return self._records[key]

    def find(self, path: str | Path) -> PhotoRecord | None:
        """Return the record of the photo at ``path``, None when it is not of this project."""
        path = Path(path).absolute()
        if not path.is_relative_to(self.folder):
            return None
        return self._records.get(key_of(path.relative_to(self.folder)))

    def name_of(self, record: PhotoRecord) -> str:
        """Return the photo's path in the folder, with ``/``."""
        return record.path.relative_to(self.folder).as_posix()

    def note_status(self, key: str, status: Status) -> None:
        """Give the record another status, in memory only: for the autosave, which writes it later."""
        self.note(key, status=status)

    def note_prediction(self, key: str, prediction: Prediction) -> None:
        """Give the record another prediction's maker and uncertainty, in memory only: as ``note_status``."""
        self.note(key, model=prediction.model, uncertainty=prediction.uncertainty)

    def note(self, key: str, **changes: Any) -> PhotoRecord:
        with self._memory:
            self._records[key] = replace(self._records[key], **changes)
            return self._records[key]

    # The folder

    def rescan(self) -> None:
        """Look for the photos again. ``StoreGoneError``: their folder is not where it was."""
        self._store.check()
        present = []
        saved = self._pictures.saved_labels()
        taken_up, found_again = [], 0
        skipped = SkippedFiles()
        unlisted = find_unlisted(self.folder, self._records.values(), self._included)
        for path, stamp in list_photos(self.folder, self.recursive, unlisted, skipped):
            key = key_of(path.relative_to(self.folder))
            known = self._records.setdefault(key, PhotoRecord(key, path, *stamp))
            self.photos.see(key, path, stamp)
            if key in saved and is_unknown(known, saved[key]):
                taken_up.append(self._take_up(key, saved[key]))
                found_again += known.updated == 0 or taken_up[-1].status != known.status
            present.append(key)
        self._present = present
        self._absent = find_absent(self.folder, self._records.values(), present)
        self._taken_up = found_again
        if taken_up:
            self._database.put(taken_up)
            self._stored |= {record.key: record.status for record in taken_up}
        self.skipped = skipped.sentences()
        accepted = (r for r in self._records.values() if self._stored.get(r.key) == r.status == "accepted")
        self.keep(doubts := acceptance.check(accepted, saved, self._pictures))
        self.notices = self._describe()
        for text in acceptance.notices(doubts):
            self.on_notice(text)

    def include(self, paths: Iterable[Path]) -> None:
        """Take in photos of the folder whose names promise none, and look again. They stay once worked on."""
        self._included |= {path.absolute() for path in paths}
        self.rescan()

    def settle(self, should_stop: Callable[[], bool] = lambda: False) -> list[str]:
        """Find out by their content which photos are others, where size and time alone cannot tell.

        Reads those photos; ``notices`` tell of them then. Returns the keys of the changed ones.
        """
        changed = self.photos.settle(self._present, should_stop)
        self.notices = self._describe()
        return changed

    def keep(self, changed: Sequence[RecordChange]) -> None:
        """Change records by what was found out of their photos, but for those that were saved meanwhile."""
        if not changed:
            return
        with self._saving:
            rows = []
            for before, changes in changed:
                now = self.record(before.key)
                if (now.size, now.mtime_ns, now.updated) == (before.size, before.mtime_ns, before.updated):
                    if "status" in changes:
                        self._stored[before.key] = changes["status"]
                    record = self.note(before.key, **changes)
                    rows.append(replace(record, status=self._stored.get(before.key, record.status)))
            with suppress(ProjectError):  # it is found out again, then
                self._store.check()
                self._database.put(rows)

    def reattach(self, old: str, new: str) -> bool:
        """Give the work on a vanished photo to the same photo under a new name; False: there is work on it.

        Killed on the way, the work is there under one of the names, or both.
        """
        self._prepare_store()
        with self._saving:
            record, there = self.record(old), self.record(new)
            if old not in self._absent or there.updated > 0 or there.status != "new":
                return False
            record = replace(record, key=new, path=there.path, changed=False)
            record = replace(record, size=there.size, mtime_ns=there.mtime_ns)
            self._pictures.copy(old, new)
            self._database.move(old, replace(record, status=self._stored.get(old, record.status)))
            with self._memory:
                self._records[new] = record
                del self._records[old]
            self._stored[new] = self._stored.pop(old)
            self._absent.remove(old)
        self._pictures.remove(old)
        self.notices = self._describe()
        return True

    def worked_on(self) -> list[PhotoRecord]:
        """Return the records of all photos with labels, wherever they are."""
        with self._memory:
            return [record for record in self._records.values() if record.status != "new"]

    def take(self, record: PhotoRecord, other: Project) -> bool:
        """Take over the work of ``other`` on a photo of this project; False: what is here is as new."""
        key = key_of(record.path.relative_to(self.folder))
        mine = self._records.get(key)
        if mine is not None and mine.updated >= record.updated:
            return False
        self._prepare_store()
        if mine is not None and mine.status in ("edited", "accepted"):
            self._keep_aside(key, message("There is newer work on {name}.", name=record.path.name))
        with self._saving:
            self._pictures.copy_from(other._pictures, record.key, key)
            taken = replace(record, key=key)
            self._put(taken, record.status, other.frames(record.key))
            with self._memory:
                self._records[key] = taken
            if key not in self._present and key not in self._absent:
                self._absent.append(key)
        self.photos.compare_again(key)
        return True

    def leave_new(self, keys: Iterable[str]) -> None:
        """Note that these photos are new ones, whatever vanished: they are newcomers no longer."""
        with self._saving:
            rows = [self.record(key) for key in keys if self.record(key).updated == 0]
            self._database.put(rows)
            self._stored |= {row.key: row.status for row in rows}

    def _take_up(self, key: str, written: int) -> PhotoRecord:
        """Make a record from the files, for a photo whose row was lost."""
        status: Status = "parsed" if self._pictures.is_as_predicted(key) else "edited"
        if status == "edited" and self.record(key).status == "new" and self._pictures.is_blank(key):
            status = "new"  # all of it was undone
        return self.note(key, status=status, updated=written / 1e9)

    def _describe(self) -> tuple[str, ...]:
        notices = describe(self._database.set_aside, self._taken_up, self.records(), self.vanished())
        return (
            *self.skipped,
            *self._database.notices,
            *self._store_notices,
            *notices,
            *self.versions.notices,
        )

    def _add_notice(self, text: str) -> None:
        self._store_notices = (*self._store_notices, text)
        self.notices = self._describe()

    # Work, on disk

    def load_labels(self, key: str, size: tuple[int, int] | None = None) -> LabelMap | None:
        """Read the saved label map, None when there is none.

        ``ProjectError``: it is damaged and was set aside, or it has not the photo's ``size`` ``(width,
        height)``; then it stays as it is.
        ``DamagedLabelsError``: if ``restored``, those saved before can be read now, and count as edited.
        """
        try:
            labels = self._pictures.read_labels(self._pictures.labels_path(key))
        except DamagedLabelsError as damaged:
            if key in self._records:
                self.set_status(key, "edited" if damaged.restored else "new")
            raise
        if labels is not None and size is not None and labels.shape != size[::-1]:
            raise other_size(self.record(key).path, size, labels.shape)
        return labels

    def save_labels(
        self, key: str, labels: LabelMap, status: Status | None = None, noted: bool = False
    ) -> None:
        """Write the label map and the status; without one, the status in memory.

        ``noted``: the status in memory may be newer than the one given, and stays. Killed between two of its
        steps, what a hand did is never left under a status that lets a parse replace it. Where the photo
        changed, what a hand had done on the one before is kept aside, and ``on_notice`` is called with that.
        ``ValueError``, before anything is written: there is no such status.
        """
        check_status(status)
        self._prepare_store()
        status = status or self.record(key).status
        before = self._stored.get(key, "new")
        by_hand = status in ("edited", "accepted") or before == "accepted"
        path = self._pictures.labels_path(key)
        if by_hand and before != "edited" and self.record(key).updated > 0:
            self._put(self.record(key), "edited")
        try:
            if before in ("edited", "accepted") and self.photos.is_another(key):
                self._keep_aside(
                    key, message("{name} changed since it was labelled.", name=self.record(key).path.name)
                )
            self._pictures.write_labels(path, labels)
        except ProjectError:
            if self._stored.get(key, "new") != before:
                with suppress(ProjectError):
                    self._put(self.record(key), before)
            raise
        height, width = labels.shape
        made = self.photos.made_on(key) | {"width": width, "height": height}
        self._uncounted.add(key)
        self._save(key, None if noted else status, status, **made, **self._pictures.note_labels(key, status))
        self.photos.saved(key)

    def save_issue_count(self, key: str, number: int) -> None:
        """Write how many issues the saved labels have. Until then the record on disk has no number.

        Raises:
            KeyError: if there is no such photo.
            ProjectError: if it cannot be written.
        """
        self._store.check()
        with self._saving:
            self._uncounted.discard(key)
            record = self.note(key, warnings=number)
            self._put(record, self._stored.get(key, record.status))

    def _keep_aside(self, key: str, why: str) -> None:
        """Keep a copy of labels that are about to be replaced by others than their own corrections."""
        aside = self._pictures.keep_labels(key)
        if aside is not None:
            self.on_notice(message("{why} Its earlier labels are kept as {aside}.", why=why, aside=aside))

    def load_prediction(self, key: str) -> Prediction | None:
        """Read what the network said, None when there is nothing. ``ProjectError`` as ``load_labels``."""
        labels = self.load_predicted(key)
        if labels is None:
            return None
        path = self._pictures.confidence_path(key)
        was_there = self._store.exists(path)
        confidence = self._pictures.read_confidence(path, labels.shape)
        if confidence is None:
            if was_there and not self._store.exists(path):
                name = self.record(key).path.name
                self.on_notice(
                    message(
                        "The confidence map of {name} is damaged and was set aside: parse it again.",
                        name=name,
                    )
                )
            return None
        record = self.record(key)
        return Prediction(labels, confidence, record.model, self.frames(key), record.uncertainty)

    def load_predicted(self, key: str) -> LabelMap | None:
        """Read the label map of the prediction alone. ``ProjectError`` as ``load_labels``."""
        return self._pictures.read_labels(self._pictures.prediction_path(key))

    def is_as_parsed(self, key: str) -> bool:
        """Whether the saved labels are what the network said, unedited. Waits for the disk."""
        try:
            labels, predicted = self.load_labels(key), self.load_predicted(key)
        except ProjectError:
            return False
        return labels is not None and predicted is not None and np.array_equal(labels, predicted)

    def frames(self, key: str) -> tuple[Frame, ...]:
        """Read where the faces of the photo lie, best first; none when it was parsed whole or not yet."""
        return self._database.frames(key)

    def save_prediction(self, key: str, prediction: Prediction) -> None:
        """Write what a network said; the label map and the status stay."""
        if prediction.labels.shape != prediction.confidence.shape or prediction.confidence.dtype != np.uint8:
            raise ValueError("a confidence map is uint8 and has the shape of its label map")
        self._prepare_store()
        self._pictures.write_confidence(self._pictures.confidence_path(key), prediction.confidence)
        self._pictures.write_labels(self._pictures.prediction_path(key), prediction.labels)
        stored = self._stored.get(key, "new")
        values: dict[str, Any] = {"model": prediction.model, "uncertainty": prediction.uncertainty}
        if self.record(key).updated == 0:
            values |= self.photos.made_on(key)
        self._save(key, None, stored, prediction.frames, **values)

    def set_status(self, key: str, status: Status, noted: bool = False) -> None:
        """Write another status; ``noted`` and ``ValueError`` as in ``save_labels``."""
        check_status(status)
        self._prepare_store()
        self._save(key, None if noted else status, status, **self._pictures.note_labels(key, status))

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
            if key in self._lost and status != "new":
                self._lost.discard(key)
                note = status
            noted = {"status": note} if note else {}
            record = self.note(key, updated=time.time(), **changes, **noted)
            self._put(record, status, frames)

    def _put(self, record: PhotoRecord, status: Status, frames: tuple[Frame, ...] | None = None) -> None:
        warnings = None if record.key in self._uncounted else record.warnings
        row = replace(record, status=status, warnings=warnings)
        self._database.put([row], {} if frames is None else {record.key: frames})
        self._stored[record.key] = status
