"""Straight cuts: hair, clothes, hats and necks that end at a frame's border although they go on."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from faceparse_core.labels import BACKGROUND, ID_OF, LabelMap
from faceparse_core.parsing.faces import CROP_SIDE, Frame, frame_scale, transform

RUNNING_ON = tuple(ID_OF[n] for n in ("hair", "hat", "neck", "cloth"))
"""The classes that go on past the frame of an aligned face."""
MIN_RUN = 15.0
"""A cut is at least so many crop units long, and 5 photo pixels."""
_AWAY = 4.0
"""How far from the border it is looked whether a class goes on, in crop units; at least 2 photo pixels."""
_CORNERS = np.array([[0.0, 0.0], [CROP_SIDE, 0.0], [CROP_SIDE, CROP_SIDE], [0.0, CROP_SIDE]])


def cut_people(
    labels: LabelMap, truth: LabelMap, owner: npt.NDArray[np.uint8], frames: Iterable[Frame]
) -> set[int]:
    """The numbers in ``owner`` of the people of whom ``labels`` cut something off at a border of ``frames``.

    All maps are ``uint8 (H, W)``. Something is cut where on a stretch of a border a class of ``RUNNING_ON``
    is predicted inside and background outside, while in truth the same person is on both sides.
    """
    found: set[int] = set()
    for frame in frames:
        for inside, outside, unit in _borders(frame):
            cut = np.isin(_read(labels, inside), RUNNING_ON) & (_read(labels, outside) == BACKGROUND)
            found |= _people_on_both_sides(cut, truth, owner, inside, outside, unit)
    return found


def running_people(truth: LabelMap, owner: npt.NDArray[np.uint8], frame: Frame) -> set[int]:
    """The numbers of the people of whom a class of ``RUNNING_ON`` in truth crosses a border of ``frame``."""
    found: set[int] = set()
    for inside, outside, unit in _borders(frame):
        here, there = _read(truth, inside), _read(truth, outside)
        on = np.isin(here, RUNNING_ON) & np.isin(there, RUNNING_ON)
        found |= _people_on_both_sides(on, truth, owner, inside, outside, unit)
    return found


_Points = npt.NDArray[np.float64]


def _borders(frame: Frame) -> Iterable[tuple[_Points, _Points, float]]:
    """For each border the points along it, ``(N, 2)``, a little inside and outside, and pixels a point."""
    scale = frame_scale(frame)
    away = max(_AWAY, 2 / scale)
    count = max(2, round(CROP_SIDE * scale))
    along = ((np.arange(count) + 0.5) / count)[:, None]
    for k in range(4):
        start, end = _CORNERS[k], _CORNERS[(k + 1) % 4]
        points = start + along * (end - start)
        outwards = np.array([end[1] - start[1], start[0] - end[0]]) / CROP_SIDE
        yield (
            transform(frame, points - away * outwards),
            transform(frame, points + away * outwards),
            scale * CROP_SIDE / count,
        )


def _read(labels: npt.NDArray[np.uint8], points: _Points) -> npt.NDArray[np.uint8]:
    """The values at continuous ``points``; 255 outside of the photo."""
    x, y = np.floor(points).astype(np.int64).T
    height, width = labels.shape
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    values = np.full(len(points), 255, np.uint8)
    values[inside] = labels[y[inside], x[inside]]
    return values


def _people_on_both_sides(
    where: npt.NDArray[np.bool_],
    truth: LabelMap,
    owner: npt.NDArray[np.uint8],
    inside: _Points,
    outside: _Points,
    unit: float,
) -> set[int]:
    """Who is on both sides along a run of ``where`` that is long enough."""
    here, there = _read(owner, inside), _read(owner, outside)
    shown = (_read(truth, inside) != BACKGROUND) & (_read(truth, outside) != BACKGROUND)
    least = max(5.0, MIN_RUN * len(inside) * unit / CROP_SIDE)
    found = set()
    for number in np.unique(here[(here > 0) & (here < 255)]):
        mine = where & shown & (here == number) & (there == number)
        edges = np.flatnonzero(np.diff(np.concatenate([[0], mine.astype(np.int8), [0]]))).reshape(-1, 2)
        if len(edges) and (edges[:, 1] - edges[:, 0]).max() * unit >= least:
            found.add(int(number))
    return found
