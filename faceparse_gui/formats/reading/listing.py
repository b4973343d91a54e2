"""The files of a folder that a reader goes through."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path, PureWindowsPath

from faceparse_core.messages import message
from faceparse_core.photos.imaging import PHOTO_SUFFIXES
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.budget import step
from faceparse_gui.formats.reading.remarks import remark

_PHOTO_SUFFIXES = (".jpg", ".png", *sorted(PHOTO_SUFFIXES - {".jpg", ".png"}))


def files_in(source: Path, suffixes: Collection[str]) -> Iterator[tuple[Path, str]]:
    """The files in ``source`` and below with one of ``suffixes``, and each one's name without suffix.

    A name is relative to ``source``, with ``/``; a file given as ``source`` has its stem for a name. Sorted
    within a folder; hidden files, links to folders and links that lead outside are left out.

    Raises:
        FormatError: if there is no such file.
    """
    if source.is_file():
        yield source, source.stem
        return
    if not source.is_dir():
        raise FormatError(source, message("{path} is not there. Check the name.", path=source))
    count = 0
    for path in walk(source):
        if path.suffix.lower() in suffixes:
            count += 1
            yield path, path.relative_to(source).with_suffix("").as_posix()
    if not count:
        kinds = " or ".join(sorted(suffixes))
        raise FormatError(
            source,
            message(
                "There is no {kinds} file in {source}. Choose another folder or format.",
                kinds=kinds,
                source=source,
            ),
        )


def has_files(folder: Path, suffixes: Collection[str]) -> bool:
    """Whether ``files_in`` finds one below ``folder``; also where that is no folder.

    Raises:
        FormatError: if it cannot be listed.
    """
    return folder.is_dir() and any(path.suffix.lower() in suffixes for path in walk(folder))


def photo_named(folder: Path, stem: str) -> Path | None:
    """The photo in ``folder`` whose name is ``stem`` and a suffix; None without one. Links do not count."""
    for suffix in _PHOTO_SUFFIXES:
        path = folder / f"{stem}{suffix}"
        if path.is_file() and not path.is_symlink():
            return path
    return None


def check_folder(source: Path) -> None:
    """``FormatError`` if there is no folder ``source``."""
    if not source.is_dir():
        raise FormatError(
            source,
            message("{source} is not a folder. Check the name, or choose another format.", source=source),
        )


def check_inside(name: str, path: Path) -> None:
    """``FormatError`` if ``name``, found in the file ``path``, would lead outside of the folder it is for."""
    windows = PureWindowsPath(name)
    if name.startswith("/") or windows.drive or windows.root or ".." in windows.parts:
        raise FormatError(
            path,
            message(
                "{name} was not followed: the name {entry} in it leads outside. Take it out.",
                name=path.name,
                entry=repr(name),
            ),
        )


def walk(folder: Path) -> Iterator[Path]:
    """The files in ``folder``, sorted, then those below; hidden files and links are left out.

    A folder in it that cannot be listed is passed over with a remark.

    Raises:
        FormatError: if ``folder`` itself cannot be listed.
    """
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        raise FormatError(
            folder,
            message(
                "{folder} cannot be listed ({reason}). Change its rights, or copy it.",
                folder=folder,
                reason=error.strerror,
            ),
        ) from error
    for entry in entries:
        step()
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_file():
            yield folder / entry.name
    for entry in entries:
        if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False):
            below = folder / entry.name
            if os.access(below, os.R_OK | os.X_OK):
                yield from walk(below)
            else:
                remark("closed", str(below))
