"""Files that a user names: opened without waiting for a writer, read within limits."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from faceparse_core.files.writing import FileError, check_may_change, explain_write
from faceparse_core.messages import message


def open_given(path: Path) -> BinaryIO:
    """A regular file, or one that a link leads to, open for reading.

    Raises:
        FileError: if it is not there, may not be read, or is a folder, a pipe or a device.
    """
    try:
        # Without O_NONBLOCK, opening a pipe would wait for its writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        raise FileError(path, _explain(path, error)) from error
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        kind = message("a folder") if stat.S_ISDIR(mode) else message("a pipe or a device")
        raise FileError(path, message("{path} is {kind}. Name a file.", path=path, kind=kind))
    return os.fdopen(handle, "rb")


def read_given(path: Path, most: int) -> bytes:
    """A file's bytes, ``most`` of them at most.

    Raises:
        FileError: as ``open_given``, or for more.
    """
    with open_given(path) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise FileError(path, _explain(path, error)) from error
    if len(data) > most:
        raise FileError(
            path,
            message(
                "{path} has more than {most:,} bytes, the most that is read. Name another.",
                path=path,
                most=most,
            ),
        )
    return data


def check_target(path: Path, grows: bool = False) -> None:
    """Find out before long work whether its result can be written at ``path``. Nothing is written or made.

    What is there must be a regular file that is no project's photo; missing folders can be made.

    Args:
        grows: lines are added to what is there, which then may be no link: it could lead to anything.

    Raises:
        FileError: if it cannot.
    """
    check_may_change(path)
    if grows and path.is_symlink():
        raise FileError(
            path,
            message("{path} is a link, and no lines are added through links. Name another file.", path=path),
        )
    if os.path.lexists(path):
        open_given(path).close()
    _check_place(path, path.parent)
    if path.exists() and not os.access(path, os.W_OK):
        raise FileError(path, explain_write(path, PermissionError(errno.EACCES, "")))


def check_target_folder(path: Path) -> None:
    """As ``check_target``, for a folder of results: what is there must be a folder."""
    if os.path.lexists(path) and not path.is_dir():
        raise FileError(
            path, message("{path} is no folder. Choose another name, or move it away.", path=path)
        )
    _check_place(path, path)


def _check_place(path: Path, folder: Path) -> None:
    """Whether files may be made in ``folder``, or it and those above that are missing."""
    folder = folder.absolute()
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    if not folder.is_dir():
        raise FileError(
            path, message("{folder} is no folder: nothing can be saved in it. Choose another.", folder=folder)
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileError(path, explain_write(folder / path.name, PermissionError(errno.EACCES, "")))


def _explain(path: Path, error: Exception) -> str:
    match getattr(error, "errno", None):
        case errno.ENOENT | errno.ENOTDIR:
            return message("{path} is not there. Check the name.", path=path)
        case errno.EACCES | errno.EPERM:
            return message("{path} cannot be read: you may not. Change its rights.", path=path)
        case _:
            return message(
                "{path} cannot be read: {reason}. Check its name.",
                path=path,
                reason=getattr(error, "strerror", None) or error,
            )
