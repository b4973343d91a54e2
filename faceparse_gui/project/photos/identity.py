"""Which photo a file holds: by its size and time at a glance, by its content where these differ.

Copies, archives, version control and some disks give a photo another time: it is the same photo all the same.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal, NamedTuple, Self

from faceparse_gui.project.records import PhotoRecord

_CHUNK = 1 << 20
_DIGEST_BYTES = 16


class Stamp(NamedTuple):
    """Size and time of a file: whether it is as it was, without reading it."""

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, found: os.stat_result) -> Self:
        """The stamp in the result of ``os.stat``: bytes, and the time of the last change in nanoseconds since
        1970.
        """
        return cls(found.st_size, found.st_mtime_ns)


Likeness = Literal["same", "other", "unsure"]
"""``unsure``: only the content can tell."""


def likeness(record: PhotoRecord, stamp: Stamp) -> Likeness:
    """Whether a file with this stamp is the photo that the work of ``record`` was made on."""
    if record.updated == 0 or (record.size, record.mtime_ns) == stamp:
        return "same"
    return "unsure" if record.digest and record.size == stamp.size else "other"


def digest_of(path: Path, stamp: Stamp, should_stop: Callable[[], bool] = lambda: False) -> str:
    """BLAKE2b of the file's bytes in hexadecimal. Reads all of it, about 1 GB/s where the disk keeps up.

    Empty where it is unknown: the file is not (or while it is read no longer) the one of this ``stamp``,
    is no regular file, or cannot be read; or after ``should_stop``.
    """
    try:
        # a FIFO put in a photo's place must not hold the caller
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb", buffering=0) as file:
            if not _is(file.fileno(), stamp):
                return ""
            digest = hashlib.blake2b(digest_size=_DIGEST_BYTES)
            while chunk := file.read(_CHUNK):
                if should_stop():
                    return ""
                digest.update(chunk)
            return digest.hexdigest() if _is(file.fileno(), stamp) else ""
    except OSError:
        return ""


def digest_of_bytes(data: bytes) -> str:
    """As ``digest_of``."""
    return hashlib.blake2b(data, digest_size=_DIGEST_BYTES).hexdigest()


def _is(handle: int, stamp: Stamp) -> bool:
    found = os.fstat(handle)
    return stat.S_ISREG(found.st_mode) and Stamp.of(found) == stamp
