"""COCO panoptic segmentation: a PNG of segment ids for each photo, and a JSON file that says what those are.

The id of a pixel's segment is R + 256 G + 65536 B; 0 is nothing. Ours have the category in R and the number
of the face in G and B.

Source: Kirillov et al., "Panoptic Segmentation", CVPR 2019, and cocodataset.org, "Data format".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image as PillowImage
from pydantic import TypeAdapter

from faceparse_core.class_orders import UNKNOWN
from faceparse_core.labels import BACKGROUND, NUM_CLASSES, LabelMap
from faceparse_core.messages import message
from faceparse_core.parsing.owners import FaceNumbers
from faceparse_core.photos.imaging import photo_size, read_photo
from faceparse_gui.document.tiles import box_of
from faceparse_gui.formats.base import Format, FormatError, Writer, save_png
from faceparse_gui.formats.coco.content import Content, Id, Image, read_content
from faceparse_gui.formats.coco.file import (
    CocoWriter,
    category_id,
    each_file,
    found_for,
    looks_like,
    photo_files,
    photo_of,
)
from faceparse_gui.formats.masks.objects import Object, objects, objects_in
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.budget import step
from faceparse_gui.formats.reading.remarks import remark
from faceparse_gui.formats.reading.size import stated_size
from faceparse_gui.formats.reading.within import file_within
from faceparse_gui.formats.sample import Found, Sample

_IDS = 1 << 24
_BAND_PIXELS = 1 << 18
_FACE = 1 << 8
"""What a face's number is multiplied with in an id."""


class Panoptic(Format):
    """``annotations/panoptic_default.json`` and ``annotations/panoptic_default/<stem>.png``, and ``images/``
    where photos are asked for.
    """

    name = "panoptic"
    title = message("COCO panoptic")
    reads = True
    uses = frozenset({"photos", "background", "objects"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``. Category ids are the class ids, with 19 for the background;
        all but the background are things (``isthing`` 1).
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """A folder as above, also with several subsets, or a JSON file beside its folder of PNGs."""
        return each_file(source, "panoptic", partial(_read_file, options=options))

    def recognises(self, source: Path) -> bool:
        """By the names of the JSON files in a folder, or by the keys in the first and last 64 KB of one
        file.
        """
        return looks_like(source, "panoptic")


class _Writer(CocoWriter):
    kind = "panoptic"

    def files(self, stem: str) -> Sequence[str]:
        return (self._mask(stem), *photo_files(stem, self.options))

    def write(self, sample: Sample) -> Sequence[str]:
        mask, photos = self._mask(sample.stem), self.write_photos(sample)
        faces = objects(sample.labels, sample.frames, self.options.objects)
        segments = [_segment(each) for each in objects_in(sample.labels, faces, self.options.class_ids)]
        save_png(self.path(mask), _picture(sample.labels, faces, self.options.class_ids))
        self.json.put(sample, [{"file_name": f"{sample.stem}.png", "segments_info": segments}])
        return (mask, *photos)

    def _mask(self, stem: str) -> str:
        return f"{self.json.name.removesuffix('.json')}/{stem}.png"


def _picture(labels: LabelMap, faces: FaceNumbers, class_ids: Sequence[int]) -> PillowImage.Image:
    categories = np.zeros(NUM_CLASSES, np.uint8)
    categories[list(class_ids)] = [category_id(id_) for id_ in class_ids]
    red = categories[labels]
    inside = red > 0
    green, blue = (np.where(inside, (faces >> shift) & 255, 0).astype(np.uint8) for shift in (0, 8))
    return PillowImage.fromarray(np.dstack([red, green, blue]))


def _segment(each: Object) -> dict[str, object]:
    box = box_of(each.mask)
    assert box is not None
    left, top, right, bottom = box
    return {
        "id": category_id(each.class_id) + _FACE * each.face,
        "category_id": category_id(each.class_id),
        "area": int(np.count_nonzero(each.mask)),
        "bbox": [left, top, right - left, bottom - top],
        "iscrowd": 0,
    }


# -- reading -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Segment:
    id: int
    category_id: Id


@dataclass(frozen=True)
class _Annotation:
    image_id: Id
    file_name: str
    segments_info: list[_Segment]


_ANNOTATION = TypeAdapter(_Annotation)


def _read_file(path: Path, options: ReadOptions) -> Iterator[Found]:
    content = read_content(path, _ANNOTATION, _categories_of, options.class_map, once=True)
    folder = path.with_suffix("")
    for image in content.images:
        annotation = next(content.annotations.of(image), None)
        mask = file_within(folder, annotation.file_name) if annotation else None
        load = partial(_load, path, image, content, mask)
        yield found_for(path, image, mask or path, load)


def _categories_of(annotation: _Annotation) -> set[int]:
    return {segment.category_id for segment in annotation.segments_info}


def _load(path: Path, image: Image, content: Content[_Annotation], mask: Path | None) -> LabelMap:
    content.check(image)
    width, height = stated_size(path, image.file_name, image.width, image.height, photo_of(path, image))
    annotation = next(content.annotations.of(image), None)
    if annotation is None:
        remark("not annotated")
        return np.full((height, width), BACKGROUND, np.uint8)
    if mask is None:
        raise FormatError(
            path,
            message(
                "{mask}, which {name} names for {photo}, is not in the folder {folder} beside it. "
                "Copy it there.",
                mask=annotation.file_name,
                name=path.name,
                photo=image.file_name,
                folder=path.stem,
            ),
        )
    if photo_size(mask) != (width, height):
        raise FormatError(
            mask,
            message(
                "{name} has not the {width} × {height} pixels that {file} says. Export both again.",
                name=mask.name,
                width=width,
                height=height,
                file=path.name,
            ),
        )
    table = _table(path, annotation, content)
    labels = np.empty((height, width), np.uint8)
    for rows, ids in _segment_ids(mask):
        labels[rows] = table[ids]
        if labels[rows].max() == UNKNOWN:
            stray = int(ids[labels[rows] == UNKNOWN][0])
            raise FormatError(
                mask,
                message(
                    "{name} holds a segment {segment} that {file} does not list. Export both again.",
                    name=mask.name,
                    segment=stray,
                    file=path.name,
                ),
            )
    return labels


def _segment_ids(mask: Path) -> Iterator[tuple[slice, npt.NDArray[np.int32]]]:
    """The ids of the pixels in bands of rows."""
    photo = read_photo(mask)
    rows = max(1, _BAND_PIXELS // photo.shape[1])
    for top in range(0, len(photo), rows):
        part = photo[top : top + rows].astype(np.int32)
        step(part.size)
        ids: npt.NDArray[np.int32] = part[..., 0] | part[..., 1] << 8 | part[..., 2] << 16
        yield slice(top, top + rows), ids


def _table(path: Path, annotation: _Annotation, content: Content[_Annotation]) -> npt.NDArray[np.uint8]:
    """Segment id → our class id, ``UNKNOWN`` for those that are not listed."""
    table = np.full(_IDS, UNKNOWN, np.uint8)
    table[0] = BACKGROUND
    for segment in annotation.segments_info:
        if not 0 < segment.id < _IDS or table[segment.id] != UNKNOWN:
            raise FormatError(
                path,
                message(
                    "{name} lists the segment {segment} of {photo} twice, or it is no id. Export it again.",
                    name=path.name,
                    segment=segment.id,
                    photo=annotation.file_name,
                ),
            )
        id_ = content.class_of(segment.category_id)
        assert id_ is not None  # all that are used are known
        table[segment.id] = id_
    return table
