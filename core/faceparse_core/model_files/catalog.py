"""Which models there are: those that ship with the program and those in the user's data folder."""

from __future__ import annotations

import os
from pathlib import Path

from faceparse_core.messages import message
from faceparse_core.model_files.checkpoint import CheckpointError, ModelInfo, read_info
from faceparse_core.model_files.locations import DEFAULT, SHIPPED_DEFAULT, files, user_folder

__all__ = ["DEFAULT", "SHIPPED_DEFAULT", "available", "files", "resolve", "user_folder"]


def resolve(name_or_file: str | Path) -> Path:
    """The file of a model, by its name or its path; ``default`` is the shipped one.

    Raises:
        CheckpointError: if there is no such model; the text lists those there are.
    """
    known = files()
    name = SHIPPED_DEFAULT if str(name_or_file) == DEFAULT else str(name_or_file)
    if name in known:
        return known[name]
    path = Path(name_or_file).expanduser()
    if os.path.lexists(path):  # what is no model says so when it is read
        return path
    names = ", ".join(known) or "none"
    raise CheckpointError(
        message(
            "There is no model {name}. Give a .safetensors file or one of: {names}.",
            name=name_or_file,
            names=names,
        )
    )


def available() -> list[tuple[str, Path, ModelInfo | CheckpointError]]:
    """Name, file and description of every model, or what is wrong with its file."""
    rows: list[tuple[str, Path, ModelInfo | CheckpointError]] = []
    for name, path in files().items():
        try:
            rows.append((name, path, read_info(path)))
        except CheckpointError as error:
            rows.append((name, path, error))
    return rows
