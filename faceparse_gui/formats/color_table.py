"""Masks in colours: which class a colour, or an index, stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.class_orders import UNKNOWN
from core.labels import BACKGROUND, LabelMap
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.class_names import ids_by_name

Color = tuple[int, int, int]
"""RGB, 0 to 255 each."""

_NO_COLOR = 1 << 24  # beside the 24 bits of a colour
_GREY = ("L", "LA", "1")


def voc_colors(count: int = 256) -> npt.NDArray[np.uint8]:
    """The colours of Pascal VOC's development kit, ``uint8 (count, 3)``, made of the index's bits."""
    ids = np.arange(count)
    colors = np.zeros((count, 3), np.uint8)
    for place in range(8):
        for channel in range(3):
            colors[:, channel] |= ((ids >> (3 * place + channel) & 1) << (7 - place)).astype(np.uint8)
    return colors


class ColorTable:
    """The classes of a data set in its own order, each with its colour.

    Where no class has one, they have those of Pascal VOC, as Datumaro has it.
    """

    def __init__(
        self, path: Path, classes: Sequence[tuple[str, Color | None]], class_map: Mapping[str, str]
    ) -> None:
        """:raises FormatError: naming ``path``: for a class that is not ours and not in ``class_map``, for a
        name that comes twice, and for a colour that two different classes have.
        """
        names = [name for name, _ in classes]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise FormatError(path, f"{path.name} has the class {twice!r} twice. Remove one of them.")
        ids = ids_by_name(path, names, class_map)
        self._ids = [ids[name] for name in names]
        colors = [color for _, color in classes]
        if not any(colors):
            colors = [(int(r), int(g), int(b)) for r, g, b in voc_colors(len(classes))]
        self._id_of: dict[int, int] = {}
        for id_, color in zip(self._ids, colors, strict=True):
            if color is not None and self._id_of.setdefault(_code(color), id_) != id_:
                raise FormatError(path, f"{path.name} gives the colour {color} to two classes. Change one.")

    def labels_of(self, image: Image.Image, path: Path, name: str) -> LabelMap:
        """The label map that a mask shows: by its colours, or by its values where it is grey.

        :param path: the file that it comes from, and ``name`` what to call it, for the error.
        :raises FormatError: for a colour or value that no class has.
        """
        if image.mode in _GREY:
            values, table = np.asarray(image.getchannel(0)).astype(np.uint32), self._by_index
        elif image.mode in ("P", "RGB", "RGBA"):
            values, table = _codes(image), self._by_color
        else:
            raise FormatError(path, f"{name} has 16 bits a pixel. Save it with 8.")
        labels: LabelMap = table[values]
        if labels.max(initial=BACKGROUND) == UNKNOWN:
            value = _name(int(values[labels == UNKNOWN][0]), image)
            raise FormatError(path, f"{name} holds {value}. Add it to the classes of its data set.")
        return labels

    @cached_property
    def _by_index(self) -> npt.NDArray[np.uint8]:
        table = np.full(256, UNKNOWN, np.uint8)
        ids = self._ids[:256]
        table[: len(ids)] = ids
        return table

    @cached_property
    def _by_color(self) -> npt.NDArray[np.uint8]:
        table = np.full(_NO_COLOR + 1, UNKNOWN, np.uint8)
        for code, id_ in self._id_of.items():
            table[code] = id_
        return table


def _code(color: Color) -> int:
    red, green, blue = color
    return red << 16 | green << 8 | blue


def _codes(image: Image.Image) -> npt.NDArray[np.uint32]:
    """The colour of each pixel as a number, ``(H, W)``; how transparent it is does not count."""
    if image.mode != "P":
        return _pack(np.asarray(image))
    palette = np.array(image.getpalette("RGB") or (), np.uint8).reshape(-1, 3)
    codes = np.full(256, _NO_COLOR, np.uint32)
    codes[: len(palette)] = _pack(palette)
    return np.asarray(codes[np.asarray(image)])


def _pack(colors: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    wide = colors.astype(np.uint32)
    return np.asarray(wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2])


def _name(value: int, image: Image.Image) -> str:
    if image.mode in _GREY:
        return f"the value {value}, but there are fewer classes"
    if value == _NO_COLOR:
        return "an index beyond its palette"
    return f"the colour {value >> 16},{value >> 8 & 255},{value & 255}, which no class has"
