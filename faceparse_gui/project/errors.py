"""What can go wrong with a project, in words for the user."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from faceparse_core.files.writing import FileError
from faceparse_core.messages import message


class ProjectError(FileError):
    """A project that cannot be opened, read or saved. ``str()`` names the file or folder and the remedy."""


class DamagedLabelsError(ProjectError):
    """A label map that was not as it was written; it was set aside.

    ``restored``: the one saved before it took its place.
    """

    def __init__(self, path: str | os.PathLike[str], message: str, restored: bool = False) -> None:
        super().__init__(path, message)
        self.restored = restored


class VersionError(ProjectError):
    """A model version that cannot be used, read or saved. ``str()`` names the file and the remedy."""


def saving_failed(store: Path, error: OSError | sqlite3.Error) -> ProjectError:
    """Explain why nothing can be written to the project's ``store``."""
    if isinstance(error, FileError) and isinstance(error.__cause__, OSError):
        error = error.__cause__
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF if isinstance(error, sqlite3.Error) else error.errno
    if isinstance(error, sqlite3.Error):
        full, denied = code == sqlite3.SQLITE_FULL, code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)
    else:
        full = code in (errno.ENOSPC, errno.EDQUOT)
        denied = code in (errno.EACCES, errno.EPERM, errno.EROFS)
    if full:
        return ProjectError(
            store, message("The disk that holds {store} is full: free some space on it.", store=store)
        )
    if denied:
        return ProjectError(
            store, message("You may not write in {store}: change the rights of that folder.", store=store)
        )
    return ProjectError(
        store,
        message("{store} cannot be written ({error}): is its disk still there?", store=store, error=error),
    )


def check_readable(folder: Path) -> None:
    """Raise ``ProjectError`` unless the entries of ``folder`` can be listed."""
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise ProjectError(
            folder,
            message(
                "{folder} cannot be opened ({reason}). Choose a folder that you may read.",
                folder=folder,
                reason=error.strerror,
            ),
        ) from error


def other_size(path: Path, size: tuple[int, int], shape: tuple[int, ...]) -> ProjectError:
    """The error for a photo whose ``size`` ``(width, height)`` is not that of its labels' ``shape``."""
    height, width = shape
    return ProjectError(
        path,
        message(
            "{name} is {width} × {height} pixels and was {labels_width} × {labels_height} "
            "when its labels were made, which are kept. Put the photo back as it was, or "
            "label it anew.",
            name=path.name,
            width=size[0],
            height=size[1],
            labels_width=width,
            labels_height=height,
        ),
    )
