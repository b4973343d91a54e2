"""Hugging Face's image folder: photos, masks of class ids, and a line of ``metadata.jsonl`` for each pair.

After "Create an image dataset" in the documentation of ``datasets``: a column ``x_file_name`` becomes a
column ``x`` of pictures. ``id2label.json`` names the ids, as models for segmentation have it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter

from faceparse_core.class_orders import ORDERS, ClassOrder
from faceparse_core.files.writing import FileError, atomic_write
from faceparse_core.labels import NAMES, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import photo_size, read_photo
from faceparse_gui.formats.base import Format, FormatError, Writer, save_png, write_bytes
from faceparse_gui.formats.indexed import index_image, lost_in
from faceparse_gui.formats.masks.index_mask import read_ordered
from faceparse_gui.formats.options import ExportOptions, Ids, ReadOptions
from faceparse_gui.formats.reading.class_names import ids_by_name
from faceparse_gui.formats.reading.outside import parse_json, read_json
from faceparse_gui.formats.reading.size import is_scaled
from faceparse_gui.formats.reading.within import file_within, relative_name
from faceparse_gui.formats.sample import Found, NotAnnotatedError, Sample
from faceparse_gui.formats.writing.photos import photo_suffix, write_photo
from faceparse_gui.formats.writing.stage import Stage, piece_name

MAX_LINE = 1 << 20
"""Bytes of a line of metadata."""

_SPLIT = "train"
"""The folder of the one split. Without it, ``datasets`` takes a photo named "test 1" for another split."""
_METADATA = "metadata.jsonl"
_CLASSES = "id2label.json"
_PHOTO, _COLUMN = "file_name", "_file_name"
_LINE = TypeAdapter(dict[str, object])
_ID2LABEL = TypeAdapter(dict[int, str])


class HuggingFace(Format):
    """``train/`` with ``images/<stem>.jpg``, ``masks/<stem>.png``, ``metadata.jsonl``; ``id2label.json``.

    ``load_dataset("imagefolder", data_dir=…)`` gives the columns ``image`` and ``mask``.
    """

    name = "huggingface"
    title = message("Hugging Face image folder")
    reads = True
    uses = frozenset({"photos", "order", "grey"})
    read_uses = frozenset({"order", "class_map", "ids"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``. Each sample's line waits until ``finish`` writes
        ``metadata.jsonl``.

        The photos are always written, as JPEG where ``options.photos`` is ``none``. Classes that
        ``options.order`` has not become background and are counted in the writer's ``lost``.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """A folder with ``metadata.jsonl``, or with one in each of its folders.

        The ids go by the names in ``id2label.json``; where that is not there, by ``options.order``.

        Raises:
            FormatError: if there is no metadata, a line of it is damaged, or a photo is named twice.
        """
        for metadata in _metadata_in(source):
            order = _order(source, metadata.parent, options)
            names: set[str] = set()
            for photo, mask in _pairs(metadata):
                if photo in names:
                    raise FormatError(
                        metadata,
                        message(
                            "{name} names {photo} twice. Remove one of its lines.",
                            name=metadata.name,
                            photo=photo,
                        ),
                    )
                names.add(photo)
                yield _found(metadata, photo, mask, order, options.ids)

    def recognises(self, source: Path) -> bool:
        """By the first line."""
        try:
            return next(_pairs(_metadata_in(source)[0]), None) is not None
        except FileError:
            return False


class _Writer(Writer):
    def __init__(self, target: Path, options: ExportOptions) -> None:
        super().__init__(target, options)
        self._stage = Stage(target / _SPLIT / _METADATA)

    def files(self, stem: str) -> Sequence[str]:
        folder = PurePosixPath(_SPLIT)
        return (f"{folder}/images/{stem}{photo_suffix(self.options)}", f"{folder}/masks/{stem}.png")

    def shared(self) -> Sequence[str]:
        return (f"{_SPLIT}/{_METADATA}", _CLASSES)

    def write(self, sample: Sample) -> Sequence[str]:
        photo, mask = self.files(sample.stem)
        order = ORDERS[self.options.order]
        self.lost.update(lost_in(sample.labels, order))
        write_photo(self.path(photo), sample)
        save_png(self.path(mask), index_image(sample.labels, order, self.options.grey))
        line = {_PHOTO: photo.removeprefix(f"{_SPLIT}/"), f"mask{_COLUMN}": mask.removeprefix(f"{_SPLIT}/")}
        self._stage.put(piece_name(sample.index, ".json"), json.dumps(line).encode())
        return (photo, mask)

    def stages(self) -> Sequence[Stage]:
        return (self._stage,)

    def finish(self) -> None:
        metadata, classes = self.shared()
        with atomic_write(self.path(metadata)) as file:
            for piece in self._stage.pieces(".json"):
                file.write(piece.read_bytes() + b"\n")
        names = dict(enumerate(ORDERS[self.options.order].names))
        write_bytes(self.path(classes), json.dumps(names, indent=2).encode() + b"\n")
        self.discard()

    def discard(self) -> None:
        self._stage.clear()


# -- reading -----------------------------------------------------------------------------------------------


def _metadata_in(source: Path) -> list[Path]:
    """The metadata of ``source``, or of the splits in it: one file at least."""
    if source.is_file() and source.name == _METADATA:
        return [source]
    if not source.is_dir():
        raise FormatError(
            source, message("{source} is no folder, or is not there. Check the name.", source=source)
        )
    for pattern in (_METADATA, f"*/{_METADATA}"):
        names = sorted(path.relative_to(source).as_posix() for path in source.glob(pattern))
        if found := [path for name in names if (path := file_within(source, name))]:
            return found
    raise FormatError(
        source,
        message(
            "There is no {metadata} in {source}. Choose another folder or format.",
            metadata=_METADATA,
            source=source,
        ),
    )


def _pairs(metadata: Path) -> Iterator[tuple[str, str | None]]:
    """The names of a photo and of its mask from each line; None where that is ``null``.

    Raises:
        FormatError: for a line that names no such pair.
    """
    number = 0
    try:
        with metadata.open("rb") as file:
            while line := file.readline(MAX_LINE + 1):
                number += 1
                if len(line) > MAX_LINE:
                    raise FormatError(
                        metadata,
                        message(
                            "Line {number} of {name} is longer than any metadata. Check it.",
                            number=number,
                            name=metadata.name,
                        ),
                    )
                if line.strip():
                    yield _pair(metadata, number, parse_json(metadata, line, _LINE))
    except FormatError:
        raise
    except OSError as error:
        raise FormatError(
            metadata,
            message(
                "{name} cannot be read: {reason}. Check its rights.",
                name=metadata.name,
                reason=error.strerror,
            ),
        ) from error


def _pair(metadata: Path, number: int, entry: dict[str, object]) -> tuple[str, str | None]:
    photo = entry.get(_PHOTO)
    columns = [name for name in entry if name.endswith(_COLUMN)]
    column = f"mask{_COLUMN}" if f"mask{_COLUMN}" in columns or len(columns) != 1 else columns[0]
    mask = entry.get(column, 0)
    has_mask = isinstance(mask, str) or mask is None
    if not isinstance(photo, str) or not has_mask or not relative_name(photo):
        raise FormatError(
            metadata,
            message(
                "Line {number} of {name} names no photo under {photo} or no mask under {mask}. Name both.",
                number=number,
                name=metadata.name,
                photo=_PHOTO,
                mask=column,
            ),
        )
    return photo, str(mask) if mask is not None else None


def _order(source: Path, folder: Path, options: ReadOptions) -> ClassOrder:
    """Whose ids the masks in ``folder`` hold."""
    path = next(
        (at for at in (folder / _CLASSES, source / _CLASSES, folder.parent / _CLASSES) if at.is_file()), None
    )
    if path is None:
        return ORDERS[options.order]
    names = read_json(path, _ID2LABEL)
    if sorted(names) != list(range(len(names))):
        raise FormatError(
            path,
            message("{name} does not name all ids from 0 on. Add those that are missing.", name=path.name),
        )
    ours = ids_by_name(path, names.values(), options.class_map)
    return ClassOrder(path.name, path.name, tuple(NAMES[ours[names[id_]]] for id_ in sorted(names)))


def _found(metadata: Path, photo: str, mask: str | None, order: ClassOrder, ids: Ids) -> Found:
    folder = metadata.parent
    photo_path, mask_path = file_within(folder, photo), file_within(folder, mask) if mask else None
    name = PurePosixPath(relative_name(photo).removeprefix("images/")).with_suffix("").as_posix()
    load = partial(_load, metadata, mask, mask_path, photo_path, order, ids)
    read = partial(read_photo, photo_path) if photo_path else None
    return Found(name, mask_path or metadata, load, read, photo_path)


def _load(
    metadata: Path, mask: str | None, path: Path | None, photo: Path | None, order: ClassOrder, ids: Ids
) -> LabelMap:
    if mask is None:
        raise NotAnnotatedError(
            metadata, message("{name} has no mask for this photo. Leave its line out.", name=metadata.name)
        )
    if path is None:
        raise FormatError(
            metadata,
            message(
                "{mask}, which {name} names, is not in the folder {folder}. Copy it there.",
                mask=mask,
                name=metadata.name,
                folder=metadata.parent.name,
            ),
        )
    labels = read_ordered(path, order, ids)
    if photo is not None and not is_scaled(labels.shape[::-1], size := photo_size(photo)):
        raise FormatError(
            path,
            message(
                "{name} is {width} × {height} pixels, its photo {photo_width} × {photo_height}. Use "
                "the label map that was made for this photo.",
                name=path.name,
                width=labels.shape[1],
                height=labels.shape[0],
                photo_width=size[0],
                photo_height=size[1],
            ),
        )
    return labels
