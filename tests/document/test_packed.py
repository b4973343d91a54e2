"""A packed map reads as the map that it was made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from faceparse_gui.document.packed import PackedMap
from faceparse_gui.document.tiles import TILE, crop


@pytest.fixture(scope="module")
def pixels():
    """Tiles of one value and others, the last of a row and of a column cut off."""
    rng = np.random.default_rng(0)
    pixels = np.repeat(np.repeat(rng.integers(0, 19, (4, 5), np.uint8), TILE, 0), TILE, 1)[:470, :600]
    pixels[100:300, 200:420] = rng.integers(0, 256, (200, 220))
    pixels[-1, -1] = 77
    return np.ascontiguousarray(pixels)


@pytest.fixture(params=[False, True], ids=["raw", "packed"])
def packed(request, pixels):
    packed = PackedMap(pixels)
    return packed.pack() if request.param else packed


def test_all_of_it_is_there(packed, pixels):
    assert packed.shape == (470, 600)
    np.testing.assert_array_equal(packed.whole(), pixels)
    np.testing.assert_array_equal(packed.crop((120, 90, 600, 310)), crop(pixels, (120, 90, 600, 310)))
    assert packed.at(599, 469) == 77


@given(data=st.data())
def test_any_samples_are_those_of_the_map(pixels, data):
    packed = PackedMap(pixels).pack()
    rows, columns = (
        np.sort(data.draw(hnp.arrays(np.intp, st.integers(0, 40), elements=st.integers(0, side - 1))))
        for side in pixels.shape
    )
    sampled = packed.sample(rows, columns)
    assert sampled.flags.c_contiguous
    np.testing.assert_array_equal(sampled, pixels[np.ix_(rows, columns)])


def test_what_a_screen_needs_of_a_large_map_is_at_hand(pixels):
    packed = PackedMap(pixels).pack()
    held = packed.nbytes
    rows, columns = np.arange(0, 470, 8), np.arange(0, 600, 12)
    np.testing.assert_array_equal(packed.sample(rows, columns), pixels[np.ix_(rows, columns)])
    assert packed.nbytes == held, "nothing was unpacked"


def test_a_packed_label_map_takes_a_fourteenth_of_its_pixels():
    y, x = np.ogrid[:2048, :2048]
    labels = ((x - 1000) ** 2 + (y - 1000) ** 2 < 600**2).astype(np.uint8)
    packed = PackedMap(labels).pack()
    assert packed.nbytes < labels.size / 14
    packed.whole()
    assert packed.nbytes < labels.size  # the tiles that were unpacked last are kept


def test_however_much_is_read_little_stays_unpacked():
    noise = np.random.default_rng(0).integers(0, 2, (4096, 4096), np.uint8)
    packed = PackedMap(noise).pack()
    before = packed.nbytes
    packed.whole()
    assert packed.nbytes - before <= 4 * 2**20
