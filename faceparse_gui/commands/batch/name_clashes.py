"""Which photo claims which file name, kept on disk: there may be more names than memory holds."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from faceparse_core.files.writing import FileError

Claim = tuple[Path, Path, Path | None]
"""``(file, photo, target)``: the photo is to be saved as ``target``, which is ``file`` once the links in its
folder are resolved, or what ``linked`` says; ``target`` is None where ``file`` is the photo itself."""

_INODE = "\0"


@dataclass(frozen=True)
class Clash:
    """Two photos that would both be saved as ``target``; without it, one's result would replace the other."""

    first: Path
    second: Path
    target: Path | None


def linked(path: Path) -> Path | None:
    """A name for the file at ``path`` that is the same under all its hard links, None if it has none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return Path(f"{_INODE}{found.st_dev} {found.st_ino}") if found.st_nlink > 1 else None


def find_clash(claims: Iterable[Claim]) -> Clash | None:
    """The first file name that two photos claim. Names are compared without case, as some systems do.

    SQLite sorts the claims in a temporary file of its own, in a few megabytes of memory.

    Raises:
        FileError: if the temporary folder is full.
    """
    try:
        with closing(sqlite3.connect("")) as database:
            database.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA cache_size=-4096; PRAGMA temp_store=FILE;"
            )
            database.execute("CREATE TABLE claim (file BLOB, photo BLOB, target BLOB)")
            database.executemany("INSERT INTO claim VALUES (?, ?, ?)", map(_row, claims))
            return _first_clash(database)
    except sqlite3.OperationalError as error:
        folder = tempfile.gettempdir()
        raise FileError(
            folder, f"The photos' names could not be sorted in {folder}: {error}. Free some space there."
        ) from error


def _row(claim: Claim) -> tuple[bytes, bytes, bytes | None]:
    file, photo, target = claim
    return (
        os.fsencode(str(file).casefold()),
        os.fsencode(photo),
        None if target is None else os.fsencode(target),
    )


def _first_clash(database: sqlite3.Connection) -> Clash | None:
    """Two results that are hard links of one file are none: each gets a file of its own."""
    clashing = database.execute(
        "SELECT file FROM claim GROUP BY file "
        "HAVING count(target) > 0 AND (count(*) > count(target) "
        "OR (min(photo) <> max(photo) AND substr(file, 1, 1) <> x'00')) "
        "ORDER BY min(rowid) LIMIT 1"
    ).fetchone()
    if clashing is None:
        return None
    rows = database.execute(
        "SELECT photo, target FROM claim WHERE file = ? ORDER BY rowid", clashing
    ).fetchall()
    claimants = [(_path(photo), _path(target)) for photo, target in rows if target is not None]
    photo, _ = claimants[0]
    for replaced, target in rows:
        if target is None:
            return Clash(photo, _path(replaced), None)
    return next(Clash(photo, other, target) for other, target in claimants if other != photo)


def _path(name: bytes) -> Path:
    return Path(os.fsdecode(name))
