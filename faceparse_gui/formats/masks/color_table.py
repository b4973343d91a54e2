"""Masks in colours: which class a colour, or an index, stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.class_orders import UNKNOWN
from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.masks.mask_pixels import (
    Table,
    code,
    is_grey,
    mapped,
    palette_of,
    settled,
    table_of_colors,
    table_of_values,
)
from faceparse_gui.formats.reading.class_names import ids_by_name

Color = tuple[int, int, int]
"""RGB, 0 to 255 each."""


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
        """A name that comes twice has several colours. A colour that two different classes have is neither's:
        masks that show it are refused.

        Raises:
            FormatError: naming ``path``, for a class that is not ours and not in ``class_map``.
        """
        names = [name for name, _ in classes]
        ids = ids_by_name(path, names, class_map)
        self._ids = [ids[name] for name in names]
        colors = [color for _, color in classes]
        if not any(colors):
            colors = [(int(r), int(g), int(b)) for r, g, b in voc_colors(len(classes))]
        ids_of: dict[int, set[int]] = {}
        for id_, color in zip(self._ids, colors, strict=True):
            if color is not None:
                ids_of.setdefault(code(color), set()).add(id_)
        self._id_of = {each: ids.pop() if len(ids) == 1 else UNKNOWN for each, ids in ids_of.items()}

    def labels_of(self, image: Image.Image, path: Path, name: str) -> LabelMap:
        """The label map that a mask shows: by its colours, or by its values where it is grey.

        Args:
            path: the file that it comes from, and ``name`` what to call it, for the error.

        Raises:
            FormatError: for a colour or value that no class has.
        """
        if image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
            raise FormatError(path, message("{name} has 16 bits a pixel. Save it with 8.", name=name))
        table = self._of_code
        if image.mode == "P":
            table = self._of_palette(image)
        elif is_grey(image) and (image.mode not in ("RGB", "RGBA") or not self._has_grey):
            table = self._by_index
        labels = mapped(image, table)
        if labels.max(initial=BACKGROUND) == UNKNOWN:
            row, column = np.unravel_index(int(labels.argmax()), labels.shape)
            value = np.asarray(image.crop((int(column), int(row), int(column) + 1, int(row) + 1)))[0, 0]
            color = _color(image, value)
            if color is not None and code(color) in self._id_of:
                shown = ",".join(map(str, color))
                raise FormatError(
                    path,
                    message(
                        "{name} holds the colour {color}, which two classes have. Give one another colour.",
                        name=name,
                        color=shown,
                    ),
                )
            what = _name(image, value)
            raise FormatError(
                path,
                message("{name} holds {what}. Add it to the classes of its data set.", name=name, what=what),
            )
        return settled(labels, path, name)

    @cached_property
    def _has_grey(self) -> bool:
        """Whether a class has a grey for its colour, beside black."""
        return any(each % 0x010101 == 0 for each in self._id_of if each)

    @cached_property
    def _by_index(self) -> Table:
        return table_of_values(self._ids[:255])

    @cached_property
    def _of_code(self) -> Table:
        return table_of_colors(self._id_of)

    def _of_palette(self, image: Image.Image) -> Table:
        """The id of each index of a picture's palette."""
        table = np.full(256, UNKNOWN, np.uint8)
        colors = palette_of(image)
        table[: len(colors)] = self._of_code[[code(color) for color in colors]]
        return table


def _color(image: Image.Image, value: npt.NDArray[np.uint8]) -> Color | None:
    """That of a pixel's value; None for one that has none."""
    if image.mode == "P":
        colors = palette_of(image)
        value = colors[value] if value < len(colors) else value.reshape(-1)
    elif image.mode not in ("RGB", "RGBA"):
        return None
    return tuple(int(level) for level in value[:3]) if value.size >= 3 else None  # type: ignore[return-value]


def _name(image: Image.Image, value: npt.NDArray[np.uint8]) -> str:
    """What a pixel holds that no class has."""
    if (color := _color(image, value)) is not None:
        return message("the colour {color}, which no class has", color=",".join(map(str, color)))
    if image.mode == "P":
        return message("an index beyond its palette")
    return message("the value {value}, but there are fewer classes", value=value.flat[0])
