"""COCO's run lengths, checked before anything is made of them.

A mask is the lengths of its runs in column order, outside and inside by turns, outside first. Compressed, the
lengths are a text (``rleToString`` in pycocotools' ``maskApi.c``): from the fourth on each is written as the
difference to the one before its predecessor, in groups of five bits, low ones first, with a sixth that says
whether more follow; a character is a group plus 48.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from faceparse_core.messages import message
from faceparse_gui.formats.masks.pile import Box

Runs = npt.NDArray[np.int64]
"""Lengths of runs, outside and inside by turns; they add up to height × width."""

_LONGEST = 7
"""Groups of a length: 35 bits."""


def decompress(text: str) -> Runs:
    """The run lengths of a compressed mask, not yet checked against its size.

    Raises:
        ValueError: if ``text`` is none.
    """
    try:
        groups = np.frombuffer(text.encode("ascii"), np.uint8).astype(np.int64) - 48
    except UnicodeEncodeError:
        groups = np.array([-1])
    if groups.size == 0:
        return groups
    if groups.min() < 0 or groups.max() > 63:
        raise ValueError(message("run lengths with letters that stand for none"))
    last = (groups & 32) == 0
    if not last[-1]:
        raise ValueError(message("run lengths that are cut short"))
    ends = np.flatnonzero(last) + 1
    starts = np.concatenate(([0], ends[:-1]))
    if (ends - starts).max() > _LONGEST:
        raise ValueError(message("a run of more pixels than any photo has"))
    place = np.arange(groups.size) - np.repeat(starts, ends - starts)
    runs = np.add.reduceat((groups & 31) << (5 * place), starts)
    negative = (groups[ends - 1] & 16) != 0
    runs -= negative * (np.int64(1) << (5 * (ends - starts)))
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    return runs


def checked(counts: str | list[int], height: int, width: int) -> Runs:
    """The run lengths of a mask of that size, compressed or not.

    Raises:
        ValueError: if they are none, or do not fill that size; its text says what they are.
    """
    if isinstance(counts, str):
        runs = decompress(counts)
    else:
        try:
            runs = np.array(counts, np.int64)
        except OverflowError:
            raise ValueError(message("a run of more pixels than any photo has")) from None
    size = height * width
    if runs.size and (runs.min() < 0 or runs.max() > size):
        raise ValueError(message("a run that is negative or longer than the picture"))
    if (total := int(runs.sum())) != size:
        raise ValueError(
            message(
                "run lengths for {n:,} pixel, but {width} × {height} are {size:,}",
                plural="run lengths for {n:,} pixels, but {width} × {height} are {size:,}",
                n=total,
                width=width,
                height=height,
                size=size,
            )
        )
    return runs


def area(runs: Runs) -> int:
    """How many pixels are inside."""
    return int(runs[1::2].sum())


def box(runs: Runs, height: int) -> Box | None:
    """The box around what is inside, in the picture turned over its diagonal, its columns being rows.

    None where nothing is inside.
    """
    ends = np.cumsum(runs)
    starts, ends = ends[:-1:2], ends[1::2]
    starts, ends = starts[ends > starts], ends[ends > starts]
    if not starts.size:
        return None
    first, last = int(starts[0]) // height, int(ends[-1] - 1) // height
    if np.any(starts // height != (ends - 1) // height):  # on into the next column
        return 0, first, height, last + 1
    return int((starts % height).min()), first, int(((ends - 1) % height).max()) + 1, last + 1


def inside(runs: Runs, height: int, part: Box) -> npt.NDArray[np.bool_]:
    """What is inside of a part of the picture turned over its diagonal, which lies at ``box``."""
    left, top, right, bottom = part
    ends = np.cumsum(runs)
    start, stop = top * height, bottom * height
    first, last = np.searchsorted(ends, (start, stop), side="right")
    own: Runs = np.diff(np.clip(ends[first : last + 1], start, stop), prepend=start).astype(np.int64)
    flat = np.repeat((np.arange(own.size) + first) % 2 == 1, own)
    return flat.reshape(bottom - top, height)[:, left:right]
