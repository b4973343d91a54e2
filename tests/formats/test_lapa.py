"""LaPa: whose left is left, what is lost on the way, and which splits are read."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from tests.formats.samples import export, files_below, make_sample

FORMAT = FORMATS["lapa"]
OFFICIAL = [
    "background", "skin", "left_eyebrow", "right_eyebrow", "left_eye", "right_eye", "nose", "upper_lip",
    "inner_mouth", "lower_lip", "hair",
]  # fmt: skip
"""As the field notes list them: the picture's sides."""
OF_THE_PICTURE = {
    "left_eyebrow": "r_brow", "right_eyebrow": "l_brow", "left_eye": "r_eye", "right_eye": "l_eye",
    "upper_lip": "u_lip", "inner_mouth": "mouth", "lower_lip": "l_lip",
}  # fmt: skip


def put(path: Path, pixels: np.ndarray) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(path)
    return path


def test_ids_are_those_of_lapa(tmp_path: Path) -> None:
    ours = np.array([[ID_OF[OF_THE_PICTURE.get(name, name)] for name in OFFICIAL]], np.uint8)
    export(FORMAT, tmp_path, make_sample(ours), options=ExportOptions(photos="jpg"))
    assert set(files_below(tmp_path)) == {"train/images/face.jpg", "train/labels/face.png"}
    with Image.open(tmp_path / "train" / "labels" / "face.png") as image:
        assert image.mode == "L"
        assert np.array(image).tolist() == [list(range(11))]


def test_the_persons_left_is_there_for_those_who_ask(tmp_path: Path) -> None:
    ours = np.array([[ID_OF["l_brow"], ID_OF["r_eye"]]], np.uint8)
    export(FORMAT, tmp_path, make_sample(ours), options=ExportOptions(order="lapa-person"))
    with Image.open(tmp_path / "train" / "labels" / "face.png") as image:
        assert np.array(image).tolist() == [[2, 5]]


def test_what_it_lacks_is_reported(tmp_path: Path) -> None:
    writer = FORMAT.writer(tmp_path, ExportOptions())
    writer.add(make_sample(np.array([[ID_OF["neck"], ID_OF["skin"], ID_OF["hat"]]], np.uint8), "a"))
    writer.add(make_sample(np.array([[ID_OF["neck"]]], np.uint8), "b", 1))
    assert dict(writer.lost) == {"neck": 2, "hat": 1}


def test_all_splits_are_read_with_their_photos(tmp_path: Path) -> None:
    for split in ("train", "val", "test"):
        put(tmp_path / split / "labels" / "a.png", np.full((4, 6), 10, np.uint8))
    photo = put(tmp_path / "val" / "images" / "a.jpg", np.zeros((4, 6, 3), np.uint8))
    (tmp_path / "test" / "landmarks").mkdir()
    found = {each.name: each for each in FORMAT.read(tmp_path, ReadOptions())}
    assert list(found) == ["train/a", "val/a", "test/a"]
    assert all((each.load() == ID_OF["hair"]).all() for each in found.values())
    assert found["val/a"].photo_path == photo
    assert found["val/a"].load_photo is not None
    assert found["val/a"].load_photo().shape == (4, 6, 3)
    assert found["train/a"].load_photo is None


def test_ids_that_lapa_has_not_are_refused_by_name(tmp_path: Path) -> None:
    put(tmp_path / "train" / "labels" / "a.png", np.full((4, 6), 11, np.uint8))
    (found,) = FORMAT.read(tmp_path, ReadOptions())
    with pytest.raises(FormatError, match=r"a\.png holds the id 11.*end at 10"):
        found.load()


def test_folders_without_masks_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "train" / "labels").mkdir(parents=True)
    with pytest.raises(FormatError, match=r"holds no masks in train/labels, val/labels, test/labels"):
        list(FORMAT.read(tmp_path, ReadOptions()))


def test_one_empty_split_does_not_matter(tmp_path: Path) -> None:
    put(tmp_path / "train" / "labels" / "a.png", np.zeros((4, 6), np.uint8))
    (tmp_path / "val" / "labels").mkdir(parents=True)
    assert [each.name for each in FORMAT.read(tmp_path, ReadOptions())] == ["train/a"]
