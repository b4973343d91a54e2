"""Find the photos of files and folders, as a stream or in memory; what is skipped is counted and reported."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Literal

from faceparse_core.errors import printable
from faceparse_core.messages import message
from faceparse_core.photos.kinds import HEAD_BYTES, Kind, has_no_suffix, kind_by_content, kind_by_name

WINDOW = 4096
"""How many names of a folder a stream holds, and puts in natural order, at once."""

_MOST_NAMED = 3
_Reason = Kind | Literal["closed"]
"""``closed``: what cannot be looked at, whatever it is."""


class SkippedFiles:
    """Counts what a look through folders came by and did not take for a photo, though it may be one."""

    def __init__(self) -> None:
        self._counts: Counter[_Reason] = Counter()
        self._names: dict[_Reason, list[str]] = {}

    def note(self, path: Path, reason: _Reason) -> None:
        """Count one file that was left out for ``reason``."""
        self._counts[reason] += 1
        names = [*self._names.get(reason, ()), printable(path.name)]
        self._names[reason] = sorted(names, key=natural_key)[:_MOST_NAMED]

    def sentences(self) -> tuple[str, ...]:
        """One sentence for each reason, the gravest last: how many, the first names, and what to do."""
        reasons: tuple[_Reason, ...] = ("other", "raw", "heic", "closed")
        return tuple(self._sentence(reason) for reason in reasons if self._counts[reason])

    def _sentence(self, reason: _Reason) -> str:
        count = self._counts[reason]
        names = ", ".join(self._names[reason]) + (" …" if count > _MOST_NAMED else "")
        match reason:
            case "closed":
                return message(
                    "Broken links and entries that may not be read left out: {count} ({names}).",
                    count=count,
                    names=names,
                )
            case "heic":
                return message(
                    "HEIC pictures left out: {count} ({names}). Install pillow-heif, or convert them.",
                    count=count,
                    names=names,
                )
            case "raw":
                return message(
                    "Raw camera files left out: {count} ({names}). Convert them to JPEG or TIFF.",
                    count=count,
                    names=names,
                )
            case _:
                return message(
                    "Pictures of kinds that are not read left out: {count} ({names}). Convert them.",
                    count=count,
                    names=names,
                )


def find_photos(
    paths: Iterable[str | os.PathLike[str]], recursive: bool = False, skipped: SkippedFiles | None = None
) -> Iterator[Path]:
    """The photos named by ``paths``: files as given, folders as the photos in them, in natural order.

    A file that is named outright is yielded whatever its name. So is what cannot be looked at: a folder that
    cannot be listed, a link that leads nowhere; reading it says what is wrong, and the others go on. A name
    without suffix is judged by the file's first bytes. Hidden files and folders are left out, and linked
    folders inside a folder are not entered.

    Args:
        skipped: counts pictures that are not read.
    """
    for path in paths:
        yield from _walk(Path(path), recursive, skipped, window=None)


def walk(path: Path, recursive: bool, skipped: SkippedFiles | None = None) -> Iterator[Path]:
    """As ``find_photos``, in memory that grows neither with a folder nor with the number of folders.

    A folder of more than ``WINDOW`` names comes in windows, each in natural order. A folder's photos come
    before its sub-folders.
    """
    return _walk(path, recursive, skipped, WINDOW)


def is_listed(path: Path) -> bool:
    """Whether a look through its folder takes the file for a photo."""
    return _kind(path) == "photo"


def is_picture(path: Path) -> bool:
    """Whether the file is somebody's picture, of a kind that is read or not."""
    return _kind(path) is not None


def _kind(path: Path) -> Kind | None:
    return kind_by_content(_head(path)) if has_no_suffix(path.name) else kind_by_name(path.name)


def natural_key(name: str) -> tuple[list[str | int], str]:
    """Sorts ``face2`` before ``face10``."""
    parts = re.split(r"(\d+)", name.casefold())
    return [int(part) if i % 2 else part for i, part in enumerate(parts)], name


def _walk(path: Path, recursive: bool, skipped: SkippedFiles | None, window: int | None) -> Iterator[Path]:
    def is_photo(entry: os.DirEntry[str]) -> bool:
        return _is_photo(entry, skipped)

    try:
        for entry in _entries(path, is_photo, window):
            yield path / entry.name
    except OSError:
        yield path
        return
    if recursive:
        for entry in _entries(path, _is_folder, window):
            yield from _walk(path / entry.name, recursive, skipped, window)


def _entries(
    folder: Path, wanted: Callable[[os.DirEntry[str]], bool], window: int | None
) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as listing:
        chosen = filter(wanted, listing)
        while found := sorted(islice(chosen, window), key=lambda entry: natural_key(entry.name)):
            yield from found


def _is_photo(entry: os.DirEntry[str], skipped: SkippedFiles | None) -> bool:
    """What cannot be looked at counts as what its name promises."""
    kind = kind_by_name(entry.name)
    unnamed = kind is None and has_no_suffix(entry.name)
    if kind is None and not unnamed:
        return False
    try:
        if entry.is_dir():
            return False
        if unnamed:
            kind = kind_by_content(_head(Path(entry))) if entry.is_file() else None
    except OSError:
        pass
    if kind is not None and kind != "photo" and skipped is not None:
        skipped.note(Path(entry), kind)
    return kind == "photo"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _head(path: Path) -> bytes:
    """The first bytes of a regular file; none where it cannot be read. Never waits for a pipe."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return b""
    try:
        return os.read(handle, HEAD_BYTES) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    except OSError:
        return b""
    finally:
        os.close(handle)
