"""Read and write inside a folder that may have come from anybody: a project's store, a fine-tuning run.

A downloaded folder can hold links to a person's own files, pipes and devices that never end, and files of any
size. Here a name is a regular file or a folder at that very place: nothing is read or written through a link,
nothing but a regular file is opened, and no more is read than the caller allows. What is written takes the
place of whatever has the name, of a link itself and not of what it points to. With a held folder given as
``within``, a path is looked up from it, so that nothing changes where the path leads elsewhere meanwhile.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from faceparse_core.files.held_folder import HeldFolder
from faceparse_core.files.writing import FileError, explain_write, keep_mode, sync
from faceparse_core.messages import message

MAX_TEXT = 16 * 2**20
"""The most that is read of a JSON file, bytes."""
# Windows has none of these flags.
_NOFOLLOW, _CLOEXEC = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_CLOEXEC", 0)
_NONBLOCK = getattr(os, "O_NONBLOCK", 0)  # a pipe would wait for a writer
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NOFOLLOW | _CLOEXEC
_FILE = os.O_RDONLY | _NOFOLLOW | _CLOEXEC | _NONBLOCK


class OddFileError(FileError):
    """What has a file's name is a link, a pipe or a device, or is larger than any such file can be."""


@contextmanager
def open_file(path: Path, most: int, within: HeldFolder | None = None) -> Iterator[BinaryIO]:
    """Open a regular file of at most ``most`` bytes for reading.

    Args:
        within: a folder above it.

    Raises:
        FileNotFoundError: if there is none.
        OddFileError: if it is no regular file, or larger.
        OSError: if it cannot be read.
    """
    with open_folder(path.parent, within) as folder:
        try:
            handle = os.open(path.name, _FILE, dir_fd=folder)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO):
                raise OddFileError(path, _odd(path)) from error
            raise
    try:
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode):
            raise OddFileError(path, _odd(path))
        if found.st_size > most:
            raise OddFileError(
                path,
                message(
                    "{path} has {megabytes:,.0f} MB, more than such a file can have. Remove it.",
                    path=path,
                    megabytes=found.st_size / 1e6,
                ),
            )
        with os.fdopen(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)


def read_file(path: Path, most: int = MAX_TEXT, within: HeldFolder | None = None) -> bytes:
    """The bytes of a regular file; as ``open_file``."""
    with open_file(path, most, within) as file:
        return file.read(os.fstat(file.fileno()).st_size)


@contextmanager
def replace_file(path: Path, within: HeldFolder | None = None) -> Iterator[BinaryIO]:
    """Write ``path`` whole or not at all, as ``files.atomic_write``, never through a link.

    Its folder must be there.

    Raises:
        FileError: for any ``OSError``, the block's own included.
    """
    try:
        with open_folder(path.parent, within) as folder:
            temporary = f".{secrets.token_hex(8)}.tmp"
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW | _CLOEXEC
                handle = os.open(temporary, flags, 0o666, dir_fd=folder)
                with os.fdopen(handle, "wb") as file:
                    with suppress(FileNotFoundError):
                        old = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
                        if stat.S_ISREG(old.st_mode):
                            keep_mode(handle, old.st_mode)
                    yield file
                    file.flush()
                    sync(handle)
                os.rename(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with suppress(OSError):
                    os.unlink(temporary, dir_fd=folder)
                raise
            with suppress(OSError):
                os.fsync(folder)
    except OSError as error:
        if isinstance(error, FileError):
            raise
        raise FileError(path, explain_write(path, error)) from error


def open_log(path: Path, append: bool, within: HeldFolder | None = None) -> BinaryIO:
    """A regular file that grows as it is written, to its end or anew; made where there is none.

    Raises:
        OddFileError: if something else, a link say, has its name.
        OSError: if it cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | _NOFOLLOW | _CLOEXEC | _NONBLOCK
    with open_folder(path.parent, within) as folder:
        try:
            handle = os.open(path.name, flags, 0o666, dir_fd=folder)
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
                raise OddFileError(path, _odd(path)) from error
            raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OddFileError(path, _odd(path))
    if not append:
        os.truncate(handle, 0)
    return os.fdopen(handle, "ab")


def make_folder(path: Path, within: HeldFolder | None = None) -> None:
    """Make the folder ``path`` where it is not yet; the one above it must be there.

    Raises:
        OddFileError: if something else, a link say, has its name.
    """
    with open_folder(path.parent, within) as folder, suppress(FileExistsError):
        os.mkdir(path.name, dir_fd=folder)
    with open_folder(path, within):
        pass


@contextmanager
def open_folder(path: Path, within: HeldFolder | None = None) -> Iterator[int]:
    """The handle of a folder that is reached through no link below ``within``; without that, is none itself.

    Raises:
        OddFileError: if a link or a file has the name of a folder on the way.
    """
    handle = _open_folder(path, within)
    try:
        yield handle
    finally:
        os.close(handle)


def _open_folder(path: Path, within: HeldFolder | None) -> int:
    handle = None
    if within is not None and within.handle < 0:
        raise FileError(
            path, message("{path} cannot be reached: its project was closed. Open it again.", path=path)
        )
    try:
        if within is None:
            return os.open(path, _FOLDER)
        handle = os.dup(within.handle)
        for part in path.relative_to(within.path).parts:
            outer, handle = handle, os.open(part, _FOLDER, dir_fd=handle)
            os.close(outer)
        return handle
    except OSError as error:
        if handle is not None:
            os.close(handle)
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise OddFileError(path, _odd(path)) from error
        raise


def exists(path: Path, within: HeldFolder | None = None) -> bool:
    """Whether a regular file is there."""
    with suppress(OSError), open_folder(path.parent, within) as folder:
        return stat.S_ISREG(os.stat(path.name, dir_fd=folder, follow_symlinks=False).st_mode)
    return False


def odd_entries(folder: Path, is_file_name: Callable[[str], bool] = lambda name: False) -> Iterator[Path]:
    """Whatever is neither a regular file nor a folder, at any depth; linked folders are not entered.

    Args:
        is_file_name: whether no folder may have a name.
    """
    with suppress(OSError), os.scandir(folder) as listing:
        for entry in listing:
            if entry.is_dir(follow_symlinks=False) and not is_file_name(entry.name):
                yield from odd_entries(folder / entry.name, is_file_name)
            elif not entry.is_file(follow_symlinks=False):
                yield folder / entry.name


def unused_name(path: Path) -> Path:
    """``path`` with a number before its suffix that nothing has yet."""
    number = 1
    while os.path.lexists(name := path.with_stem(f"{path.stem}-{number}")):
        number += 1
    return name


def _odd(path: Path) -> str:
    return message(
        "{path} is a link or another thing that is no file, and is not used. Remove it.", path=path
    )
