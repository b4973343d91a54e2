"""Every kind of photo comes out upright, in RGB, 8 bits a sample."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import Base as ExifTag

from faceparse_core.photos import imaging
from faceparse_core.photos.imaging import photo_size, read_photo, read_thumbnail

# Red, green / blue, white in blocks of 16 pixels, three blocks wide: every turn of it looks different.
RED, GREEN, BLUE, WHITE, BLACK, GREY = (
    (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255), (0, 0, 0), (128, 128, 128)
)  # fmt: skip
BLOCKS = np.array([[RED, GREEN, BLUE], [WHITE, BLACK, GREY]], dtype=np.uint8)
UPRIGHT = np.repeat(np.repeat(BLOCKS, 16, axis=0), 16, axis=1)

# How a camera stores an upright picture under each EXIF orientation: the inverse of what a reader does.
STORED = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: np.rot90(a, 1),
    7: lambda a: np.rot90(a, 2).swapaxes(0, 1),
    8: lambda a: np.rot90(a, -1),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tif", "avif"])
def test_a_turned_photo_is_set_upright(tmp_path: Path, suffix: str, orientation: int) -> None:
    path = tmp_path / f"turned.{suffix}"
    exif = Image.Exif()
    exif[ExifTag.Orientation] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](UPRIGHT)))
    stored.save(path, exif=exif, quality=100, lossless=True, subsampling="4:4:4")

    photo = read_photo(path)
    assert photo_size(path) == (48, 32)
    assert photo.shape == (32, 48, 3)
    assert np.abs(photo.astype(int) - UPRIGHT).max() <= 6
    assert read_thumbnail(path, 24).shape == (16, 24, 3)
    assert np.abs(read_thumbnail(path, 24)[4, 4].astype(int) - RED).max() <= 6


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("exif", [b"Exif\0\0garbage", b"\xff" * 40, b"Exif\0\0II*\0\x08\0\0\0\xff\xff"])
def test_broken_exif_does_not_cost_the_photo(tmp_path: Path, exif: bytes) -> None:
    path = tmp_path / "odd.png"
    Image.fromarray(UPRIGHT).save(path, exif=exif)
    assert np.array_equal(read_photo(path), UPRIGHT)
    assert photo_size(path) == (48, 32)


def test_the_result_is_a_writable_contiguous_rgb_array(tmp_path: Path) -> None:
    for image in (Image.fromarray(UPRIGHT), Image.fromarray(UPRIGHT).convert("L")):
        image.save(tmp_path / "photo.png")
        photo = read_photo(tmp_path / "photo.png")
        assert photo.dtype == np.uint8
        assert photo.flags.c_contiguous
        assert photo.flags.writeable


def test_a_png_named_jpg_is_read_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "renamed.jpg"
    Image.fromarray(UPRIGHT).save(path, "PNG")
    assert np.array_equal(read_photo(path), UPRIGHT)
    assert read_thumbnail(path, 24).shape == (16, 24, 3)


def test_grey(tmp_path: Path) -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    Image.fromarray(values).save(tmp_path / "grey.png")
    assert np.array_equal(read_photo(tmp_path / "grey.png"), np.repeat(values[..., None], 3, axis=2))


def test_black_and_white(tmp_path: Path) -> None:
    Image.fromarray(np.array([[True, False]])).save(tmp_path / "fax.png")
    assert read_photo(tmp_path / "fax.png").tolist() == [[[255] * 3, [0] * 3]]


@pytest.mark.parametrize("suffix", ["jpg", "tif"])
def test_cmyk(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"print.{suffix}"
    Image.fromarray(UPRIGHT).convert("CMYK").save(path, quality=100)
    with Image.open(path) as image:
        assert image.mode == "CMYK"
    assert np.abs(read_photo(path).astype(int) - UPRIGHT).max() <= 8
    assert read_thumbnail(path, 24).shape == (16, 24, 3)


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize("channels", [1, 3])
def test_16_bits_are_scaled_to_8(tmp_path: Path, suffix: str, channels: int) -> None:
    path = tmp_path / f"deep.{suffix}"
    deep = np.linspace(0, 65535, 64 * channels).reshape(8, 8, channels).round().astype(np.uint16)
    assert cv2.imwrite(str(path), deep)
    expected = (deep[..., ::-1] if channels == 3 else np.repeat(deep, 3, axis=2)) / 257
    photo = read_photo(path)
    assert np.abs(photo - expected).max() <= (0.5 if channels == 1 else 1)  # Pillow itself cuts colours off
    assert photo.min() == 0
    assert photo.max() == 255
    assert read_thumbnail(path, 8).shape == (8, 8, 3)


def test_16_bit_rgba_lies_over_white(tmp_path: Path) -> None:
    deep = np.zeros((1, 2, 4), dtype=np.uint16)
    deep[0, 1] = (0, 0, 65535, 65535)  # BGRA
    assert cv2.imwrite(str(tmp_path / "deep.png"), deep)
    assert read_photo(tmp_path / "deep.png").tolist() == [[[255, 255, 255], [255, 0, 0]]]


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize("suffix", ["png", "webp", "tif"])
def test_transparent_parts_lie_over_white(tmp_path: Path, mode: str, suffix: str) -> None:
    pixels = np.array([[[0, 0, 0, 0], [0, 0, 0, 255], [0, 0, 0, 128]]], dtype=np.uint8)
    path = tmp_path / f"cut-out.{suffix}"
    Image.fromarray(pixels).convert(mode).save(path, lossless=True)
    assert read_photo(path)[0, :, 0].tolist() == [255, 0, 127]
    assert read_thumbnail(path, 3)[0, :, 0].tolist() == [255, 0, 127]


def test_palette_with_a_transparent_colour(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 1, 2]], dtype=np.uint8))
    image.putpalette([10, 20, 30, 40, 50, 60, 70, 80, 90])
    image.save(tmp_path / "palette.png", transparency=1)
    assert read_photo(tmp_path / "palette.png").tolist() == [[[10, 20, 30], [255, 255, 255], [70, 80, 90]]]


def test_rgb_with_a_transparent_colour(tmp_path: Path) -> None:
    Image.fromarray(BLOCKS).save(tmp_path / "key.png", transparency=BLACK)
    assert read_photo(tmp_path / "key.png")[1].tolist() == [list(WHITE), list(WHITE), list(GREY)]


@pytest.mark.parametrize("suffix", ["gif", "png", "webp", "tif"])
def test_an_animation_gives_its_first_frame(tmp_path: Path, suffix: str) -> None:
    first, second = (Image.new("RGB", (16, 16), color) for color in (RED, BLUE))
    path = tmp_path / f"moving.{suffix}"
    first.save(path, save_all=True, append_images=[second], lossless=True)
    with Image.open(path) as image:
        assert image.n_frames == 2
    assert (read_photo(path) == RED).all()


def test_one_pixel(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), GREEN).save(tmp_path / "dot.png")
    assert read_photo(tmp_path / "dot.png").tolist() == [[list(GREEN)]]
    assert photo_size(tmp_path / "dot.png") == (1, 1)
    assert read_thumbnail(tmp_path / "dot.png", 64).shape == (1, 1, 3)


@given(width=st.integers(1, 300), height=st.integers(1, 300), side=st.integers(1, 64))
def test_a_thumbnail_fits_keeps_its_shape_and_is_never_enlarged(
    tmp_path_factory: pytest.TempPathFactory, width: int, height: int, side: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jpg"
    Image.new("RGB", (width, height), BLUE).save(path)
    rows, columns = read_thumbnail(path, side).shape[:2]
    scale = min(1, side / max(width, height))
    assert (columns, rows) == (max(1, round(width * scale)), max(1, round(height * scale)))


def test_a_jpeg_thumbnail_looks_like_the_photo(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    Image.fromarray(UPRIGHT).resize((1920, 1280), Image.Resampling.NEAREST).save(path, quality=95)
    thumbnail = read_thumbnail(path, 48).astype(int)
    centres = thumbnail[8::16, 8::16]
    assert thumbnail.shape == (32, 48, 3)
    assert np.abs(centres - BLOCKS).max() <= 4


@pytest.mark.parametrize("side", [64, 200, 511])
def test_a_jpeg_thumbnail_is_as_sharp_as_its_size_allows(
    tmp_path: Path, astronaut: np.ndarray, side: int
) -> None:
    path = tmp_path / "portrait.jpg"
    Image.fromarray(astronaut).save(path, quality=95)
    expected = Image.fromarray(astronaut).resize((side, side), Image.Resampling.BILINEAR)
    assert np.abs(read_thumbnail(path, side) - np.asarray(expected, dtype=int)).mean() < 5


def test_a_thumbnail_of_a_large_jpeg_costs_a_part_of_reading_it(
    tmp_path: Path, astronaut: np.ndarray
) -> None:
    path = tmp_path / "large.jpg"
    Image.fromarray(astronaut).resize((3000, 3000)).save(path)

    def cost(read: Callable[[], object]) -> float:
        start = time.thread_time()
        read()
        return time.thread_time() - start

    thumbnail = min(cost(lambda: read_thumbnail(path, 128)) for _ in range(3))
    assert thumbnail < 0.5 * min(cost(lambda: read_photo(path)) for _ in range(3))


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "tif", "gif"])
def test_photo_size_decodes_no_pixels(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / f"face.{suffix}"
    Image.fromarray(UPRIGHT).save(path)
    with Image.open(path) as image:
        plugin = type(image)
    decoded: list[Image.Image] = []
    monkeypatch.setattr(plugin, "load", lambda image: decoded.append(image))
    assert photo_size(path) == (48, 32)
    assert not decoded


def test_photos_are_read_from_many_threads(tmp_path: Path) -> None:
    for i in range(8):
        Image.new("RGB", (64, 64), (i, i, i)).save(tmp_path / f"{i}.png")
    order = [i % 8 for i in range(160)]
    with ThreadPoolExecutor(8) as pool:
        photos = list(pool.map(read_photo, [tmp_path / f"{i}.png" for i in order]))
    assert [int(photo.min()) for photo in photos] == order


def test_a_photo_just_under_the_limit_is_not_refused_by_its_header(tmp_path: Path) -> None:
    """Pillow's own limit is lower than the promised one."""
    path = tmp_path / "wall.bmp"
    width, height = 20_000, imaging.MAX_PIXELS // 20_000
    path.write_bytes(
        struct.pack("<2sIHHI", b"BM", 54, 0, 0, 54)
        + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    )
    assert photo_size(path) == (width, height)
