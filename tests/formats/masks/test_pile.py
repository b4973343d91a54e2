"""Shapes over one another, against painting all of them from the lowest up."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from faceparse_core.labels import BACKGROUND
from faceparse_gui.formats.masks import pile
from faceparse_gui.formats.masks.pile import Box, Pile

HEIGHT, WIDTH = 9, 14
places = st.integers(-3, WIDTH + 3)
shapes = st.tuples(places, places, places, places, st.booleans())
"""A box, and whether only every second pixel of it is covered."""


def pattern(box: Box) -> np.ndarray:
    left, top, right, bottom = box
    return np.add.outer(np.arange(top, bottom), np.arange(left, right)) % 2 == 0


@given(st.lists(shapes, max_size=6))
@example([(0, 0, 5, 5, False)])
@example([(0, 0, 4, 4, False), (0, 0, WIDTH, HEIGHT, True)])
def test_what_lies_above_is_what_is_painted_last(chosen: list[tuple[int, int, int, int, bool]]) -> None:
    expected = np.full((HEIGHT, WIDTH), BACKGROUND, np.uint8)
    with patch.object(pile, "_TILE", 4):
        laid = Pile(HEIGHT, WIDTH)
        for id_, (left, top, right, bottom, holed) in enumerate(chosen, 1):
            laid.lay((left, top, right, bottom), id_, pattern if holed else lambda box: None)
        found = laid.finish()
    for id_, (left, top, right, bottom, holed) in reversed(list(enumerate(chosen, 1))):
        box = max(left, 0), max(top, 0), max(right, 0), max(bottom, 0)
        view = expected[box[1] : box[3], box[0] : box[2]]
        if view.size:
            inside = pattern((box[0], box[1], box[0] + view.shape[1], box[1] + view.shape[0]))
            view[inside if holed else np.ones_like(inside)] = id_
    assert np.array_equal(found, expected)


def test_what_is_covered_is_not_drawn_again() -> None:
    asked: list[Box] = []

    def draw(box: Box) -> None:
        asked.append(box)

    with patch.object(pile, "_TILE", 4):
        laid = Pile(8, 12)
        laid.lay((0, 0, 8, 4), 1, draw)
        laid.lay((0, 0, 12, 8), 2, draw)
    assert asked == [(0, 0, 8, 4), (8, 0, 12, 4), (0, 4, 12, 8)]
