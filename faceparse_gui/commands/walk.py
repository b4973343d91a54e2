"""List photos as a stream: memory does not grow with a folder, nor with the number of folders in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from core.imaging import is_photo_name, natural_key

WINDOW = 4096
"""How many names of a folder are held, and put in natural order, at once."""


def walk(path: Path, recursive: bool) -> Iterator[Path]:
    """The photos of a folder, or ``path`` itself where it is a file or cannot be listed.

    As :func:`core.imaging.find_photos`, but a folder of more than ``WINDOW`` names comes in windows, each
    in natural order. A folder's photos come before its sub-folders.
    """
    try:
        for entry in _entries(path, _is_photo):
            yield path / entry.name
    except OSError:
        yield path
        return
    if recursive:
        for entry in _entries(path, _is_folder):
            yield from walk(path / entry.name, recursive)


def _is_photo(entry: os.DirEntry[str]) -> bool:
    return is_photo_name(entry.name) and entry.is_file()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)


def _entries(folder: Path, wanted: Callable[[os.DirEntry[str]], bool]) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as listing:
        chosen = filter(wanted, listing)
        while window := sorted(islice(chosen, WINDOW), key=lambda entry: natural_key(entry.name)):
            yield from window
