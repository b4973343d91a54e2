"""CVAT's "Segmentation mask 1.1": Pascal VOC's segmentation layout in a zip file.

Source: CVAT's documentation, "Segmentation mask".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from faceparse_core.files.writing import FileError
from faceparse_core.messages import message
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.formats.base import Format, Writer, encode_png, make_folder
from faceparse_gui.formats.cvat_images import XML, read_images
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.archive import Archive, open_archive, write_archive
from faceparse_gui.formats.reading.pictures import MAX_PNG
from faceparse_gui.formats.reading.within import file_within
from faceparse_gui.formats.sample import Found, Sample
from faceparse_gui.formats.voc_layout import (
    CLASSES,
    LABELMAP,
    LIST,
    check_stem,
    class_picture,
    files_of,
    labelmap,
    object_picture,
    read_layout,
)
from faceparse_gui.formats.writing.photos import photo_suffix, write_photo
from faceparse_gui.formats.writing.stage import Stage, piece_name

_LOOKED_AT = 1 << 12


class Cvat(Format):
    """See ``voc_layout``; masks are RGB, as CVAT has them. Photos lie in it only if they are asked for.

    Read is "CVAT for images 1.1" too, whose XML holds polygons and other shapes, see ``cvat_images``.

    CVAT matches the masks to a task's photos by stem: name them as the photos (``{stem}``).
    """

    name = "cvat"
    title = message("CVAT segmentation mask 1.1")
    extension = ".zip"
    reads = True
    uses = frozenset({"photos", "objects"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of the zip file ``target``. The pictures wait beside it until ``finish`` packs them."""
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """The zip file, which is not unpacked, of either kind; or its XML alone, with photos beside it."""
        if (xml := _xml_in(source)) is not None:
            with xml.open("rb") as file:
                yield from read_images(xml, file, options, partial(_with_photo_beside, xml.parent))
            return
        with open_archive(source) as archive:
            if XML in archive and LABELMAP not in archive:
                with archive.file(XML) as file:
                    yield from read_images(source, file, options, partial(_with_photo_in, archive))
            else:
                yield from read_layout(archive, options)

    def recognises(self, source: Path) -> bool:
        """By the names in the zip file, or the first words of the XML."""
        if (xml := _xml_in(source)) is not None:
            return _begins_as_cvat(xml)
        try:
            with open_archive(source) as archive:
                names = archive.names
        except FileError:
            return False
        return XML in names or (LABELMAP in names and any(name.startswith(CLASSES) for name in names))


def _xml_in(source: Path) -> Path | None:
    """``source`` if it is an XML file, else the one in it."""
    if source.is_dir():
        return file_within(source, XML)
    return source if source.suffix.lower() == ".xml" and source.is_file() else None


def _begins_as_cvat(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return b"<annotations" in file.read(_LOOKED_AT)
    except OSError:
        return False


def _with_photo_beside(folder: Path, found: Found) -> Found:
    places = (f"images/{found.name}", found.name)
    photo = next((at for place in places if (at := file_within(folder, place))), None)
    return found.with_photo(partial(read_photo, photo), photo) if photo else found


def _with_photo_in(archive: Archive, found: Found) -> Found:
    name = next((at for at in (f"images/{found.name}", found.name) if at in archive), None)
    if name is None:
        return found
    return found.with_photo(lambda: read_photo(archive.path / name, archive.read(name, MAX_PNG)))


class _Writer(Writer):
    def __init__(self, target: Path, options: ExportOptions) -> None:
        super().__init__(target, options)
        self._stage = Stage(target)
        photo = () if options.photos == "none" else (photo_suffix(options),)
        self._kinds = (".class.png", ".object.png", *(f".photo{suffix}" for suffix in photo))
        """Of the pieces of a sample, as ``files`` has them."""

    def files(self, stem: str) -> Sequence[str]:
        return files_of(stem, self.options)

    def shared(self) -> Sequence[str]:
        return (LABELMAP, LIST)

    def write(self, sample: Sample) -> Sequence[str]:
        check_stem(sample.stem, self.target)
        pictures = class_picture(sample.labels, self.options), object_picture(sample, self.options)
        for kind, picture in zip(self._kinds, pictures, strict=False):
            self._stage.put(piece_name(sample.index, kind), encode_png(picture.convert("RGB")))
        for kind in self._kinds[2:]:
            write_photo(self._stage.place(piece_name(sample.index, kind)), sample)
        self._stage.put(piece_name(sample.index, ".stem"), sample.stem.encode())
        return self.files(sample.stem)

    def stages(self) -> Sequence[Stage]:
        return (self._stage,)

    def finish(self) -> None:
        make_folder(self.target.parent)
        pieces = list(self._stage.pieces(".stem"))
        stems = [piece.read_text(encoding="utf-8") for piece in pieces]
        with write_archive(self.target) as archive:
            archive.put(LABELMAP, labelmap(self.options))
            archive.put(LIST, "".join(f"{stem}\n" for stem in stems))
            for piece, stem in zip(pieces, stems, strict=True):
                for kind, name in zip(self._kinds, self.files(stem), strict=True):
                    archive.copy(name, piece.with_name(piece.name.removesuffix(".stem") + kind))
        self.discard()

    def discard(self) -> None:
        self._stage.clear()
