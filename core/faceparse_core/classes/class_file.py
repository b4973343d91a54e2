"""Class tables in files: a project's, a user's own, and the presets that ship."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

import faceparse_resources
from faceparse_core.classes.table import ClassTable
from faceparse_core.errors import FaceparseError
from faceparse_core.files.given import read_given
from faceparse_core.messages import message
from faceparse_core.validation import first_fault

VERSION = 1
MOST_BYTES = 1 << 20
"""Of a file: 64 classes take a hundredth of it."""
DEFAULT_PRESET = "celebamask-hq"


class ClassFileError(FaceparseError):
    """A file that holds no class table; the text names it, the place in it and what is wrong there."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["faceparse-gui classes"] = "faceparse-gui classes"
    version: int = VERSION
    table: ClassTable


class _Head(BaseModel):
    """What every version of the file begins with."""

    format: Literal["faceparse-gui classes"]
    version: int


def table_data(table: ClassTable) -> bytes:
    """The JSON file of a table, UTF-8."""
    return (_File(table=table).model_dump_json(indent=1, exclude_defaults=False) + "\n").encode()


def read_table(data: bytes, name: str) -> ClassTable:
    """The table of a file of that name.

    Raises:
        ClassFileError: if it is none, or one of a later version.
    """
    try:
        head = _Head.model_validate_json(data)
        if head.version != VERSION:
            raise ClassFileError(
                message(
                    "{name} is a class table of version {version}; this program reads version {own}. "
                    "Use a newer program.",
                    name=name,
                    version=head.version,
                    own=VERSION,
                )
            )
        return _File.model_validate_json(data).table
    except ValidationError as error:
        where, reason = first_fault(error)
        raise ClassFileError(
            message(
                "{name} is no class table: {where}{reason} Use a JSON file that this program wrote.",
                name=name,
                where=f"{where}: " if where else "",
                reason=reason if reason.endswith(".") else message("{reason}.", reason=reason),
            )
        ) from error


def load_table(file: Path) -> ClassTable:
    """The table of a file that a user names.

    Raises:
        ClassFileError: as ``read_table``.
        FileError: if it cannot be read.
    """
    return read_table(read_given(file, MOST_BYTES), str(file))


def presets() -> list[str]:
    """The names of the tables that ship, sorted."""
    return sorted(file.stem for file in faceparse_resources.path("class_tables").glob("*.json"))


@cache
def preset(name: str = DEFAULT_PRESET) -> ClassTable:
    """A table that ships.

    Raises:
        ClassFileError: if there is none of that name.
    """
    if name not in presets():
        raise ClassFileError(
            message(
                "There is no class table {name}. There are {names}.", name=name, names=", ".join(presets())
            )
        )
    return load_table(faceparse_resources.path("class_tables") / f"{name}.json")
