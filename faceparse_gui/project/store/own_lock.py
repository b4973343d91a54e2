"""A lock for disks that know none: a file in the store that says which process works there.

Network shares without a lock service, and some disks in user space, answer every lock with an error; SQLite
takes that for a lock that another process holds.
"""

from __future__ import annotations

import errno
import os
import secrets
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from faceparse_core.files.store_files import OddFileError, read_file, replace_file
from faceparse_core.messages import message
from faceparse_gui.project.errors import ProjectError

try:
    import fcntl
except ImportError:  # Windows, where every disk knows locks
    fcntl = None  # type: ignore[assignment]

FILE_NAME = "open-in.json"
_MOST = 10_000
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def knows_locks(folder: Path) -> bool:
    """Whether files in ``folder`` can be locked as SQLite does, as far as that can be found out."""
    if fcntl is not None:
        with suppress(OSError), tempfile.TemporaryFile(dir=folder) as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fcntl(F_SETLK), SQLite's call too
            except OSError as error:
                return error.errno not in _NO_LOCKS
    return True


class _Holder(BaseModel):
    """``began``: when the process did, by the computer's own clock, so that a reused number is noticed."""

    model_config = ConfigDict(frozen=True)

    host: str
    pid: int
    began: str
    token: str


class OwnLock:
    """Held from its making until it is released; a holder that is not alive any more is passed over."""

    def __init__(self, store: Path, folder: Path) -> None:
        """Take the lock.

        Raises:
            ProjectError: if another process works on the photos in ``folder``, or may do so.
            faceparse_core.files.writing.FileError: if it cannot be written.
        """
        self._path = store / FILE_NAME
        self._me = _Holder(
            host=socket.gethostname(), pid=os.getpid(), began=_began(os.getpid()), token=secrets.token_hex(8)
        )
        other = _read(self._path)
        if other is not None and other.host != self._me.host:
            raise ProjectError(
                folder,
                message(
                    "{folder} cannot be opened: the computer {host} works on it, or was switched off "
                    "while it did. If it no longer does, remove {path}.",
                    folder=folder,
                    host=other.host,
                    path=self._path,
                ),
            )
        if other is not None and other.began == _began(other.pid):
            raise ProjectError(
                folder,
                message(
                    "{folder} cannot be opened: a window or a command of this program works on it. "
                    "Close that one first.",
                    folder=folder,
                ),
            )
        with replace_file(self._path) as file:
            file.write(self._me.model_dump_json().encode())

    def release(self) -> None:
        """Remove the lock's file if it is still this process's own. Errors of the disk are ignored: what
        stays is passed over by the next holder once this process has ended.
        """
        with suppress(OSError):
            if _read(self._path) == self._me:
                self._path.unlink()


def _read(path: Path) -> _Holder | None:
    try:
        return _Holder.model_validate_json(read_file(path, _MOST))
    except (FileNotFoundError, OddFileError, ValidationError):
        return None


def _began(pid: int) -> str:
    """When a process of this computer began; empty without such a process."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return (
            f"{boot} {int(fields[19])}"  # field 22: ticks since the computer began; 3 is the first behind ")"
        )
    except (OSError, ValueError, IndexError):
        return ""
