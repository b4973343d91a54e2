"""COCO's run lengths, checked before anything is made of them.

A mask is the lengths of its runs in column order, outside and inside by turns, outside first. Compressed, the
lengths are a text (``rleToString`` in pycocotools' ``maskApi.c``): from the fourth on each is told as the
difference to the one before its predecessor, in groups of five bits, low ones first, with a sixth that says
whether more follow; a character is a group plus 48.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Runs = npt.NDArray[np.int64]
"""Lengths of runs, outside and inside by turns; they add up to height × width."""

_LONGEST = 7
"""Groups of a length: 35 bits."""


def decompress(text: str) -> Runs:
    """The run lengths of a compressed mask, not yet checked against its size.

    :raises ValueError: if ``text`` is none.
    """
    try:
        groups = np.frombuffer(text.encode("ascii"), np.uint8).astype(np.int64) - 48
    except UnicodeEncodeError:
        groups = np.array([-1])
    if groups.size == 0:
        return groups
    if groups.min() < 0 or groups.max() > 63:
        raise ValueError("run lengths with letters that stand for none")
    last = (groups & 32) == 0
    if not last[-1]:
        raise ValueError("run lengths that are cut short")
    ends = np.flatnonzero(last) + 1
    starts = np.concatenate(([0], ends[:-1]))
    if (ends - starts).max() > _LONGEST:
        raise ValueError("a run of more pixels than any photo has")
    place = np.arange(groups.size) - np.repeat(starts, ends - starts)
    runs = np.add.reduceat((groups & 31) << (5 * place), starts)
    negative = (groups[ends - 1] & 16) != 0
    runs -= negative * (np.int64(1) << (5 * (ends - starts)))
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    return runs


def checked(counts: str | list[int], height: int, width: int) -> Runs:
    """The run lengths of a mask of that size, compressed or not.

    :raises ValueError: if they are none, or do not fill that size; its text says what they are.
    """
    if isinstance(counts, str):
        runs = decompress(counts)
    else:
        try:
            runs = np.array(counts, np.int64)
        except OverflowError:
            raise ValueError("a run of more pixels than any photo has") from None
    size = height * width
    if runs.size and (runs.min() < 0 or runs.max() > size):
        raise ValueError("a run that is negative or longer than the picture")
    if (total := int(runs.sum())) != size:
        raise ValueError(f"run lengths for {total:,} pixels, but {width} × {height} are {size:,}")
    return runs


def area(runs: Runs) -> int:
    """How many pixels are inside."""
    return int(runs[1::2].sum())


def paint(columns: npt.NDArray[np.uint8], runs: Runs, value: int) -> None:
    """Set ``columns``, the pixels column by column, to ``value`` inside."""
    columns[np.repeat(np.arange(runs.size) % 2 == 1, runs)] = value
