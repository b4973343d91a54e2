"""Work on the same photos that lies in other stores: of the sub-folders, and of the folders around.

Each folder that was opened has a store of its own. The newest work on a photo is taken into the project that
is open now; nothing is taken away where it came from.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from faceparse_core.files.stores import STORE_NAME, own_store
from faceparse_core.messages import message
from faceparse_core.photos.folders import is_listed
from faceparse_gui.project.errors import ProjectError
from faceparse_gui.project.project import Project
from faceparse_gui.project.store.database import FILE_NAME

MANY = 10_000
"""Photos in sub-folders, of which no more are counted."""


def take_in(project: Project, current: Project | None = None) -> None:
    """Take into ``project`` what was done later on its photos elsewhere; ``Project.notices`` tell of it.

    Args:
        current: a project that this program holds open itself; its work is saved.

    Raises:
        ProjectError: if the store of a sub-folder cannot be read: work would be left out.
    """
    if project.recursive:
        for folder in _below(project.folder):
            _take_from(folder, project, current)
    for folder in project.folder.parents:
        if _has_store(folder):
            try:
                _take_from(folder, project, current)
            except ProjectError as error:
                project.on_notice(
                    message(
                        "The work on these photos in {folder} could not be taken over: {error}",
                        folder=folder,
                        error=error,
                    )
                )


def has_work_below(folder: Path) -> bool:
    """Whether photos of a sub-folder were worked on when that was opened by itself."""
    return next(_below(folder), None) is not None


def photos_below(folder: Path, should_stop: Callable[[], bool] = lambda: False) -> int:
    """How many photos lie in the sub-folders; it counts no further than ``MANY``."""
    count = 0
    for path, names, files in os.walk(folder):
        names[:] = sorted(name for name in names if not name.startswith("."))
        if should_stop() or count >= MANY:
            break
        if Path(path) != folder:
            shown = (Path(path, name) for name in files if not name.startswith("."))
            count += sum(1 for file in shown if is_listed(file))
    return min(count, MANY)


def _below(root: Path) -> Iterator[Path]:
    """The sub-folders with a store, as photos are looked for: no hidden ones, none through links."""
    for path, names, _ in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith("."))
        folder = Path(path)
        if folder != root and _has_store(folder):
            yield folder


def _has_store(folder: Path) -> bool:
    return any((store / FILE_NAME).is_file() for store in (folder / STORE_NAME, own_store(folder)))


def _take_from(folder: Path, project: Project, current: Project | None) -> None:
    is_open = current is not None and current.folder == folder
    other = current if is_open and current is not None else Project.open(folder)
    try:
        other.settle()
        taken = sum(
            project.take(record, other) for record in other.worked_on() if _is_of(record.path, project)
        )
    finally:
        if not is_open:
            other.close()
    if taken:
        project.on_notice(
            message("Photos whose work was taken over from {folder}: {count}.", folder=folder, count=taken)
        )


def _is_of(path: Path, project: Project) -> bool:
    return path.parent == project.folder or (project.recursive and path.is_relative_to(project.folder))
