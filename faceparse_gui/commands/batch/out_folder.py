"""Removes the temporary files of a killed run from the folder of results, unless others write there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from faceparse_core.files.writing import remove_leftovers

if sys.platform != "win32":
    import fcntl


@contextmanager
def writing_in(out: Path) -> Iterator[None]:
    """While the block runs, this process writes under ``out``, perhaps beside others (shards, for example).

    The first of them removes leftovers. The lock on the folder ends with the process, however that ends; on
    Windows, and on disks without such locks, nothing is removed.
    """
    handle = None
    with suppress(OSError):  # writing there will say what is wrong
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out, os.O_RDONLY)
        _lock(handle, out)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(handle: int, out: Path) -> None:
    if sys.platform != "win32":
        with suppress(BlockingIOError):  # not alone
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove_leftovers(out, recursive=True)
        fcntl.flock(handle, fcntl.LOCK_SH)
