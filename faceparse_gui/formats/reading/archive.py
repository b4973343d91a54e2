"""Zip files, written whole or not at all, and read without trust.

An archive from outside may name files outside its folder ("zip slip"), hold links, or swell when it is
unpacked. Nothing is ever unpacked to the disk here: entries are read into memory, one by one, up to a limit.
"""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from threading import Lock
from typing import IO

from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.budget import pieces, step

MAX_ENTRIES = 200_000
MAX_ENTRY = 1 << 30
"""Bytes of one entry, unpacked, unless a reader asks for less."""

_DATE = (1980, 1, 1, 0, 0, 0)  # the same files give the same archive


class Archive:
    """A zip file whose directory has been looked through. Made by ``open_archive``.

    Read from after the block in which it was made, it is opened once more (not each time: its directory may
    be long) and closed when it is forgotten. From any thread.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path = path
        self._archive = archive
        self._lock = Lock()
        self._entries = {entry.filename: entry for entry in archive.infolist() if not entry.is_dir()}

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def place(self, name: str) -> Path:
        """The file to name when something is wrong with ``name``: the archive."""
        return self.path

    @property
    def names(self) -> list[str]:
        """The files in it: relative paths with ``/``, in the archive's order."""
        return list(self._entries)

    def read(self, name: str, limit: int = MAX_ENTRY) -> bytes:
        """One file's bytes.

        Raises:
            FormatError: if it is not there, is damaged, or has more than ``limit`` bytes.
        """
        data = self.start(name, limit + 1)
        if len(data) > limit:
            raise FormatError(
                self.path,
                message(
                    "{name} in {archive} unpacks to more than {most} MB, which is not opened.",
                    name=name,
                    archive=self.path.name,
                    most=limit >> 20,
                ),
            )
        return data

    def start(self, name: str, count: int) -> bytes:
        """The first ``count`` bytes of a file, or as many as it has; ``FormatError`` as ``read``."""
        with self.file(name) as file:
            return b"".join(pieces(file, count))  # whatever size the directory gives

    @contextmanager
    def file(self, name: str) -> Iterator[IO[bytes]]:
        """One file, unpacked as it is read; whatever reading it raises comes out as ``FormatError``."""
        if name not in self._entries:
            raise FormatError(
                self.path,
                message(
                    "{source} holds no {name}. Export it again from its source.",
                    source=self.path.name,
                    name=name,
                ),
            )
        try:
            with self._opened().open(self._entries[name]) as file:
                yield file
        except FileError:
            raise
        except Exception as error:  # zipfile raises nearly anything
            raise FormatError(
                self.path,
                message(
                    "{name} in {archive} is damaged or locked. Copy the archive again.",
                    name=name,
                    archive=self.path.name,
                ),
            ) from error

    def _opened(self) -> zipfile.ZipFile:
        self.path.stat()  # what was deleted meanwhile is not read
        with self._lock:
            if self._archive.fp is None:
                self._archive = zipfile.ZipFile(self.path)
            return self._archive

    def open(self, name: str, limit: int = MAX_ENTRY) -> io.BytesIO:
        """As ``read``, for readers that want a file."""
        return io.BytesIO(self.read(name, limit))


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip file for reading.

    Raises:
        FormatError: if it is none, cannot be read, holds a name that leads outside, a link, a name twice, or
            more than ``MAX_ENTRIES`` files.
    """
    try:
        if path.exists() and not path.is_file():  # of a device there is no end
            raise OSError
        archive = zipfile.ZipFile(path)
    except Exception as error:  # zipfile raises nearly anything
        why = message("{name} is no zip file, or is cut short.", name=path.name)
        if isinstance(error, FileNotFoundError):
            why = message("{name} is not there.", name=path.name)
        raise FormatError(path, message("{why} Copy it again from its source.", why=why)) from error
    with archive:
        entries = archive.infolist()
        if len(entries) > MAX_ENTRIES:
            raise FormatError(
                path,
                message("{name} holds more than {most:,} files. Split it.", name=path.name, most=MAX_ENTRIES),
            )
        names = set()
        for entry in entries:
            step()
            if fault := _fault(entry) or (message("is there twice") if entry.filename in names else None):
                raise FormatError(
                    path,
                    message(
                        "{name} was not opened: {entry} in it {fault}. Do not use it, or pack it "
                        "anew from its files.",
                        name=path.name,
                        entry=repr(entry.filename),
                        fault=fault,
                    ),
                )
            names.add(entry.filename)
        yield Archive(path, archive)


def _fault(entry: zipfile.ZipInfo) -> str | None:
    name = entry.filename
    if not name:
        return message("has no name")
    windows = PureWindowsPath(name)
    if name.startswith(("/", "\\")) or windows.drive or windows.root:
        return message("is an absolute path")
    if ".." in PurePosixPath(name).parts or ".." in windows.parts:
        return message("leads outside the archive")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return message("is a link")
    return None


class ArchiveWriter:
    """A zip file under way. Made by ``write_archive``."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    def put(self, name: str, data: bytes | str, compress: bool = True) -> None:
        """Add a file. ``compress`` off for pictures, which do not shrink any further."""
        entry = zipfile.ZipInfo(name, _DATE)
        entry.external_attr = 0o644 << 16
        kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        self._archive.writestr(entry, data, kind)

    def copy(self, name: str, source: Path) -> None:
        """Add a file from the disk, uncompressed."""
        self.put(name, source.read_bytes(), compress=False)


@contextmanager
def write_archive(path: Path) -> Iterator[ArchiveWriter]:
    """Write a zip file, whole or not at all; the same files give the same bytes.

    Raises:
        FileError: if it cannot be written.
    """
    with atomic_write(path) as file, zipfile.ZipFile(file, "w") as archive:
        yield ArchiveWriter(archive)
