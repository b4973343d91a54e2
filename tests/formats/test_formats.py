"""Exports: what the files hold, and that none is ever lost, half written or silently replaced."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from core.files import FileError
from core.labels import ID_OF, NAMES, NUM_CLASSES, PALETTE
from faceparse_gui.formats import FORMATS, Format, FormatError
from faceparse_gui.formats.indexed import Indexed

every_format = pytest.mark.parametrize("format_", FORMATS.values(), ids=FORMATS)


@pytest.fixture
def photo() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (24, 31, 3), dtype=np.uint8)


@pytest.fixture
def labels() -> np.ndarray:
    """A nose on skin in a field of background, with hair in a corner."""
    labels = np.zeros((24, 31), dtype=np.uint8)
    labels[4:20, 5:25] = ID_OF["skin"]
    labels[10:14, 12:17] = ID_OF["nose"]
    labels[:3, :3] = ID_OF["hair"]
    return labels


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_the_command_lines_formats_are_there() -> None:
    assert list(FORMATS) == ["indexed", "color", "overlay", "layers"]
    assert all(format_.name == name and format_.title for name, format_ in FORMATS.items())


@given(
    labels=hnp.arrays(
        np.uint8,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=41),
        elements=st.integers(0, NUM_CLASSES - 1),
    )
)
def test_indexed_comes_back_as_it_went(tmp_path_factory: pytest.TempPathFactory, labels: np.ndarray) -> None:
    photo = np.zeros((*labels.shape, 3), dtype=np.uint8)
    (path,) = Indexed().write(tmp_path_factory.getbasetemp(), "face", photo, labels, overwrite=True)
    assert np.array_equal(Indexed().read(path, (labels.shape[1], labels.shape[0])), labels)


def test_indexed_is_a_palette_png_named_as_the_photo(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray
) -> None:
    assert FORMATS["indexed"].write(tmp_path, "face.01", photo, labels) == [tmp_path / "face.01.png"]
    with Image.open(tmp_path / "face.01.png") as image:
        assert image.mode == "P"
        assert image.size == (31, 24)
        assert np.array_equal(np.array(image), labels)
        palette = image.getpalette()
        assert palette is not None
        assert palette[: 3 * NUM_CLASSES] == PALETTE.ravel().tolist()


def test_color_shows_the_official_colours(tmp_path: Path, photo: np.ndarray, labels: np.ndarray) -> None:
    (path,) = FORMATS["color"].write(tmp_path, "face", photo, labels)
    picture = pixels(path)
    assert picture.shape == (24, 31, 3)
    assert picture[0, 0].tolist() == [0, 0, 204]
    assert picture[5, 6].tolist() == [204, 0, 0]
    assert np.array_equal(picture, PALETTE[labels])


def test_overlay_leaves_the_background_and_outlines_the_rest(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray
) -> None:
    (path,) = FORMATS["overlay"].write(tmp_path, "face", photo, labels)
    picture = pixels(path).astype(int)
    background = labels == 0
    assert np.array_equal(picture[background], photo[background])
    inside = (6, 7)
    assert np.abs(picture[inside] - (photo[inside].astype(int) + PALETTE[ID_OF["skin"]]) / 2).max() <= 1
    for border, name in {
        (4, 10): "skin",
        (19, 24): "skin",
        (9, 13): "skin",
        (10, 13): "nose",
        (2, 1): "hair",
    }.items():
        assert picture[border].tolist() == PALETTE[ID_OF[name]].tolist()


def test_overlay_has_no_outline_along_the_pictures_edge(tmp_path: Path, photo: np.ndarray) -> None:
    labels = np.full((24, 31), ID_OF["skin"], dtype=np.uint8)
    (path,) = FORMATS["overlay"].write(tmp_path, "face", photo, labels)
    assert np.abs(pixels(path) - (photo.astype(int) + PALETTE[1]) / 2).max() <= 1


def test_layers_are_one_mask_for_each_class_that_occurs(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray
) -> None:
    paths = FORMATS["layers"].write(tmp_path, "face", photo, labels)
    folder = tmp_path / "face_layers"
    assert paths == [folder / f"face_{name}.png" for name in ("background", "skin", "nose", "hair")]
    assert sorted(folder.iterdir()) == sorted(paths)
    for path in paths:
        with Image.open(path) as image:
            assert image.mode == "L"
        name = path.stem.removeprefix("face_")
        assert np.array_equal(pixels(path), np.where(labels == NAMES.index(name), 255, 0))


def test_layers_of_classes_that_are_gone_do_not_stay_behind(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray
) -> None:
    FORMATS["layers"].write(tmp_path, "face", photo, labels)
    labels[labels == ID_OF["hair"]] = 0
    paths = FORMATS["layers"].write(tmp_path, "face", photo, labels, overwrite=True)
    assert sorted((tmp_path / "face_layers").iterdir()) == sorted(paths)
    assert len(paths) == 3


def test_all_formats_go_side_by_side_into_one_folder(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray
) -> None:
    paths = [path for format_ in FORMATS.values() for path in format_.write(tmp_path, "face", photo, labels)]
    assert len(set(paths)) == len(paths) == len(files_in(tmp_path))


@every_format
def test_the_names_begin_with_stem_and_suffix(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray, format_: Format
) -> None:
    format_.write(tmp_path, "face", photo, labels)
    assert [path.name for path in tmp_path.iterdir()] == [f"face{format_.suffix}"]


@every_format
def test_missing_folders_are_made(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray, format_: Format
) -> None:
    assert all(path.is_file() for path in format_.write(tmp_path / "a" / "b", "face", photo, labels))


@every_format
def test_nothing_is_replaced_unless_allowed(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray, format_: Format
) -> None:
    format_.write(tmp_path, "face", photo, labels)
    before = files_in(tmp_path)
    other = np.full_like(labels, ID_OF["skin"])
    with pytest.raises(FormatError) as caught:
        format_.write(tmp_path, "face", photo, other)
    path = caught.value.path
    assert str(caught.value) == (
        f"{path.name} is already in {path.parent}. Choose another folder or allow overwriting."
    )
    assert files_in(tmp_path) == before

    format_.write(tmp_path, "face", photo, other, overwrite=True)
    assert files_in(tmp_path) != before


@every_format
def test_a_label_map_of_another_size_is_refused(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray, format_: Format
) -> None:
    with pytest.raises(
        FormatError, match=r"31 × 24 pixels, but the label map 30 × 24\. Parse the photo again\."
    ):
        format_.write(tmp_path, "face", photo, labels[:, 1:])
    assert files_in(tmp_path) == {}


@every_format
def test_a_full_disk_keeps_the_earlier_export(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray, format_: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    format_.write(tmp_path, "face", photo, labels)
    before = files_in(tmp_path)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FileError, match=r"was not saved: the disk is full\. Free some space"):
        format_.write(tmp_path, "face", photo, np.full_like(labels, ID_OF["skin"]), overwrite=True)
    assert files_in(tmp_path) == before


@every_format
def test_a_file_where_the_folder_should_be(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray, format_: Format
) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(FormatError, match="was not saved"):
        format_.write(tmp_path / "out", "face", photo, labels)
    assert files_in(tmp_path) == {"out": b"mine"}


@every_format
def test_the_arrays_are_not_changed(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray, format_: Format
) -> None:
    photo.flags.writeable = labels.flags.writeable = False
    format_.write(tmp_path, "face", photo, labels)
