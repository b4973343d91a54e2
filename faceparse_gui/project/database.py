"""The project's SQLite file: one row for each photo on which there is work.

It is opened in WAL mode with ``synchronous=FULL``: a commit is on disk when it returns, and there is at most
about one a second, so the extra fsync costs nothing that anyone sees. ``locking_mode=EXCLUSIVE`` makes the
file its own lock against a second window; the system drops it with the process, however that ends.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from faceparse_gui.project.errors import ProjectError, saving_failed
from faceparse_gui.project.files import unused_name
from faceparse_gui.project.records import ImageRecord

FILE_NAME = "project.sqlite"
SCHEMA_VERSION = 1
_APPLICATION_ID = 0x46504749  # "FPGI"
_TABLE = """CREATE TABLE images (
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
_PUT = "INSERT OR REPLACE INTO images VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


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
        path = store / FILE_NAME
        try:
            try:
                self._connection = _open(path)
            except _DamagedError:
                self.set_aside = _set_aside(path)
                self._connection = _open(path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                why = "it is open in another window of this program. Go on there, or close it first."
            else:
                why = f"{path} cannot be used ({error}). Is the disk full or gone?"
            raise ProjectError(folder, f"{folder} cannot be opened: {why}") from error
        except ProjectError:
            raise
        except (_DamagedError, OSError) as error:
            why = f"{path} is damaged and cannot be renamed. Move it away, then open the folder again."
            raise ProjectError(path, why) from error

    def rows(self) -> list[ImageRecord]:
        """Read all rows."""
        with self._lock:
            rows = self._connection.execute("SELECT * FROM images").fetchall()
        return [ImageRecord(key, self._folder / os.fsdecode(path), *rest) for key, path, *rest in rows]

    def put(self, records: Iterable[ImageRecord]) -> None:
        """Insert or replace rows, all or none. ``ProjectError`` when they cannot be written."""
        values = [
            (
                record.key,
                os.fsencode(record.path.relative_to(self._folder).as_posix()),
                record.size,
                record.mtime_ns,
                record.status,
                record.model,
                record.width,
                record.height,
                record.updated,
            )
            for record in records
        ]
        try:
            with self._lock, self._connection:
                self._connection.executemany(_PUT, values)
        except sqlite3.Error as error:
            raise saving_failed(self._store, error) from error

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0, check_same_thread=False)
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
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.commit()
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            raise _DamagedError from error
        raise
    return connection


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
            f"{path} was made by a newer version of this program (schema {version}, this one knows up to "
            f"{SCHEMA_VERSION}). Update the program; nothing was changed.",
        )
    if application_id != _APPLICATION_ID or _objects(connection) != [_TABLE]:
        raise _DamagedError
    if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
        raise _DamagedError


def _set_aside(path: Path) -> Path:
    """Rename a damaged database with what belongs to it; return its new name."""
    aside = unused_name(path.with_stem(f"{path.stem}-damaged"))
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside
