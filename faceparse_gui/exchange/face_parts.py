"""What an export wrote face by face, put together again: the maps of a photo's faces are parts of its map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import numpy as np

from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import PHOTO_SUFFIXES
from faceparse_gui.exchange.manifest import read_lines
from faceparse_gui.formats import FormatError, Found


class _Part(NamedTuple):
    photo: str
    is_square: bool
    """The square around the face; else as large as the photo."""


class FaceParts:
    """The samples of single faces that the manifests of exports name."""

    def __init__(self, manifests: Iterable[Path]) -> None:
        self._parts: dict[str, _Part] = {}
        self._count: dict[str, int] = {}
        for manifest in manifests:
            is_square = True
            for line in read_lines(manifest):
                match line:
                    case {"faceparse_export": _, "options": {"crop": crop}}:
                        is_square = crop == "face"
                    case {"stem": str(stem), "photo": str(photo), "face": int()}:
                        self._parts[stem] = _Part(photo, is_square)
                        self._count[photo] = self._count.get(photo, 0) + 1

    def join(self, found: Iterable[Found]) -> Iterator[Found]:
        """``found`` with one label map for each photo instead of those of its faces.

        The square around a face, and a photo of which a face is missing, are found broken.
        """
        if not self._parts:
            yield from found
            return
        of_photo: dict[str, list[Found]] = {}
        for each in found:
            part = self._part(each.name)
            if part is None or each.fault is not None:
                yield each
            elif part.is_square:
                yield Found.broken(each.name, _square_fault(each, part.photo))
            else:
                of_photo.setdefault(part.photo, []).append(each)
        for photo, parts in of_photo.items():
            if len(parts) == 1 == self._count[photo]:
                yield parts[0]
            elif len(parts) < self._count[photo]:
                yield Found.broken(photo, _missing_fault(parts[0], photo))
            else:
                first = parts[0]
                whole = Found(photo, first.source, partial(_put_together, parts))
                yield (
                    whole
                    if first.load_photo is None
                    else whole.with_photo(first.load_photo, first.photo_path)
                )

    def _part(self, name: str) -> _Part | None:
        path = PurePosixPath(name)
        stem = path.stem if path.suffix.lower() in PHOTO_SUFFIXES else path.name
        return next((self._parts[each] for each in (name, path.name, stem) if each in self._parts), None)


def _put_together(parts: Sequence[Found]) -> LabelMap:
    labels = parts[0].load().copy()
    for part in parts[1:]:
        more = part.load()
        if more.shape != labels.shape:
            raise FormatError(
                part.source,
                message(
                    "{name} has another size than the maps of the photo's other faces. Export it again.",
                    name=part.source.name,
                ),
            )
        np.copyto(labels, more, where=more != BACKGROUND)
    return labels


def _square_fault(found: Found, photo: str) -> FormatError:
    return FormatError(
        found.source,
        message(
            "{name} is the square around a face of {photo} and does not say where in it. Import whole "
            "photos, or an export with a map of the photo's size for each face.",
            name=found.source.name,
            photo=photo,
        ),
    )


def _missing_fault(found: Found, photo: str) -> FormatError:
    return FormatError(
        found.source,
        message(
            "{name} is not all of {photo}: the map of another of its faces is missing. Export them again.",
            name=found.source.name,
            photo=photo,
        ),
    )
