"""The tools as the played person uses them: one gesture for one wrong area, and what it proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from faceparse_core.labels import LabelMap
from faceparse_core.photos.imaging import Photo
from faceparse_core.work import SLIVER
from faceparse_gui.commands.gestures import time_model
from faceparse_gui.commands.gestures.centre_line import length_of
from faceparse_gui.commands.gestures.person import (
    mark_in,
    marked,
    middle_of,
    outline_around,
    painted,
    stroke_in,
)
from faceparse_gui.commands.gestures.wrong_areas import WrongArea
from faceparse_gui.document.selecting.click import around_click
from faceparse_gui.document.selecting.doubted import Said
from faceparse_gui.document.selecting.proposals import Proposal, of_outline, of_strokes
from faceparse_gui.document.tiles import Box, box_of, crop


@dataclass(frozen=True, slots=True)
class Picture:
    """What the tools see: a photo, and what the network said of it."""

    photo: Photo
    said: Said


@dataclass(frozen=True, slots=True)
class Attempt:
    """A gesture: the label maps that it proposes, the likeliest first, and the seconds to draw it.

    ``size``: of the brush, where it matters. ``asks``: whether there are proposals to choose from; with
    ``at_once`` the first is painted unasked, and others take its place.
    """

    proposals: tuple[LabelMap, ...]
    seconds: float
    size: int = 0
    asks: bool = True
    at_once: bool = False


Gesture = Callable[[Picture, LabelMap, WrongArea, int, np.random.Generator], Attempt]
"""One gesture for an area of the labels, with the size of the brush in the hand."""


def by_hand(
    picture: Picture, labels: LabelMap, area: WrongArea, size: int, rng: np.random.Generator
) -> Attempt:
    """A stroke of the brush, as wide as the area."""
    line, wanted = stroke_in(area, rng)
    new_size = not 0.8 * wanted <= size <= 1.25 * wanted
    after = painted(labels, line, wanted if new_size else size, area.class_id)
    seconds = time_model.CHOOSE_SIZE * new_size + time_model.line(length_of(line), SLIVER)
    return Attempt((after,), seconds, wanted if new_size else size, asks=False)


def scribble_fix(
    picture: Picture, labels: LabelMap, area: WrongArea, size: int, rng: np.random.Generator
) -> Attempt:
    """A mark that says what the area is."""
    line, width, depth = mark_in(area, rng)
    yes = marked(labels.shape, line, width)
    found = of_strokes(picture.photo, labels, picture.said, yes, np.zeros_like(yes), area.class_id)
    seconds = time_model.line(length_of(line), max(SLIVER, 2 * depth))
    return Attempt(_put_all(labels, found), seconds, size)


def scribble_at_once(
    picture: Picture, labels: LabelMap, area: WrongArea, size: int, rng: np.random.Generator
) -> Attempt:
    """The same with the setting that paints what is found unasked."""
    return replace(scribble_fix(picture, labels, area, size, rng), at_once=True)


def click(
    picture: Picture, labels: LabelMap, area: WrongArea, size: int, rng: np.random.Generator
) -> Attempt:
    """A click of the smart selection in the middle of the area."""
    yes = around_click(*middle_of(area, rng), CLICK, labels.shape)
    found = of_strokes(picture.photo, labels, picture.said, yes, np.zeros_like(yes), area.class_id)
    return Attempt(_put_all(labels, found), time_model.line(0, SLIVER), size)


def smart_select(
    picture: Picture, labels: LabelMap, area: WrongArea, size: int, rng: np.random.Generator
) -> Attempt:
    """A loose outline around the area."""
    mask, length, off = outline_around(area, labels.shape, rng)
    box = box_of(mask)
    assert box is not None
    found = of_outline(picture.photo, labels, crop(mask, box), box, area.class_id)
    return Attempt(_put_all(labels, found), time_model.line(length, 2 * off), size)


def _put_all(labels: LabelMap, proposals: Iterable[Proposal]) -> tuple[LabelMap, ...]:
    return tuple(_put(labels, *each) for each in proposals)


def _put(labels: LabelMap, box: Box, new: LabelMap) -> LabelMap:
    after = labels.copy()
    crop(after, box)[...] = new
    return after


CLICK = 5.0
"""Pixels of 512: how far around a click is taken for what was clicked."""
BASELINE = "stroke by hand"
TOOLS: Mapping[str, Gesture] = {
    BASELINE: by_hand,
    "scribble fix": scribble_fix,
    "scribble fix, painted at once": scribble_at_once,
    "smart select, a click": click,
    "smart select, an outline": smart_select,
}
