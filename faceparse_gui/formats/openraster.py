"""OpenRaster: one layer a class over the photo, for Krita, MyPaint and other painting programs.

Layout: https://www.openraster.org, baseline 0.0.5. GIMP reads it where its plug-in is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.files.writing import FileError
from faceparse_core.labels import CLASSES, ID_OF, NAMES, NUM_CLASSES, PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import MAX_PIXELS, Photo
from faceparse_gui.formats.base import Format, FormatError, Writer, encode_png
from faceparse_gui.formats.masks.pile import Box, Draw, Pile
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.archive import Archive, ArchiveWriter, open_archive, write_archive
from faceparse_gui.formats.reading.budget import check_memory
from faceparse_gui.formats.reading.class_names import ids_by_name
from faceparse_gui.formats.reading.listing import files_in
from faceparse_gui.formats.reading.outside import MAX_XML, parse_xml
from faceparse_gui.formats.reading.pictures import MAX_PNG, load_png, open_png
from faceparse_gui.formats.sample import Found, Sample

MIMETYPE = "image/openraster"
PHOTO_LAYER = "Photo"
OPACITY = 0.5
"""Of a class's layer, so that the photo shows through; its pixels are solid."""
SOLID = 128
"""The least alpha with which a pixel belongs to its layer's class."""
THUMBNAIL_SIDE = 256
MAX_LAYERS = 1000
_BAND = 256

FROM_TOP = (
    "eye_g", "ear_r", "neck_l", "hat", "hair", "l_brow", "r_brow", "l_eye", "r_eye", "u_lip", "l_lip",
    "mouth", "nose", "l_ear", "r_ear", "skin", "cloth", "neck", "background",
)  # fmt: skip
"""What lies before something else in a portrait is above it, so that a stroke on its layer covers that."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,9}(\.[0-9]{0,9})?")  # of pixels; some programs write fractions
_OUR_NAME = {key.casefold(): each.name for each in CLASSES for key in (each.title, each.name)}


class OpenRaster(Format):
    """``<stem>.ora``: a layer named after each class that occurs, cut to its box; the photo at the bottom.

    Read back, a pixel is of the uppermost layer in which it has at least half its strength. How a layer is
    shown changes nothing: layers that are hidden, faint or blended otherwise count as they would plainly.
    """

    name = "ora"
    title = message("OpenRaster layers")
    suffix = ".ora"
    reads = True
    uses = frozenset({"background"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of one file for each sample, into the folder ``target``. Layers come in the order of
        ``FROM_TOP``.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """A folder with its sub-folders, or one file."""
        for path, name in files_in(source, {".ora"}):
            yield Found(name, path, partial(_read_labels, path, options), _photo_of(path))

    def recognises(self, source: Path) -> bool:
        """By the first file."""
        try:
            path, _ = next(files_in(source, {".ora"}))
            with open_archive(path) as archive:
                return archive.read("mimetype", 100).decode(errors="replace").strip() == MIMETYPE
        except FileError:
            return False


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return (f"{stem}.ora",)

    def write(self, sample: Sample) -> Sequence[str]:
        (name,) = self.files(sample.stem)
        ids = [ID_OF[each] for each in FROM_TOP if ID_OF[each] in self.options.class_ids]
        with write_archive(self.path(name)) as archive:
            archive.put("mimetype", MIMETYPE, compress=False)
            _put_layers(archive, sample, ids)
            merged = Image.fromarray(_merge(sample, ids))
            archive.put("mergedimage.png", _png(merged), compress=False)
            merged.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
            archive.put("Thumbnails/thumbnail.png", _png(merged.convert("RGBA")), compress=False)
        return (name,)


def _put_layers(archive: ArchiveWriter, sample: Sample, ids: Sequence[int]) -> None:
    """The layers of the classes that occur, uppermost first, the photo below them, and ``stack.xml``."""
    height, width = sample.labels.shape
    image = Element("image", version="0.0.5", w=str(width), h=str(height), xres="72", yres="72")
    stack = SubElement(image, "stack")
    occurs = np.bincount(sample.labels.ravel(), minlength=NUM_CLASSES) > 0
    for id_ in ids:
        if occurs[id_]:
            picture, x, y = _cut(sample.labels, id_)
            _put_layer(archive, stack, NAMES[id_], picture, x, y, OPACITY)
    _put_layer(archive, stack, PHOTO_LAYER, Image.fromarray(sample.photo), 0, 0, 1.0, "photo")
    indent(image)
    archive.put("stack.xml", tostring(image, encoding="UTF-8", xml_declaration=True))


def _put_layer(
    archive: ArchiveWriter,
    stack: Element,
    name: str,
    picture: Image.Image,
    x: int,
    y: int,
    opacity: float,
    file: str = "",
) -> None:
    src = f"data/{file or name}.png"
    archive.put(src, _png(picture), compress=False)
    about = {"name": name, "src": src, "x": str(x), "y": str(y), "opacity": str(opacity)}
    SubElement(stack, "layer", about, visibility="visible", **{"composite-op": "svg:src-over"})


def _cut(labels: LabelMap, id_: int) -> tuple[Image.Image, int, int]:
    """The class alone in its colour, RGBA, as large as its bounding box; the box's left and top."""
    inside = labels == id_
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    top, left = int(rows[0]), int(columns[0])
    inside = inside[top : rows[-1] + 1, left : columns[-1] + 1]
    pixels = np.empty((*inside.shape, 4), np.uint8)
    pixels[..., :3] = PALETTE[id_]
    pixels[..., 3] = np.where(inside, 255, 0)
    return Image.fromarray(pixels), left, top


