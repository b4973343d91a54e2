"""NumPy's own archive: the label map and what the network knew, for programs.

Layout: numpy.lib.format, a zip of ``.npy`` files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import partial
from math import prod
from pathlib import Path
from typing import IO, Any

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.labels import NAMES, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import MAX_PIXELS
from faceparse_gui.formats.base import Format, FormatError, Writer
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.archive import MAX_ENTRY, Archive, open_archive
from faceparse_gui.formats.reading.budget import pieces, step
from faceparse_gui.formats.reading.class_names import ids_by_name
from faceparse_gui.formats.reading.listing import files_in
from faceparse_gui.formats.sample import Found, Sample

_LABELS, _CLASSES = "labels.npy", "classes.npy"
MAX_CLASSES, MAX_NAME_BYTES = 256, 1024
_HEADER = 16384
"""Bytes within which a header ends; numpy's own limit is 10,000 for its text."""
_BAND = 1 << 22
"""Bytes that are unpacked in one go."""


class Npz(Format):
    """``<stem>.npz``, to be opened with ``numpy.load``; nothing in it is pickled.

    - ``labels``: ``uint8 (H, W)``, class ids
    - ``classes``: ``str (19,)``, the name of each id
    - ``confidence``: ``uint8 (H, W)``, 255 = certain, where the prediction is known
    - ``probabilities``: ``float16 (19, H, W)``, where they are asked for

    Reading takes ``labels``, with the ids of ``classes`` where these are there.
    """

    name = "npz"
    title = message("NumPy archive")
    suffix = ".npz"
    reads = True
    uses = frozenset({"probabilities"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of one archive for each sample, into the folder ``target``.

        The probabilities are computed sample by sample, which takes a run of the network for each.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """A folder with its sub-folders, or one file."""
        for path, name in files_in(source, {".npz"}):
            yield Found(name, path, partial(_read_labels, path, options))

    def recognises(self, source: Path) -> bool:
        """By the first file's header."""
        try:
            path, _ = next(files_in(source, {".npz"}))
            with open_archive(path) as archive:
                _check_labels(archive)
        except FileError:
            return False
        return True


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return (f"{stem}.npz",)

    def write(self, sample: Sample) -> Sequence[str]:
        (name,) = self.files(sample.stem)
        arrays: dict[str, npt.NDArray[Any]] = {"labels": sample.labels, "classes": np.array(NAMES)}
        if sample.confidence is not None:
            arrays["confidence"] = sample.confidence
        if self.options.probabilities and sample.load_probabilities is not None:
            arrays["probabilities"] = sample.load_probabilities()
        with atomic_write(self.path(name)) as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        return (name,)


def _read_labels(path: Path, options: ReadOptions) -> LabelMap:
    with open_archive(path) as archive:
        _check_labels(archive)
        names = _names(archive) if _CLASSES in archive else NAMES
        ids, occurs = _ids(archive, len(names))
    by_name = ids_by_name(path, [names[id_] for id_ in occurs], options.class_map)
    ours = np.zeros(256, np.uint8)
    ours[occurs] = [by_name[names[id_]] for id_ in occurs]
    return np.asarray(cv2.LUT(ids, ours, dst=ids))


def _ids(archive: Archive, count: int) -> tuple[LabelMap, list[int]]:
    """The array ``labels``, whatever its type, as ids below ``count``, and which of them occur."""
    path = archive.path
    with archive.file(_LABELS) as file:
        (height, width), fortran, dtype = _read_header(path, _LABELS, file)
        shape = (width, height) if fortran else (height, width)
        ids, occurs = np.empty(shape, np.uint8), np.zeros(count, bool)
        rows = max(1, _BAND // (shape[1] * dtype.itemsize))
        for top in range(0, shape[0], rows):
            band = ids[top : top + rows]
            step(band.size)
            data = b"".join(pieces(file, band.size * dtype.itemsize))
            if len(data) < band.size * dtype.itemsize:
                raise FormatError(
                    path,
                    message("{name} in {file} is cut short. Save it again.", name=_LABELS, file=path.name),
                )
            theirs = np.frombuffer(data, dtype).reshape(band.shape)
            lowest, highest = int(theirs.min()), int(theirs.max())
            if lowest < 0 or highest >= count:
                raise FormatError(
                    path,
                    message(
                        "{name} holds the id {id} in labels, but its class ids go from 0 to {last}. "
                        "Save it with one class id a pixel.",
                        name=path.name,
                        id=lowest if lowest < 0 else highest,
                        last=count - 1,
                    ),
                )
            band[...] = theirs
            occurs |= np.bincount(band.ravel(), minlength=count) > 0
        if file.read(1):
            raise FormatError(
                path,
                message(
                    "{name} in {file} unpacks to more than it claims. Save it again.",
                    name=_LABELS,
                    file=path.name,
                ),
            )
    return np.ascontiguousarray(ids.T) if fortran else ids, np.flatnonzero(occurs).tolist()


def _check_labels(archive: Archive) -> None:
    """Whether ``labels`` is a label map, by its header; its data is not unpacked for that."""
    shape, dtype = _header(archive, _LABELS)
    if len(shape) != 2 or dtype.kind not in "uib" or min(shape) < 1 or prod(shape) > MAX_PIXELS:
        raise FormatError(
            archive.path,
            message(
                "labels in {name} is {dtype} {shape}, not a label map. Save it as uint8 (H, W) of at "
                "most {most} million pixels.",
                name=archive.path.name,
                dtype=dtype,
                shape=shape,
                most=MAX_PIXELS // 1_000_000,
            ),
        )


def _names(archive: Archive) -> tuple[str, ...]:
    shape, dtype = _header(archive, _CLASSES)
    fits = len(shape) == 1 and 0 < shape[0] <= MAX_CLASSES and 0 < dtype.itemsize <= MAX_NAME_BYTES
    if dtype.kind != "U" or not fits:
        raise FormatError(
            archive.path,
            message(
                "classes in {name} is {dtype} {shape}, not a list of at most {most} names. Save it "
                "as an array of text.",
                name=archive.path.name,
                dtype=dtype,
                shape=shape,
                most=MAX_CLASSES,
            ),
        )
    return tuple(_array(archive, _CLASSES).tolist())


def _header(archive: Archive, name: str) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Shape and type of an array, its data left where it is.

    Raises:
        FormatError: if it is no array, or one that would have to be unpickled.
    """
    with archive.file(name) as file:
        shape, _, dtype = _read_header(archive.path, name, io.BytesIO(b"".join(pieces(file, _HEADER))))
    return shape, dtype


def _read_header(path: Path, name: str, file: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    """Shape, whether it goes by columns, and type; ``file`` is then where its data begin."""
    try:
        first = np.lib.format.read_magic(file) == (1, 0)
        read = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
        shape, fortran, dtype = read(file)
    except FileError:
        raise
    except Exception as error:  # a broken header raises nearly anything
        raise FormatError(
            path,
            message(
                "{name} in {file} is no NumPy array, or a damaged one. Save it again.",
                name=name,
                file=path.name,
            ),
        ) from error
    if dtype.hasobject:
        raise FormatError(
            path,
            message(
                "{name} in {file} holds pickled objects, which can hide a program and are never "
                "opened. Save it as an array of numbers.",
                name=name,
                file=path.name,
            ),
        )
    return shape, fortran, dtype


def _array(archive: Archive, name: str) -> npt.NDArray[Any]:
    shape, dtype = _header(archive, name)
    size = prod(shape) * dtype.itemsize
    data = archive.open(name, min(size + _HEADER, MAX_ENTRY))
    try:
        array: npt.NDArray[Any] = np.lib.format.read_array(data, allow_pickle=False)
    except ValueError as error:
        raise FormatError(
            archive.path,
            message("{name} in {file} is cut short. Save it again.", name=name, file=archive.path.name),
        ) from error
    return array
