"""Which photos a list of files and folders names."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from faceparse_core.photos import kinds
from faceparse_core.photos.folders import SkippedFiles
from faceparse_core.photos.imaging import find_photos, is_photo_name, read_photo


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "face10.jpg", "face2.jpg", "Face1.JPG", "a.png", "notes.txt", "._a.png", ".faceparse/masks/a.png",
        "day2/b.tiff", "day10/c.webp", "day10/deep/d.png",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "a folder.jpg").mkdir()
    return tmp_path


def found(folder: Path, recursive: bool = False) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in find_photos([folder], recursive)]


def test_a_folder_gives_its_photos_in_the_order_a_person_counts(folder: Path) -> None:
    assert found(folder) == ["a.png", "Face1.JPG", "face2.jpg", "face10.jpg"]


def test_recursion_enters_folders_but_not_the_hidden_ones(folder: Path) -> None:
    assert found(folder, recursive=True)[4:] == ["day2/b.tiff", "day10/c.webp", "day10/deep/d.png"]


def test_recursion_ends_where_links_go_in_circles(folder: Path) -> None:
    (folder / "day2" / "up").symlink_to(folder, target_is_directory=True)
    assert len(found(folder, recursive=True)) == 7


def test_files_come_as_named_whatever_their_name(folder: Path) -> None:
    paths = [folder / "notes.txt", folder / "gone.jpg", folder / "face2.jpg"]
    assert list(find_photos(map(str, paths))) == paths


@pytest.mark.parametrize("name", ["a.jpg", "a.JPEG", "b.c.png", "x/y.tif", "ünï.webp", "f.avif"])
def test_photo_names(name: str) -> None:
    assert is_photo_name(name)


@pytest.mark.parametrize("name", ["a.txt", "jpg", ".jpg", "._a.jpg", "a.jpg.part", "a.nef", ""])
def test_other_names(name: str) -> None:
    assert not is_photo_name(name)


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_an_entry_that_cannot_be_looked_at_is_named_and_the_others_come(folder: Path) -> None:
    (folder / "circle.png").symlink_to("circle.png")
    (folder / "nowhere.png").symlink_to(folder / "gone" / "x.png")
    os.mkfifo(folder / "pipe.png")
    assert found(folder) == [
        "a.png", "circle.png", "Face1.JPG", "face2.jpg", "face10.jpg", "nowhere.png", "pipe.png",
    ]  # fmt: skip
    for name, words in (
        ("circle.png", "a link that leads in a circle"),
        ("nowhere.png", "a link to a file that is not there"),
        ("pipe.png", "is not a file"),
    ):
        with pytest.raises(OSError, match=words):
            read_photo(folder / name)


@pytest.mark.parametrize("broken", ["is_file", "is_dir"])
def test_a_stale_entry_costs_itself_alone(folder: Path, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    class Stale:
        """An entry of a network disk that is gone, as ``os.scandir`` gives it."""

        def __init__(self, entry: os.DirEntry[str]) -> None:
            self._entry, self.name, self.path = entry, entry.name, entry.path

        def __fspath__(self) -> str:
            return self.path

        def __getattr__(self, name: str) -> Callable[..., bool]:
            if name == broken and self.name in ("face2.jpg", "day2"):
                raise OSError(116, "Stale file handle")
            return getattr(self._entry, name)

    scandir = os.scandir

    class Listing:
        def __init__(self, path: Path) -> None:
            self._listing = scandir(path)

        def __enter__(self) -> object:
            return map(Stale, self._listing)

        def __exit__(self, *error: object) -> None:
            self._listing.close()

    monkeypatch.setattr("faceparse_core.photos.folders.os.scandir", Listing)
    names = found(folder, recursive=True)
    assert names[:4] == ["a.png", "Face1.JPG", "face2.jpg", "face10.jpg"]
    assert "day10/deep/d.png" in names


def test_a_name_without_suffix_is_judged_by_its_content(folder: Path) -> None:
    Image.new("RGB", (4, 4)).save(folder / "scan", "PNG")
    Image.new("RGB", (4, 4)).save(folder / "map", "BMP")
    (folder / "BMW").write_text("BMW is a maker of cars, and this is a text")
    (folder / "README").write_text("no picture")
    assert found(folder) == ["a.png", "Face1.JPG", "face2.jpg", "face10.jpg", "map", "scan"]


def test_pictures_that_are_not_read_are_counted_and_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "CAN_READ_HEIC", False)
    monkeypatch.setattr(kinds, "PHOTO_SUFFIXES", kinds.PHOTO_SUFFIXES - kinds.HEIC_SUFFIXES)
    for name in (
        "IMG_2.HEIC",
        "IMG_1.heic",
        "IMG_3.HEIF",
        "IMG_4.HEIC",
        "x.NEF",
        "y.psd",
        "z.svg",
        "._u.heic",
    ):
        (folder / name).touch()
    (folder / "unnamed").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64))
    skipped = SkippedFiles()
    names = [path.name for path in find_photos([folder], skipped=skipped)]
    assert names == ["a.png", "Face1.JPG", "face2.jpg", "face10.jpg"]
    other, raw, heic = skipped.sentences()
    assert heic == (
        "HEIC pictures left out: 5 (IMG_1.heic, IMG_2.HEIC, IMG_3.HEIF …). "
        "Install pillow-heif, or convert them."
    )
    assert raw == "Raw camera files left out: 1 (x.NEF). Convert them to JPEG or TIFF."
    assert other.startswith("Pictures of kinds that are not read left out: 2 (")


def test_a_heic_photo_is_read(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="the extra heic is not installed")
    pillow_heif.register_heif_opener()
    Image.new("RGB", (64, 48), (200, 60, 40)).save(tmp_path / "IMG_1.HEIC", "HEIF", quality=95)
    Image.new("RGB", (64, 48), (200, 60, 40)).save(tmp_path / "unnamed", "HEIF", quality=95)
    assert found(tmp_path) == ["IMG_1.HEIC", "unnamed"]
    for path in tmp_path.iterdir():
        photo = read_photo(path)
        assert photo.shape == (48, 64, 3)
        assert abs(photo[24, 32].astype(int) - (200, 60, 40)).max() < 8
