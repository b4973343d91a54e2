"""The photos' files: which photo lies at each place now, and which one is worked on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from faceparse_gui.project.photos.identity import Stamp, digest_of, likeness
from faceparse_gui.project.records import FileState, PhotoRecord

_BATCH = 64
"""Rows that are written at once when many photos are looked at."""

RecordChange = tuple[PhotoRecord, dict[str, Any]]
"""A record as it was when its photo was read, and what is to be changed in it by that."""


class Records(Protocol):
    """Where the records are kept."""

    def record(self, key: str) -> PhotoRecord:
        """The record of the photo with this key.

        Raises:
            KeyError: if no photo has it.
        """

    def note(self, key: str, **changes: Any) -> PhotoRecord:
        """Change a record in memory."""

    def keep(self, changes: Sequence[RecordChange]) -> None:
        """Change records in memory and on disk, but for those that were saved meanwhile."""


def _never() -> bool:
    return False


class Photos:
    """Looks at photos' files. From any thread; all but ``saved`` and ``see`` wait for the disk."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._seen: dict[str, Stamp] = {}
        self._begun: dict[str, Stamp] = {}  # what is saved was made on this one
        self._unsure: set[str] = set()  # only the content can tell whether it is the photo that was labelled
        self._digests: dict[tuple[str, Stamp], str] = {}

    def close(self) -> None:
        """End what is being read."""
        self._closed.set()

    def see(self, key: str, path: Path, stamp: Stamp) -> None:
        """Note the file as it is now."""
        record = self._records.record(key)
        with self._lock:
            is_news = self._seen.get(key) != stamp
            self._seen[key] = stamp
        if record.updated == 0:
            if (record.path, record.size, record.mtime_ns) != (path, *stamp):
                self._records.note(key, path=path, size=stamp.size, mtime_ns=stamp.mtime_ns)
        elif is_news:
            like = likeness(record, stamp)
            (self._unsure.add if like == "unsure" else self._unsure.discard)(key)
            self._records.note(key, path=path, changed=like == "other")
        elif record.path != path:
            self._records.note(key, path=path)

    def compare_again(self, key: str) -> None:
        """The record is of other work now: is the photo that was seen last the one it was made on?"""
        with self._lock:
            stamp = self._seen.pop(key, None)
        if stamp is not None:
            self.see(key, self._records.record(key).path, stamp)

    def check(self, key: str) -> FileState:
        """Is the file as it was at the last look?

        Where size or time differ the content decides, if that of before is known.
        """
        path, before = self._records.record(key).path, self._seen.get(key)
        try:
            now = Stamp.of(path.stat())
        except OSError:
            return "gone"
        self.see(key, path, now)
        if before is None or now == before:
            return "same"
        content = self._digests.get((key, before))
        if not content or now.size != before.size or self._digest(key, now) != content:
            return "changed"
        with self._lock:
            if self._begun.get(key) == before:
                self._begun[key] = now
        return "same"

    def recognise(self, key: str) -> FileState:
        """Is the file that is there now the photo that the saved work was made on?

        It is read, where its content is known: files of one size change places, and tools put back the time
        of what they changed.
        """
        path = self._records.record(key).path
        try:
            self.see(key, path, Stamp.of(path.stat()))
        except OSError:
            return "gone"
        self._records.keep(self._find_changes(key, _never))
        self._check_content(key)
        return "changed" if self._records.record(key).changed else "same"

    def begin(self, key: str) -> FileState:
        """``recognise``, and count what is saved from now on as made on the photo that is there now.

        Call it before the photo is read for work on it.
        """
        state = self.recognise(key)
        if state != "gone":
            with self._lock:
                self._begun[key] = self._seen[key]
        return state

    def is_as_begun(self, key: str) -> bool:
        """Whether the file is, by its content, the photo that is worked on."""
        begun, now = self._worked_on(key), self._seen[key]
        content = self._digest(key, begun)
        return begun == now or bool(content and begun.size == now.size and self._digest(key, now) == content)

    def learn(self, key: str) -> None:
        """Read the content of the photo that is worked on: it may be gone when the work is saved."""
        self._digest(key, self._worked_on(key))

    def stamp(self, key: str) -> Stamp | None:
        """Size and time of the file at the last look."""
        return self._seen.get(key)

    def content(self, key: str, should_stop: Callable[[], bool] = _never) -> str:
        """The digest of the photo as it was at the last look, empty if it is not that one any more."""
        return self._digest(key, self._seen[key], should_stop)

    def settle(self, keys: Iterable[str], should_stop: Callable[[], bool] = _never) -> list[str]:
        """``recognise`` those of ``keys`` that size and time leave open; return the changed ones."""
        changes: list[RecordChange] = []
        changed = []
        for key in [key for key in keys if key in self._unsure]:
            if self._is_over(should_stop):
                break
            changes += self._find_changes(key, should_stop)
            if self._records.record(key).changed:
                changed.append(key)
            if len(changes) >= _BATCH:
                self._records.keep(changes)
                changes = []
        self._records.keep(changes)
        return changed

    def note_contents(self, keys: Iterable[str], should_stop: Callable[[], bool] = _never) -> None:
        """Note the content of photos whose work is older than that knowledge. Reads them all."""
        changes: list[RecordChange] = []
        for key in keys:
            if self._is_over(should_stop):
                break
            record, seen = self._records.record(key), self._seen[key]
            if record.updated == 0 or record.digest or (record.size, record.mtime_ns) != seen:
                continue
            if digest := digest_of(record.path, seen, lambda: self._is_over(should_stop)):
                changes.append((record, {"digest": digest}))
            if len(changes) >= _BATCH:
                self._records.keep(changes)
                changes = []
        self._records.keep(changes)

    def is_another(self, key: str) -> bool:
        """Whether the photo that is worked on is another than the saved labels were made on."""
        record, begun = self._records.record(key), self._worked_on(key)
        like = likeness(record, begun)
        if like == "same" and record.digest:
            return self._digests.get((key, begun), record.digest) != record.digest
        return like == "other" or (like == "unsure" and self._digest(key, begun) != record.digest)

    def made_on(self, key: str) -> dict[str, Any]:
        """What a record says of the photo that is worked on, on which labels were made now."""
        begun = self._worked_on(key)
        digest = self._digest(key, begun)
        is_there = self._seen.get(key, begun) == begun
        return {"size": begun.size, "mtime_ns": begun.mtime_ns, "digest": digest, "changed": not is_there}

    def saved(self, key: str) -> None:
        """The record is of the photo that is worked on from now on."""
        self._unsure.discard(key)

    def _worked_on(self, key: str) -> Stamp:
        record = self._records.record(key)
        return self._begun.get(key) or self._seen.get(key) or Stamp(record.size, record.mtime_ns)

    def _find_changes(self, key: str, should_stop: Callable[[], bool]) -> list[RecordChange]:
        """Let the content decide where the stamp cannot; one that cannot be read counts as another."""
        if key not in self._unsure:
            return []
        record, stamp = self._records.record(key), self._seen[key]
        digest = self._digest(key, stamp, should_stop)
        if (not digest and self._is_over(should_stop)) or self._seen[key] != stamp:
            return []
        self._unsure.discard(key)
        if digest != record.digest:
            self._records.note(key, changed=True)
            return []
        return [(record, {"size": stamp.size, "mtime_ns": stamp.mtime_ns, "changed": False})]

    def _check_content(self, key: str) -> None:
        """Let the content decide although size and time are those of the photo that was worked on."""
        record, stamp = self._records.record(key), self._seen[key]
        if record.updated == 0 or not record.digest or likeness(record, stamp) != "same":
            return
        digest = digest_of(record.path, stamp, self._closed.is_set)
        if digest:
            self._digests[key, stamp] = digest
            self._records.note(key, changed=digest != record.digest)

    def _is_over(self, should_stop: Callable[[], bool]) -> bool:
        return self._closed.is_set() or should_stop()

    def _digest(self, key: str, stamp: Stamp, should_stop: Callable[[], bool] = _never) -> str:
        """The content of the photo, empty if it is not this one any more."""
        if digest := self._digests.get((key, stamp), ""):
            return digest
        path = self._records.record(key).path
        if digest := digest_of(path, stamp, lambda: self._is_over(should_stop)):
            self._digests[key, stamp] = digest
        return digest
