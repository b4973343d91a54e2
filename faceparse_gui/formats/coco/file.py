"""COCO's JSON file, as instances and panoptic segmentation share it (cocodataset.org, "Data format").

A target is a folder: ``annotations/<kind>_default.json``, and ``images/`` for the photos, made in any case:
Datumaro looks for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, ClassVar, Literal

from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.labels import BACKGROUND, NAMES, NUM_CLASSES, PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.formats.base import FormatError, Writer, make_folder
from faceparse_gui.formats.coco.content import Image
from faceparse_gui.formats.options import ExportOptions
from faceparse_gui.formats.reading.within import file_within, relative_name
from faceparse_gui.formats.sample import Found, Sample
from faceparse_gui.formats.writing.photos import photo_suffix, write_photo
from faceparse_gui.formats.writing.stage import Stage, piece_name

Kind = Literal["instances", "panoptic"]

_BACKGROUND_CATEGORY = NUM_CLASSES
"""Readers, Datumaro among them, take category 0 for "no class"."""
_LOOKED_AT = 1 << 16
"""Bytes of either end: the images come first, and COCO's own files list megabytes of them."""
_FOREIGN: dict[Kind, tuple[bytes, ...]] = {"instances": (b'"isthing"', b'"segments_info"'), "panoptic": ()}
_OWN: dict[Kind, tuple[bytes, ...]] = {
    "instances": (b'"categories"', b'"annotations"', b'"segmentation"'),
    "panoptic": (b'"isthing"', b'"segments_info"'),
}


# -- writing -----------------------------------------------------------------------------------------------


def category_id(class_id: int) -> int:
    """Our own id; 19 for the background."""
    return _BACKGROUND_CATEGORY if class_id == BACKGROUND else class_id


def photo_files(stem: str, options: ExportOptions) -> tuple[str, ...]:
    """The photo in the target, if one is asked for."""
    return () if options.photos == "none" else (f"images/{stem}{photo_suffix(options)}",)


class CocoWriter(Writer):
    """What both kinds write alike: the photos, and their JSON file."""

    kind: ClassVar[Kind]

    def __init__(self, target: Path, options: ExportOptions) -> None:
        super().__init__(target, options)
        self.json = CocoFile(target, self.kind, options)

    def shared(self) -> Sequence[str]:
        """The JSON file alone."""
        return (self.json.name,)

    def stages(self) -> Sequence[Stage]:
        """The one stage, in which each sample's entries wait for ``finish``."""
        return (self.json.stage,)

    def finish(self) -> None:
        """Write the JSON file from the samples' entries, in the order of their indices, and remove the
        entries.

        Raises:
            FileError: if the file cannot be written.
        """
        self.json.finish()

    def discard(self) -> None:
        """Remove the entries; photos and PNGs that are written already stay."""
        self.json.discard()

    def write_photos(self, sample: Sample) -> tuple[str, ...]:
        """Write the photo, if one is asked for; return its names."""
        names = photo_files(sample.stem, self.options)
        for name in names:
            write_photo(self.path(name), sample)
        return names


