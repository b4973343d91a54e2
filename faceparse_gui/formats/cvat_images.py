"""CVAT's XML, "CVAT for images 1.1": shapes of each photo, read photo by photo.

The root is ``annotations``. An ``image`` has a name and a size; in it are ``polygon``, ``box``, ``ellipse``
and ``mask``, which cover an area, and others that do not. Of two the one with the higher ``z_order`` lies on
top, else the later.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError

import defusedxml.ElementTree
import numpy as np
import numpy.typing as npt
from defusedxml import DefusedXmlException
from pydantic import TypeAdapter
from pydantic_core import to_json

from faceparse_core.labels import LabelMap
from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.coco.run_length import box, inside
from faceparse_gui.formats.masks.outlines import NoAreaError, polygon_runs
from faceparse_gui.formats.masks.pile import Box, Pile
from faceparse_gui.formats.options import ReadOptions
from faceparse_gui.formats.reading.budget import step
from faceparse_gui.formats.reading.class_names import some_ids_by_name
from faceparse_gui.formats.reading.outside import validate_json
from faceparse_gui.formats.reading.remarks import remark
from faceparse_gui.formats.reading.size import check_size
from faceparse_gui.formats.reading.spool import Spool
from faceparse_gui.formats.reading.within import relative_name
from faceparse_gui.formats.sample import Found

XML = "annotations.xml"
MAX_IMAGE = 64 << 20
"""Bytes of the XML of one photo."""
MAX_IMAGES = 1 << 20
_CORNERS = 180
"""Of the polygon that stands for an ellipse."""
_FILLED = ("polygon", "box", "ellipse", "mask")
_WITHOUT = ("polyline", "points", "cuboid", "skeleton")


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: str
    label: str
    numbers: tuple[float, ...]
    """Of a polygon ``x, y, x, y, …``; of others as ``_numbers`` has them."""
    runs: tuple[int, ...] = ()
    """Of a mask, row by row in its box, outside first."""
    z: int = 0


@dataclass(frozen=True, slots=True)
class _Image:
    name: str
    width: int
    height: int


_SHAPES = TypeAdapter(list[_Shape])


def read_images(
    path: Path, file: IO[bytes], options: ReadOptions, with_photo: Callable[[Found], Found]
) -> Iterator[Found]:
    """The photos in the XML ``file``, which is read to its end at the first step.

    Args:
        path: the file to name.
        with_photo: adds to what was found its photo, where that is at hand.

    Raises:
        FormatError: if it is no such file, or all its classes are unknown.
    """
    images: dict[str, _Image] = {}
    labels: dict[str, None] = {}
    spool = Spool(path)
    faults: dict[str, FormatError] = {}
    for element in _elements(path, file):
        name = relative_name(element.get("name", "")[:1024]) if element.tag == "image" else ""
        if not name:
            remark("stray", path.name)
            continue
        if name in images:
            text = message(
                "{name} has the photo {photo} twice. Export it again.", name=path.name, photo=repr(name)
            )
            faults.setdefault(name, FormatError(path, text))
            continue
        if len(images) >= MAX_IMAGES:
            raise FormatError(
                path,
                message("{name} has more than {most:,} photos. Split it.", name=path.name, most=MAX_IMAGES),
            )
        image, shapes = _Image(name, 0, 0), []
        try:
            image = _image(path, name, element)
            shapes = [_shape(path, each) for each in element if each.tag in (*_FILLED, *_WITHOUT)]
        except FormatError as error:  # which costs this photo only
            faults[name] = error
        labels.update(dict.fromkeys(each.label for each in shapes if each.kind in _FILLED))
        spool.put(len(images), to_json(shapes))
        images[name] = image
    spool.close()
    if not images:
        raise FormatError(
            path,
            message(
                "{name} lists no photos, at most tracks of a video. Export it as “CVAT for images 1.1”.",
                name=path.name,
            ),
        )
    ids = some_ids_by_name(path, list(labels), options.class_map)
    for number, image in enumerate(images.values()):
        if fault := faults.get(image.name):
            yield with_photo(Found.broken(image.name, fault))
        else:
            yield with_photo(Found(image.name, path, partial(_load, path, spool, number, image, ids)))


class _Guarded:
    """A file that is not read further than ``MAX_IMAGE`` from the last photo."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path, self._file = path, file
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        step()
        data = self._file.read(size)
        self.since += len(data)
        if self.since > MAX_IMAGE:
            raise FormatError(
                self._path,
                message(
                    "{name} has more than {most} MB for one photo, the most that is read.",
                    name=self._path.name,
                    most=MAX_IMAGE >> 20,
                ),
            )
        return data


