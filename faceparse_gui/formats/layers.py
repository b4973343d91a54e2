"""One mask a class, for tools that know nothing of class ids."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from faceparse_core.labels import NAMES, NUM_CLASSES
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, Writer, save_png
from faceparse_gui.formats.options import ExportOptions
from faceparse_gui.formats.sample import Sample


class Layers(Format):
    """``<stem>_layers/<stem>_<class>.png``: 8-bit grey, 255 inside; absent classes have no file."""

    name = "layers"
    title = message("One mask for each class")
    suffix = "_layers"
    folder_a_photo = True
    uses = frozenset({"background"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``: one PNG for each chosen class that occurs in a sample, the
        background among them if ``options.background``.
        """
        return _Writer(target, options)


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return [_name(stem, id_) for id_ in self.options.class_ids]

    def write(self, sample: Sample) -> Sequence[str]:
        occurs = np.bincount(sample.labels.ravel(), minlength=NUM_CLASSES) > 0
        written = []
        for id_ in self.options.class_ids:
            if occurs[id_]:
                written.append(_name(sample.stem, id_))
                mask = np.where(sample.labels == id_, np.uint8(255), np.uint8(0))
                save_png(self.path(written[-1]), Image.fromarray(mask))
        return written


def _name(stem: str, id_: int) -> str:
    return f"{stem}_layers/{stem}_{NAMES[id_]}.png"
