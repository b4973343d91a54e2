"""The layout of Pascal VOC's segmentation task as CVAT and Datumaro have it, in a folder or an archive.

Source: Everingham et al., "The Pascal Visual Object Classes (VOC) Challenge", IJCV 2010, and its development
kit; ``labelmap.txt`` is CVAT's addition.

``labelmap.txt`` gives each class a colour, ``ImageSets/Segmentation/*.txt`` list the photos by their stems,
``SegmentationClass/<stem>.png`` shows classes, ``SegmentationObject/<stem>.png`` objects in the colours of
the VOC development kit. Photos lie in ``JPEGImages``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Protocol

import numpy as np
from PIL import Image

from faceparse_core.labels import BACKGROUND, NAMES, NUM_CLASSES, PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import Photo, is_photo_name, read_photo
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.dataset_meta import META, parse_meta
from faceparse_gui.formats.masks.color_table import Color, ColorTable, voc_colors
from faceparse_gui.formats.masks.objects import objects
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.listing import check_inside
from faceparse_gui.formats.reading.pictures import MAX_PNG, decode_png
from faceparse_gui.formats.sample import Found, NotAnnotatedError, Sample
from faceparse_gui.formats.writing.photos import photo_suffix

LABELMAP = "labelmap.txt"
LISTS = "ImageSets/Segmentation/"
LIST = LISTS + "default.txt"
CLASSES, OBJECTS, PHOTOS = "SegmentationClass/", "SegmentationObject/", "JPEGImages/"

MAX_TEXT = 64 << 20
MAX_OBJECTS = 255


class Files(Protocol):
    """Where the layout lies: a ``Folder`` or an ``Archive``."""

    path: Path

    @property
    def names(self) -> list[str]:
        """The paths of all files, relative to the layout's root, with ``/``."""

    def __contains__(self, name: object) -> bool: ...
    def place(self, name: str) -> Path:
        """The file to name in an error about ``name``: the file itself, or the archive that it is in."""

    def read(self, name: str, limit: int = ...) -> bytes:
        """The bytes of one of ``names``.

        Raises:
            FormatError: if it is not there, cannot be read, or has more than ``limit`` bytes.
        """


def listed_ids(options: ExportOptions) -> tuple[int, ...]:
    """The ids of the classes in ``labelmap.txt``: the background, then the chosen ones."""
    return (BACKGROUND, *(id_ for id_ in options.class_ids if id_ != BACKGROUND))


def labelmap(options: ExportOptions) -> str:
    """The text of ``labelmap.txt``, in the official colours."""
    lines = [f"{NAMES[id_]}:{','.join(map(str, PALETTE[id_]))}::" for id_ in listed_ids(options)]
    return "\n".join(["# label:color_rgb:parts:actions", *lines, ""])


def files_of(stem: str, options: ExportOptions) -> tuple[str, ...]:
    """The files of one photo: classes, objects and, if wanted, the photo."""
    photo = () if options.photos == "none" else (f"{PHOTOS}{stem}{photo_suffix(options)}",)
    return (f"{CLASSES}{stem}.png", f"{OBJECTS}{stem}.png", *photo)


def check_stem(stem: str, path: Path) -> None:
    """``FormatError`` for a stem that the lists cannot hold, because readers skip or trim such a line."""
    if stem.startswith("#") or stem != stem.strip():
        raise FormatError(
            path,
            message(
                "The name {name} has no place in a VOC list. Choose another naming, such as photo_{{n}}.",
                name=repr(stem),
            ),
        )


def class_picture(labels: LabelMap, options: ExportOptions) -> Image.Image:
    """The classes as a palette picture: the index is the class's line in ``labelmap.txt``, in its colour."""
    ids = np.array(listed_ids(options))
    lines = np.zeros(NUM_CLASSES, np.uint8)
    lines[ids] = np.arange(len(ids))
    image = Image.fromarray(lines[labels])
    image.putpalette(PALETTE[ids].tobytes())
    return image


def object_picture(sample: Sample, options: ExportOptions) -> Image.Image:
    """The objects, numbered from 1, as a palette picture in VOC's colours.

    An object is a class of a face, or of the photo where the faces would need more than 255.
    """
    image = Image.fromarray(_numbered(sample, options.objects))
    image.putpalette(voc_colors().tobytes())
    return image


def _numbered(sample: Sample, mode: str) -> LabelMap:
    faces = objects(sample.labels, sample.frames, "face" if mode == "face" else "photo")
    keys = faces.astype(np.int32) * NUM_CLASSES + sample.labels
    occurs = np.bincount(keys.ravel()) > 0
    occurs[BACKGROUND::NUM_CLASSES] = False
    if occurs.sum() > MAX_OBJECTS:
        return _numbered(sample, "photo")
    numbers: LabelMap = np.where(occurs, occurs.cumsum(), 0).astype(np.uint8)
    return np.asarray(numbers[keys])


