"""One process at a time works on a run's folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from filelock import lock_descriptor

from faceparse_core.errors import FaceparseError
from faceparse_core.files.store_files import exists, open_log

LOCK_FILE = "lock"
_HANDLE = "FACEPARSE_RUN_LOCK"
_trying = threading.Lock()
"""Held while a lock is tried, so that one thread's :func:`is_held` does not fail another's :func:`take`."""


class RunBusyError(FaceparseError):
    """Another process is at work on the run."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """While the block runs, no other process can hold ``folder``; the system lets go when this one ends.

    A lock that the process was started with, by ``hand_over``, is its own.

    Raises:
        RunBusyError: if another process holds it.
        OSError: if the lock's file cannot be made.
    """
    lock = _inherited(folder) or take(folder)
    try:
        yield
    finally:
        lock.close()


def take(folder: Path) -> BinaryIO:
    """A file that is locked until no process has it open, those that it is passed to included.

    A disk that knows no locks gives one that holds nobody off.

    Raises:
        RunBusyError, OSError: as ``hold``.
    """
    lock = open_log(folder.resolve() / LOCK_FILE, append=True)
    with _trying:
        is_ours = True
        with suppress(OSError):  # a disk without locks
            is_ours = lock_descriptor(lock.fileno(), blocking=False)
    if not is_ours:
        lock.close()
        raise RunBusyError(f"Another process is at work on {folder}. Wait for it to end, or stop it first.")
    return lock


def is_held(folder: Path) -> bool:
    """Whether a process holds ``folder``. False on a disk that knows no locks."""
    path = folder / LOCK_FILE
    with suppress(OSError):
        if not exists(path):
            return False
        with _trying, open_log(path, append=True) as lock:
            return not lock_descriptor(lock.fileno(), blocking=False)
    return False


def hand_over(lock: BinaryIO) -> dict[str, str]:
    """What the environment of a process has to hold that is started with ``lock`` open."""
    return {_HANDLE: str(lock.fileno())}


def _inherited(folder: Path) -> BinaryIO | None:
    given = os.environ.pop(_HANDLE, "")
    if not given.isdecimal():
        return None
    try:
        handle = int(given)
        if os.path.samestat(os.fstat(handle), (folder / LOCK_FILE).stat()):
            return os.fdopen(handle, "ab")
    except OSError:
        pass
    return None
