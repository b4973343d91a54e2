"""What lies in a project's folder now: its photos with their stamps, and what is left out."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

from faceparse_core.photos.folders import SkippedFiles, find_photos, is_listed
from faceparse_gui.project.photos.identity import Stamp
from faceparse_gui.project.records import PhotoRecord


def list_photos(
    folder: Path, recursive: bool, unlisted: Iterable[Path], skipped: SkippedFiles
) -> Iterator[tuple[Path, Stamp]]:
    """The photos of a folder in natural order, then the ``unlisted`` ones.

    Args:
        skipped: counts what cannot be looked at, and of pictures that are not read.
    """
    for path in chain(find_photos([folder], recursive, skipped), unlisted):
        try:
            found = path.stat()
        except OSError:
            if path.is_symlink() or path.exists():  # else it is gone since it was listed
                skipped.note(path, "closed")
            continue
        if not stat.S_ISREG(found.st_mode):  # a subfolder that cannot be listed
            skipped.note(path, "closed")
            continue
        yield path, Stamp.of(found)


def find_unlisted(folder: Path, records: Iterable[PhotoRecord], included: Iterable[Path]) -> list[Path]:
    """The photos there that no look through the folder finds: opened by name, now or before."""
    known = {record.path for record in records if record.updated > 0 and record.path.parent == folder}
    wanted = (path for path in {*included, *known} if not is_listed(path))
    return sorted(path for path in wanted if path.is_file())


def find_absent(folder: Path, records: Iterable[PhotoRecord], present: Iterable[str]) -> list[str]:
    """The worked-on photos that are not there; one in a subfolder that was not looked into may be."""
    there = set(present)
    missing = [record for record in records if record.updated > 0 and record.key not in there]
    missing = [record for record in missing if record.has_labels and record.path.is_relative_to(folder)]
    return [record.key for record in missing if not record.path.is_file()]
