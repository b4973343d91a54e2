"""The rows of a study as JSON lines: written one by one, and read again when it goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from faceparse_core.files.given import read_given
from faceparse_core.files.store_files import open_file, open_log
from faceparse_core.files.writing import check_may_change

MAX_BYTES = 64 * 2**20
"""The most that is read of a study's rows."""

Row = TypeVar("Row", bound=BaseModel)


def rows_in(path: Path, kind: type[Row]) -> list[Row]:
    """The rows of this kind; what a killed program left of a line is passed over.

    Raises:
        faceparse_core.files.writing.FileError: if it is no regular file, too large, or may not be read.
    """
    rows = []
    for line in read_given(path, MAX_BYTES).splitlines() if path.exists() else []:
        try:
            rows.append(kind.model_validate_json(line))
        except (ValidationError, json.JSONDecodeError):
            continue
    return rows


def append_row(path: Path, row: BaseModel) -> None:
    """Add a row to JSON lines: a line of its own, even behind one that a killed program left unfinished."""
    check_may_change(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path = path.parent.resolve() / path.name
    with open_log(path, append=True) as file, open_file(path, MAX_BYTES) as written:
        if file.tell() > 0:
            written.seek(-1, os.SEEK_END)
            if written.read() != b"\n":
                file.write(b"\n")
        file.write(row.model_dump_json().encode() + b"\n")
