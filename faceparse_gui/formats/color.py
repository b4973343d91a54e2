"""The label map in colours, for viewing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from faceparse_core.labels import PALETTE
from faceparse_core.messages import message
from faceparse_gui.formats.base import Format, Writer, save_png
from faceparse_gui.formats.options import ExportOptions
from faceparse_gui.formats.sample import Sample


class Color(Format):
    """``<stem>_color.png``: RGB, every pixel in its class's official colour."""

    name = "color"
    title = message("Colour PNG")
    suffix = "_color.png"

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of one PNG of the label map's size for each sample, into the folder ``target``."""
        return _Writer(target, options)


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return (f"{stem}_color.png",)

    def write(self, sample: Sample) -> Sequence[str]:
        (name,) = self.files(sample.stem)
        save_png(self.path(name), Image.fromarray(PALETTE[sample.labels]))
        return (name,)
