"""Thumbnails are kept on disk, and never hide a change of the photo."""

import os

import numpy as np
import pytest
from PIL import Image

from faceparse_core.photos.imaging import ImageError
from faceparse_gui.ui.photos import thumbnail_cache
from faceparse_gui.ui.photos.thumbnail_cache import ThumbnailCache


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.new("RGB", (300, 100), (10, 200, 30)).save(path)
    return path


@pytest.fixture
def cache(tmp_path) -> ThumbnailCache:
    """It keeps however fast a thumbnail is made."""
    return ThumbnailCache(tmp_path / "cache", slow=-1)


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """The names of the files that are read."""
    names, read = [], thumbnail_cache.read_thumbnail

    def note(path, side):
        names.append(path.suffix)
        return read(path, side)

    monkeypatch.setattr(thumbnail_cache, "read_thumbnail", note)
    return names


def test_a_photo_is_read_once(cache, photo, reads):
    first = cache.read(photo, 112)
    again = cache.read(photo, 112)
    assert reads == [".png", ".jpg"]
    assert first.shape == again.shape == (37, 112, 3)
    assert np.abs(first.astype(int) - again).max() < 6


def test_another_size_or_a_changed_photo_is_read_anew(cache, photo, reads):
    cache.read(photo, 112)
    assert cache.read(photo, 50).shape == (17, 50, 3)
    Image.new("RGB", (300, 100), (200, 10, 30)).save(photo)
    os.utime(photo, ns=(1, 1))
    assert cache.read(photo, 112)[5, 5, 0] > 190
    assert reads == [".png"] * 3


def test_what_is_made_fast_is_not_kept(tmp_path, photo):
    cache = ThumbnailCache(tmp_path / "cache", slow=1000)
    cache.read(photo, 112)
    assert not cache.folder.exists()


def test_a_damaged_thumbnail_is_made_anew(cache, photo, reads):
    cache.read(photo, 112)
    (kept,) = cache.folder.iterdir()
    kept.write_bytes(b"")
    assert cache.read(photo, 112).shape == (37, 112, 3)
    assert kept.stat().st_size > 0


def test_without_a_place_to_write_thumbnails_still_come(tmp_path, photo):
    (tmp_path / "file").write_text("in the way")
    cache = ThumbnailCache(tmp_path / "file" / "cache", slow=-1)
    assert cache.read(photo, 112).shape == (37, 112, 3)
    cache.tidy()


def test_a_photo_that_is_none_is_reported(cache, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"no")
    for name in ("bad.jpg", "gone.jpg"):
        with pytest.raises(ImageError):
            cache.read(tmp_path / name, 112)


def test_the_oldest_go_when_there_are_too_many(tmp_path):
    cache = ThumbnailCache(tmp_path, most_bytes=1000)
    for number in range(20):
        file = tmp_path / f"{number}.jpg"
        file.write_bytes(b"x" * 100)
        os.utime(file, (number, number))
    cache.tidy()
    assert sorted(int(file.stem) for file in tmp_path.glob("*.jpg")) == list(range(13, 20))
    cache.tidy()
    assert len(list(tmp_path.glob("*.jpg"))) == 7
