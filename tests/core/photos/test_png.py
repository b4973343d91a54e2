"""No flipped bit passes for the picture that was written."""

import numpy as np
import pytest

from faceparse_core.photos import png
from faceparse_core.photos.imaging import encode_indexed_png


def test_every_single_flipped_bit_is_seen():
    data = encode_indexed_png(np.random.default_rng(0).integers(0, 19, (8, 12), dtype=np.uint8))
    assert png.is_whole(data)
    assert png.size_of(data) == (12, 8)
    for bit in range(8 * len(data)):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        assert not png.is_whole(bytes(damaged))


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT"])
def test_what_is_cut_short_is_not_whole(data):
    assert not png.is_whole(data)


def test_a_text_is_put_in_replaced_and_taken_out_and_the_picture_stays():
    data = encode_indexed_png(np.zeros((8, 12), np.uint8))
    assert png.text_of(data, "whose") is None
    one = png.with_text(data, "whose", "face-1")
    assert png.is_whole(one)
    assert png.text_of(one, "whose") == "face-1"
    assert png.text_of(one, "who") is None
    assert png.text_of(png.with_text(one, "whose", "face-2"), "whose") == "face-2"
    assert png.with_text(one, "whose", None) == data
