"""Sound files that decoders know half or not at all: read where they can be, else told what they are."""

from __future__ import annotations

import shutil
import struct
import subprocess
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.photos.imaging import ImageError, photo_size, read_photo, read_thumbnail
from faceparse_core.photos.picture_rows import upright

RAMP = np.arange(256, dtype=np.uint16).repeat(16).reshape(64, 64)


def noise(width: int = 96, height: int = 64, seed: int = 0) -> Image.Image:
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8))


def grey_tiff(values: np.ndarray, photometric: int, big: bool) -> bytes:
    """A TIFF of one strip of 16-bit grey, 0 white or black by ``photometric``."""
    order = ">" if big else "<"
    data = values.astype(f"{order}u2").tobytes()
    height, width = values.shape
    tags = [
        (256, 4, width), (257, 4, height), (258, 3, 16), (259, 3, 1), (262, 3, photometric), (273, 4, 8),
        (277, 3, 1), (278, 4, height), (279, 4, len(data)),
    ]  # fmt: skip
    entries = b"".join(
        struct.pack(f"{order}HHI", tag, kind, 1)
        + (struct.pack(f"{order}HH", value, 0) if kind == 3 else struct.pack(f"{order}I", value))
        for tag, kind, value in tags
    )
    head = (b"MM" if big else b"II") + struct.pack(f"{order}HI", 42, 8 + len(data))
    return head + data + struct.pack(f"{order}H", len(tags)) + entries + bytes(4)


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("photometric", [0, 1])
def test_16_bit_grey_tiffs_of_either_order_and_either_white(
    tmp_path: Path, photometric: int, big: bool
) -> None:
    stored = (65535 - RAMP * 257) if photometric == 0 else RAMP * 257
    (tmp_path / "a.tif").write_bytes(grey_tiff(stored, photometric, big))
    assert np.array_equal(read_photo(tmp_path / "a.tif")[..., 0], RAMP)
    assert read_thumbnail(tmp_path / "a.tif", 64)[0, 0, 0] == 0


def test_the_largest_page_of_a_tiff_is_its_picture(tmp_path: Path) -> None:
    path, picture = tmp_path / "scan.tif", noise(640, 480)
    Image.new("RGB", (16, 12)).save(path, save_all=True, append_images=[picture, noise(640, 480, seed=1)])
    assert photo_size(path) == (640, 480)
    assert np.array_equal(read_photo(path), np.asarray(picture))


@pytest.mark.skipif(not shutil.which("cjpeg"), reason="needs cjpeg of libjpeg-turbo-progs")
def test_a_large_arithmetic_jpeg_is_read(tmp_path: Path) -> None:
    noise(512, 512).save(tmp_path / "a.ppm")
    packed = {
        way: subprocess.run(["cjpeg", *way, tmp_path / "a.ppm"], capture_output=True, check=True).stdout
        for way in (("-arithmetic",), ("-arithmetic", "-progressive"), ())
    }
    photos = []
    for data in packed.values():
        (tmp_path / "a.jpg").write_bytes(data)
        photos.append(read_photo(tmp_path / "a.jpg"))
        assert len(data) > 1 << 16
    assert np.array_equal(photos[0], photos[2])
    assert np.array_equal(photos[1], photos[2])


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("lacking", [1, 2])
def test_a_jpeg_without_its_end_mark_is_read_with_a_notice(
    tmp_path: Path, lacking: int, progressive: bool
) -> None:
    path = tmp_path / "a.jpg"
    noise().save(path, progressive=progressive)
    whole, data = read_photo(path), path.read_bytes()
    path.write_bytes(data[:-lacking])
    reported: list[str] = []
    assert np.array_equal(read_photo(path, notice=reported.append), whole)
    assert reported == ["a.jpg lacks the mark at its end; the picture in it is whole."]
    assert read_thumbnail(path, 48).shape == (32, 48, 3)


@pytest.mark.parametrize("lacking", [4, 8, 40, 400])
def test_a_jpeg_that_lacks_picture_data_as_well_is_refused(tmp_path: Path, lacking: int) -> None:
    path = tmp_path / "a.jpg"
    noise().save(path)
    path.write_bytes(path.read_bytes()[:-lacking])
    with pytest.raises(ImageError, match="cut short or damaged"):
        read_photo(path)


def test_a_jpeg_of_12_bits_is_named_for_what_it_is(tmp_path: Path) -> None:
    frame = b"\xff\xc1\0\x0b\x0c\0\x40\0\x40\x01\x01\x11\0"
    (tmp_path / "scan.jpg").write_bytes(b"\xff\xd8" + frame + b"\xff\xda\0\x08\x01\x01\0\0\x3f\0" + bytes(99))
    with pytest.raises(
        ImageError, match=r"scan\.jpg is a JPEG of 12 bits a sample, which is not read\. Save"
    ):
        read_photo(tmp_path / "scan.jpg")


def test_a_tiff_of_a_rare_kind_is_not_called_damaged(tmp_path: Path) -> None:
    data = bytearray(grey_tiff(RAMP, 1, big=False))
    at = data.index(struct.pack("<HHIHH", 258, 3, 1, 16, 0))
    data[at : at + 12] = struct.pack("<HHIHH", 258, 3, 1, 24, 0)
    (tmp_path / "a.tif").write_bytes(data)
    with pytest.raises(ImageError, match="is a TIFF of a rare kind, which is not read"):
        read_photo(tmp_path / "a.tif")


def test_an_inverted_cmyk_jpeg_has_its_colours(tmp_path: Path) -> None:
    Image.new("CMYK", (16, 16), (0, 200, 200, 0)).save(tmp_path / "a.jpg", quality=95)  # as Adobe's: inverted
    red, green, blue = read_photo(tmp_path / "a.jpg")[8, 8].astype(int)
    assert red > 240
    assert green < 80 and blue < 80  # noqa: PT018


@pytest.mark.parametrize("mode", ["LA", "RGBA", "La", "RGBa"])
def test_transparent_parts_lie_over_white_in_every_mode(mode: str) -> None:
    picture = Image.new("LA", (4, 4), (40, 0)).convert("RGBA" if mode == "RGBa" else "LA").convert(mode)
    assert upright(picture, "a.tif", 1).min() == 255


def test_16_bit_rgb_is_scaled(tmp_path: Path) -> None:
    rows = b"".join(b"\0" + struct.pack(">3H", 65535, 32896, 0) * 4 for _ in range(4))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 4, 4, 16, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + parts)
    assert read_photo(tmp_path / "a.png")[0, 0].tolist() == [255, 128, 0]


def test_a_lab_tiff_is_shown_in_rgb(tmp_path: Path) -> None:
    Image.new("LAB", (4, 4), (255, 128, 128)).save(tmp_path / "a.tif")
    assert read_photo(tmp_path / "a.tif").min() > 240


def test_any_error_of_a_decoder_becomes_one_for_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise().save(tmp_path / "a.png")

    def broken(self: Image.Image, *given: object) -> Image.Image:
        raise AssertionError

    monkeypatch.setattr(Image.Image, "convert", broken)
    for read in (read_photo, lambda path: read_thumbnail(path, 32)):
        with pytest.raises(ImageError, match=r"a\.png is cut short or damaged"):
            read(tmp_path / "a.png")


def test_bytes_from_an_archive_are_read_as_a_file_is(tmp_path: Path) -> None:
    buffer = BytesIO()
    noise().save(buffer, "JPEG")
    shape = read_photo("in.zip/a.jpg", buffer.getvalue()[:-2]).shape
    assert shape == (64, 96, 3)