def _elements(path: Path, file: IO[bytes]) -> Iterator[Element]:
    """Each ``image`` and ``track`` of the document, without DTD, entities and outside references."""
    guarded = _Guarded(path, file)
    root: Element | None = None
    try:
        for event, element in defusedxml.ElementTree.iterparse(guarded, ("start", "end"), forbid_dtd=True):
            if root is None:
                root = element
                if root.tag != "annotations":
                    raise FormatError(
                        path,
                        message(
                            "{name} is no XML of CVAT's: it begins with {tag}.",
                            name=path.name,
                            tag=repr(root.tag[:40]),
                        ),
                    )
            elif event == "end" and element.tag in ("image", "track"):
                yield element
                root.clear()
                guarded.since = 0
    except DefusedXmlException as error:
        raise FormatError(
            path,
            message(
                "{name} was not opened: its XML declares entities, which a mask needs not. Do not use it.",
                name=path.name,
            ),
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise FormatError(
            path,
            message("The XML in {name} is damaged ({error}). Export it again.", name=path.name, error=error),
        ) from error


def _image(path: Path, name: str, element: Element) -> _Image:
    width, height = (_whole(path, element, side) for side in ("width", "height"))
    return _Image(name, width, height)


def _shape(path: Path, element: Element) -> _Shape:
    kind, label = element.tag, element.get("label", "")[:1024]
    if kind not in _FILLED:
        return _Shape(kind, label, ())
    runs = _values(path, element, "rle") if kind == "mask" else ()
    return _Shape(
        kind, label, _numbers(path, element), tuple(map(int, runs)), _whole(path, element, "z_order", "0")
    )


def _numbers(path: Path, element: Element) -> tuple[float, ...]:
    """What says where a shape lies: the points of a polygon, else its attributes in this order."""
    names: tuple[str, ...]
    match element.tag:
        case "polygon":
            pairs = element.get("points", "").replace(";", ",")
            return _split(path, element.tag, pairs) if pairs.strip() else ()
        case "box":
            names = ("xtl", "ytl", "xbr", "ybr", "rotation")
        case "ellipse":
            names = ("cx", "cy", "rx", "ry", "rotation")
        case _:
            names = ("left", "top", "width", "height")
    return tuple(_values(path, element, name, "0" if name == "rotation" else None)[0] for name in names)


def _values(path: Path, element: Element, name: str, missing: str | None = None) -> tuple[float, ...]:
    text = element.get(name, missing)
    if text is None:
        raise FormatError(
            path,
            message(
                "{name} has a {tag} without {what}. Export it again.",
                name=path.name,
                tag=element.tag,
                what=name,
            ),
        )
    return _split(path, message("{tag} with a {name}", tag=element.tag, name=name), text)


def _split(path: Path, what: str, text: str) -> tuple[float, ...]:
    try:
        values = tuple(float(part) for part in text.split(","))
        if all(abs(value) < 1e9 for value in values):  # nor is "not a number"
            return values
    except ValueError:
        pass
    raise FormatError(
        path,
        message(
            "{name} has a {what} of {value}. Export it again.",
            name=path.name,
            what=what,
            value=repr(text[:30]),
        ),
    )


def _whole(path: Path, element: Element, name: str, missing: str | None = None) -> int:
    return int(_values(path, element, name, missing)[0])


def _load(path: Path, spool: Spool, number: int, image: _Image, ids: Mapping[str, int]) -> LabelMap:
    """The pixels are painted column by column, as run lengths are written, the uppermost shape first."""
    height, width = image.height, image.width
    check_size(path, image.name, width, height)
    shapes = validate_json(path, spool.get(number)[0], _SHAPES)
    pile, laid = Pile(width, height), 0
    for _, shape in sorted(enumerate(shapes), key=lambda each: (-each[1].z, -each[0])):
        if shape.kind in _WITHOUT:
            remark("no area", shape.kind)
        elif shape.label not in ids:
            remark("unknown class", shape.label)
        else:
            try:
                _lay(pile, shape, ids[shape.label], height, width)
                laid += 1
            except NoAreaError:
                remark("no area", shape.kind)
            except ValueError as error:
                raise FormatError(
                    path,
                    message(
                        "{name}: a {shape} of {photo}, {label}, is {fault}. Draw it again.",
                        name=path.name,
                        shape=shape.kind,
                        photo=image.name,
                        label=repr(shape.label),
                        fault=error,
                    ),
                ) from error
    if not laid:
        remark("not annotated")
    return np.ascontiguousarray(pile.finish().T)


def _lay(pile: Pile, shape: _Shape, id_: int, height: int, width: int) -> None:
    if shape.kind == "mask":
        left, top, columns, rows = map(int, shape.numbers)
        if not (0 < columns <= width and 0 < rows <= height):
            raise ValueError(message("a mask that is larger than the picture, or empty"))
        if min(shape.runs, default=-1) < 0 or sum(shape.runs) != columns * rows:
            raise ValueError(message("a mask whose run lengths do not fill its box"))
        patch = cache(partial(_patch, shape.runs, rows, columns))
        turned = (top, left, top + rows, left + columns)
        pile.lay(turned, id_, lambda part: _cut(patch(), part, top, left))
        return
    runs = polygon_runs([_outline(shape)], height, width)
    if around := box(runs, height):
        pile.lay(around, id_, lambda part: inside(runs, height, part))


def _patch(runs: tuple[int, ...], rows: int, columns: int) -> npt.NDArray[np.bool_]:
    step(rows * columns)
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(rows, columns)


def _cut(patch: npt.NDArray[np.bool_], part: Box, top: int, left: int) -> npt.NDArray[np.bool_]:
    first_row, first_column, last_row, last_column = part
    return patch[first_row - top : last_row - top, first_column - left : last_column - left].T


def _outline(shape: _Shape) -> list[float]:
    if shape.kind == "polygon":
        return list(shape.numbers)
    a, b, c, d, degrees = shape.numbers
    if shape.kind == "box":
        center = (a + c) / 2, (b + d) / 2
        corners = [(a, b), (c, b), (c, d), (a, d)]
    else:
        center = a, b
        turns = [2 * math.pi * i / _CORNERS for i in range(_CORNERS)]
        corners = [(a + c * math.cos(turn), b + d * math.sin(turn)) for turn in turns]
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turned = []
    for x, y in corners:
        x, y = x - center[0], y - center[1]
        turned += [center[0] + x * cosine - y * sine, center[1] + x * sine + y * cosine]
    return turned
