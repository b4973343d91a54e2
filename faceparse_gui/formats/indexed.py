"""The label map itself: an 8-bit PNG whose values are class ids, in the order that is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from faceparse_core.class_orders import ORDERS, ClassOrder
from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF, NUM_CLASSES, PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, Writer, save_png
from faceparse_gui.formats.masks.index_mask import AmbiguousIdsError, read_ordered
from faceparse_gui.formats.options import DEFAULT_ORDER, ExportOptions, ReadOptions
from faceparse_gui.formats.reading.listing import files_in
from faceparse_gui.formats.sample import Found, Sample


class Indexed(Format):
    """``<stem>.png``: mode P with the official colours or mode L, ids 0 to 18: what other tools train on."""

    name = "indexed"
    title = message("Indexed PNG (class ids)")
    suffix = ".png"
    reads = True
    uses = frozenset({"order", "grey"})
    read_uses = frozenset({"order", "ids"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of one PNG for each sample, into the folder ``target``.

        Classes that ``options.order`` has not become background and are counted in the writer's ``lost``.
        """
        return _Writer(target, options)

    def read(self, source: Path, options: ReadOptions) -> Iterator[Found]:
        """A folder with its sub-folders, or one file."""
        for path, name in files_in(source, {".png"}):
            yield Found(name, path, partial(read_ordered, path, ORDERS[options.order], options.ids))

    def recognises(self, source: Path) -> bool:
        """By the first PNG."""
        try:
            path, _ = next(files_in(source, {".png"}))
            read_ordered(path, ORDERS[DEFAULT_ORDER])
        except AmbiguousIdsError:
            pass
        except FileError:
            return False
        return True


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return (f"{stem}.png",)

    def write(self, sample: Sample) -> Sequence[str]:
        order = ORDERS[self.options.order]
        (name,) = self.files(sample.stem)
        self.lost.update(lost_in(sample.labels, order))
        save_png(self.path(name), index_image(sample.labels, order, self.options.grey))
        return (name,)


def index_image(labels: LabelMap, order: ClassOrder, grey: bool = False) -> Image.Image:
    """``labels`` in the ids of ``order``, as a palette picture with our colours, or a grey one."""
    image = Image.fromarray(cv2.LUT(labels, order.theirs))
    if not grey:
        image.putpalette(PALETTE[[ID_OF[name] for name in order.names]].tobytes())
    return image


def lost_in(labels: LabelMap, order: ClassOrder) -> tuple[str, ...]:
    """The names of the classes in ``labels`` that ``order`` has not."""
    if not order.lacks:
        return ()
    occurs = np.bincount(labels.ravel(), minlength=NUM_CLASSES) > 0
    return tuple(name for name in order.lacks if occurs[ID_OF[name]])
