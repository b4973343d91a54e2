"""The label map in colours, to look at."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from core.imaging import Photo
from core.labels import PALETTE, LabelMap
from faceparse_gui.formats.base import check_size, prepare, save_png


class Color:
    """``<stem>_color.png``: RGB, every pixel in its class's official colour."""

    name = "color"
    title = "Colour PNG"
    suffix = "_color.png"

    def write(
        self, out_dir: Path, stem: str, photo: Photo, labels: LabelMap, overwrite: bool = False
    ) -> list[Path]:
        path = out_dir / f"{stem}{self.suffix}"
        check_size(path, photo, labels)
        prepare([path], overwrite)
        save_png(path, Image.fromarray(PALETTE[labels]))
        return [path]