def read_layout(files: Files, options: ReadOptions) -> Iterator[Found]:
    """The listed photos, or all that have a class mask where there is no list. See ``Format.read``."""
    table = _read_table(files, options)
    photos = {
        str(PurePosixPath(name.removeprefix(PHOTOS)).with_suffix("")): name
        for name in files.names
        if name.startswith(PHOTOS) and is_photo_name(name)
    }
    for stem, said_by in _stems(files).items():
        if isinstance(said_by, FormatError):
            yield Found.broken(stem, said_by)
            continue
        mask = f"{CLASSES}{stem}.png"
        load = partial(_load, files, mask, said_by, table)
        load_photo, photo_path = _photo(files, photos.get(stem))
        yield Found(stem, files.place(mask), load, load_photo, photo_path)


def _read_table(files: Files, options: ReadOptions) -> ColorTable:
    if LABELMAP in files:
        path = files.place(LABELMAP)
        return ColorTable(path, _parse_labelmap(path, _text(files, LABELMAP)), options.class_map)
    if META in files:
        path = files.place(META)
        return ColorTable(path, parse_meta(path, files.read(META, MAX_TEXT)), options.class_map)
    raise FormatError(
        files.path,
        message(
            "{name} holds no {file}, which says what the colours of its masks mean. Add it.",
            name=files.path.name,
            file=LABELMAP,
        ),
    )


def _parse_labelmap(path: Path, text: str) -> list[tuple[str, Color | None]]:
    classes: list[tuple[str, Color | None]] = []
    for line in _lines(text):
        if not line.startswith("#"):
            name, _, rest = line.partition(":")
            classes.append((name.strip(), _parse_color(path, line, rest.partition(":")[0])))
    if not classes:
        raise FormatError(
            path,
            message("{file} of {name} names no classes. Export it again.", file=LABELMAP, name=path.name),
        )
    return classes


def _parse_color(path: Path, line: str, text: str) -> Color | None:
    if not text.strip():
        return None
    try:
        red, green, blue = (int(level) for level in text.split(","))
        if not all(0 <= level <= 255 for level in (red, green, blue)):
            raise ValueError(text)
    except ValueError as error:
        raise FormatError(
            path,
            message(
                "{labelmap}: the colour in {line} is not as in skin:204,0,0::. Correct it.",
                labelmap=LABELMAP,
                line=repr(line[:80]),
            ),
        ) from error
    return red, green, blue


def _stems(files: Files) -> dict[str, str | FormatError]:
    """Stem → what names it, each list in turn, each stem once; or why it may not be followed."""
    lists = [name for name in files.names if name.startswith(LISTS) and name.endswith(".txt")]
    stems: dict[str, str | FormatError] = {}
    for each in lists:
        for stem in _lines(_text(files, each, "surrogateescape")):  # as the names of files are read
            try:
                check_inside(stem, files.place(each))
            except FormatError as error:
                stems.setdefault(stem, error)
            else:
                if not stem.startswith("#") or f"{CLASSES}{stem}.png" in files:
                    stems.setdefault(stem, each)
    if not lists:
        for name in files.names:
            if name.startswith(CLASSES) and name.endswith(".png") and "/." not in name:
                stems[name.removeprefix(CLASSES).removesuffix(".png")] = CLASSES
    if not stems:
        raise FormatError(
            files.path,
            message(
                "{name} holds no masks in {classes} and lists none. Choose another source.",
                name=files.path.name,
                classes=CLASSES,
            ),
        )
    return stems


def _text(files: Files, name: str, errors: str = "strict") -> str:
    try:
        return files.read(name, MAX_TEXT).decode("utf-8-sig", errors)
    except UnicodeDecodeError as error:
        raise FormatError(
            files.place(name), message("{name} in {file} is no UTF-8 text.", name=name, file=files.path.name)
        ) from error


def _lines(text: str) -> Iterator[str]:
    return filter(None, (line.strip() for line in text.split("\n")))


def _load(files: Files, mask: str, said_by: str, table: ColorTable) -> LabelMap:
    path, name = files.place(mask), f"{mask} in {files.path.name}"
    if mask not in files:
        why = message(
            "{name} is not there, although {file} lists it: it has no mask yet.", name=name, file=said_by
        )
        raise NotAnnotatedError(path, why)
    return table.labels_of(decode_png(files.read(mask, MAX_PNG), path, name), path, name)


def _photo(files: Files, name: str | None) -> tuple[Callable[[], Photo] | None, Path | None]:
    if name is None:
        return None, None
    path = files.path / name
    if files.place(name) == path:
        return partial(read_photo, path), path
    return lambda: read_photo(path, files.read(name, MAX_PNG)), None
