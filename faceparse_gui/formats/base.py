"""What every format is, and what their writers share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from PIL import Image

from core.files import FileError, atomic_write, explain_write
from core.imaging import Photo
from core.labels import LabelMap


class FormatError(FileError):
    """An export that was refused; nothing was written. ``str()`` names the file and the mend."""


class Format(Protocol):
    """A way to export one photo's label map."""

    name: str
    """As on the command line: lower case, one word."""

    title: str
    """As on screen, in English."""

    suffix: str
    """What follows the stem in the name of the file or folder that :meth:`write` makes."""

    def write(
        self, out_dir: Path, stem: str, photo: Photo, labels: LabelMap, overwrite: bool = False
    ) -> list[Path]:
        """Write ``labels`` under ``out_dir``, each file whole or not at all, and return the files' paths.

        ``out_dir`` is created where it is missing.

        :raises FormatError: before anything is written, if a file stands there already and ``overwrite`` is
            false, or if photo and labels differ in size.
        :raises FileError: if a file cannot be written.
        """


def prepare(paths: Iterable[Path], overwrite: bool) -> None:
    """Make the folders of ``paths``; refuse paths that are taken already unless ``overwrite``."""
    for path in paths:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            taken = path.exists()
        except OSError as error:
            raise FormatError(path, explain_write(path, error)) from error
        if taken and not overwrite:
            raise FormatError(
                path, f"{path.name} is already in {path.parent}. Choose another folder or allow overwriting."
            )


def check_size(path: Path, photo: Photo, labels: LabelMap) -> None:
    """Refuse a label map that has not its photo's height and width."""
    if photo.shape[:2] != labels.shape:
        (height, width), (rows, columns) = photo.shape[:2], labels.shape
        raise FormatError(
            path,
            f"{path.name} was not saved: its photo is {width} × {height} pixels, but the label map "
            f"{columns} × {rows}. Parse the photo again.",
        )


def save_png(path: Path, image: Image.Image, level: int = 6) -> None:
    """Write ``image`` as PNG, whole or not at all; ``level`` is zlib's, 0 to 9."""
    with atomic_write(path) as file:
        image.save(file, "PNG", compress_level=level)
