"""The project's SQLite file: one row for each photo on which there is work.

It is opened in WAL mode with ``synchronous=FULL``: a commit is on disk when it returns, and there is at most
about one a second, so the extra fsync costs nothing that anyone sees. ``locking_mode=EXCLUSIVE`` makes the
file its own lock against a second window; the system drops it with the process, however that ends.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from faceparse_core.files.store_files import unused_name
from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF
from faceparse_core.messages import message
from faceparse_core.parsing.faces import Frame
from faceparse_gui.project.errors import ProjectError, saving_failed
from faceparse_gui.project.frames import from_text, to_text
from faceparse_gui.project.records import PhotoRecord
from faceparse_gui.project.store.own_lock import OwnLock, knows_locks

FILE_NAME = "project.sqlite"
SCHEMA_VERSION = 7
_APPLICATION_ID = 0x46504749  # "FPGI"
_TABLE_1 = """CREATE TABLE images (
    key TEXT PRIMARY KEY,
    path BLOB NOT NULL,       -- relative to the project's folder, as the system spells it, with "/"
    size INTEGER NOT NULL,    -- size and time of the photo on which the work was done
    mtime_ns INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('new', 'parsed', 'edited', 'accepted')),
    model TEXT NOT NULL,
    width INTEGER,
    height INTEGER,
    updated REAL NOT NULL
) STRICT"""
_TABLE_2 = _TABLE_1.replace(
    "updated REAL NOT NULL",
    """updated REAL NOT NULL,
    uncertainty REAL,         -- 0 to 1, of the prediction
    frames TEXT               -- of the prediction, see frames.py""",
)
_TABLE_3 = _TABLE_2.replace(
    "    frames TEXT  ",
    """    warnings INTEGER,         -- what document/checks.py counts in the label map
    frames TEXT  """,
)
_TABLE_4 = _TABLE_3.replace(
    "    status TEXT",
    """    digest TEXT NOT NULL DEFAULT '',  -- of that photo's content, see identity.py; '' if not known
    status TEXT""",
)
_TABLE_5 = _TABLE_4.replace(
    "    model TEXT",
    """    labels TEXT NOT NULL DEFAULT '',  -- the label map that was accepted, see files.py
    labels_ns INTEGER NOT NULL DEFAULT 0,  -- when that was written
    model TEXT""",
)
_TABLE_6 = _TABLE_5.replace("'new', 'parsed'", "'new', 'no-face', 'parsed'").replace(
    "    model TEXT NOT NULL,",
    """    model TEXT NOT NULL,
    no_face_by TEXT NOT NULL DEFAULT '',  -- the detector that found no face; '' if not asked, or it did""",
)
_TABLE = _TABLE_6.replace(
    "    model TEXT",
    """    accepted_for TEXT NOT NULL DEFAULT '',  -- names of the classes, with ","; '' for all
    model TEXT""",
)
_TABLES = {1: _TABLE_1, 2: _TABLE_2, 3: _TABLE_3, 4: _TABLE_4, 5: _TABLE_5, 6: _TABLE_6, 7: _TABLE}
_COLUMNS_1 = "key, path, size, mtime_ns, status, model, width, height, updated"
_OLD_COLUMNS = {
    1: _COLUMNS_1,
    2: f"{_COLUMNS_1}, uncertainty, frames",
    3: f"{_COLUMNS_1}, uncertainty, warnings, frames",
    4: f"{_COLUMNS_1}, uncertainty, warnings, digest, frames",
    5: f"{_COLUMNS_1}, uncertainty, warnings, digest, labels, labels_ns, frames",
    6: f"{_COLUMNS_1}, uncertainty, warnings, digest, labels, labels_ns, no_face_by, frames",
}
_COLUMNS = f"{_COLUMNS_1}, uncertainty, warnings, digest, labels, labels_ns, no_face_by, accepted_for"
_PUT = f"""INSERT INTO images ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
    path = excluded.path, size = excluded.size, mtime_ns = excluded.mtime_ns, status = excluded.status,
    model = excluded.model, width = excluded.width, height = excluded.height, updated = excluded.updated,
    uncertainty = excluded.uncertainty, warnings = excluded.warnings, digest = excluded.digest,
    labels = excluded.labels, labels_ns = excluded.labels_ns, no_face_by = excluded.no_face_by,
    accepted_for = excluded.accepted_for"""


class _DamagedError(Exception):
    """The file is no database of this program."""


class Database:
    """The rows of ``images``. Thread-safe; a call that writes waits for the disk."""

    def __init__(self, store: Path, folder: Path) -> None:
        """Open or create the database in ``store``, for photos in ``folder``.

        A damaged file is set aside under another name (see ``set_aside``) and an empty one put in its place.
        ``ProjectError``: another window has it open, a newer program made it, or the disk refuses.
        """
        self._store = store
        self._folder = folder
        self._lock = threading.Lock()
        self.set_aside: Path | None = None
        self.notices: tuple[str, ...] = ()
        self._own_lock: OwnLock | None = None
        path = store / FILE_NAME
        try:
            has_locks = knows_locks(store)
            if not has_locks:
                self._own_lock = OwnLock(store, folder)
                self.notices = (
                    message(
                        "The disk of {folder} knows no file locks: open it on one computer at a time.",
                        folder=folder,
                    ),
                )
            try:
                self._connection = _open(path, has_locks)
            except _DamagedError:
                self.set_aside = _set_aside(path)
                self._connection = _open(path, has_locks)
        except BaseException as error:
            if self._own_lock is not None:
                self._own_lock.release()
            explained = self._explain(error)
            if explained is error:
                raise
            raise explained from error

    def _explain(self, error: BaseException) -> BaseException:
        """What kept the database from being opened, in words for the user where it is no surprise."""
        path = self._store / FILE_NAME
        if isinstance(error, sqlite3.OperationalError):
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                why = message("a window or a command of this program works on it. Close that one first.")
            else:
                why = message(
                    "{path} cannot be used ({error}). Is the disk full or gone?", path=path, error=error
                )
            return ProjectError(
                self._folder, message("{folder} cannot be opened: {why}", folder=self._folder, why=why)
            )
        if isinstance(error, FileError):
            return error
        if isinstance(error, _DamagedError | OSError):
            return ProjectError(
                path, message("{path} is damaged and cannot be renamed. Move it away.", path=path)
            )
        return error

    def rows(self) -> list[PhotoRecord]:
        """Read all rows."""
        with self._lock:
            rows = self._connection.execute(f"SELECT {_COLUMNS} FROM images").fetchall()
        records = []
        for key, path, *rest, uncertainty, issues, digest, labels, labels_ns, no_face_by, names in rows:
            made = PhotoRecord(key, self._folder / os.fsdecode(path), *rest)
            record = replace(made, uncertainty=_fraction(uncertainty), issues=_number(issues))
            record = replace(record, digest=digest, labels=labels, labels_ns=labels_ns)
            record = replace(record, no_face_by=no_face_by)
            records.append(_accepted_for(record, names))
        return records

    def frames(self, key: str) -> tuple[Frame, ...]:
        """Read the frames of a photo's faces; none for an unknown key, or when they cannot be used."""
        with self._lock:
            row = self._connection.execute("SELECT frames FROM images WHERE key = ?", (key,)).fetchone()
        return from_text(row[0]) if row else ()

    def put(
        self, records: Iterable[PhotoRecord], frames: Mapping[str, tuple[Frame, ...]] | None = None
    ) -> None:
        """Insert or replace rows, all or none; frames are kept but for those given, by key.

        ``ProjectError`` when they cannot be written.
        """
        values = [self._values(record) for record in records]
        texts = [(to_text(given), key) for key, given in (frames or {}).items()]
        try:
            with self._lock, self._connection:
                self._connection.executemany(_PUT, values)
                self._connection.executemany("UPDATE images SET frames = ? WHERE key = ?", texts)
        except sqlite3.Error as error:
            raise saving_failed(self._store, error) from error

    def _values(self, record: PhotoRecord) -> tuple[object, ...]:
        return (
            record.key,
            os.fsencode(record.path.relative_to(self._folder).as_posix()),
            record.size,
            record.mtime_ns,
            record.status,
            record.model,
            record.width,
            record.height,
            record.updated,
            record.uncertainty,
            record.issues,
            record.digest,
            record.labels,
            record.labels_ns,
            record.no_face_by,
            ",".join(record.accepted_for),
        )

    def move(self, key: str, record: PhotoRecord) -> None:
        """Let the row of ``key`` be that of ``record``, whole or not at all. ``ProjectError`` as ``put``."""
        values = self._values(record)
        try:
            with self._lock, self._connection:
                self._connection.execute(_PUT, values)
                self._connection.execute(
                    "UPDATE images SET frames = (SELECT frames FROM images WHERE key = ?) WHERE key = ?",
                    (key, record.key),
                )
                self._connection.execute("DELETE FROM images WHERE key = ?", (key,))
        except sqlite3.Error as error:
            raise saving_failed(self._store, error) from error

    def close(self) -> None:
        """Close the file and give up the lock; no other method may be called afterwards."""
        with self._lock:
            self._connection.close()
            if self._own_lock is not None:
                self._own_lock.release()


