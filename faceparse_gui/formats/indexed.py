"""The label map itself: an 8-bit palette PNG whose index is the class id."""

from __future__ import annotations

from pathlib import Path

from core.imaging import Photo, read_label_map, write_indexed_png
from core.labels import LabelMap
from faceparse_gui.formats.base import check_size, prepare


class Indexed:
    """``<stem>.png`` in mode P with CelebAMask-HQ's palette, ids 0 to 18: what other tools train on."""

    name = "indexed"
    title = "Indexed PNG (class ids)"
    suffix = ".png"

    def write(
        self, out_dir: Path, stem: str, photo: Photo, labels: LabelMap, overwrite: bool = False
    ) -> list[Path]:
        path = out_dir / f"{stem}{self.suffix}"
        check_size(path, photo, labels)
        prepare([path], overwrite)
        write_indexed_png(path, labels)
        return [path]

    def read(self, path: Path, size: tuple[int, int] | None = None) -> LabelMap:
        """Read such a file back; see :func:`core.imaging.read_label_map`."""
        return read_label_map(path, size)
