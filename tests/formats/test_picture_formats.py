"""Index, colour and overlay PNGs and one mask a class: what the files hold."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.class_orders import ORDERS
from faceparse_core.labels import ID_OF, NAMES, NUM_CLASSES, PALETTE
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.formats.overlay import blend
from tests.formats.samples import export, files_below, make_sample


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image)


def test_indexed_is_a_palette_png_named_as_the_photo(tmp_path: Path, labels: np.ndarray) -> None:
    export(FORMATS["indexed"], tmp_path, make_sample(labels, "face.01"))
    with Image.open(tmp_path / "face.01.png") as image:
        assert image.mode == "P"
        assert image.size == (31, 24)
        assert np.array_equal(np.array(image), labels)
        palette = image.getpalette()
        assert palette is not None
        assert palette[: 3 * NUM_CLASSES] == PALETTE.ravel().tolist()


def test_grey_index_holds_the_ids_without_a_palette(tmp_path: Path, labels: np.ndarray) -> None:
    export(FORMATS["indexed"], tmp_path, make_sample(labels), options=ExportOptions(grey=True))
    with Image.open(tmp_path / "face.png") as image:
        assert image.mode == "L"
        assert np.array_equal(np.array(image), labels)


def test_bisenets_order_has_bisenets_ids_and_our_colours(tmp_path: Path) -> None:
    """The ids are those of the field notes, written here a second time."""
    labels = np.array([[ID_OF["hair"], ID_OF["hat"], ID_OF["nose"], ID_OF["l_brow"]]], np.uint8)
    export(FORMATS["indexed"], tmp_path, make_sample(labels), options=ExportOptions(order="bisenet"))
    assert pixels(tmp_path / "face.png").tolist() == [[17, 18, 10, 2]]
    with Image.open(tmp_path / "face.png") as image:
        assert np.array_equal(np.array(image.convert("RGB")), PALETTE[labels])


def test_lapa_calls_left_what_is_left_in_the_picture(tmp_path: Path) -> None:
    labels = np.array([[ID_OF["l_brow"], ID_OF["r_eye"], ID_OF["hair"], ID_OF["hat"]]], np.uint8)
    for order, ids in (("lapa", [3, 4, 10, 0]), ("lapa-person", [2, 5, 10, 0])):
        export(FORMATS["indexed"], tmp_path, make_sample(labels), options=ExportOptions(order=order))
        assert pixels(tmp_path / "face.png").tolist() == [ids]


def test_every_order_is_a_bijection_onto_classes_we_have() -> None:
    for order in ORDERS.values():
        assert len(set(order.names)) == len(order.names)
        assert set(order.names) <= set(NAMES)
        ids = np.arange(len(order.names))
        assert np.array_equal(order.theirs[order.ours[ids]], ids)


def test_ids_that_an_order_has_not_are_refused_by_name(tmp_path: Path) -> None:
    Image.fromarray(np.array([[11]], np.uint8)).save(tmp_path / "face.png")
    (found,) = FORMATS["indexed"].read(tmp_path, ReadOptions(order="lapa"))
    with pytest.raises(FormatError, match=r"face\.png holds the id 11.*end at 10.*celebamask"):
        found.load()


def test_indexed_reads_folders_in_folders_by_their_path(tmp_path: Path, labels: np.ndarray) -> None:
    for folder in ("a", "b/c"):
        export(FORMATS["indexed"], tmp_path / folder, make_sample(labels))
    (tmp_path / ".hidden.png").write_bytes(b"no mask")
    (tmp_path / "link.png").symlink_to("/etc/hostname")
    assert [each.name for each in FORMATS["indexed"].read(tmp_path, ReadOptions())] == ["a/face", "b/c/face"]


def test_color_shows_the_official_colours(tmp_path: Path, labels: np.ndarray) -> None:
    export(FORMATS["color"], tmp_path, make_sample(labels))
    picture = pixels(tmp_path / "face_color.png")
    assert picture.shape == (24, 31, 3)
    assert picture[0, 0].tolist() == [0, 0, 204]
    assert picture[5, 6].tolist() == [204, 0, 0]
    assert np.array_equal(picture, PALETTE[labels])


def test_overlay_leaves_the_background_and_outlines_the_rest(
    tmp_path: Path, photo: np.ndarray, labels: np.ndarray
) -> None:
    export(FORMATS["overlay"], tmp_path, make_sample(labels, load_photo=lambda: photo))
    picture = pixels(tmp_path / "face_overlay.png").astype(int)
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


def test_overlay_has_no_outline_along_the_pictures_edge(photo: np.ndarray) -> None:
    labels = np.full((24, 31), ID_OF["skin"], dtype=np.uint8)
    assert np.abs(blend(photo, labels) - (photo.astype(int) + PALETTE[1]) / 2).max() <= 1


def test_layers_are_one_mask_for_each_class_that_occurs(tmp_path: Path, labels: np.ndarray) -> None:
    export(FORMATS["layers"], tmp_path, make_sample(labels), options=ExportOptions(background=True))
    names = ("background", "skin", "nose", "hair")
    assert sorted(files_below(tmp_path)) == sorted(f"face_layers/face_{name}.png" for name in names)
    for name in names:
        with Image.open(tmp_path / f"face_layers/face_{name}.png") as image:
            assert image.mode == "L"
            assert np.array_equal(np.array(image), np.where(labels == ID_OF[name], 255, 0))
