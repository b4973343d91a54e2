"""The photo with its classes laid over it, to show to others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.labels import BACKGROUND, PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_core.photos.imaging import Photo
from faceparse_gui.formats.base import Format, Writer, save_png
from faceparse_gui.formats.options import ExportOptions
from faceparse_gui.formats.sample import Sample


class Overlay(Format):
    """``<stem>_overlay.png``: half-translucent colours, one-pixel outlines, the background untouched."""

    name = "overlay"
    title = message("Photo with overlay")
    suffix = "_overlay.png"

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer of one PNG of the photo's size for each sample, into the folder ``target``."""
        return _Writer(target, options)


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return (f"{stem}_overlay.png",)

    def write(self, sample: Sample) -> Sequence[str]:
        (name,) = self.files(sample.stem)
        picture = Image.fromarray(blend(sample.photo, sample.labels))
        save_png(self.path(name), picture, level=1)  # photos hardly shrink any further
        return (name,)


def blend(photo: Photo, labels: LabelMap, opacity: float = 0.5) -> Photo:
    """``photo`` with the colours of ``labels`` laid over it, and at full strength along their borders."""
    colored = labels != BACKGROUND
    border = colored & _on_border(labels)
    picture = photo.copy()
    levels = np.arange(256)
    under, over = ((levels * share).astype(np.uint8) for share in (1 - opacity, opacity))
    picture[colored] = under[photo[colored]] + over[PALETTE[labels[colored]]]
    picture[border] = PALETTE[labels[border]]
    return picture


def _on_border(labels: LabelMap) -> npt.NDArray[np.bool_]:
    """Where one of the four neighbours belongs to another class."""
    border = np.zeros(labels.shape, dtype=np.bool_)
    across = labels[:, 1:] != labels[:, :-1]
    border[:, 1:] |= across
    border[:, :-1] |= across
    down = labels[1:] != labels[:-1]
    border[1:] |= down
    border[:-1] |= down
    return border
