"""COCO instance segmentation: one JSON file with a run-length mask for each class of each face.

Source: Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014; cocodataset.org, "Data format".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Annotated, TypeAlias

import numpy as np
import numpy.typing as npt
from pycocotools import mask as coco_mask
from pydantic import Field, TypeAdapter

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, FormatError, Writer
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
from faceparse_gui.formats.coco.run_length import Runs, area, box, checked, inside
from faceparse_gui.formats.masks.objects import Object, objects, objects_in
from faceparse_gui.formats.masks.outlines import NoAreaError, polygon_runs
from faceparse_gui.formats.masks.pile import Box, Pile
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.budget import step
from faceparse_gui.formats.reading.remarks import remark
from faceparse_gui.formats.reading.size import stated_size
from faceparse_gui.formats.sample import Found, Sample


class Coco(Format):
    """``annotations/instances_default.json``, and ``images/`` where photos are asked for.

    Reads compressed and plain run lengths and polygons. Where masks overlap the smaller lies on top, as a
    nose on the skin around it; of equal ones the later.
    """

    name = "coco"
    title = message("COCO instances")
    reads = True
    uses = frozenset({"photos", "background", "objects"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``. Masks are compressed run lengths, boxes ``[x, y, width,
        height]`` in pixels, and category ids are the class ids, with 19 for the background.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """A folder as above, also with several subsets; one as Roboflow makes them; or a JSON file."""
        return each_file(source, "instances", partial(_read_file, options=options))

    def recognises(self, source: Path) -> bool:
        """By the names of the JSON files in a folder, or by the keys in the first and last 64 KB of one
        file.
        """
        return looks_like(source, "instances")


class _Writer(CocoWriter):
    kind = "instances"

    def files(self, stem: str) -> Sequence[str]:
        return photo_files(stem, self.options)

    def write(self, sample: Sample) -> Sequence[str]:
        names = self.write_photos(sample)
        labels = np.asfortranarray(sample.labels)  # run lengths go column by column
        faces = objects(labels, sample.frames, self.options.objects)
        found = objects_in(labels, faces, self.options.class_ids)
        several = len(sample.frames) > 1 and self.options.objects == "face"
        self.json.put(sample, [_annotation(each, several) for each in found])
        return names


def _annotation(each: Object, of_several: bool) -> dict[str, object]:
    """``of_several``: its photo has several faces, and ``attributes`` say which it is of, from 1."""
    rle = coco_mask.encode(np.asfortranarray(each.mask).view(np.uint8))
    return {
        "category_id": category_id(each.class_id),
        "segmentation": {"size": list(each.mask.shape), "counts": rle["counts"].decode("ascii")},
        "area": int(coco_mask.area(rle)),
        "bbox": coco_mask.toBbox(rle).tolist(),
        "iscrowd": 0,
        **({"attributes": {"face": each.face + 1}} if of_several else {}),
    }


# -- reading -----------------------------------------------------------------------------------------------


_IN_TURN = Field(union_mode="left_to_right")
"""Of a long list only one meaning is tried, which holds Python's lock for less time."""


@dataclass(frozen=True)
class _Rle:
    size: tuple[int, int]
    counts: Annotated[str | list[int], _IN_TURN]


_Segmentation: TypeAlias = _Rle | list[list[float]] | list[float] | None


@dataclass(frozen=True)
class _Annotation:
    image_id: Id
    category_id: Id
    segmentation: Annotated[_Segmentation, _IN_TURN] = None
    id: int | None = None


_ANNOTATION = TypeAdapter(_Annotation)


def _read_file(path: Path, options: ReadOptions) -> Iterator[Found]:
    content = read_content(path, _ANNOTATION, lambda each: (each.category_id,), options.class_map)
    for image in content.images:
        yield found_for(path, image, path, partial(_load, path, image, content))


def _load(path: Path, image: Image, content: Content[_Annotation]) -> LabelMap:
    """The pixels are painted column by column, as run lengths are written, the smallest mask first."""
    content.check(image)
    width, height = stated_size(path, image.file_name, image.width, image.height, photo_of(path, image))
    data = content.annotations.pieces_of(image)
    pile, masks, faults, known = Pile(width, height), [], [], 0
    for place, piece in enumerate(data):
        annotation = content.annotations.parse(piece)
        if content.class_of(annotation.category_id) is None:
            continue
        known += 1
        try:
            runs = _runs(annotation.segmentation, height, width)
        except ValueError as error:
            which = (
                message("an annotation")
                if annotation.id is None
                else message("annotation {id}", id=annotation.id)
            )
            fault = FormatError(
                path,
                message(
                    "{name}: {which} of {photo} has {fault}. Draw or export it again.",
                    name=path.name,
                    which=which,
                    photo=image.file_name,
                    fault=error,
                ),
            )
            if not isinstance(error, NoAreaError):
                raise fault from error
            faults.append(fault)
            remark("no area", str(error))
            continue
        if around := box(runs, height):
            masks.append((area(runs), -place, around))
    if faults and not masks:
        raise faults[0]
    if not known:
        remark("not annotated")
    for _, back, around in sorted(masks):  # of equal ones the later first
        annotation = content.annotations.parse(data[-back])
        id_ = content.classes[annotation.category_id]
        runs_of = cache(partial(_runs, annotation.segmentation, height, width))  # not of what is covered
        pile.lay(around, id_, partial(_inside, runs_of, height))
    return np.ascontiguousarray(pile.finish().T)


def _inside(runs_of: Callable[[], Runs], height: int, part: Box) -> npt.NDArray[np.bool_]:
    return inside(runs_of(), height, part)


def _runs(segmentation: _Segmentation, height: int, width: int) -> Runs:
    """The run lengths of one annotation. ``ValueError`` says what it has instead."""
    step()
    if not segmentation:
        raise NoAreaError(message("no mask, at most a box"))
    if isinstance(segmentation, _Rle):
        if segmentation.size != (height, width):
            their_height, their_width = segmentation.size
            raise ValueError(
                message(
                    "a mask of {width} × {height} pixels for {photo_width} × {photo_height}",
                    width=their_width,
                    height=their_height,
                    photo_width=width,
                    photo_height=height,
                )
            )
        return checked(segmentation.counts, height, width)
    return polygon_runs(_polygons(segmentation), height, width)


def _polygons(numbers: list[list[float]] | list[float]) -> list[list[float]]:
    """Polygons, each ``x, y, x, y, …``; some tools write the only one without the list around it, or as
    pairs."""
    lists = [each for each in numbers if isinstance(each, list)]
    if not lists:
        return [[each for each in numbers if isinstance(each, float)]]
    if all(len(each) == 2 for each in lists):  # no polygon has but one point
        return [list(chain.from_iterable(lists))]
    return lists
