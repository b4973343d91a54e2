import numpy as np
import pytest
from skimage.draw import disk

from faceparse_gui.document.scribble import scribble
from faceparse_gui.document.segment import grab_cut


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


def test_a_missing_part_is_found_from_a_stroke_on_it():
    photo, disc = _scene(400)
    labels = np.where(disc, 13, 0).astype(np.uint8)
    labels[:220, :][disc[:220, :]] = 0  # the network left the upper part out
    yes, no = np.zeros((2, 400, 400), bool)
    yes[200:206, 150:210] = True
    no[130:136, 150:210] = True
    damaged = _overlap(labels == 13, disc)
    box, new = scribble(photo, labels, np.full((400, 400), 200, np.uint8), yes, no, 13)
    x0, y0, x1, y1 = box
    labels[y0:y1, x0:x1] = new
    assert _overlap(labels == 13, disc) > max(0.93, damaged)
    assert (labels[yes] == 13).all()
    assert (labels[no] != 13).all()


def test_a_part_too_many_goes_to_what_lies_around():
    photo, disc = _scene(400)
    labels = np.full((400, 400), 4, np.uint8)
    labels[disc] = 13
    labels[150:300, 250:330] = 13  # the network went beyond the edge
    no, yes = np.zeros((2, 400, 400), bool)
    no[160:290, 290:300] = True
    yes[200:250, 170:176] = True
    box, new = scribble(photo, labels, None, yes, no, 13)
    x0, y0, x1, y1 = box
    labels[y0:y1, x0:x1] = new
    assert _overlap(labels == 13, disc) > 0.93
    assert set(np.unique(labels)) == {4, 13}


def test_without_strokes_there_is_no_answer():
    photo, _ = _scene(50)
    nothing = np.zeros((50, 50), bool)
    assert scribble(photo, np.zeros((50, 50), np.uint8), None, nothing, nothing, 1) is None


def test_one_pixel_is_no_trouble():
    photo = np.zeros((1, 1, 3), np.uint8)
    assert grab_cut(photo, np.ones((1, 1), bool), (0, 0, 1, 1)).shape == (1, 1)
    box, new = scribble(
        photo, np.zeros((1, 1), np.uint8), None, np.ones((1, 1), bool), np.zeros((1, 1), bool), 3
    )
    assert box == (0, 0, 1, 1)
    assert new[0, 0] == 3
