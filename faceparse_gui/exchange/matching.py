"""Which photo a mask is of, by its name: as it stands, as others spell it, as tools decorate it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import NamedTuple, TypeVar
from unicodedata import normalize

from faceparse_core.errors import InputError
from faceparse_core.messages import message
from faceparse_core.photos.imaging import PHOTO_SUFFIXES
from faceparse_gui.formats.writing.naming import safe_stem, spelled
from faceparse_gui.project import PhotoRecord, Project

K = TypeVar("K", str, int)

_DECORATIONS = (
    re.compile(r"[0-9a-f]{8}-(?P<stem>.+)"),  # Label Studio
    re.compile(
        r"(?P<stem>.+?)([_.](jpe?g|png|webp|bmp|tiff?))?\.rf\.[0-9a-z]{8,}", re.IGNORECASE
    ),  # Roboflow
    re.compile(
        r"(?P<stem>.+)[ ._-](masks?|labels?|seg(mentation)?|annotations?|parsing|gt|colou?rs?)", re.IGNORECASE
    ),
    re.compile(r"(masks?|labels?|seg)[ ._-](?P<stem>.+)", re.IGNORECASE),
)
_DEEPEST = 3
"""Decorations on one another."""
_NUMBER = re.compile(r"[0-9]{1,18}")


def check_pattern(pattern: str) -> str:
    """``pattern`` if it is a naming pattern of masks: ``{stem}`` once for the photo's, ``*`` for anything.

    :raises InputError: otherwise, with what is wrong.
    """
    if pattern.count("{stem}") != 1 or set("{}") & set(pattern.replace("{stem}", "")):
        raise InputError(
            message(
                "{pattern} is no naming pattern of masks: put {{stem}} where the photo's name stands",
                pattern=pattern,
            )
        )
    return pattern


class Match(NamedTuple):
    """The photo of a name."""

    record: PhotoRecord
    guessed: bool = False
    """By what is left of the name without a decoration."""


class PhotoNames:
    """The photos of a project by what a data set may call them. Where two have one name, neither is found."""

    def __init__(self, project: Project, pattern: str = "") -> None:
        """``pattern``: how the masks are named after the photos, see :func:`check_pattern`."""
        self._patterns = list(_expressions(pattern)) if pattern else []
        self._paths: dict[str, PhotoRecord | None] = {}  # None: more than one, here and below
        self._others: dict[str, PhotoRecord | None] = {}
        self._exported: dict[str, PhotoRecord | None] = {}
        self._folded: dict[str, PhotoRecord | None] = {}
        self._numbers: dict[int, PhotoRecord | None] = {}
        for record in project.records():
            path = PurePosixPath(spelled(record.path.relative_to(project.folder).as_posix()))
            _note(self._paths, path.as_posix(), record)
            names = {path.name, path.stem, path.with_suffix("").as_posix()}
            for name in names - {path.as_posix()}:
                _note(self._others, name, record)
            for name in {_fold(name) for name in (*names, path.as_posix())}:
                _note(self._folded, name, record)
            _note(self._exported, safe_stem(path.stem), record)
            if _NUMBER.fullmatch(path.stem):
                _note(self._numbers, int(path.stem), record)

    def at(self, path: str) -> PhotoRecord | None:
        """By its path alone."""
        return self._paths.get(spelled(path))

    def find(self, name: str) -> PhotoRecord | None:
        """By its path, else by file name, else by stem; then by the stem that an export gives to it; last by
        the same in other letters: composed or not, large or small.
        """
        path = PurePosixPath(spelled(name))
        for candidate in (path.as_posix(), path.name):
            record = self._paths.get(candidate) or self._others.get(candidate)
            if record is not None:
                return record
        stem = _stem(path)
        record = self._others[stem] if stem in self._others else self._exported.get(stem)
        if record is not None or stem in self._others:
            return record
        for candidate in (path.as_posix(), path.parent.joinpath(stem).as_posix(), path.name, stem):
            if _fold(candidate) in self._folded:
                return self._folded[_fold(candidate)]
        return None

    def match(self, name: str) -> Match | None:
        """By the naming pattern, else as :meth:`find`, else without what tools add to names."""
        path = PurePosixPath(spelled(name))
        stem = _stem(path)
        for pattern in self._patterns:
            if found := pattern.fullmatch(stem):
                record = self.find(path.parent.joinpath(found["stem"]).as_posix())
                if record is not None:
                    return Match(record)
        if (record := self.find(name)) is not None:
            return Match(record)
        photos: dict[str, PhotoRecord] = {}
        for plain in _undecorated(stem):
            for record in (self.find(path.parent.joinpath(plain).as_posix()), self._numbered(plain)):
                if record is not None:
                    photos[record.key] = record
        return Match(next(iter(photos.values())), guessed=True) if len(photos) == 1 else None

    def _numbered(self, stem: str) -> PhotoRecord | None:
        """7 for 00007."""
        return self._numbers.get(int(stem)) if _NUMBER.fullmatch(stem) else None


def _expressions(pattern: str) -> Iterator[re.Pattern[str]]:
    """``pattern`` with the longest stem that it allows, then with the shortest."""
    for anything, stem in ((".*?", ".+"), (".*", ".+?")):
        parts = [re.escape(part).replace(r"\*", anything) for part in pattern.split("{stem}")]
        yield re.compile(f"(?P<stem>{stem})".join(parts))


def _note(names: dict[K, PhotoRecord | None], name: K, record: PhotoRecord) -> None:
    names[name] = None if name in names else record


def _stem(path: PurePosixPath) -> str:
    return path.stem if path.suffix.lower() in PHOTO_SUFFIXES else path.name


def _fold(name: str) -> str:
    return normalize("NFC", normalize("NFC", name).casefold())


def _undecorated(stem: str, depth: int = 0) -> Iterator[str]:
    """``stem`` and what it may have been before tools added to it."""
    yield stem
    if depth < _DEEPEST:
        for decoration in _DECORATIONS:
            if found := decoration.fullmatch(stem):
                yield from _undecorated(found["stem"], depth + 1)
