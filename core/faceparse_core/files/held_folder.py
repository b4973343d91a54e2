"""A folder that is known by what it is and not by its path: it may be moved, unmounted or replaced."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_DELETED = " (deleted)"  # what Linux adds to the path of an open folder without a name


class HeldFolder:
    """An open folder, ``path`` being where it is looked for.

    While it is held, no other folder gets its device and inode numbers, and its disk cannot be unmounted.

    Args:
        follow_links: whether the path may end in a link.
        hold: whether to keep it open; a folder that is not held can be compared, and neither found again nor
            looked up from.

    Raises:
        OSError: if there is none.
    """

    def __init__(self, path: Path, follow_links: bool = True, hold: bool = True) -> None:
        self.path = path
        self._follow_links = follow_links
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | (0 if follow_links else os.O_NOFOLLOW)
        self.handle = os.open(path, flags)
        found = os.fstat(self.handle)
        self._identity = found.st_dev, found.st_ino
        if not hold:
            self.close()

    @property
    def is_here(self) -> bool:
        """Whether ``path`` still leads to this folder, and to no other that was put in its place."""
        return self.is_at(self.path)

    @property
    def is_deleted(self) -> bool:
        """Whether it was removed for good, rather than moved or unmounted."""
        with suppress(OSError):
            return os.fstat(self.handle).st_nlink == 0 or self._name().endswith(_DELETED)
        return False

    def is_at(self, path: Path) -> bool:
        """Whether it is the folder at ``path``."""
        try:
            found = path.stat(follow_symlinks=self._follow_links)
        except OSError:
            return False
        return (found.st_dev, found.st_ino) == self._identity

    def find(self) -> Path | None:
        """Where the folder is now, by whatever name; None where the system cannot tell."""
        with suppress(OSError):
            name = self._name()
            if not name.endswith(_DELETED) and self.is_at(Path(name)):
                return Path(name)
        return None

    def _name(self) -> str:
        """What the system calls the open folder now."""
        return os.readlink(f"/proc/self/fd/{self.handle}")  # noqa: PTH115, a name with what is added to it

    def close(self) -> None:
        """Let go of the folder; calls after the first do nothing."""
        handle, self.handle = self.handle, -1
        if handle >= 0:
            os.close(handle)
