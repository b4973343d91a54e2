"""Where a project's store lies."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

from faceparse_core.files.stores import STORE_NAME, own_store
from faceparse_core.messages import message
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.store.copy import copy_store, sweep
from faceparse_gui.project.store.store import Store


def hold_store(folder: Path) -> Store:
    """Hold the store of the photos in ``folder``.

    Raises:
        ProjectError: if there is none that can be used.
    """
    path = find_store(folder)
    try:
        return Store(path, folder)
    except OSError as error:
        raise ProjectError(
            folder,
            message("{path} cannot be used ({error}). Is its disk still there?", path=path, error=error),
        ) from error


def find_store(folder: Path) -> Path:
    """Return the folder, existing and writable, in which the work on the photos of ``folder`` is kept.

    That is ``.faceparse`` beside the photos or, when one may not write there, a folder of its own in the
    user's data folder. The latter goes on to be used once it is there, so that work is never split over two
    stores; it starts as a copy of the store beside the photos if there is one.

    Raises:
        ProjectError: if ``.faceparse`` is a link or a file, nothing may be written in either place, or the
            copy fails; it says what to do.
    """
    beside = folder / STORE_NAME
    own = own_store(folder)
    if beside.is_symlink() or (beside.exists() and not beside.is_dir()):
        raise ProjectError(
            beside,
            message(
                "{path} is a link or a file, not a folder, and work is never kept through links: "
                "they could lead to anything of yours. Put the folder that it leads to in its place, "
                "or remove it, then open the photos again.",
                path=beside,
            ),
        )
    try:
        sweep(own.parent)
        if not own.exists():
            if _is_writable(beside):
                return beside
            if beside.is_dir():
                copy_store(beside, own)
        if _is_writable(own):
            return own
    except ProjectError:
        raise
    except OSError as error:
        raise ProjectError(
            folder,
            message(
                "The work on {folder} cannot be kept: {error}. Is the disk full?", folder=folder, error=error
            ),
        ) from error
    raise ProjectError(
        folder,
        message(
            "You may write neither in {folder} nor in {other}. Change the rights of one of them, or "
            "copy the photos to a folder of your own.",
            folder=folder,
            other=own.parent,
        ),
    )


def _is_writable(store: Path) -> bool:
    try:
        if store.name != STORE_NAME:
            store.parent.mkdir(parents=True, exist_ok=True)
        store.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=store):
            return True
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            return False
        raise
