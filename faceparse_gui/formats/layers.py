"""One mask a class, for tools that know nothing of class ids."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from core.imaging import Photo
from core.labels import CLASSES, NUM_CLASSES, LabelMap
from faceparse_gui.formats.base import FormatError, check_size, prepare, save_png


class Layers:
    """``<stem>_layers/<stem>_<class>.png``: 8-bit grey, 255 inside; absent classes have no file."""

    name = "layers"
    title = "One mask for each class"
    suffix = "_layers"

    def write(
        self, out_dir: Path, stem: str, photo: Photo, labels: LabelMap, overwrite: bool = False
    ) -> list[Path]:
        folder = out_dir / f"{stem}{self.suffix}"
        check_size(folder, photo, labels)
        masks = [folder / f"{stem}_{label.name}.png" for label in CLASSES]
        prepare(masks, overwrite)
        occurs = np.bincount(labels.ravel(), minlength=NUM_CLASSES) > 0
        written = [mask for mask, here in zip(masks, occurs, strict=True) if here]
        for id_ in np.flatnonzero(occurs):
            save_png(masks[id_], Image.fromarray(np.where(labels == id_, np.uint8(255), np.uint8(0))))
        for mask in set(masks).difference(written):
            _remove(mask)  # from an earlier export in which the class occurred
        return written


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise FormatError(path, f"{path.name} is out of date and could not be removed. Delete it.") from error
