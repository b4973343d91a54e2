"""Areas of low confidence: found as areas, in order, at any size."""

import numpy as np
import pytest

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.review.uncertain import uncertain_spots


def a_map(side: int, *squares: tuple[int, int, int], low: int = 60) -> np.ndarray:
    """Sure everywhere but in squares of ``(x, y, side)``."""
    confidence = np.full((side, side), 255, np.uint8)
    for x, y, length in squares:
        confidence[y : y + length, x : x + length] = low
    return confidence


@pytest.mark.parametrize("side", [300, 3000])
def test_squares_are_found_where_they_lie_the_largest_first(side):
    unit = side // 100
    squares = [(10 * unit, 10 * unit, 8 * unit), (50 * unit, 60 * unit, 20 * unit)]
    spots = uncertain_spots(a_map(side, *squares), side / 50)
    assert len(spots) == 2
    for spot, (x, y, length) in zip(spots, squares[::-1], strict=True):
        assert spot.box == pytest.approx((x, y, x + length, y + length), abs=2 * unit)
        assert spot.area == pytest.approx(length**2, rel=0.5)


def test_thin_seams_and_specks_are_no_areas():
    confidence = a_map(600)
    confidence[300:303] = 0
    confidence[:, 100:103] = 0
    confidence[400:405, 400:405] = 0
    confidence[480:498, 480:498] = 0  # unsure indeed, but smaller than the window
    assert uncertain_spots(confidence, 24) == ()


def test_what_is_nearly_sure_is_left_alone():
    assert uncertain_spots(a_map(400, (100, 100, 100), low=200), 10) == ()


def test_an_area_at_the_border_stays_within_the_map():
    (spot,) = uncertain_spots(a_map(400, (350, 350, 50)), 10)
    assert spot.box[2:] == (400, 400)


def test_all_unsure_is_one_area_and_a_tiny_map_does_no_harm():
    (spot,) = uncertain_spots(np.zeros((200, 300), np.uint8), 8)
    assert spot.box == (0, 0, 300, 200)
    assert uncertain_spots(np.full((1, 1), 255, np.uint8), 4) == ()


def test_a_spot_is_touched_by_any_change_within_its_box():
    (spot,) = uncertain_spots(a_map(400, (100, 100, 100)), 10)
    predicted = np.zeros((400, 400), np.uint8)
    labels = predicted.copy()
    labels[10, 10] = 5
    assert spot.is_untouched(labels, PackedMap(predicted))
    labels[150, 150] = 5
    assert not spot.is_untouched(labels, PackedMap(predicted))
