"""Which photos a list of files and folders names."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.imaging import find_photos, is_photo_name


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


@pytest.mark.parametrize("name", ["a.txt", "jpg", ".jpg", "._a.jpg", "a.jpg.part", "a.heic", ""])
def test_other_names(name: str) -> None:
    assert not is_photo_name(name)
