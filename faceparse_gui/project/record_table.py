"""The records of a project's photos: in memory, from where they are read, and as rows of its database."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from faceparse_core.parsing.faces import Frame
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.photos.photos import RecordChange
from faceparse_gui.project.records import PhotoRecord, Status
from faceparse_gui.project.store.database import Database
from faceparse_gui.project.store.store import Store


class RecordTable:
    """What is known about each photo, by key. From any thread; what writes rows waits for the disk.

    A record in memory may have a newer status than its row: the autosave notes it and writes it later.
    """

    def __init__(self, store: Store, database: Database) -> None:
        self.database = database
        self.saving = threading.Lock()
        """Held while files and rows that belong together are written."""
        self._store = store
        self._memory = threading.Lock()  # held for the change of a record only, never while the disk works
        self._records = {record.key: record for record in database.rows()}
        self._stored: dict[str, Status] = {key: record.status for key, record in self._records.items()}
        self._lost: set[str] = set()  # whose saved work went with a deleted store
        self._uncounted: set[str] = set()  # whose labels were saved since their issues were counted

    def open_database(self, folder: Path) -> None:
        """Write to the database of the store as it is now; ``ProjectError`` if it cannot be opened."""
        self.database.close()
        self.database = Database(self._store.path, folder)

    # In memory

    def __contains__(self, key: object) -> bool:
        return key in self._records

    def record(self, key: str) -> PhotoRecord:
        """Return one record; ``KeyError`` for an unknown key."""
        return self._records[key]

    def get(self, key: str) -> PhotoRecord | None:
        """Return one record, None for an unknown key."""
        return self._records.get(key)

    def all(self) -> Iterable[PhotoRecord]:
        """Return the records of all photos that are known, present or not."""
        return self._records.values()

    def worked_on(self) -> list[PhotoRecord]:
        """Return the records of all photos with labels, wherever they are."""
        with self._memory:
            return [record for record in self._records.values() if record.status != "new"]

    def add(self, record: PhotoRecord) -> PhotoRecord:
        """Add a record of a photo that was found; return the one that is known, if there is one."""
        return self._records.setdefault(record.key, record)

    def put(self, record: PhotoRecord) -> None:
        """Set the record in memory of its key."""
        with self._memory:
            self._records[record.key] = record

    def note(self, key: str, **changes: Any) -> PhotoRecord:
        """Change a record in memory; return it."""
        with self._memory:
            self._records[key] = replace(self._records[key], **changes)
            return self._records[key]

    def move_paths(self, before: Path, folder: Path) -> None:
        """Note that the photos lie in ``folder`` now, as they lay in the folder ``before``."""
        with self._memory:
            for key, record in self._records.items():
                self._records[key] = replace(record, path=folder / record.path.relative_to(before))

    def lose_work(self) -> dict[str, Status]:
        """Note that all saved work is gone; return which statuses the photos with work had."""
        with self._memory:
            statuses = {key: record.status for key, record in self._records.items() if record.updated > 0}
            self._lost = set(statuses)
            for key in self._lost:
                now = self._records[key]
                self._records[key] = PhotoRecord(key, now.path, now.size, now.mtime_ns)
            self._stored.clear()
        return statuses

    # Rows

    def stored_status(self, key: str) -> Status | None:
        """Return the status in the photo's row, None without a row."""
        return self._stored.get(key)

    def accepted(self) -> Iterable[PhotoRecord]:
        """Return the records that are accepted in memory and on disk."""
        return (r for r in self._records.values() if self._stored.get(r.key) == r.status == "accepted")

    def write_new(self, records: Sequence[PhotoRecord]) -> None:
        """Write rows of these records as they are."""
        self.database.put(records)
        self._stored |= {record.key: record.status for record in records}

    def keep(self, changes: Sequence[RecordChange]) -> None:
        """Change records by what was found out of their photos, but for those that were saved meanwhile."""
        if not changes:
            return
        with self.saving:
            rows = []
            for before, values in changes:
                now = self.record(before.key)
                if (now.size, now.mtime_ns, now.updated) == (before.size, before.mtime_ns, before.updated):
                    if "status" in values:
                        self._stored[before.key] = values["status"]
                    record = self.note(before.key, **values)
                    rows.append(replace(record, status=self._stored.get(before.key, record.status)))
            with suppress(ProjectError):  # it is found out again, then
                self._store.check()
                self.database.put(rows)

    def save(
        self,
        key: str,
        note: Status | None,
        status: Status,
        frames: tuple[Frame, ...] | None = None,
        **changes: Any,
    ) -> None:
        """Write a row with ``status``; ``note``: the one for the record in memory, None to leave it."""
        with self.saving:
            if key in self._lost and status != "new":
                self._lost.discard(key)
                note = status
            noted = {"status": note} if note else {}
            record = self.note(key, updated=time.time(), **changes, **noted)
            self.write(record, status, frames)

    def save_issue_count(self, key: str, number: int) -> None:
        """Write how many issues the saved labels have."""
        with self.saving:
            self._uncounted.discard(key)
            record = self.note(key, issues=number)
            self.write(record, self._stored.get(key, record.status))

    def forget_issue_count(self, key: str) -> None:
        """Write no number of issues any more: the labels are others. In memory it stays until the next."""
        self._uncounted.add(key)

    def write(self, record: PhotoRecord, status: Status, frames: tuple[Frame, ...] | None = None) -> None:
        """Write a row as ``record`` says, with ``status``; without ``frames``, those on disk stay."""
        issues = None if record.key in self._uncounted else record.issues
        row = replace(record, status=status, issues=issues)
        self.database.put([row], {} if frames is None else {record.key: frames})
        self._stored[record.key] = status

    def move_row(self, old: str, record: PhotoRecord) -> None:
        """Give the row of ``old`` to ``record``, with the status that it has on disk."""
        self.database.move(old, replace(record, status=self._stored.get(old, record.status)))
        with self._memory:
            self._records[record.key] = record
            del self._records[old]
        self._stored[record.key] = self._stored.pop(old)
