"""Pascal VOC's segmentation layout in a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, Writer, save_png, write_bytes
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.folder import Folder
from faceparse_gui.formats.reading.listing import check_folder
from faceparse_gui.formats.sample import Found, Sample
from faceparse_gui.formats.voc_layout import (
    CLASSES,
    LABELMAP,
    LIST,
    LISTS,
    check_stem,
    class_picture,
    files_of,
    labelmap,
    object_picture,
    read_layout,
)
from faceparse_gui.formats.writing.photos import write_photo
from faceparse_gui.formats.writing.stage import Stage, piece_name


class Voc(Format):
    """See ``voc_layout``; masks are palette PNGs, whose indices are lines of ``labelmap.txt``, from 0.

    Read back, colours count (in grey masks the values), by the classes' names; objects are not looked at, nor
    are XML annotations.
    """

    name = "voc"
    title = message("Pascal VOC segmentation")
    reads = True
    uses = frozenset({"photos", "objects"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``. The stems wait until ``finish`` writes the list and
        ``labelmap.txt``.

        Its ``write`` raises ``FormatError`` for a stem that a list cannot hold, see ``check_stem``.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """The folder that holds ``labelmap.txt``."""
        check_folder(source)
        yield from read_layout(Folder(source), options)

    def recognises(self, source: Path) -> bool:
        """By the names of its files and folders."""
        return (source / CLASSES).is_dir() and ((source / LABELMAP).is_file() or (source / LISTS).is_dir())


class _Writer(Writer):
    def __init__(self, target: Path, options: ExportOptions) -> None:
        super().__init__(target, options)
        self._stage = Stage(target)

    def files(self, stem: str) -> Sequence[str]:
        return files_of(stem, self.options)

    def shared(self) -> Sequence[str]:
        return (LABELMAP, LIST)

    def write(self, sample: Sample) -> Sequence[str]:
        check_stem(sample.stem, self.target)
        names = self.files(sample.stem)
        save_png(self.path(names[0]), class_picture(sample.labels, self.options))
        save_png(self.path(names[1]), object_picture(sample, self.options))
        for name in names[2:]:
            write_photo(self.path(name), sample)
        self._stage.put(piece_name(sample.index, ".stem"), sample.stem.encode())
        return names

    def stages(self) -> Sequence[Stage]:
        return (self._stage,)

    def finish(self) -> None:
        stems = [piece.read_bytes() for piece in self._stage.pieces(".stem")]
        write_bytes(self.path(LABELMAP), labelmap(self.options).encode())
        write_bytes(self.path(LIST), b"".join(stem + b"\n" for stem in stems))
        self.discard()

    def discard(self) -> None:
        self._stage.clear()
