"""Pieces of a file that can only be written when all of them are there; they outlast a stop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from core.files import remove_leftovers
from faceparse_gui.formats.base import make_folder, write_bytes


class Stage:
    """A hidden folder ``.<name>.part`` beside the target, one file a piece.

    A writer puts the pieces of a sample there under a name that begins with the sample's index, and puts the
    target together when all are there.
    """

    def __init__(self, target: Path) -> None:
        self.folder = target.with_name(f".{target.name}.part")

    def put(self, name: str, data: bytes) -> Path:
        """Keep a piece, in place of an older one of that name."""
        make_folder(self.folder)
        path = self.folder / name
        write_bytes(path, data)
        return path

    def pieces(self, suffix: str = "") -> Iterator[Path]:
        """The pieces whose names end so, in the order of their names."""
        if self.folder.is_dir():
            remove_leftovers(self.folder)
            yield from sorted(path for path in self.folder.iterdir() if path.name.endswith(suffix))

    def clear(self) -> None:
        """Remove all pieces."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.folder)


def piece_name(index: int, suffix: str) -> str:
    """The name of a piece of the sample at ``index``: such names sort as the samples do."""
    return f"{index:08}{suffix}"
