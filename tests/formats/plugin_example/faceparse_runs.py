"""Run-lengths in a text file: an example of a format that is added to faceparse from outside.

``<stem>.runs.txt``: width and height in the first line, then a run a line: its length, its class.
The runs follow each other from left to right and from the top down::

    31 24
    3 hair
    741 background
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np

from faceparse_core.files.writing import atomic_write
from faceparse_core.labels import ID_OF, NAMES, LabelMap
from faceparse_core.photos.imaging import MAX_PIXELS
from faceparse_gui.formats import (
    ExportOptions,
    Format,
    FormatError,
    Found,
    ReadOptions,
    Sample,
    Writer,
    files_in,
)

SUFFIX = ".runs.txt"


class Runs(Format):
    """One text file a photo."""

    name = "runs"
    title = "Run-lengths as text"
    suffix = SUFFIX
    reads = True
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        paths = [path for path, _ in files_in(source, {".txt"}) if path.name.endswith(SUFFIX)]
        if not paths:
            raise FormatError(
                source, f"There is no {SUFFIX} file in {source}. Choose another folder or format."
            )
        root = source if source.is_dir() else source.parent
        for path in paths:
            name = path.relative_to(root).as_posix().removesuffix(SUFFIX)
            yield Found(name, path, partial(read_runs, path, options.class_map))

    def recognises(self, source: Path) -> bool:
        try:
            return next(self.read(source, ReadOptions())) is not None
        except FormatError:
            return False


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return (f"{stem}{SUFFIX}",)

    def write(self, sample: Sample) -> Sequence[str]:
        (name,) = self.files(sample.stem)
        height, width = sample.labels.shape
        ids = sample.labels.ravel()
        starts = np.flatnonzero(np.diff(ids, prepend=255))
        lengths = np.diff(starts, append=ids.size)
        runs = (f"{length} {NAMES[id_]}\n" for length, id_ in zip(lengths, ids[starts], strict=True))
        with atomic_write(self.path(name)) as file:
            file.writelines(line.encode() for line in chain([f"{width} {height}\n"], runs))
        return (name,)


def read_runs(path: Path, class_map: dict[str, str]) -> LabelMap:
    """The label map in ``path``; ``FormatError`` with the line where it is not as it should be."""
    number = 1
    try:
        with path.open(encoding="utf-8") as file:
            width, height = map(int, file.readline(100).split())
            if width < 1 or height < 1 or width * height > MAX_PIXELS:
                raise ValueError("that is no size of a picture")
            ids = np.zeros(width * height, np.uint8)
            end = 0
            while line := file.readline(1000):
                number += 1
                length, name = line.split()
                start, end = end, end + int(length)
                if not start < end <= ids.size:
                    raise ValueError(f"a run of {length} does not fit")
                ids[start:end] = ID_OF[class_map.get(name, name)]
            if end < ids.size:
                raise ValueError("the runs end before the picture does")
    except KeyError as error:
        raise FormatError(path, f"{path.name}, line {number}: there is no class {error}. Map it.") from error
    except (OSError, ValueError) as error:
        raise FormatError(path, f"{path.name}, line {number}: {error}. Export it again.") from error
    return ids.reshape(height, width)
