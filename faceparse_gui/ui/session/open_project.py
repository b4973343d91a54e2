"""Turn what the user chose or dropped into a project and the photos to list. Reads the disk: for a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from faceparse_core.files.writing import FileError
from faceparse_core.photos.imaging import PHOTO_SUFFIXES, ImageError, photo_size
from faceparse_gui.project import Autosave, Project, open_with_all, take_in
from faceparse_gui.project.store.store import StoreGoneError
from faceparse_gui.ui.i18n.messages import localise

_MOST_TOLD = 3


_FLUSH_SECONDS = 10.0


@dataclass(slots=True)
class Opened:
    """``keys``: the photos to list, in order. ``paths``: what to open to get here again."""

    project: Project
    keys: list[str]
    paths: list[Path]
    notices: list[str] = field(default_factory=list)


def open_saved(
    autosave: Autosave | None, paths: Sequence[Path], current: Project | None, recursive: bool
) -> Opened:
    """``open_paths``, once the work on what is open now is saved: photos of it may be opened anew."""
    if autosave is not None:
        autosave.flush(_FLUSH_SECONDS)
    return open_paths(paths, current, recursive)


def open_paths(paths: Sequence[Path], current: Project | None, recursive: bool = False) -> Opened:
    """Open a folder with all its photos, or just the photos named, which must lie in one folder.

    Those of the sub-folders too if ``recursive``, or where there are no others.

    Of several folders the first is opened; what was left out is said in ``notices``. A folder that is the
    ``current`` project's is not opened twice.

    Raises:
        FileError: nothing to open; the text names the file and the remedy.
    """
    paths = [path.absolute() for path in paths]
    for path in paths:
        if not path.exists():
            raise FileError(
                path,
                QCoreApplication.translate("OpenProject", "{0} no longer exists. Open another one.").format(
                    path
                ),
            )
    folders = [path for path in paths if path.is_dir()]
    return _open_folder(folders[0], paths, current, recursive) if folders else _open_files(paths, current)


def _open_folder(folder: Path, paths: Sequence[Path], current: Project | None, recursive: bool) -> Opened:
    project = _project(folder, current, recursive)
    if not recursive and not project.records():
        _check_below(project, True, current)
    opened = Opened(project, [record.key for record in project.records()], [folder], list(project.notices))
    if not opened.keys:
        if project is not current:
            project.close()
        none = QCoreApplication.translate(
            "OpenProject", "There are no photos in {0} or its sub-folders. Supported formats: {1}."
        ).format(folder, " ".join(sorted(PHOTO_SUFFIXES)))
        raise FileError(folder, " ".join((none, *map(localise, project.skipped))))
    if project.recursive and not recursive:
        none = QCoreApplication.translate(
            "OpenProject", "There are no photos directly in {0}. Its sub-folders were opened."
        )
        opened.notices.append(none.format(folder.name))
    if len(paths) > 1:
        opened.notices.append(
            QCoreApplication.translate("OpenProject", "Only {0} was opened: one folder at a time.").format(
                folder.name
            )
        )
    return opened


def _open_files(paths: Sequence[Path], current: Project | None) -> Opened:
    folder = paths[0].parent
    here = [path for path in paths if path.parent == folder]
    project = _project(folder, current)
    if unlisted := [path for path in here if project.find(path) is None and _why_not(path) is None]:
        project.include(unlisted)
    records = {path: project.find(path) for path in here}
    strange = [path for path, record in records.items() if record is None]
    keys = [record.key for record in records.values() if record is not None]
    if not keys:
        if project is not current:
            project.close()
        raise FileError(strange[0], " ".join(filter(None, map(_why_not, strange[:_MOST_TOLD]))))
    opened = Opened(project, keys, here, list(project.notices))
    if strange:
        opened.notices.append(
            QCoreApplication.translate("OpenProject", "Not opened (not photos): {0}.").format(
                ", ".join(path.name for path in strange)
            )
        )
    if len(here) < len(paths):
        opened.notices.append(
            QCoreApplication.translate(
                "OpenProject", "Only the photos in {0} were opened: one folder at a time."
            ).format(folder.name)
        )
    return opened


def _why_not(path: Path) -> str | None:
    """Why the file is no photo that can be opened, by its content; None if it is one."""
    try:
        photo_size(path)
    except ImageError as error:
        return localise(str(error))
    return None


def _project(folder: Path, current: Project | None, recursive: bool | None = None) -> Project:
    """``recursive``: None to leave it as it is."""
    if current is None or current.folder != folder:
        return open_with_all(folder, bool(recursive), current)
    try:
        _check_below(current, current.recursive if recursive is None else recursive, current)
    except StoreGoneError:  # this is another folder, in the place of the one that is open
        return open_with_all(folder, bool(recursive))
    return current


def _check_below(project: Project, recursive: bool, current: Project | None) -> None:
    """Look again, with or without the sub-folders."""
    project.recursive = recursive
    project.rescan()
    take_in(project, current)
