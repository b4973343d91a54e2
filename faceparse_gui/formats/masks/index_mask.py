"""Masks of class ids, of which programs make other pictures when they save them: what counts, ids or colours.

A palette picture that was saved anew may have the same colours in another order, and so other ids; one that
never had our colours has its ids only.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from faceparse_core.class_orders import ORDERS, UNKNOWN, ClassOrder
from faceparse_core.labels import BACKGROUND, NAMES, PALETTE, LabelMap
from faceparse_core.messages import message
from faceparse_gui.formats.base import FormatError
from faceparse_gui.formats.masks.mask_pixels import (
    VOID,
    Table,
    code,
    is_grey,
    mapped,
    palette_of,
    settled,
    table_of_colors,
    table_of_values,
)
from faceparse_gui.formats.options import DEFAULT_ORDER, Ids
from faceparse_gui.formats.reading.pictures import bands, read_png


class AmbiguousIdsError(FormatError):
    """A mask whose ids and colours contradict each other."""


def read_ordered(path: Path, order: ClassOrder, ids: Ids = "auto") -> LabelMap:
    """Read a PNG with the ids of ``order``, or in our official colours.

    Args:
        ids: what counts in a palette picture; ``auto``: our colours where it has these.

    Raises:
        AmbiguousIdsError: if that cannot be known.
        FormatError: if it is no such PNG, or holds an id or a colour of no class.
    """
    image = read_png(path)
    if image.mode == "1" or (ids == "auto" and _is_black_and_white(image)):
        image = image.convert("L")  # 0 and 255: the mask of one thing, which does not say of which
    if image.mode == "P":
        table = _of_palette(path, image, order, ids)
    elif is_grey(image):
        table = table_of_values(_ids(order))
    elif image.mode in ("RGB", "RGBA"):
        table = our_colors()
    else:
        raise FormatError(
            path,
            message(
                "{name} is a PNG picture of mode {mode}, not a label map. Save it as an 8-bit "
                "palette or grey PNG, one class id a pixel.",
                name=path.name,
                mode=image.mode,
            ),
        )
    labels = mapped(image, table)
    if labels.max(initial=BACKGROUND) == UNKNOWN:
        row, column = np.unravel_index(int(labels.argmax()), labels.shape)
        raise FormatError(
            path, _stray(path, image, (int(column), int(row)), order, len(table) > 1 << 16, ids)
        )
    return settled(labels, path, path.name)


@cache
def our_colors() -> Table:
    """The official colours."""
    return table_of_colors({code(color): id_ for id_, color in enumerate(PALETTE)})


def _is_black_and_white(image: Image.Image) -> bool:
    """Whether it is a palette picture of black and white, both."""
    if image.mode != "P":
        return False
    colors = palette_of(image)
    used = np.flatnonzero(_occurs(image))
    return used[-1] < len(colors) and sorted(map(code, colors[used])) == [0, 0xFFFFFF]


def _ids(order: ClassOrder) -> Table:
    return order.ours[: len(order.names)]


def _of_palette(path: Path, image: Image.Image, order: ClassOrder, ids: Ids) -> Table:
    """What each index stands for."""
    by_index = table_of_values(_ids(order))
    by_color = by_index.copy()
    colors = palette_of(image)
    by_color[:256] = UNKNOWN
    by_color[: len(colors)] = our_colors()[[code(color) for color in colors]]
    by_index[:256][(by_color[:256] == VOID) & (by_index[:256] == UNKNOWN)] = VOID
    _clear(by_index, image)
    used = np.flatnonzero(_occurs(image))
    if ids == "auto":
        ids = _what_counts(path, used, by_index[used], by_color[used], order)
    return by_color if ids == "colors" else by_index


def _what_counts(
    path: Path, used: npt.NDArray[np.intp], theirs: Table, ours: Table, order: ClassOrder
) -> Ids:
    """``theirs`` and ``ours``: what the indices that are ``used`` are by themselves, and by their colours."""
    has_class = ours < VOID
    against = has_class & (ours != theirs) & ~((theirs == VOID) & (ours == BACKGROUND))
    if not against.any():
        return "palette"
    telling = np.isin(ours, np.flatnonzero(_distinctive_colors()))
    if (has_class | (ours == VOID) | (theirs == VOID)).all():
        # Colours that stand at the ids of another order than was said may just be the usual palette.
        usual = order.name != DEFAULT_ORDER and (ours == used).all()
        if usual and (theirs == UNKNOWN).any():
            return "palette"  # which says that the order cannot be
        if telling.any() and not usual:
            return "colors"
    elif not (against & telling).any():
        return "palette"
    place = int(np.flatnonzero(against)[0])
    id_ = "nothing" if theirs[place] >= VOID else NAMES[theirs[place]]
    raise AmbiguousIdsError(
        path,
        message(
            "{name}: its ids and its colours contradict each other: id {id} is {title}, but has the "
            "colour of {other}. Say which count: its ids (palette) or its colours (colors).",
            name=path.name,
            id=used[place],
            title=id_,
            other=NAMES[ours[place]],
        ),
    )


@cache
def _distinctive_colors() -> Table:
    """Which classes have a colour that hardly another palette has: not black, red, yellow or cyan."""
    return np.asarray(~np.isin(PALETTE, (0, 255)).all(axis=1))


def _occurs(image: Image.Image) -> Table:
    occurs = np.zeros(256, bool)
    for _, values in bands(image):
        occurs |= np.bincount(values.ravel(), minlength=256) > 0
    return np.asarray(occurs)


def _clear(table: Table, image: Image.Image) -> None:
    """An index that is not seen at all and is no class is background."""
    clear = image.info.get("transparency")
    places = [clear] if isinstance(clear, int) else [i for i, a in enumerate(clear or b"") if a == 0]
    for place in places:
        if table[place] == UNKNOWN:
            table[place] = BACKGROUND


def _stray(
    path: Path, image: Image.Image, at: tuple[int, int], order: ClassOrder, in_color: bool, ids: Ids
) -> str:
    """What a pixel holds that is no class."""
    value = np.asarray(image.crop((*at, at[0] + 1, at[1] + 1))).reshape(-1)
    if image.mode == "P" and ids == "colors":
        colors = palette_of(image)
        value, in_color = colors[value[0]] if value[0] < len(colors) else value, value[0] < len(colors)
    if in_color:
        color = ",".join(map(str, value[:3]))
        return message(
            "{name} is a PNG picture of mode {mode}, not a label map: it holds the colour "
            "{color}, which no class has. Save it with one class id a pixel, or in the official "
            "colours.",
            name=path.name,
            mode=image.mode,
            color=color,
        )
    return message(
        "{name} holds the id {id}, but the ids of {title} end at {last}. Say whose ids it holds: {orders}.",
        name=path.name,
        id=int(value[0]),
        title=order.title,
        last=len(order.names) - 1,
        orders=", ".join(ORDERS),
    )
