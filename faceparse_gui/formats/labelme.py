"""labelme's JSON files (github.com/wkentaro/labelme): one beside each photo, a list of shapes in it."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Annotated

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from faceparse_core.files.writing import FileError
from faceparse_core.labels import NAMES, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.document.tiles import box_of, crop
from faceparse_gui.formats.base import Format, FormatError, Writer, encode_png, write_bytes
from faceparse_gui.formats.labelme_shapes import Shape, lay
from faceparse_gui.formats.masks.objects import Object, objects, objects_in
from faceparse_gui.formats.masks.pile import Pile
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.class_names import some_ids_by_name
from faceparse_gui.formats.reading.listing import files_in
from faceparse_gui.formats.reading.outside import read_json
from faceparse_gui.formats.reading.remarks import remark
from faceparse_gui.formats.reading.size import stated_size
from faceparse_gui.formats.reading.within import file_within
from faceparse_gui.formats.sample import Found, Sample
from faceparse_gui.formats.writing.naming import spelled
from faceparse_gui.formats.writing.photos import photo_suffix, write_photo

VERSION = "6.3.1"
"""Of labelme, as it writes it; that which ours are checked with."""

_THEIRS = {"_background_": "background"}
_LOOKED_AT = 3


class Labelme(Format):
    """``<stem>.json``, a ``mask`` shape for each class of each face, and the photo beside it if asked for.

    Without it, ``imagePath`` leads to where the photo lies now, so that labelme opens the file. Read are
    masks, polygons, rectangles and circles, filled as labelme fills them; the later shape lies on top.
    """

    name = "labelme"
    title = message("labelme JSON")
    suffix = ".json"
    reads = True
    uses = frozenset({"photos", "background", "objects"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of one JSON file for each sample, into the folder ``target``.

        Shapes of several faces in one photo have the face's number, from 1, as ``group_id``. Coordinates are
        pixels; the second point of a mask's box is its last pixel, not the one after it.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """A folder with its sub-folders, in which JSON files without shapes are left out, or one file.

        Raises:
            FormatError: at the end, if there was no file of labelme's. A file that is damaged is yielded, and
                fails when it is loaded.
        """
        folder = source if source.is_dir() else source.parent
        count = 0
        for path, name in files_in(source, {".json"}):
            try:
                head = read_json(path, _HEAD)
            except FormatError:  # reported when it is loaded
                head = _Head([], "")
            if head.shapes is None:
                continue
            count += 1
            yield _found(folder, path, name, head.image_path or "", options)
        if not count:
            raise FormatError(
                source,
                message(
                    "There is no labelme file in {source}. Choose another one or a format.", source=source
                ),
            )

    def recognises(self, source: Path) -> bool:
        """By the first JSON files."""
        try:
            for path, _ in islice(files_in(source, {".json"}), _LOOKED_AT):
                if read_json(path, _HEAD).shapes is not None:
                    return True
        except FileError:
            pass
        return False


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        photo = () if self.options.photos == "none" else (f"{stem}{photo_suffix(self.options)}",)
        return (f"{stem}.json", *photo)

    def write(self, sample: Sample) -> Sequence[str]:
        name, *photos = self.files(sample.stem)
        for photo in photos:
            write_photo(self.path(photo), sample)
        faces = objects(sample.labels, sample.frames, self.options.objects)
        several = len(sample.frames) > 1 and self.options.objects == "face"
        found = objects_in(sample.labels, faces, self.options.class_ids)
        content = {
            "version": VERSION,
            "flags": {},
            "shapes": [_shape(each, each.face + 1 if several else None) for each in found],
            "imagePath": photos[0] if photos else self._photo(sample),
            "imageData": None,
            "imageHeight": sample.labels.shape[0],
            "imageWidth": sample.labels.shape[1],
        }
        text = json.dumps(content, ensure_ascii=False, indent=2)
        write_bytes(self.path(name), spelled(text).encode())
        return (name, *photos)

    def _photo(self, sample: Sample) -> str:
        """The way from the target to the photo. A crop is no file, nor is a photo of another size, nor what
        masks that were read alone are of; each has a name.
        """
        if sample.as_in_file and spelled(sample.photo_path.name) == spelled(
            PurePosixPath(sample.photo_name).name
        ):
            with suppress(ValueError):  # on another drive
                return Path(os.path.relpath(sample.photo_path.resolve(), self.target.resolve())).as_posix()
        return sample.stem + photo_suffix(self.options)


def _shape(each: Object, group: int | None) -> dict[str, object]:
    box = box_of(each.mask)
    assert box is not None
    left, top, right, bottom = box
    return {
        "label": NAMES[each.class_id],
        "points": [[left, top], [right - 1, bottom - 1]],
        "group_id": group,
        "description": "",
        "shape_type": "mask",
        "flags": {},
        "mask": _encode(crop(each.mask, box)),
    }


def _encode(patch: npt.NDArray[np.bool_]) -> str:
    """A grey PNG of 0 and 1, in base64."""
    return base64.b64encode(encode_png(Image.fromarray(patch.astype(np.uint8)))).decode("ascii")


# -- reading -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _AnyShape:
    """What is in it is passed over."""


@dataclass(frozen=True)
class _Head:
    shapes: list[_AnyShape] | None = None
    image_path: Annotated[str | None, Field(alias="imagePath")] = None


@dataclass(frozen=True)
class _Content:
    """What stands in ``imageData`` is not looked at."""

    shapes: list[Shape]
    height: Annotated[int | None, Field(alias="imageHeight")] = None
    width: Annotated[int | None, Field(alias="imageWidth")] = None


_HEAD, _CONTENT = TypeAdapter(_Head), TypeAdapter(_Content)


def _found(folder: Path, path: Path, name: str, image_path: str, options: ReadOptions) -> Found:
    """Named after the photo that the file at ``path`` says it is of, if that is in ``folder`` or below; else
    after the file itself, to which labelme gives the photo's stem.
    """
    photo = file_within(folder, f"{PurePosixPath(name).parent}/{image_path}") if image_path else None
    load = partial(_load, path, photo, options)
    if photo is None:
        return Found(name, path, load)
    called = photo.resolve().relative_to(folder.resolve()).as_posix()
    return Found(called, path, load, partial(read_photo, photo), photo)


def _load(path: Path, photo: Path | None, options: ReadOptions) -> LabelMap:
    content = read_json(path, _CONTENT)
    width, height = stated_size(path, message("its photo"), content.width, content.height, photo)
    areas = [shape.label for shape in content.shapes if shape.has_area]
    ids = some_ids_by_name(path, areas, {**_THEIRS, **options.class_map})
    pile, laid = Pile(height, width), 0
    for number, shape in reversed(list(enumerate(content.shapes, 1))):
        if not shape.has_area:
            remark("no area", shape.kind)
        elif shape.label not in ids:
            remark("unknown class", shape.label)
        else:
            laid += 1
            try:
                lay(pile, shape, ids[shape.label])
            except ValueError as error:
                raise FormatError(
                    path,
                    message(
                        "{name}: shape {number}, {label}, {fault}. Draw it again in labelme.",
                        name=path.name,
                        number=number,
                        label=repr(shape.label),
                        fault=error,
                    ),
                ) from error
    if not laid:
        remark("not annotated")
    return pile.finish()
