"""The folder that holds a project's work, known by what it is and not by its path.

While a project is open its folder may be moved, its disk unmounted, another folder put in its place: then
nothing is written, and nothing made anew where the folder was. See
``faceparse_core.files.store_files`` for what is trusted.
"""

from __future__ import annotations

import os
import secrets
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import BinaryIO

from faceparse_core.files import store_files
from faceparse_core.files.held_folder import HeldFolder
from faceparse_core.files.writing import remove_leftovers
from faceparse_core.messages import message
from faceparse_gui.project.errors import ProjectError, saving_failed

FOLDERS = ("labels", "previous", "predictions", "confidence", "runs", "versions")
_FILES = ("last", "lock")  # the only ones without a suffix, and no folder has one
_ASIDE = ".set-aside"
_NAMED = 3


class StoreGoneError(ProjectError):
    """The store is not where it was. ``moved_to``: the photos' folder now, where the system can tell;
    ``deleted``: the photos are where they were, and their store was removed for good; ``replaced``: another
    one is there; ``takes_work``: only the photos are gone, what is done is saved."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        message: str,
        *,
        moved_to: Path | None = None,
        deleted: bool = False,
        replaced: bool = False,
        takes_work: bool = False,
    ) -> None:
        super().__init__(path, message)
        self.moved_to = moved_to
        self.deleted = deleted
        self.replaced = replaced
        self.takes_work = takes_work


class Store:
    """An open store. Paths are absolute and lie in it; whatever writes raises ``ProjectError``."""

    def __init__(self, path: Path, folder: Path) -> None:
        """Hold the store at ``path`` for the photos in ``folder``. ``OSError``: one of them is not there."""
        self._photos = HeldFolder(folder, hold=path.parent == folder)  # else their disk may be taken out
        try:
            self._held = HeldFolder(path, follow_links=False)
        except OSError:
            self._photos.close()
            raise

    @property
    def path(self) -> Path:
        """The store's folder at the path by which it was opened, whether or not it is still there; see
        ``check``.
        """
        return self._held.path

    @property
    def folder(self) -> Path:
        """The photos' folder at the path by which it was opened."""
        return self._photos.path

    def close(self) -> None:
        """Let go of the folders that are held open, so that their disk can be unmounted."""
        self._held.close()
        self._photos.close()

    # Is it there?

    def check(self) -> None:
        """Look whether the store is where it was. ``StoreGoneError``: it is not."""
        if self._held.is_here:
            return
        folder, now = self.folder, self._photos.find()
        moved_to = now if now is not None and self._held.is_at(now / self.path.name) else None
        if self._photos.is_here and self._held.is_deleted and not os.path.lexists(self.path):
            raise StoreGoneError(
                folder,
                message("{path}, which held the work on these photos, was deleted.", path=self.path),
                deleted=True,
            )
        if self.path.is_dir() and not self.path.is_symlink():
            raise StoreGoneError(
                folder,
                message(
                    "Another folder is in the place of {folder} now, and is not written to. Put back "
                    "the one that was opened.",
                    folder=folder,
                ),
                moved_to=moved_to,
                replaced=True,
            )
        if self._photos.is_here:
            raise StoreGoneError(
                folder,
                message(
                    "{path}, which holds the work on these photos, was moved away. Put it back.",
                    path=self.path,
                ),
            )
        if moved_to is not None:
            raise StoreGoneError(
                folder,
                message(
                    "{folder} was moved to {moved_to}. Go on there, or move it back.",
                    folder=folder,
                    moved_to=moved_to,
                ),
                moved_to=moved_to,
            )
        raise StoreGoneError(
            folder, message("{folder} is gone: moved, deleted or unmounted. Bring it back.", folder=folder)
        )

    def check_photos(self) -> None:
        """As ``check``, and whether the photos' folder is where it was: their store may lie elsewhere.

        Raises:
            StoreGoneError: if either is not.
        """
        self.check()
        if not self._photos.is_here:
            raise StoreGoneError(
                self.folder,
                message(
                    "{folder} is gone: moved, deleted or unmounted. None of its photos can be read. "
                    "Bring it back.",
                    folder=self.folder,
                ),
                takes_work=True,
            )

    def follow(self, folder: Path) -> None:
        """Go on in ``folder``, to which the photos were moved with their store.

        ``ProjectError``: it is another folder.
        """
        path = folder / self.path.name
        if not self._photos.is_at(folder) or not self._held.is_at(path):
            raise ProjectError(
                folder,
                message(
                    "{folder} is not the folder that was moved. Choose the one with the photos you "
                    "worked on.",
                    folder=folder,
                ),
            )
        self._photos.path, self._held.path = folder, path

    def make_anew(self) -> None:
        """Make the store again, empty, after it was deleted. ``OSError``: it cannot be made."""
        path = self.path
        path.mkdir()
        held, self._held = self._held, HeldFolder(path, follow_links=False)
        held.close()

    # Files

    def set_odd_aside(self) -> tuple[str, ...]:
        """Rename all that is not what its name says: links first of all, pipes, a folder named as a file is.

        Return the messages about it. ``ProjectError``: one cannot be renamed.
        """
        odd = [path for path in store_files.odd_entries(self.path, _is_file_name) if path.suffix != _ASIDE]
        odd += [path for path in map(self.path.joinpath, FOLDERS) if path.is_file() and path not in odd]
        for path in odd:
            aside = path.with_name(path.name + _ASIDE)
            try:
                path.rename(store_files.unused_name(aside) if os.path.lexists(aside) else aside)
            except OSError as error:
                text = message(
                    "{path} does not belong there (a link, perhaps) and cannot be renamed. Remove it.",
                    path=path,
                )
                raise ProjectError(path, text) from error
        if not odd:
            return ()
        names = ", ".join(str(path.relative_to(self.path)) for path in odd[:_NAMED])
        if len(odd) > _NAMED:
            names = message("{names} and {count} more", names=names, count=len(odd) - _NAMED)
        text = message(
            "{path} held links or other things that do not belong there: {names}.",
            path=self.path,
            names=names,
        )
        return (
            message("{text} They are not used, and were renamed to end in {aside}.", text=text, aside=_ASIDE),
        )

    def remove_leftovers(self, kind: str) -> None:
        """Remove what a killed window was just writing in the subfolder ``kind``."""
        remove_leftovers(self.path / kind)

    def exists(self, path: Path) -> bool:
        """Whether ``path``, which lies in the store, is a regular file. False as well where the store is
        gone; no link is followed.
        """
        return store_files.exists(path, self._held)

    def files(self, kind: str) -> dict[str, int]:
        """The files in the subfolder ``kind``, and when each was last written, nanoseconds since 1970."""
        with (
            suppress(OSError),
            store_files.open_folder(self.path / kind, self._held) as folder,
            os.scandir(folder) as listing,
        ):
            return {
                entry.name: entry.stat(follow_symlinks=False).st_mtime_ns
                for entry in listing
                if entry.is_file(follow_symlinks=False)
            }
        return {}

    def open(self, path: Path, most: int) -> AbstractContextManager[BinaryIO]:
        """As ``faceparse_core.files.store_files.open_file``."""
        return store_files.open_file(path, most, self._held)

    def read(self, path: Path, most: int) -> bytes:
        """As ``faceparse_core.files.store_files.read_file``."""
        return store_files.read_file(path, most, self._held)

    def write(self, path: Path, data: bytes) -> None:
        """Write a file of a subfolder, whole or not at all.

        Raises:
            StoreGoneError: if the store is not where it was.
            ProjectError: if the disk refuses.
        """
        try:
            self.check()
            store_files.make_folder(path.parent, self._held)
            with store_files.replace_file(path, self._held) as file:
                file.write(data)
        except OSError as error:
            if isinstance(error, ProjectError):
                raise
            raise saving_failed(self.path, error) from error

    def rename(self, path: Path, new: Path) -> None:
        """Rename a file, in place of what has the new name. ``OSError``: as ``os.rename``."""
        with (
            store_files.open_folder(path.parent, self._held) as old_folder,
            store_files.open_folder(new.parent, self._held) as new_folder,
        ):
            os.rename(path.name, new.name, src_dir_fd=old_folder, dst_dir_fd=new_folder)

    def remove(self, path: Path) -> None:
        """Remove a file, if it is there. ``OSError``: as ``os.unlink``."""
        with suppress(FileNotFoundError), store_files.open_folder(path.parent, self._held) as folder:
            os.unlink(path.name, dir_fd=folder)

    def keep(self, path: Path, copy: Path, data: bytes) -> None:
        """Let ``copy`` be the file at ``path``, whose bytes are ``data``, while that is replaced."""
        store_files.make_folder(copy.parent, self._held)
        with (
            store_files.open_folder(path.parent, self._held) as folder,
            store_files.open_folder(copy.parent, self._held) as copies,
        ):
            passing = f".{secrets.token_hex(8)}.tmp"
            with suppress(OSError):  # a disk without hard links
                os.link(path.name, passing, src_dir_fd=folder, dst_dir_fd=copies, follow_symlinks=False)
                os.rename(passing, copy.name, src_dir_fd=copies, dst_dir_fd=copies)
                with suppress(FileNotFoundError):  # it is there still where both were one file already
                    os.unlink(passing, dir_fd=copies)
                return
        with store_files.replace_file(copy, self._held) as file:
            file.write(data)


def _is_file_name(name: str) -> bool:
    return ("." in name or name in _FILES) and name[0] != "." and not name.endswith(_ASIDE)
