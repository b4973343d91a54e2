"""A folder, read as an archive is."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.archive import MAX_ENTRY
from faceparse_gui.formats.reading.listing import walk
from faceparse_gui.formats.reading.outside import read_limited


class Folder:
    """The files below ``path`` by their relative names; hidden files and links are left out.

    What is not among ``names`` is not read: a name from outside cannot lead anywhere else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def names(self) -> list[str]:
        """Relative paths with ``/``.

        Raises:
            FormatError: if a folder cannot be listed.
        """
        return [path.relative_to(self.path).as_posix() for path in walk(self.path)]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def place(self, name: str) -> Path:
        """The file to name when something is wrong with ``name``."""
        return self.path / name

    def read(self, name: str, limit: int = MAX_ENTRY) -> bytes:
        """One file's bytes.

        Raises:
            FormatError: if it is not there, cannot be read, or has more than ``limit`` bytes.
        """
        if name not in self:
            raise FormatError(
                self.path,
                message(
                    "{source} holds no {name}. Export it again from its source.",
                    source=self.path.name,
                    name=name,
                ),
            )
        return read_limited(self.path / name, limit)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.names)
