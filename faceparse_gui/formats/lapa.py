"""The layout of LaPa, Landmark guided face Parsing (Liu et al., AAAI 2020)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from faceparse_core.class_orders import ClassOrder
from faceparse_core.messages import message
from faceparse_core.photos.imaging import read_photo
from faceparse_gui.formats.base import Format, FormatError, Writer, save_png
from faceparse_gui.formats.indexed import index_image, lost_in
from faceparse_gui.formats.masks.index_mask import read_ordered
from faceparse_gui.formats.options import ExportOptions, ReadOptions
from faceparse_gui.formats.reading.listing import files_in, has_files, photo_named
from faceparse_gui.formats.sample import Found, Sample
from faceparse_gui.formats.writing.photos import write_photo

SPLITS = ("train", "val", "test")


class LaPa(Format):
    """``train/labels/<stem>.png``: grey, LaPa's class ids; ``train/images/<stem>.jpg``: JPEG, as LaPa has it.

    Everything is written as ``train``; read back, all splits are. LaPa has 11 classes: what it lacks becomes
    background. Whose left is left is a matter of ``order``: ``lapa`` has the picture's, as LaPa itself and
    the models trained on it; ``lapa-person`` the person's. Landmarks are neither written nor read.
    """

    name = "lapa"
    title = message("LaPa")
    reads = True
    uses = frozenset({"order", "photos"})
    read_uses = frozenset({"order", "ids"})
    orders = ("lapa", "lapa-person")

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``. Classes that LaPa lacks are counted in the writer's ``lost``.

        Raises:
            FormatError: if ``options.order`` is none of LaPa's.
        """
        return _Writer(target, options, self.order(options.order, target))

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """The folder that holds ``train``, ``val`` or ``test``. A name begins with its split's.

        Raises:
            FormatError: at the first step, if there are no masks, or ``options.order`` is none of LaPa's.
        """
        order = self.order(options.order, source)
        splits = [split for split in SPLITS if has_files(source / split / "labels", {".png"})]
        if not splits:
            folders = ", ".join(f"{split}/labels" for split in SPLITS)
            raise FormatError(
                source,
                message(
                    "{source} holds no masks in {folders}. Choose the folder that holds these.",
                    source=source,
                    folders=folders,
                ),
            )
        for split in splits:
            for path, name in files_in(source / split / "labels", {".png"}):
                photo = photo_named(source / split / "images", name)
                load_photo = partial(read_photo, photo) if photo else None
                load = partial(read_ordered, path, order, options.ids)
                yield Found(f"{split}/{name}", path, load, load_photo, photo)

    def recognises(self, source: Path) -> bool:
        """By the names of the folders."""
        return any((source / split / "labels").is_dir() for split in SPLITS)


class _Writer(Writer):
    def __init__(self, target: Path, options: ExportOptions, order: ClassOrder) -> None:
        super().__init__(target, options)
        self._order = order

    def files(self, stem: str) -> Sequence[str]:
        labels, photo = f"train/labels/{stem}.png", f"train/images/{stem}.jpg"
        return (labels,) if self.options.photos == "none" else (labels, photo)

    def write(self, sample: Sample) -> Sequence[str]:
        names = self.files(sample.stem)
        self.lost.update(lost_in(sample.labels, self._order))
        save_png(self.path(names[0]), index_image(sample.labels, self._order, grey=True))
        for name in names[1:]:
            write_photo(self.path(name), sample)
        return names
