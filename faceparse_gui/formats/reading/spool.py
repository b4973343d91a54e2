"""What comes in any order and is asked for by number, kept on the disk meanwhile."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from weakref import finalize

from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError

MAX_NUMBER = (1 << 63) - 1


class Spool:
    """Pieces of bytes under numbers of 64 bits, several under one; memory is constant however many there are.

    They lie in a temporary database of SQLite, which is gone with this object, or with the process. Several
    threads may read.

    Raises:
        FormatError: from each method, naming ``path``, whose pieces they are: if the disk is full.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._database.close)
        with self._explained():
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("CREATE TABLE piece (number INTEGER NOT NULL, data BLOB NOT NULL)")
            self._database.execute("BEGIN")

    def put(self, number: int, data: bytes) -> None:
        """Add a piece."""
        with self._explained():
            self._database.execute("INSERT INTO piece VALUES (?, ?)", (number, data))

    def close(self) -> None:
        """No more pieces will come: from now on they can be asked for."""
        with self._explained():
            self._database.execute("CREATE INDEX number ON piece (number)")
            self._database.execute("COMMIT")

    def numbers(self) -> Iterator[tuple[int, int]]:
        """Each number that has pieces, and how many, in order."""
        with self._explained():
            yield from self._database.execute("SELECT number, count(*) FROM piece GROUP BY number")

    def get(self, number: int) -> list[bytes]:
        """The pieces of a number, in the order in which they came."""
        with self._explained(), self._lock:
            rows = self._database.execute("SELECT data FROM piece WHERE number = ? ORDER BY rowid", (number,))
            return [data for (data,) in rows]

    def size(self, number: int) -> int:
        """Bytes of the pieces of a number."""
        with self._explained(), self._lock:
            rows = self._database.execute("SELECT total(length(data)) FROM piece WHERE number = ?", (number,))
            return int(next(rows)[0])

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise FormatError(
                self._path,
                message(
                    "{name} cannot be read: there is no room for temporary files ({error}). Free "
                    "some space on the disk.",
                    name=self._path.name,
                    error=error,
                ),
            ) from error
