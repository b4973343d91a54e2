"""Smart select: the object inside a drawn outline."""

import numpy as np
import pytest
from skimage.draw import disk

from faceparse_gui.document.selecting.segment import grab_cut


def _scene(side: int) -> tuple[np.ndarray, np.ndarray]:
    """A noisy photo with a dark disc on a bright, uneven ground; and where the disc is."""
    rng = np.random.default_rng(1)
    disc = np.zeros((side, side), bool)
    disc[disk((side * 0.55, side * 0.45), side * 0.2, shape=disc.shape)] = True
    ground = np.linspace(150, 220, side)[None].repeat(side, 0)
    photo = np.where(disc, 70.0, ground)[..., None] + rng.normal(0, 8, (side, side, 3))
    return np.clip(photo, 0, 255).astype(np.uint8), disc


def _overlap(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


@pytest.mark.parametrize("side", [120, 512, 1500])
def test_the_thing_in_an_outline_is_found_to_the_pixel_nearly(side):
    photo, disc = _scene(side)
    x0, y0, x1, y1 = (round(side * share) for share in (0.2, 0.3, 0.7, 0.8))
    found = np.zeros_like(disc)
    found[y0:y1, x0:x1] = grab_cut(photo, np.ones((y1 - y0, x1 - x0), bool), (x0, y0, x1, y1))
    assert _overlap(found, disc) > 0.95


def test_a_thing_whose_colours_are_found_outside_as_well_is_not_lost():
    photo, disc = _scene(400)
    x0, y0, x1, y1 = 80, 120, 280, 320
    around = np.ones_like(disc)
    around[y0:y1, x0:x1] = False
    photo[around] = np.random.default_rng(2).normal(70, 8, (around.sum(), 3))
    found = grab_cut(photo, np.ones((y1 - y0, x1 - x0), bool), (x0, y0, x1, y1))
    assert found[disc[y0:y1, x0:x1]].mean() > 0.95


@pytest.mark.parametrize("length", [1, 3, 700])
def test_an_outline_of_any_thinness_has_an_answer(length):
    photo = np.random.default_rng(0).integers(0, 256, (40, 900, 3), dtype=np.uint8)
    assert grab_cut(photo, np.ones((1, length), bool), (60, 20, 60 + length, 21)).shape == (1, length)


def test_nothing_outside_the_outline_is_chosen_and_the_answer_is_always_the_same():
    photo, disc = _scene(200)
    mask = np.zeros((200, 200), bool)
    mask[65:155, 45:135] = True
    mask[:80, :60] = False
    first, second = (grab_cut(photo, mask, (0, 0, 200, 200)) for _ in range(2))
    assert np.array_equal(first, second)
    assert not (first & ~mask).any()
    assert _overlap(first, disc & mask) > 0.9


def test_one_pixel_is_no_trouble():
    assert grab_cut(np.zeros((1, 1, 3), np.uint8), np.ones((1, 1), bool), (0, 0, 1, 1)).shape == (1, 1)
