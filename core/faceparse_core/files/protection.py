"""What may never be written over: the photos of a project. ``files.writing`` asks it before it writes.

A photo of a project is a file with a photo's name in a folder that has a store, or below one whose store
holds work on it. Where it lies is looked up on the disk, so that no link and no other spelling leads around.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from faceparse_core.files.stores import LABELS, PREDICTIONS, STORE_NAME, key_of, own_store
from faceparse_core.messages import message
from faceparse_core.photos.folders import is_picture

_MAX_LINKS = 40
_MAX_FOLDERS = 4096


class Protection:
    """Finds which of many files must stay as they are. Each folder is read once: make a new one each time.

    Args:
        inputs: files that the work at hand is made from: protected under every name they have.
        made: files that are no inputs, because the same work wrote them before.
    """

    def __init__(self, inputs: Iterable[Path] = (), made: Iterable[Path] = ()) -> None:
        self._inputs, self._made = inputs, made
        self._folders: dict[str, _Folder] = {}

    def covers(self, path: str | os.PathLike[str]) -> bool:
        """Whether there is a file at ``path``, or where it leads as a link, that must stay as it is."""
        name = os.fspath(path)
        try:
            for _ in range(_MAX_LINKS):
                parent, base = os.path.split(name)
                folder = self._folder(parent)
                name = f"{folder.path}/{base}"
                found = os.lstat(name)
                if not stat.S_ISLNK(found.st_mode):
                    return self._is_photo(folder, base, found)
                if self._is_photo(folder, base, os.stat(name)):  # noqa: PTH116
                    return True
                name = os.path.join(folder.path, os.readlink(name))  # noqa: PTH115, PTH118
        except (OSError, ValueError):  # cannot be looked at, and so not be written; a zero byte
            pass
        return False

    def covers_below(self, folder: Path) -> bool:
        """Whether something that must stay lies in ``folder`` or below; a link is not gone into."""
        if os.path.islink(folder):  # noqa: PTH114, False for a name that the disk refuses
            return False
        for path, folders, names in os.walk(folder):
            if STORE_NAME in folders or any(self.covers(f"{path}/{name}") for name in names):
                return True
        return False

    def is_project(self, folder: Path) -> bool:
        """Whether ``folder`` itself has a project's store: its pictures are that project's photos."""
        return self._folder(os.fspath(folder)).has_store

    def _folder(self, name: str) -> _Folder:
        if name not in self._folders:
            if len(self._folders) >= _MAX_FOLDERS:
                self._folders.clear()
            self._folders[name] = _Folder(Path(os.path.realpath(name)))
        return self._folders[name]

    def _is_photo(self, folder: _Folder, name: str, found: os.stat_result) -> bool:
        if not stat.S_ISREG(found.st_mode):
            return False
        if (found.st_dev, found.st_ino) in self._identities:
            return True
        return folder.may_have_photos and is_picture(folder.path / name) and folder.has_photo(name)

    @cached_property
    def _identities(self) -> frozenset[tuple[int, int]]:
        """Device and inode of each input."""
        made = set(map(_identity, self._made))
        return frozenset(each for each in map(_identity, self._inputs) if each and each not in made)


class _Folder:
    """What stores say of the photos in a folder, whose ``path`` holds no links."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def has_photo(self, name: str) -> bool:
        """Whether the file of that name, a photo's, is one of a project."""
        return self.has_store or any(
            (store / kind / f"{key_of((self.path / name).relative_to(project))}.png").exists()
            for project, store in self._stores_above
            for kind in (LABELS, PREDICTIONS)
        )

    @cached_property
    def may_have_photos(self) -> bool:
        """Whether there is a store that could say so."""
        return self.has_store or bool(self._stores_above)

    @cached_property
    def _is_in_store(self) -> bool:
        """Pictures in a store are the project's work, not its photos."""
        return STORE_NAME in self.path.parts

    @cached_property
    def has_store(self) -> bool:
        return not self._is_in_store and bool(_stores(self.path))

    @cached_property
    def _stores_above(self) -> list[tuple[Path, Path]]:
        """Each folder above that has a store, and that store."""
        if self._is_in_store:
            return []
        return [(folder, store) for folder in self.path.parents for store in _stores(folder)]


def own_folder_message(folder: Path) -> str:
    """Why results are not written into ``folder``, and what to do, for the user."""
    return message(
        "{folder} is the photos' own folder. Choose another, like {example}.",
        folder=folder,
        example=folder / "labels",
    )


def is_in_store(path: Path) -> bool:
    """Whether ``path`` lies in a folder's saved work, which nothing but the project writes."""
    return STORE_NAME in Path(os.path.realpath(path)).parts


def _stores(folder: Path) -> list[Path]:
    return [store for store in (folder / STORE_NAME, own_store(folder)) if store.is_dir()]


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino
