"""Pieces of a file that can only be written when all of them are there; they outlast a stop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from faceparse_core.files.writing import remove_leftovers
from faceparse_gui.formats.base import make_folder, remove, write_bytes


class Stage:
    """A hidden folder ``.<name>.part`` beside the target, one file a piece.

    A writer puts the pieces of a sample there under a name that begins with the sample's index, and puts the
    target together when all are there.
    """

    def __init__(self, target: Path) -> None:
        self.folder = target.with_name(f".{target.name}.part")
        self._fresh: list[Path] = []

    def put(self, name: str, data: bytes) -> Path:
        """Keep a piece, in place of an older one of that name."""
        path = self.place(name)
        write_bytes(path, data)
        return path

    def place(self, name: str) -> Path:
        """Where to write a piece, for those who do it themselves."""
        if self.folder.is_symlink():  # it is ours alone, wherever that leads
            remove(self.folder)
        make_folder(self.folder)
        path = self.folder / name
        self._fresh.append(path)
        return path

    def take(self) -> list[Path]:
        """The pieces that were kept since the last call: those of the sample in hand."""
        fresh, self._fresh = self._fresh, []
        return fresh

    def drop(self, index: int) -> None:
        """Remove the pieces of the sample at ``index``, if there are any."""
        for path in self.pieces():
            if path.name.startswith(piece_name(index, ".")):
                remove(path)

    def pieces(self, suffix: str = "") -> Iterator[Path]:
        """The pieces whose names end so, in the order of their names."""
        if self.folder.is_dir():
            remove_leftovers(self.folder)
            yield from sorted(path for path in self.folder.iterdir() if path.name.endswith(suffix))

    def clear(self) -> None:
        """Remove all pieces."""
        if self.folder.is_symlink():
            remove(self.folder)
        with suppress(FileNotFoundError, NotADirectoryError):
            shutil.rmtree(self.folder)


def piece_name(index: int, suffix: str) -> str:
    """The name of a piece of the sample at ``index``: such names sort as the samples do."""
    return f"{index:08}{suffix}"