def _open(path: Path, has_locks: bool) -> sqlite3.Connection:
    """``has_locks``: the disk's; SQLite takes their absence for another process that holds them."""
    address = path.as_uri() + ("" if has_locks else "?vfs=unix-none")
    connection = sqlite3.connect(address, uri=True, timeout=0, check_same_thread=False)
    connection.text_factory = lambda text: text.decode(errors="replace")
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        is_empty = _marks(connection) == (0, 0) and not _objects(connection)
        if not is_empty:
            _check(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN EXCLUSIVE")
        if is_empty:  # just made, or a crash came before the table
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        elif (version := _marks(connection)[1]) < SCHEMA_VERSION:
            _migrate(connection, version)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.commit()
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            raise _DamagedError from error
        raise
    return connection


def _migrate(connection: sqlite3.Connection, version: int) -> None:
    """From an older schema, within the running transaction: killed on the way, the file is as it was."""
    columns = _OLD_COLUMNS[version]
    connection.execute("ALTER TABLE images RENAME TO old_images")
    connection.execute(_TABLE)
    connection.execute(f"INSERT INTO images ({columns}) SELECT {columns} FROM old_images")
    if version < 6:
        connection.execute("UPDATE images SET uncertainty = NULL")  # of another measure: not to be compared
    connection.execute("DROP TABLE old_images")


def _marks(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the application's mark and the schema's version."""
    (application_id,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return application_id, version


def _objects(connection: sqlite3.Connection) -> list[str]:
    """Return the SQL of all tables, indexes, views and triggers."""
    return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]


def _check(connection: sqlite3.Connection, path: Path) -> None:
    application_id, version = _marks(connection)
    if application_id == _APPLICATION_ID and version > SCHEMA_VERSION:
        raise ProjectError(
            path,
            message(
                "{path} was made by a newer version of this program (schema {schema}, this one knows "
                "up to {known}). Update the program; nothing was changed.",
                path=path,
                schema=version,
                known=SCHEMA_VERSION,
            ),
        )
    if application_id != _APPLICATION_ID or _objects(connection) != [_TABLES.get(version)]:
        raise _DamagedError
    if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise _DamagedError


def _accepted_for(record: PhotoRecord, names: str) -> PhotoRecord:
    """The record with the classes of the column; edited where it is accepted for none that is known here."""
    known = tuple(name for name in names.split(",") if name in ID_OF)
    if names and not known and record.status == "accepted":
        return replace(record, status="edited")
    return replace(record, accepted_for=known)


def _fraction(number: float | None) -> float | None:
    return number if number is not None and 0 <= number <= 1 else None


def _number(number: int | None) -> int | None:
    return number if number is not None and number >= 0 else None


def _set_aside(path: Path) -> Path:
    """Rename a damaged database with what belongs to it; return its new name."""
    aside = unused_name(path.with_stem(f"{path.stem}-damaged"))
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside
