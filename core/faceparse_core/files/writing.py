"""Write files so that a crash, a full disk or a lost right never harms what was there before."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from faceparse_core.errors import FaceparseError
from faceparse_core.files.protection import Protection
from faceparse_core.messages import message

_TEMPORARY = re.compile(r"\.[0-9a-f]{16}\.tmp")
_UNKNOWN_THERE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
"""What a disk answers that does not know a call at all."""


class FileError(FaceparseError, OSError):
    """A file that cannot be read or written. ``str()`` is for the user: it names the file and what to do."""

    def __init__(self, path: str | os.PathLike[str], message: str) -> None:
        super().__init__(message)
        self.path = Path(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.path, str(self))


def explain_write(path: Path, error: OSError) -> str:
    """What kept ``path`` from being written, and what to do, in plain words."""
    folder = path.parent
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return message(
                "{name} was not saved in {folder}: the disk is full. Free some space and save again.",
                name=path.name,
                folder=folder,
            )
        case errno.EFBIG:
            return message(
                "{name} was not saved in {folder}: it is too large for this disk. Save it on another.",
                name=path.name,
                folder=folder,
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return message(
                "{name} was not saved: you may not write in {folder}. Choose another folder or "
                "change its rights.",
                name=path.name,
                folder=folder,
            )
        case errno.ENOENT | errno.ENOTDIR:
            return message(
                "{name} was not saved: there is no folder {folder}. Create it or choose another.",
                name=path.name,
                folder=folder,
            )
        case _:
            return message(
                "{name} was not saved in {folder}: {reason}. Choose another name or folder.",
                name=path.name,
                folder=folder,
                reason=error.strerror or error,
            )


class ProtectedError(FileError):
    """A file that is a project's photo, or one that the work at hand is made from, and stays as it is."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        path = Path(path)
        super().__init__(
            path,
            message(
                "{name} in {folder} is one of the photos that are worked on, which are never "
                "changed. Choose another folder.",
                name=path.name,
                folder=path.parent,
            ),
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.path,)


def check_may_change(path: str | os.PathLike[str]) -> None:
    """``ProtectedError`` if a photo of a project is at ``path``: ask before it is written or removed."""
    if Protection().covers(path):
        raise ProtectedError(path)


_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ENODEV, errno.ENXIO, errno.ESTALE}


def is_the_disks(error: BaseException | None) -> bool:
    """Whether the system refused a write for a reason that every other file would meet: the disk is full,
    broken or gone, or nothing may be written there.
    """
    while error is not None:
        if isinstance(error, OSError):
            path = getattr(error, "path", None)
            if error.errno in _OF_THE_DISK:
                return True
            if error.errno in (errno.EACCES, errno.EPERM) and not _is_writable(error.filename or path):
                return True
        error = error.__cause__
    return False


def _is_writable(path: str | Path | None) -> bool:
    """Whether files can be made in the nearest folder above ``path`` that there is."""
    if path is None:
        return False
    folder = Path(path).parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def remove_leftovers(folder: Path, recursive: bool = False) -> None:
    """Remove what killed writers left half written in ``folder``; nobody may be writing there.

    Memory does not grow with the number of its files.
    """
    with suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            is_folder = entry.is_dir(follow_symlinks=False)
            if _TEMPORARY.fullmatch(entry.name):
                if is_folder:
                    shutil.rmtree(entry, ignore_errors=True)
                else:
                    with suppress(OSError):
                        Path(entry).unlink()
            elif recursive and is_folder:
                remove_leftovers(Path(entry), recursive)


@contextmanager
def atomic_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Fill a folder whole or not at all; what stood at ``path`` before is replaced.

    Yields a new, empty folder, which has no name of its own yet, on the same disk. When the block ends, it
    becomes ``path``; if the block raises, it is removed and the old folder is as it was. A program that is
    killed leaves the old folder, the new one, or none.

    Raises:
        FileError: for any ``OSError``, the block's own included; ``ProtectedError``, before the block, if
            what stands there holds a photo of a project.
    """
    target = Path(path)
    if Protection().covers_below(target):
        raise ProtectedError(target)
    scratch = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        new = scratch / "new" / target.name
        new.mkdir(parents=True)
        yield new
        if target.exists():
            target.replace(scratch / "old")
        new.replace(target)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(path, explain_write(target, error)) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _sync_folder(target.parent)


@contextmanager
def atomic_write(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Write ``path`` whole or not at all.

    Bytes go to a temporary file in the same folder, which is flushed, fsynced and renamed over ``path`` when
    the block ends. If anything raises, the temporary file is removed and the old file is as it was. A link is
    written through; an existing file keeps its permissions.

    Raises:
        FileError: for any ``OSError``, the block's own included; ``ProtectedError``, before the block, if
            ``path`` is a photo of a project.
    """
    check_may_change(path)
    target = Path(os.path.realpath(path))
    temporary = target.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("xb") as file:
            with suppress(FileNotFoundError):
                keep_mode(file.fileno(), target.stat().st_mode)
            yield file
            file.flush()
            sync(file.fileno())
        temporary.replace(target)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and not isinstance(error, FileError):
            raise FileError(path, explain_write(target, error)) from error
        raise
    _sync_folder(target.parent)


def keep_mode(handle: int, mode: int) -> None:
    """Give an open file these permissions, of the one it replaces say, where the disk has any to give.

    FAT and some network shares refuse; a save must not fail for that.
    """
    with suppress(PermissionError):
        try:
            os.fchmod(handle, mode & 0o777)
        except OSError as error:
            if error.errno not in _UNKNOWN_THERE:
                raise


def sync(handle: int) -> None:
    """Put an open file on its disk, where the disk can be asked to."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _UNKNOWN_THERE:
            raise


def _sync_folder(folder: Path) -> None:
    """Make a rename in ``folder`` outlast a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
