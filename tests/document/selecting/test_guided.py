"""The guided filter: masks follow the photo's edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_gui.document.selecting.guided import sharpen


@pytest.mark.parametrize("side", [700, 2500])
def test_a_rough_edge_goes_to_the_edge_in_the_photo(side):
    rows = np.arange(side)[:, None] + np.zeros(side)
    true = np.arange(side) < side * 0.5 + 0.03 * side * np.sin(rows / side * 9)
    photo = np.where(true, 60, 190)[..., None].repeat(3, -1).astype(np.uint8)
    step = side / 100
    where = (np.arange(100) * step + step / 2).astype(int)
    rough = true[np.ix_(where, where)]
    sharp = sharpen(rough, photo)
    blocks = np.kron(rough, np.ones((int(step), int(step)), bool))
    assert (sharp != true).mean() < 0.25 * (blocks != true).mean()


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 1400), st.integers(1, 60), st.booleans())
def test_what_has_no_edge_is_filled(rows, columns, height, width, value):
    photo = np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)
    sharp = sharpen(np.full((rows, columns), value), photo)
    assert sharp.shape == (height, width)
    assert (sharp == value).all()


def test_what_is_mirrored_gives_what_is_mirrored():
    """Half a pixel to one side would show here."""
    rows = np.arange(2500)[:, None] + np.zeros(2500)
    photo = np.full((2500, 2500, 3), 128, np.uint8)
    rough = np.arange(100) < 50 + 20 * np.sin(rows[:2500:25, :100] / 300)
    there, back = sharpen(rough, photo), sharpen(rough[:, ::-1].copy(), photo)
    assert (there != back[:, ::-1]).mean() < 1e-5
