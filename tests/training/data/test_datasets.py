"""Pairs from folders: what is refused, what is repaired, what a batch is made of."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import swap_left_right
from faceparse_core.photos.imaging import ImageError, read_label_map
from faceparse_training.data.datasets import DataError, FacePairs, find_pairs, is_mirrored, split
from tests.training.faces import draw, write_pairs


def pairs_of(folder: Path) -> list:
    return find_pairs(folder / "images", folder / "masks")


def test_pairs_in_order(tmp_path: Path):
    write_pairs(tmp_path, 3)
    (tmp_path / "images" / "notes.txt").write_text("no photo")
    (tmp_path / "images" / "._000.png").write_bytes(b"macOS leaves these")
    assert [p.stem for p in pairs_of(tmp_path)] == ["000", "001", "002"]


def test_missing_mask_is_named(tmp_path: Path):
    write_pairs(tmp_path, 4)
    (tmp_path / "masks" / "001.png").unlink()
    with pytest.raises(DataError, match=r"^001\.png has no mask .*001\.png\. Add it"):
        pairs_of(tmp_path)
    (tmp_path / "masks" / "003.png").unlink()
    with pytest.raises(DataError, match=r"1 more"):
        pairs_of(tmp_path)


@pytest.mark.parametrize("count", [2, 60])
def test_two_photos_of_one_name(tmp_path: Path, count: int):
    write_pairs(tmp_path, count, side=16)
    Image.new("RGB", (16, 16)).save(tmp_path / "images" / "001.jpg")
    with pytest.raises(DataError, match=r"001\.jpg and 001\.png"):
        pairs_of(tmp_path)


def test_empty_and_absent_folders(tmp_path: Path):
    with pytest.raises(DataError, match=r"There is no folder .*images"):
        pairs_of(tmp_path)
    write_pairs(tmp_path, 0)
    with pytest.raises(DataError, match=r"images holds no photos"):
        pairs_of(tmp_path)


def test_a_mask_of_another_shape(tmp_path: Path):
    write_pairs(tmp_path, 2)
    Image.new("RGB", (64, 80)).save(tmp_path / "images" / "001.png")
    with pytest.raises(DataError, match=r"001\.png is 64×64, its photo 001\.png is 64×80"):
        FacePairs(pairs_of(tmp_path), repair=True)


def test_a_photo_larger_than_its_mask_is_scaled(tmp_path: Path):
    write_pairs(tmp_path, 1)
    picture, _ = draw(0, 64)
    Image.fromarray(picture).resize((128, 128), Image.Resampling.NEAREST).save(
        tmp_path / "images" / "000.png"
    )
    photo, _ = FacePairs(pairs_of(tmp_path), repair=True).at(0, 64)
    np.testing.assert_array_equal(photo, picture)


def _id_200(path: Path) -> None:
    labels = read_label_map(path).copy()
    labels[3, 3] = 200
    Image.fromarray(labels, "L").save(path)


@pytest.mark.parametrize(
    "spoil",
    [
        _id_200,
        lambda path: Image.open(path).convert("RGB").save(path),
        lambda path: path.write_bytes(path.read_bytes()[:60]),
        lambda path: path.write_bytes(b""),
    ],
    ids=["id 200", "RGB", "truncated", "empty"],
)
def test_masks_that_cannot_be_read_are_named(tmp_path: Path, spoil):
    write_pairs(tmp_path, 2)
    spoil(tmp_path / "masks" / "001.png")
    with pytest.raises(ImageError, match=r"001\.png"):
        FacePairs(pairs_of(tmp_path), repair=True)


@pytest.mark.parametrize("repair", [True, False])
def test_mirrored_masks_are_counted_and_repaired(tmp_path: Path, repair: bool):
    write_pairs(tmp_path, 6, mirrored=2)
    pairs = FacePairs(pairs_of(tmp_path), repair)
    assert pairs.mirrored == 2
    for i in range(6):
        expected = draw(i)[1]
        published = swap_left_right(expected) if i < 2 else expected
        np.testing.assert_array_equal(pairs.truth(i), expected if repair else published)


def test_mirrored_by_most_of_the_pairs_of_parts():
    labels = np.zeros((10, 20), np.uint8)
    assert not is_mirrored(labels)
    labels[2, 2], labels[2, 15] = 4, 5  # eyes exchanged
    assert is_mirrored(labels)
    labels[1, 2], labels[1, 15] = 7, 6  # brows right: one against one
    assert not is_mirrored(labels)
    labels[3, 1], labels[3, 18] = 8, 9  # ears exchanged as well
    assert is_mirrored(labels)
    labels[:] = 0
    labels[2, 2] = 4  # one eye alone says nothing
    assert not is_mirrored(labels)


def test_the_data_set_has_its_share_of_mirrored_masks(mini_data: Path):
    pairs = find_pairs(mini_data / "images", mini_data / "masks")[::9]
    assert 0.02 < sum(is_mirrored(read_label_map(p.labels)) for p in pairs) / len(pairs) < 0.15


def test_the_split_depends_on_names_alone(tmp_path: Path):
    write_pairs(tmp_path, 20, side=16)
    pairs = pairs_of(tmp_path)
    train, held = split(pairs, 5)
    assert (len(train), len(held)) == (15, 5)
    assert split(pairs[::-1], 5)[1] == held[::-1]
    assert {p.stem for p in split(pairs, 3)[1]} < {p.stem for p in held}
    assert not {p.stem for p in train} & {p.stem for p in held}


def test_pixels_fingerprint_and_sizes(tmp_path: Path):
    write_pairs(tmp_path, 3)
    pairs = FacePairs(pairs_of(tmp_path), repair=True)
    for i in range(3):
        np.testing.assert_array_equal(pairs.pixels[i], np.bincount(pairs.truth(i).ravel(), minlength=19))
    photo, labels = pairs.at(1, 32)
    assert (photo.shape, labels.shape) == ((32, 32, 3), (32, 32))
    assert set(np.unique(labels)) <= set(np.unique(pairs.truth(1)))
    same = FacePairs(pairs_of(tmp_path), repair=True)
    assert same.fingerprint == pairs.fingerprint
    assert FacePairs(pairs_of(tmp_path)[:2], repair=True).fingerprint != pairs.fingerprint


def test_all_pairs_that_cannot_be_used_are_named_at_once(tmp_path: Path):
    write_pairs(tmp_path, 4)
    (tmp_path / "images" / "001.png").write_text("no photo")
    (tmp_path / "masks" / "003.png").write_bytes(b"")
    with pytest.raises(DataError, match=r"(?s)2 pairs.*001\.png is not a picture.*003\.png is empty"):
        FacePairs(pairs_of(tmp_path), repair=True)