class CocoFile:
    """One JSON file under way: a piece for each sample, put together at the end."""

    def __init__(self, target: Path, kind: Kind, options: ExportOptions) -> None:
        self.name = f"annotations/{kind}_default.json"
        self._kind = kind
        self._target = target
        self._options = options
        self.stage = Stage(target / self.name)

    def put(self, sample: Sample, annotations: Sequence[Mapping[str, Any]]) -> None:
        """Keep a sample's entries; they get their ``image_id``, and instances an ``id``."""
        height, width = sample.labels.shape
        image = {"id": sample.index + 1, "width": width, "height": height, "file_name": self._photo(sample)}
        lines = [image, *({"image_id": sample.index + 1, **each} for each in annotations)]
        self.stage.put(piece_name(sample.index, ".jsonl"), "\n".join(map(_compact, lines)).encode())

    def finish(self) -> None:
        """Write the file, entry by entry."""
        make_folder(self._target / "images")
        with atomic_write(self._target / self.name) as file:
            info = {"description": "Face parsing: the 19 classes of CelebAMask-HQ", "version": "1.0"}
            file.write(f'{{"info":{_compact(info)},\n"licenses":[],\n"categories":'.encode())
            _write_list(file, (_compact(entry).encode() for entry in self._categories()))
            file.write(b',\n"images":')
            _write_list(file, self._images())
            file.write(b',\n"annotations":')
            _write_list(file, self._annotations())
            file.write(b"}\n")
        self.discard()

    def discard(self) -> None:
        """Remove the pieces."""
        self.stage.clear()

    def _photo(self, sample: Sample) -> str:
        """A photo that is not exported is named as it is; a face's crop is no file, but has a name."""
        if self._options.photos == "none" and self._options.crop == "photo":
            return sample.photo_name
        return sample.stem + photo_suffix(self._options)

    def _categories(self) -> Iterator[dict[str, Any]]:
        for id_ in sorted(self._options.class_ids, key=category_id):
            entry: dict[str, Any] = {"id": category_id(id_), "name": NAMES[id_], "supercategory": "face"}
            if self._kind == "panoptic":
                entry |= {"isthing": int(id_ != BACKGROUND), "color": PALETTE[id_].tolist()}
            yield entry

    def _images(self) -> Iterator[bytes]:
        for piece in self.stage.pieces():
            with piece.open("rb") as file:
                yield file.readline().rstrip(b"\n")

    def _annotations(self) -> Iterator[bytes]:
        number = 0
        for piece in self.stage.pieces():
            for line in piece.read_bytes().split(b"\n")[1:]:
                number += 1
                yield line if self._kind == "panoptic" else b'{"id":%d,%s' % (number, line[1:])


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _write_list(file: BinaryIO, entries: Iterable[bytes]) -> None:
    between = b"[\n"
    for entry in entries:
        file.write(between + entry)
        between = b",\n"
    file.write(b"\n]" if between == b",\n" else b"[]")


# -- reading -----------------------------------------------------------------------------------------------


def json_files(source: Path, kind: Kind) -> list[Path]:
    """``source`` itself if it is a file, else the files of that kind in it, where COCO and Roboflow put them.

    Raises:
        FormatError: if there is none.
    """
    if source.is_file():
        return [source]
    if not source.is_dir():
        raise FormatError(source, message("{path} is not there. Check the name.", path=source))
    patterns = [f"annotations/{kind}*.json", f"{kind}*.json"]
    if kind == "instances":
        patterns += ["*.coco.json", "*/*.coco.json"]
    for pattern in patterns:
        names = sorted(path.relative_to(source).as_posix() for path in source.glob(pattern))
        if found := [path for name in names if (path := file_within(source, name))]:
            return found
    raise FormatError(
        source,
        message(
            "There is no annotations/{kind}_….json in {source}. Choose another folder, or the file itself.",
            kind=kind,
            source=source,
        ),
    )


def each_file(source: Path, kind: Kind, read: Callable[[Path], Iterator[Found]]) -> Iterator[Found]:
    """What ``read`` finds in each of ``json_files``; one of several that cannot be read is found so.

    Raises:
        FormatError: if there is none, or the only one cannot be read.
    """
    paths = json_files(source, kind)
    for path in paths:
        try:
            yield from read(path)
        except FormatError as error:
            if len(paths) == 1:
                raise
            yield Found.broken(path.stem, error)


def looks_like(source: Path, kind: Kind) -> bool:
    """Whether ``source`` holds such files, or begins and ends as one does."""
    try:
        if not source.is_file():
            return bool(json_files(source, kind))
        if source.suffix.lower() != ".json":
            return False
        with source.open("rb") as file:
            words = file.read(_LOOKED_AT)
            file.seek(max(len(words), source.stat().st_size - _LOOKED_AT))
            words += file.read(_LOOKED_AT)
    except (FileError, OSError):
        return False
    has_own = any(key in words for key in _OWN[kind])
    return b'"images"' in words and has_own and not any(key in words for key in _FOREIGN[kind])


def found_for(path: Path, image: Image, source: Path, load: partial[LabelMap]) -> Found:
    """What was found for ``image``, with its photo where that lies beside the JSON file at ``path``."""
    photo = photo_of(path, image)
    name = relative_name(image.file_name)
    return Found(name, source, load, partial(read_photo, photo) if photo else None, photo)


def photo_of(path: Path, image: Image) -> Path | None:
    """The photo of ``image`` where that lies beside the JSON file at ``path``."""
    root = path.parent.parent if path.parent.name == "annotations" else path.parent
    subset = path.stem.partition("_")[2]
    folders = ("images", f"images/{subset}", ".", subset)
    name = relative_name(image.file_name)
    return next((at for folder in folders if (at := file_within(root, f"{folder}/{name}"))), None)
