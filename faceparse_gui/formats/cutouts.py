"""Parts of the photo cut out along their classes, to lay over something else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.labels import ID_OF, NAMES
from faceparse_core.messages import message
from faceparse_core.photos.imaging import Photo
from faceparse_gui.formats.base import Format, Writer, save_png
from faceparse_gui.formats.options import CutOut, ExportOptions
from faceparse_gui.formats.sample import Sample

_FACE = (
    "skin", "nose", "eye_g", "l_eye", "r_eye", "l_brow", "r_brow", "l_ear", "r_ear", "mouth", "u_lip",
    "l_lip",
)  # fmt: skip

CLASSES_OF: dict[CutOut, tuple[str, ...]] = {
    "hair": ("hair",),
    "face": _FACE,
    "head": (*_FACE, "hair", "hat", "ear_r"),
    "person": NAMES[1:],
}
"""The classes that a cut-out shows."""


class Cutouts(Format):
    """``<stem>_cutouts/<stem>_<part>.png``: RGBA of the photo's size, with hard edges.

    Inside, the photo's own colours with alpha 255; outside, nothing of the photo is left. A part that does
    not occur has no file.
    """

    name = "cutouts"
    title = message("Cut-outs with transparency")
    suffix = "_cutouts"
    folder_a_photo = True
    uses = frozenset({"parts"})

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        """A writer into the folder ``target``: one PNG for each of ``options.parts`` that occurs in a
        sample.
        """
        return _Writer(target, options)


class _Writer(Writer):
    def files(self, stem: str) -> Sequence[str]:
        return [_name(stem, part) for part in self.options.parts]

    def write(self, sample: Sample) -> Sequence[str]:
        written = []
        for part in self.options.parts:
            inside = np.isin(sample.labels, [ID_OF[name] for name in CLASSES_OF[part]])
            if inside.any():
                written.append(_name(sample.stem, part))
                picture = Image.fromarray(cut_out(sample.photo, inside))
                save_png(self.path(written[-1]), picture, level=1)  # photos hardly shrink any further
        return written


def cut_out(photo: Photo, inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """RGBA ``(H, W, 4)``: the photo where ``inside``, and zeros elsewhere."""
    picture = np.zeros((*inside.shape, 4), np.uint8)
    picture[..., :3][inside] = photo[inside]
    picture[..., 3][inside] = 255
    return picture


def _name(stem: str, part: CutOut) -> str:
    return f"{stem}_cutouts/{stem}_{part}.png"
