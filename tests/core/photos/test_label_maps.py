"""Label maps: what is written comes back id for id, and nothing else is taken for one."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from faceparse_core.labels import NUM_CLASSES, PALETTE
from faceparse_core.photos.imaging import ImageError, encode_indexed_png, read_label_map, write_indexed_png

label_maps = hnp.arrays(
    np.uint8, hnp.array_shapes(min_dims=2, max_dims=2, max_side=33), elements=st.integers(0, NUM_CLASSES - 1)
)


@given(labels=label_maps, level=st.integers(0, 9))
def test_what_is_written_comes_back(
    tmp_path_factory: pytest.TempPathFactory, labels: np.ndarray, level: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "labels.png"
    path.write_bytes(encode_indexed_png(labels, level))
    height, width = labels.shape
    back = read_label_map(path, (width, height))
    assert np.array_equal(back, labels)
    assert back.dtype == np.uint8
    assert back.flags.c_contiguous
    assert back.flags.writeable


@given(labels=label_maps)
def test_other_programs_see_a_palette_picture_in_the_official_colours(labels: np.ndarray) -> None:
    with Image.open(BytesIO(encode_indexed_png(labels))) as image:
        assert image.mode == "P"
        assert np.array_equal(np.array(image), labels)
        assert np.array_equal(np.array(image.convert("RGB")), PALETTE[labels])


def test_views_in_any_memory_order_are_written_as_they_look(tmp_path: Path) -> None:
    labels = np.arange(NUM_CLASSES, dtype=np.uint8).reshape(1, -1).repeat(5, axis=0)
    for view in (labels.T, labels[::-1, ::-2], np.asfortranarray(labels)):
        write_indexed_png(tmp_path / "labels.png", view)
        assert np.array_equal(read_label_map(tmp_path / "labels.png"), view)


@pytest.mark.parametrize(
    "labels",
    [
        np.full((2, 2), NUM_CLASSES, dtype=np.uint8),
        np.zeros((2, 2, 3), dtype=np.uint8),
        np.zeros((2, 2), dtype=np.int64),
    ],
)
def test_what_is_no_label_map_is_not_written_as_one(tmp_path: Path, labels: np.ndarray) -> None:
    with pytest.raises(ValueError, match="not a label map"):
        write_indexed_png(tmp_path / "labels.png", labels)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_grey_values_are_ids(tmp_path: Path, dtype: type) -> None:
    labels = np.arange(NUM_CLASSES, dtype=dtype).reshape(1, -1)
    Image.fromarray(labels).save(tmp_path / "grey.png")
    assert np.array_equal(read_label_map(tmp_path / "grey.png"), labels)


@pytest.mark.parametrize("bits", [1, 2, 4])
@pytest.mark.parametrize("kind", [0, 3], ids=["grey", "palette"])
def test_few_bits_a_pixel_are_ids_too(tmp_path: Path, bits: int, kind: int) -> None:
    """As PNG optimisers write them; a grey reader would stretch such values to 0..255."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    ids = np.arange(2**bits, dtype=np.uint8)
    packed = np.packbits(np.unpackbits(ids[:, None], axis=1)[:, -bits:].ravel()).tobytes()
    (tmp_path / "small.png").write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", len(ids), 1, bits, kind, 0, 0, 0))
        + (chunk(b"PLTE", PALETTE[: len(ids)].tobytes()) if kind == 3 else b"")
        + chunk(b"IDAT", zlib.compress(b"\0" + packed))
        + chunk(b"IEND", b"")
    )
    assert read_label_map(tmp_path / "small.png").tolist() == [ids.tolist()]


def refusal(path: Path, size: tuple[int, int] | None = None) -> str:
    with pytest.raises(ImageError) as caught:
        read_label_map(path, size)
    assert caught.value.path == path
    return str(caught.value)


def test_a_label_map_cut_short_anywhere_is_refused_never_half_read(tmp_path: Path) -> None:
    labels = np.random.default_rng(0).integers(0, NUM_CLASSES, (20, 20), dtype=np.uint8)
    whole = encode_indexed_png(labels)
    path = tmp_path / "face.png"
    for length in range(8, len(whole)):
        path.write_bytes(whole[:length])
        if length < len(whole) - 21:
            assert "cut short or damaged" in refusal(path)
        else:  # only checksums are missing
            assert np.array_equal(read_label_map(path), labels)


@pytest.mark.parametrize("mode", ["P", "L"])
def test_an_id_that_is_no_class_is_named(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "face.png"
    image = Image.frombytes(mode, (3, 1), bytes([0, 200, 18]))
    if mode == "P":
        image.putpalette(bytes(range(256)) * 3)
    image.save(path)
    assert refusal(path) == (
        "face.png holds the id 200, but class ids go from 0 to 18. "
        "Save it with the 19 classes of CelebAMask-HQ, one id a pixel."
    )


def test_another_size_names_both(tmp_path: Path) -> None:
    path = tmp_path / "face.png"
    write_indexed_png(path, np.zeros((32, 48), dtype=np.uint8))
    assert refusal(path, (512, 256)) == (
        "face.png is 48 × 32 pixels, its photo 512 × 256. "
        "Use the label map that was made for this photo, at the photo's own size."
    )
    assert read_label_map(path, (48, 32)).shape == (32, 48)


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "PNG"), ("RGBA", "PNG"), ("LA", "PNG"), ("L", "JPEG"), ("P", "GIF")]
)
def test_other_pictures_are_refused_with_what_is_expected(tmp_path: Path, mode: str, kind: str) -> None:
    path = tmp_path / "face.png"
    Image.new(mode, (4, 4)).save(path, kind)
    message = refusal(path)
    assert message.startswith(f"face.png is a {kind} picture of mode ")
    assert message.endswith(
        "not a label map. Save it as an 8-bit palette or grey PNG "
        "whose pixel values are the class ids 0 to 18."
    )
