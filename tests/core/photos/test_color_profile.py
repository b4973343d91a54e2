"""Photos are read in sRGB by their colour profile; a broken one costs nothing."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from faceparse_core.photos.color_profile import to_srgb
from faceparse_core.photos.imaging import read_photo, read_thumbnail

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LOOK = (220, 60, 40)


def wide_profile() -> bytes:
    """sRGB's profile with its red and green colorants exchanged: nobody can take it for sRGB."""
    return SRGB.replace(b"rXYZ", b"tXYZ").replace(b"gXYZ", b"rXYZ").replace(b"tXYZ", b"gXYZ")


def clipped_profile(most: int) -> bytes:
    """sRGB's profile with tone curves that give every level above ``most`` as ``most``."""
    levels = np.minimum(np.arange(256), most) / 255
    linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    curve = b"curv" + bytes(4) + (256).to_bytes(4) + np.round(linear * 65535).astype(">u2").tobytes()
    profile = bytearray(SRGB + bytes(-len(SRGB) % 4))
    start = len(profile)
    for number in range(int.from_bytes(profile[128:132])):
        at = 132 + 12 * number
        if profile[at : at + 4] in (b"rTRC", b"gTRC", b"bTRC"):
            profile[at + 4 : at + 12] = start.to_bytes(4) + len(curve).to_bytes(4)
    profile += curve
    profile[:4] = len(profile).to_bytes(4)
    return bytes(profile)


def test_a_profile_that_differs_in_the_brightest_levels_alone_is_used(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8), (255, 255, 255)).save(path, icc_profile=clipped_profile(235))
    assert np.abs(read_photo(path).astype(int) - 235).max() <= 2


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_colours_are_those_that_the_profile_means(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.new("RGB", (16, 16), LOOK).save(path, icc_profile=wide_profile(), quality=100, lossless=True)
    for pixels in (read_photo(path), read_thumbnail(path, 8)):
        assert np.abs(pixels[4, 4].astype(int) - (LOOK[1], LOOK[0], LOOK[2])).max() <= 4


def test_transparency_and_palettes_keep_their_profile(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (8, 8), (*LOOK, 255))
    picture.putpixel((0, 0), (0, 0, 0, 0))
    picture.save(tmp_path / "a.png", icc_profile=wide_profile())
    picture.convert("RGB").quantize(4).save(tmp_path / "b.png", icc_profile=wide_profile())
    photo = read_photo(tmp_path / "a.png")
    assert photo[0, 0].tolist() == [255, 255, 255]
    assert photo[4, 4, 1] > 200
    assert read_photo(tmp_path / "b.png")[4, 4, 1] > 200


@pytest.mark.parametrize(
    "profile",
    [b"", b"no profile", SRGB[:100], SRGB[:200], SRGB[:128] + b"\xff" * 400, b"\0" * 300, SRGB * 9000],
    ids=["empty", "text", "short", "cut", "garbage", "zeros", "large"],
)
def test_a_broken_profile_is_as_none(tmp_path: Path, profile: bytes) -> None:
    path = tmp_path / "a.tif"
    Image.new("RGB", (16, 16), LOOK).save(path, icc_profile=profile)
    assert read_photo(path)[4, 4].tolist() == list(LOOK)


def test_a_profile_for_another_mode_is_as_none(tmp_path: Path) -> None:
    Image.new("L", (16, 16), 90).save(tmp_path / "a.png", icc_profile=wide_profile())
    assert read_photo(tmp_path / "a.png")[4, 4].tolist() == [90, 90, 90]


def test_an_srgb_photo_is_left_as_it_is_in_no_time(tmp_path: Path) -> None:
    assert to_srgb(SRGB, "RGB") is None
    begun = time.thread_time()
    for _ in range(100):
        to_srgb(SRGB, "RGB")
    assert time.thread_time() - begun < 0.1
    noise = np.random.default_rng(0).integers(0, 256, (32, 32, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png", icc_profile=SRGB)
    assert np.array_equal(read_photo(tmp_path / "a.png"), noise)
