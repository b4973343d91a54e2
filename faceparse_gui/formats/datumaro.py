"""Datumaro's ``common_semantic_segmentation``, which OpenVINO's tools read too.

Source: Datumaro's documentation, "Common Semantic Segmentation".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from faceparse_core.labels import PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.formats.base import Format, FormatError, Writer, save_png, write_bytes
from faceparse_gui.formats.dataset_meta import META, dump_meta, parse_meta
from faceparse_gui.formats.masks.color_table import ColorTable
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.listing import check_folder, files_in, has_files, photo_named
from faceparse_gui.formats.reading.outside import MAX_JSON, read_limited
from faceparse_gui.formats.reading.pictures import read_png
from faceparse_gui.formats.sample import Found, Sample
from faceparse_gui.formats.voc_layout import listed_ids
from faceparse_gui.formats.writing.photos import photo_suffix, write_photo

IMAGES, MASKS = "images", "masks"


class Datumaro(Format):
    """``dataset_meta.json``, ``masks/<stem>.png`` in RGB and, if asked for, ``images/<stem>.jpg``.

    Datumaro finds out by itself what it is only where there are photos; else name the format to it.
    """

    name = "datumaro"
    title = message("Datumaro (common semantic segmentation)")
    reads = True
    uses = frozenset({"photos"})
    read_uses = frozenset({"class_map"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``. ``dataset_meta.json`` lists the background and the chosen
        classes.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """The folder that holds ``dataset_meta.json``.

        Raises:
            FormatError: at the first step, if one of ``dataset_meta.json`` and ``masks`` is missing, or does
                not fit.
        """
        check_folder(source)
        path, masks = source / META, source / MASKS
        if not path.is_file() or not has_files(masks, {".png"}):
            raise FormatError(
                source,
                message(
                    "{source} holds no {meta} and {masks}. Choose the folder that holds these.",
                    source=source,
                    meta=META,
                    masks=MASKS,
                ),
            )
        table = ColorTable(path, parse_meta(path, read_limited(path, MAX_JSON)), options.class_map)
        for mask, name in files_in(masks, {".png"}):
            photo = photo_named(source / IMAGES, name)
            load_photo = partial(read_photo, photo) if photo else None
            yield Found(name, mask, partial(_load, mask, table), load_photo, photo)

    def recognises(self, source: Path) -> bool:
        """By the names of its files and folders."""
        return (source / META).is_file() and (source / MASKS).is_dir()


def _load(path: Path, table: ColorTable) -> LabelMap:
    return table.labels_of(read_png(path), path, path.name)


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        photo = () if self.options.photos == "none" else (f"{IMAGES}/{stem}{photo_suffix(self.options)}",)
        return (f"{MASKS}/{stem}.png", *photo)

    def shared(self) -> Sequence[str]:
        return (META,)

    def write(self, sample: Sample) -> Sequence[str]:
        names = self.files(sample.stem)
        save_png(self.path(names[0]), Image.fromarray(PALETTE[sample.labels]))
        for name in names[1:]:
            write_photo(self.path(name), sample)
        return names

    def finish(self) -> None:
        write_bytes(self.path(META), dump_meta(listed_ids(self.options)))
