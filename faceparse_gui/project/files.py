"""The picture files of a project's store: label maps, predictions, confidence maps.

PNGs are packed at zlib level 1. Pillow releases the interpreter's lock while it packs, so the window goes on
meanwhile: beside the packing and writing of a 4096 × 4096 map (60 ms) the longest wait of a ticking thread
was 8 ms, and 6 ms without it; OpenCV's encoder took twice the time.
"""

from __future__ import annotations

import itertools
from io import BytesIO
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.files import atomic_write, remove_leftovers
from core.imaging import ImageError, encode_indexed_png, read_label_map
from core.labels import LabelMap
from faceparse_gui.project.errors import ProjectError, saving_failed

_LEVEL = 1


class Pictures:
    """The PNGs in ``store``, found by a photo's key. All calls wait for the disk."""

    def __init__(self, store: Path) -> None:
        self._store = store

    def labels_path(self, key: str) -> Path:
        return self._store / "labels" / f"{key}.png"

    def prediction_path(self, key: str) -> Path:
        return self._store / "predictions" / f"{key}.png"

    def confidence_path(self, key: str) -> Path:
        return self._store / "confidence" / f"{key}.png"

    def remove_leftovers(self) -> None:
        """Remove what a killed window was just writing; only while no other window may write here."""
        for path in (self.labels_path(""), self.prediction_path(""), self.confidence_path("")):
            remove_leftovers(path.parent)

    def keys_with_labels(self) -> set[str]:
        """Return the keys of all saved label maps."""
        return {path.stem for path in (self._store / "labels").glob("*.png")}

    def write_labels(self, path: Path, labels: LabelMap) -> None:
        """Write an indexed PNG, whole or not at all. ``ProjectError`` when the disk refuses."""
        self._write(path, encode_indexed_png(labels, _LEVEL))

    def write_confidence(self, path: Path, confidence: npt.NDArray[np.uint8]) -> None:
        """Write an 8-bit grey PNG, whole or not at all. ``ProjectError`` when the disk refuses."""
        buffer = BytesIO()
        Image.fromarray(np.ascontiguousarray(confidence)).save(buffer, "PNG", compress_level=_LEVEL)
        self._write(path, buffer.getvalue())

    def read_labels(self, path: Path, size: tuple[int, int] | None = None) -> LabelMap | None:
        """Read an indexed PNG of ``(width, height)``; None when there is none.

        A file that is damaged or of another size is a ``ProjectError``; it is set aside under another name,
        so that the next save does not overwrite it.
        """
        if not path.exists():
            return None
        try:
            return read_label_map(path, size)
        except ImageError as error:
            if isinstance(error.__cause__, OSError) and error.__cause__.errno:
                raise ProjectError(path, str(error)) from error
            aside = unused_name(path.with_name(f"{path.stem}-set-aside.png.bak"))
            path.rename(aside)
            raise ProjectError(
                path,
                f"Saved labels cannot be shown: {error} They were set aside as {aside}; parse again.",
            ) from error

    def read_confidence(self, path: Path, shape: tuple[int, ...]) -> npt.NDArray[np.uint8] | None:
        """Read a grey PNG of ``shape``; None when there is none that can be used."""
        try:
            with Image.open(path, formats=["PNG"]) as image:
                if image.mode != "L" or image.size != (shape[1], shape[0]):
                    return None
                return np.array(image)
        except Exception:  # a damaged picture raises nearly anything
            return None

    def _write(self, path: Path, data: bytes) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path) as file:
                file.write(data)
        except OSError as error:
            raise saving_failed(self._store, error) from error


def unused_name(path: Path) -> Path:
    """Return ``path`` with a number before its suffix that no file has yet."""
    numbered = (path.with_stem(f"{path.stem}-{number}") for number in itertools.count(1))
    return next(name for name in numbered if not name.exists())
