"""``versions.json``: what may change about versions, their names and which one is in use."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from faceparse_core.files.store_files import read_file, replace_file, unused_name

FILE_NAME = "versions.json"
MAX_NAME, MAX_NOTE = 80, 2000
_ID = re.compile(r"v(0|[1-9][0-9]{0,8})-([0-9a-f]{8})")


class Title(BaseModel):
    """What a person may change about a version: its name, at most 80 characters, and a note, at most
    2,000.
    """

    name: str = Field(max_length=MAX_NAME)
    note: str = Field("", max_length=MAX_NOTE)


class Index(BaseModel):
    """``last`` is the highest number ever given; ``active`` is ``None`` for the shipped network."""

    format: Literal[1] = 1
    last: int = Field(0, ge=0, lt=10**9)
    active: str | None = None
    titles: dict[str, Title] = {}


def number_of(version: str) -> int | None:
    """The number in a version's id, ``None`` if that is no id."""
    match = _ID.fullmatch(version)
    return int(match[1]) if match else None


def read_index(folder: Path) -> tuple[Index | None, Path | None]:
    """The index in ``folder``, ``None`` when it is lost; and where a damaged one was set aside."""
    path = folder / FILE_NAME
    try:
        return Index.model_validate_json(read_file(path)), None
    except FileNotFoundError:
        return None, None
    except (OSError, ValidationError):
        aside = unused_name(path.with_stem("versions-damaged"))
        with suppress(OSError):
            path.rename(aside)
            return None, aside
        return None, path


def write_index(folder: Path, index: Index) -> None:
    """Write ``index`` into ``folder``, whole or not at all.

    Raises:
        faceparse_core.files.writing.FileError: if the disk refuses.
    """
    with replace_file(folder / FILE_NAME) as file:
        file.write(index.model_dump_json(indent=1).encode())
