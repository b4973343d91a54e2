"""Copy the store beside photos that one may only read, where nothing in it is to be trusted."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import lock_descriptor

from faceparse_core.files.store_files import open_file
from faceparse_core.files.writing import atomic_folder, remove_leftovers
from faceparse_core.messages import message
from faceparse_gui.project.errors import ProjectError

_LOCK = ".copying"
_OLD_LEFTOVER = re.compile(r"tmp[a-z0-9_]{8}")  # of versions that copied by way of tempfile
_SHARE = 0.5
"""Of the free disk, at most."""


def copy_store(source: Path, target: Path) -> None:
    """Copy a store whole or not at all: its files and folders, and nothing that a link leads to.

    Raises:
        ProjectError: if it would fill the disk.
        OSError: if it cannot be read or written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone(target.parent):
        remove_killed(target.parent)
        files = list(_files(source))
        needed, free = sum(size for _, size in files), shutil.disk_usage(target.parent).free
        if needed > _SHARE * free:
            raise ProjectError(
                source,
                message(
                    "You may not write in {folder}, and a copy of the work there needs {needed:,.0f} "
                    "MB; {free:,.0f} MB are free in {target}. Free some space.",
                    folder=source.parent,
                    needed=needed / 1e6,
                    free=free / 1e6,
                    target=target.parent,
                ),
            )
        with atomic_folder(target) as copy:
            for path, size in files:
                _copy(source / path, copy / path, size)


def sweep(projects: Path) -> None:
    """Remove what killed copies left in the folder ``projects``, unless one is being made."""
    if projects.is_dir():
        with suppress(BlockingIOError), _alone(projects, wait=False):
            remove_killed(projects)


def remove_killed(projects: Path) -> None:
    """Remove half-made copies in the folder ``projects``, those of earlier versions (``tmp????????``) too.

    Only while no copy is being made there: a copy under way would lose its files. What cannot be removed
    stays; links are not followed.
    """
    remove_leftovers(projects)
    for path in projects.glob("tmp*"):
        if _OLD_LEFTOVER.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def _files(folder: Path) -> Iterator[tuple[Path, int]]:
    """All regular files by their paths within ``folder``, with their sizes in bytes."""
    for where, _, names in os.walk(folder):  # no link is followed
        for name in names:
            path = Path(where) / name
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder), path.stat().st_size


def _copy(source: Path, target: Path, size: int) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with open_file(source, size) as old, target.open("xb") as new:
        shutil.copyfileobj(old, new, 1 << 20)
        found = os.fstat(old.fileno())
    os.utime(target, ns=(found.st_atime_ns, found.st_mtime_ns))


@contextmanager
def _alone(projects: Path, wait: bool = True) -> Iterator[None]:
    """Hold the lock of the folder ``projects``: one process copies at a time.

    Raises:
        BlockingIOError: if another process copies, and this one shall not ``wait`` for it.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(projects / _LOCK, flags, 0o600)
    try:
        is_ours = True
        with suppress(OSError):  # a disk without locks
            is_ours = lock_descriptor(handle, blocking=wait)
        if not is_ours:
            raise BlockingIOError(message("another process copies to {projects}", projects=projects))
        yield
    finally:
        os.close(handle)