def _merge(sample: Sample, ids: Sequence[int]) -> Photo:
    """What the layers look like together."""
    picture = sample.photo.copy()
    shown = np.isin(sample.labels, ids)
    colors = PALETTE[sample.labels[shown]].astype(np.uint16)
    picture[shown] = (picture[shown] + colors + 1) // 2
    return picture


def _png(image: Image.Image) -> bytes:
    return encode_png(image, level=1 if image.mode == "RGB" else 6)


@dataclass(frozen=True)
class _Layer:
    name: str
    src: str
    x: int
    y: int


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Archive, tuple[int, int], list[_Layer]]]:
    """The archive, the picture's ``(height, width)`` and its layers, uppermost first, groups taken apart."""
    with open_archive(path) as archive:
        root = parse_xml(path, archive.read("stack.xml", MAX_XML))
        size = _number(path, root, "h"), _number(path, root, "w")
        if root.tag != "image" or min(size) < 1:
            raise FormatError(
                path, message("{name} says nothing of its size in stack.xml. Save it again.", name=path.name)
            )
        if size[0] * size[1] > MAX_PIXELS:
            raise FormatError(
                path,
                message(
                    "{name} was not opened: it has more than {most} million pixels. Save a smaller copy.",
                    name=path.name,
                    most=MAX_PIXELS // 1_000_000,
                ),
            )
        layers = [
            _Layer(
                each.get("name", "").strip(),
                each.get("src", ""),
                _number(path, each, "x"),
                _number(path, each, "y"),
            )
            for each in root.iter("layer")
        ]
        if len(layers) > MAX_LAYERS:
            raise FormatError(
                path,
                message("{name} has more than {most} layers. Merge some.", name=path.name, most=MAX_LAYERS),
            )
        yield archive, size, layers


def _number(path: Path, element: Element, name: str) -> int:
    text = element.get(name, "0")
    if not _NUMBER.fullmatch(text):
        raise FormatError(
            path,
            message(
                "{name} has a {what} of {value} in stack.xml. Save it again.",
                name=path.name,
                what=name,
                value=repr(text[:20]),
            ),
        )
    return int(float(text))


def _read_labels(path: Path, options: ReadOptions) -> LabelMap:
    """The label map that the layers make; ``FormatError`` for a layer whose name is no class's."""
    with _opened(path) as (archive, size, layers):
        ids = _classes_of(path, layers, options)
        pile = Pile(*size)
        for layer, id_ in zip(layers, ids, strict=True):
            if id_ is not None:
                picture = _open_png(archive, layer)
                box = (layer.x, layer.y, layer.x + picture.width, layer.y + picture.height)
                pile.lay(box, id_, _drawing(archive.path, layer, picture))
        return pile.finish()


def _drawing(path: Path, layer: _Layer, picture: Image.Image) -> Draw:
    """Where a layer has at least half its strength; its pixels are decoded when first needed."""
    load = cache(partial(load_png, picture, path, _named(layer, path)))

    def draw(part: Box) -> npt.NDArray[np.bool_]:
        load()
        left, top, right, bottom = part
        cut = picture.crop((left - layer.x, top - layer.y, right - layer.x, bottom - layer.y))
        return np.asarray(_alpha(cut) >= SOLID)

    return draw


def _classes_of(path: Path, layers: Sequence[_Layer], options: ReadOptions) -> list[int | None]:
    """The class that each layer is named after; None for the photo."""
    mapped = options.class_map
    names = [
        layer.name if layer.name in mapped else _OUR_NAME.get(layer.name.casefold(), layer.name)
        for layer in layers
    ]
    photos = {name for name in names if name.casefold() == PHOTO_LAYER.casefold()}.difference(mapped)
    ids = ids_by_name(path, [name for name in names if name not in photos], mapped)
    return [ids.get(name) for name in names]


def _photo_of(path: Path) -> partial[Photo] | None:
    """What reads the photo's layer; None where there is none, or where reading the labels will say why."""
    try:
        with _opened(path) as (_, _, layers):
            named = [layer for layer in layers if layer.name.casefold() == PHOTO_LAYER.casefold()]
    except FileError:
        return None
    return partial(_read_photo, path, named[-1]) if named else None


def _read_photo(path: Path, layer: _Layer) -> Photo:
    """The photo's layer, RGB ``uint8 (H, W, 3)``; white where it does not reach."""
    with _opened(path) as (archive, size, _):
        picture = _open_png(archive, layer)
        load_png(picture, path, _named(layer, path))
        check_memory(path, path.name, 3 * size[0] * size[1] + 4 * picture.width * picture.height)
        photo = np.full((*size, 3), 255, np.uint8)
        for top in range(max(layer.y, 0), min(layer.y + picture.height, size[0]), _BAND):
            bottom = min(top + _BAND, layer.y + picture.height, size[0])
            band = Image.fromarray(photo[top:bottom])
            cut = picture.crop((0, top - layer.y, picture.width, bottom - layer.y))
            band.paste(cut.convert("RGB"), (layer.x, 0), Image.fromarray(_alpha(cut)))
            photo[top:bottom] = np.asarray(band)
        return photo


def _open_png(archive: Archive, layer: _Layer) -> Image.Image:
    return open_png(archive.read(layer.src, MAX_PNG), archive.path, _named(layer, archive.path))


def _named(layer: _Layer, path: Path) -> str:
    return message("The layer {name} in {file}", name=repr(layer.name), file=path.name)


def _alpha(image: Image.Image) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """``(H, W)``, 255 = solid."""
    if not image.has_transparency_data:
        return np.full((image.height, image.width), 255, np.uint8)
    if "A" not in image.getbands():
        image = image.convert("RGBA")
    return np.asarray(image.getchannel("A"))
