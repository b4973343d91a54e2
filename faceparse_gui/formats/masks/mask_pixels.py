"""From the pixels of a mask to class ids, whatever kind of picture a program saved it as."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.class_orders import UNKNOWN
from faceparse_core.labels import BACKGROUND, LabelMap
from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.reading.pictures import bands, is_partly_hidden
from faceparse_gui.formats.reading.remarks import remark

Table = npt.NDArray[np.uint8]
"""What a value, or a colour's code, stands for: a class id, ``VOID`` or ``UNKNOWN``."""

VOID = 254
"""Of pixels that are marked as no class: left out of a comparison, or not labelled yet."""
VOID_COLOR = (224, 224, 192)
"""Pascal VOC's, around its objects; the index is 255."""

_GREY = ("1", "L", "LA", "I;16")


def code(color: tuple[int, int, int] | npt.NDArray[np.uint8]) -> int:
    """The place of a colour in a table of 2²⁴."""
    red, green, blue = (int(level) for level in color)
    return red << 16 | green << 8 | blue


def table_of_colors(id_of: dict[int, int]) -> Table:
    """The table of all colours, with the void one, from code → id."""
    table = np.full(1 << 24, UNKNOWN, np.uint8)
    table[code(VOID_COLOR)] = VOID
    for each, id_ in id_of.items():
        table[each] = id_
    return table


def table_of_values(ids: npt.NDArray[np.uint8] | list[int]) -> Table:
    """The table of values up to 65535: the ids, and the last value of 8 and of 16 bits for void."""
    table = np.full(1 << 16, UNKNOWN, np.uint8)
    table[[255, 65535]] = VOID
    table[: len(ids)] = ids
    return table


def palette_of(image: Image.Image) -> npt.NDArray[np.uint8]:
    """The colours that a palette picture has, ``(N, 3)``."""
    return np.array(image.getpalette("RGB") or (), np.uint8).reshape(-1, 3)


def is_grey(image: Image.Image) -> bool:
    """Whether it holds values, not colours: some programs save these with three equal channels."""
    if image.mode not in ("RGB", "RGBA"):
        return image.mode in _GREY
    return all(
        (values[..., 0] == values[..., 1]).all() and (values[..., 1] == values[..., 2]).all()
        for _, values in bands(image)
    )


def mapped(image: Image.Image, table: Table) -> LabelMap:
    """What ``table`` says of each pixel: by values where it has up to 2¹⁶ entries, else by colours.

    A pixel that cannot be seen at all is background, unless none can be seen.
    """
    labels = np.empty((image.height, image.width), np.uint8)
    hidden = is_partly_hidden(image)
    for rows, values in bands(image):
        channels = values.reshape(*values.shape[:2], -1)
        if len(table) > 1 << 16:
            wide = channels.astype(np.uint32)
            labels[rows] = table[wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]]
        else:
            labels[rows] = table[channels[..., 0].astype(np.uint16)]
        if hidden:
            labels[rows][channels[..., -1] == 0] = BACKGROUND
    return labels


def settled(labels: LabelMap, path: Path, name: str) -> LabelMap:
    """``labels`` with what is void as background, which is remarked; ``UNKNOWN`` is looked for before.

    Raises:
        FormatError: naming ``path``, if there are no classes beside.
    """
    void = labels == VOID
    count = int(np.count_nonzero(void))
    if count:
        labels[void] = BACKGROUND
        if not labels.any():
            raise FormatError(
                path,
                message(
                    "{name} holds the id 255, which is no class, and background, as the mask of one "
                    "thing does. Save it with one class id a pixel.",
                    name=name,
                ),
            )
        remark("void", count=count)
    return labels
