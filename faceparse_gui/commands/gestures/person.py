"""What the played person draws for a wrong area: a stroke, a mark, an outline, with an unsteady hand."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from faceparse_core.labels import LabelMap
from faceparse_gui.commands.gestures.centre_line import Line, Mask, centre_line, depth_of, length_of
from faceparse_gui.commands.gestures.wrong_areas import WrongArea
from faceparse_gui.document.brush import Brush
from faceparse_gui.document.document import Document

_TREMOR = 1.0
"""Pixels, standard deviation: how far the hand is off where it means to be."""
_LONGEST_STROKE, _LONGEST_MARK = 150, 100
"""Pixels: a stroke of the brush goes no farther, and a mark that need not cover the area."""
_WIDEST_MARK = 8
_OFF = 7.0
"""Pixels: how far from an area a loose outline is drawn, about; half of it around small ones."""
_LARGE = 1000


def stroke_in(area: WrongArea, rng: np.random.Generator) -> tuple[Line, int]:
    """A stroke of the brush along an area's widest part: its line on the map, and the brush's size."""
    depth = depth_of(area.mask)
    line = centre_line(area.mask)
    radius = max(0.5, float(np.median(_at(depth, line))))
    line = _shortened(_kept(line, _at(depth, line) >= 0.6 * radius), _LONGEST_STROKE)
    return _by_hand(line, area, rng), max(1, round(2 * radius))


def mark_in(area: WrongArea, rng: np.random.Generator) -> tuple[Line, int, float]:
    """A quick mark in an area's widest part, within its edge: its line on the map, its width, and how far the
    edge is from the line.
    """
    depth = depth_of(area.mask)
    line = centre_line(area.mask)
    deepest = float(depth.max())
    line = _shortened(_kept(line, _at(depth, line) >= 0.5 * deepest), _LONGEST_MARK)
    return _by_hand(line, area, rng), int(min(_WIDEST_MARK, max(1, deepest))), deepest / 2


def middle_of(area: WrongArea, rng: np.random.Generator) -> tuple[float, float]:
    """Where an area is clicked: at its deepest place, on the map."""
    depth = depth_of(area.mask)
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    off = _TREMOR * rng.normal(size=2)
    return float(x + 0.5 + area.box[0] + off[0]), float(y + 0.5 + area.box[1] + off[1])


def outline_around(
    area: WrongArea, shape: tuple[int, ...], rng: np.random.Generator
) -> tuple[Mask, float, float]:
    """A loose outline around an area: what lies inside, of the map's shape, the outline's length,
    and how far from the area it is meant to be."""
    off = _OFF if area.pixels > _LARGE else _OFF / 2
    inside = np.ones(shape[:2], np.uint8)
    inside[area.box[1] : area.box[3], area.box[0] : area.box[2]] -= area.mask.view(np.uint8)
    noise = cv2.GaussianBlur(rng.normal(size=shape[:2]).astype(np.float32), (0, 0), 25)
    reach = off * np.clip(1 + 0.6 * noise / noise.std(), 0.2, 2.5)
    near = cv2.distanceTransform(inside, cv2.DIST_L2, 5) <= reach
    outlines, _ = cv2.findContours(near.view(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=cv2.contourArea)
    drawn = np.zeros(shape[:2], np.uint8)
    cv2.drawContours(drawn, [outline], -1, 1, -1)
    return drawn.view(np.bool_), float(cv2.arcLength(outline, True)), off


def painted(labels: LabelMap, line: Line, size: int, class_id: int) -> LabelMap:
    """The labels after a stroke of the brush along ``line``."""
    document = Document(labels)
    document.begin_stroke(float(line[0, 0]), float(line[0, 1]), class_id, Brush(size))
    document.stroke_along([(x, y) for x, y in line[1:]])
    document.end_stroke()
    return document.labels


def marked(shape: tuple[int, ...], line: Line, width: int) -> Mask:
    """The pixels under a mark along ``line``, as the scribbles take them."""
    mask = np.zeros(shape[:2], np.uint8)
    cv2.polylines(mask, [np.floor(line).astype(np.int32)], False, 1, max(1, width))
    return mask.view(np.bool_)


def _at(values: npt.NDArray[np.float32], line: Line) -> npt.NDArray[np.float32]:
    rows = np.clip(line[:, 1].astype(int), 0, values.shape[0] - 1)
    found: npt.NDArray[np.float32] = values[rows, np.clip(line[:, 0].astype(int), 0, values.shape[1] - 1)]
    return found


def _kept(line: Line, good: Mask) -> Line:
    """The longest run of good points; the best one where there is none."""
    ends = np.flatnonzero(np.diff(np.concatenate([[0], good.astype(int), [0]])))
    if not len(ends):
        return line[len(line) // 2 :][:1]
    runs = ends.reshape(-1, 2)
    start, stop = runs[np.argmax(runs[:, 1] - runs[:, 0])]
    return line[start:stop]


def _shortened(line: Line, longest: float) -> Line:
    """The middle of a line that is too long."""
    length = length_of(line)
    if length <= longest:
        return line
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    return line[np.abs(along - length / 2) <= longest / 2]


def _by_hand(line: Line, area: WrongArea, rng: np.random.Generator) -> Line:
    """The line on the map, off by a smooth tremor."""
    tremor = rng.normal(size=(len(line) + 40, 2))
    kernel = np.hanning(21) / np.sqrt((np.hanning(21) ** 2).sum())
    smooth = np.stack([np.convolve(each, kernel, "valid")[: len(line)] for each in tremor.T], 1)
    return line + area.box[:2] + _TREMOR * smooth
