"""No writer changes a project's photo, by whatever name it is reached."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from faceparse_core.files.protection import Protection
from faceparse_core.files.stores import key_of, own_store
from faceparse_core.files.writing import ProtectedError, atomic_folder, atomic_write


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A project with the photo ``a.png``, and ``below/b.png``, which it has labels of."""
    photos = tmp_path / "photos"
    (photos / "below").mkdir(parents=True)
    (photos / "a.png").write_bytes(b"a photo")
    (photos / "below" / "b.png").write_bytes(b"a photo")
    labels = photos / ".faceparse" / "labels"
    labels.mkdir(parents=True)
    (labels / f"{key_of(Path('below/b.png'))}.png").touch()
    return photos


def write(path: Path) -> None:
    with atomic_write(path) as file:
        file.write(b"a mask")


def link_to_file(photos: Path) -> Path:
    link = photos.parent / "link.png"
    link.symlink_to(photos / "a.png")
    return link


def link_to_link(photos: Path) -> Path:
    """The photo is a link itself, and lies elsewhere."""
    (photos / "a.png").rename(photos.parent / "picture.png")
    (photos / "a.png").symlink_to("../picture.png")
    return link_to_file(photos)


def link_to_folder(photos: Path) -> Path:
    out = photos.parent / "out"
    out.symlink_to(photos)
    return out / "a.png"


def roundabout(photos: Path) -> Path:
    return photos / "below" / ".." / "a.png"


def worked_on_from_above(photos: Path) -> Path:
    return photos / "below" / "b.png"


def with_its_store_elsewhere(photos: Path) -> Path:
    """As it is kept of a folder that may not be written in."""
    store = own_store(photos)
    store.parent.mkdir(parents=True, exist_ok=True)
    (photos / ".faceparse").rename(store)
    return photos / "a.png"


@pytest.mark.parametrize(
    "way",
    [
        lambda photos: photos / "a.png", link_to_file, link_to_link, link_to_folder, roundabout,
        worked_on_from_above, with_its_store_elsewhere,
    ],
)  # fmt: skip
def test_a_photo_is_not_written_over(
    photos: Path, way: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(photos.parent / "data"))
    path = way(photos)
    with pytest.raises(ProtectedError, match=rf"{path.name} in .* are never changed\. Choose another"):
        write(path)
    assert path.read_bytes() == b"a photo"
    assert not [each for each in photos.rglob("*") if each.suffix == ".tmp"]


def test_what_is_no_photo_of_a_project_is(photos: Path, tmp_path: Path) -> None:
    """A mask in a folder below the photos, other files beside them, a new picture, the store's own."""
    beside = photos / "labels" / "a.png", photos / "a.json", photos / "new.png"
    for path in (*beside, photos / ".faceparse" / "labels" / "x.png", tmp_path / "a.png"):
        path.parent.mkdir(exist_ok=True)
        for _ in range(1 if path.name == "new.png" else 2):
            write(path)
        assert path.read_bytes() == b"a mask"


def test_what_work_is_made_from_is_known_under_every_name(tmp_path: Path) -> None:
    source, other = tmp_path / "source", tmp_path / "other"
    source.write_bytes(b"")
    os.link(source, other)
    assert Protection([source, tmp_path / "missing"]).covers(other)
    assert not Protection([source]).covers(tmp_path / "missing")


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_folder_that_holds_photos_is_not_replaced(photos: Path, below: str) -> None:
    folder = photos.parent / "a_layers"
    folder.mkdir()
    photos.rename(folder / below if below else folder)
    with pytest.raises(ProtectedError), atomic_folder(folder) as new:
        (new / "skin.png").touch()
    assert (folder / below / "a.png").read_bytes() == b"a photo"
    assert [each.name for each in folder.parent.iterdir()] == ["a_layers"]


def test_it_can_be_sent_to_another_process(tmp_path: Path) -> None:
    error = ProtectedError(tmp_path / "a.png")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301
