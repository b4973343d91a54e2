"""COCO instances written by others: what we make of them, and of what is wrong with them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image
from pycocotools.coco import COCO

from faceparse_core.labels import ID_OF
from faceparse_gui.formats import FORMATS, FormatError, ReadOptions
from faceparse_gui.formats.coco.run_length import checked
from faceparse_gui.formats.reading.remarks import remarks_of
from faceparse_gui.formats.reading.size import photo_at_hand
from tests.formats.coco.coco_files import COCO_FORMAT, IMAGE, content, load, rle
from tests.formats.samples import export, make_sample

JSON = "annotations/instances_default.json"


def plain(mask: np.ndarray) -> dict[str, Any]:
    """Run lengths as a list."""
    counts, inside = [0], 0
    for value in mask.astype(int).ravel(order="F").tolist():
        if value != inside:
            counts.append(0)
            inside = value
        counts[-1] += 1
    return {"size": list(mask.shape), "counts": counts}


MASKS = hnp.arrays(np.bool_, hnp.array_shapes(min_dims=2, max_dims=2, max_side=60))


@given(MASKS)
def test_run_lengths_are_those_of_pycocotools(mask: np.ndarray) -> None:
    for coded in (rle(mask), plain(mask)):
        runs = checked(coded["counts"], *mask.shape)
        inside = np.repeat(np.arange(runs.size) % 2 == 1, runs).reshape(mask.shape, order="F")
        assert np.array_equal(inside, mask)


def test_run_lengths_of_millions_of_pixels() -> None:
    """Lengths that take several letters, and differences below nought."""
    mask = np.zeros((3000, 2100), bool)
    mask[:, 900:] = mask[5, 3] = mask[7:9, 700:702] = True
    runs = checked(rle(mask)["counts"], *mask.shape)
    assert runs.tolist() == plain(mask)["counts"]


@pytest.mark.parametrize("code", [rle, plain])
def test_smaller_masks_lie_on_larger_ones_whatever_their_order(tmp_path: Path, code: Any) -> None:
    skin, nose = np.zeros((4, 6), bool), np.zeros((4, 6), bool)
    skin[:, 1:5] = True
    nose[1:3, 2] = True
    expected = np.where(nose, ID_OF["nose"], np.where(skin, ID_OF["skin"], 0))
    parts = [
        {"category_id": 3, "segmentation": code(skin)},
        {"category_id": 5, "segmentation": code(nose)},
    ]
    for order in (parts, parts[::-1]):
        assert np.array_equal(load(tmp_path, content(*order))["a.jpg"], expected)


def test_of_two_equally_large_masks_the_later_lies_on_top(tmp_path: Path) -> None:
    half = np.arange(24).reshape(4, 6) < 12
    parts = [{"category_id": id_, "segmentation": rle(half)} for id_ in (5, 3)]
    assert load(tmp_path, content(*parts))["a.jpg"][0, 0] == ID_OF["skin"]


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.floats(-9, 39), st.floats(-7, 31)), min_size=3, max_size=9),
        min_size=1,
        max_size=3,
    )
)
def test_polygons_are_filled_as_pycocotools_fills_them(
    tmp_path_factory: pytest.TempPathFactory, polygons: list[list[tuple[float, float]]]
) -> None:
    flat = [[number for point in polygon for number in point] for polygon in polygons]
    value = content({"segmentation": flat})
    value["images"][0] |= {"width": 30, "height": 24}
    folder = tmp_path_factory.mktemp("polygons")
    labels = load(folder, value)["a.jpg"]
    coco = COCO(folder / "set.json")
    assert np.array_equal(labels, coco.annToMask(coco.anns[1]))


def test_a_photo_without_annotations_is_all_background(tmp_path: Path) -> None:
    labels = load(tmp_path, content())["a.jpg"]
    assert labels.shape == (4, 6)
    assert not labels.any()


def test_annotations_that_share_an_id_all_count(tmp_path: Path) -> None:
    left = np.zeros((4, 6), bool)
    left[:, :2] = True
    value = content({"segmentation": rle(left)}, {"segmentation": rle(left[:, ::-1])})
    assert np.count_nonzero(load(tmp_path, value)["a.jpg"]) == 16


def test_foreign_names_need_a_class_map_and_are_reported_all_at_once(tmp_path: Path) -> None:
    mask = {"segmentation": rle(np.ones((4, 6), bool))}
    value = content({**mask, "category_id": 1}, {**mask, "category_id": 2})
    value["categories"] = [{"id": i, "name": name} for i, name in enumerate(["unused", "Haare", "Nase"])]
    with pytest.raises(FormatError, match=r"set\.json has classes that are not ours: 'Haare', 'Nase'\. Say"):
        load(tmp_path, value)
    labels = load(tmp_path, value, class_map={"Haare": "hair", "Nase": "background"})["a.jpg"]
    assert not labels.any()
    assert (load(tmp_path, value, class_map={"Haare": "hair", "Nase": "nose"})["a.jpg"] == 2).all()


@pytest.mark.parametrize(
    ("segmentation", "why"),
    [
        ({"size": [4, 6], "counts": [0, 25]}, "longer than the picture"),
        ({"size": [4, 6], "counts": [0, 20, 4, 20]}, "run lengths for 44 pixels, but 6 × 4 are 24"),
        ({"size": [4, 6], "counts": [0, 23]}, "run lengths for 23 pixels"),
        ({"size": [4, 6], "counts": []}, "run lengths for 0 pixels"),
        ({"size": [4, 6], "counts": [30, -6]}, "negative or longer"),
        ({"size": [4, 6], "counts": [0, 2**62]}, "negative or longer"),
        ({"size": [4, 6], "counts": "0" + "o" * 6 + "0"}, "negative or longer"),
        ({"size": [4, 6], "counts": "0" + "o" * 5000 + "0"}, "more pixels than any photo"),
        ({"size": [4, 6], "counts": "0P"}, "cut short"),
        ({"size": [4, 6], "counts": "0 h0"}, "letters that stand for none"),
        ({"size": [4, 6], "counts": "0é"}, "letters that stand for none"),
        ({"size": [4, 6], "counts": ""}, "run lengths for 0 pixels"),
        ({"size": [6, 4], "counts": [0, 24]}, "a mask of 4 × 6 pixels for 6 × 4"),
        ([[0, 0, 5, 0, 1e300, 3]], "far out of the picture"),
        ([[0, 0, 5, 0]], "fewer than three points"),
        ([[0, 0, 5, 0, 5, 5, 1]], "half a point"),
        ([], "no mask"),
        (None, "no mask"),
    ],
)
def test_masks_that_cannot_be_are_refused_by_name(tmp_path: Path, segmentation: Any, why: str) -> None:
    """Before pycocotools sees them: its C code believes what it is told."""
    with pytest.raises(FormatError, match=rf"^set\.json: annotation 1 of a\.jpg has .*{why}.*again\.$"):
        load(tmp_path, content({"segmentation": segmentation}))


def test_a_polygon_of_too_many_sides_is_refused_by_name(tmp_path: Path) -> None:
    value = content(
        {"segmentation": [[0, 0, 3000, 3000] * 1000]}, images=[IMAGE | {"width": 3000, "height": 9}]
    )
    with pytest.raises(FormatError, match=r"annotation 1 of a\.jpg has a polygon that leads far out"):
        load(tmp_path, value)
    value["images"][0]["height"] = 3000
    with pytest.raises(
        FormatError, match=r"annotation 1 of a\.jpg has a polygon of more sides than are drawn"
    ):
        load(tmp_path, value)


def test_one_bad_mask_does_not_cost_the_others(tmp_path: Path) -> None:
    value = content({"segmentation": {"size": [4, 6], "counts": [0, 25]}})
    value["images"].append({"id": 8, "file_name": "b.jpg", "width": 6, "height": 4})
    (tmp_path / "set.json").write_text(json.dumps(value))
    bad, good = COCO_FORMAT.read(tmp_path / "set.json", ReadOptions())
    assert good.load().shape == (4, 6)
    with pytest.raises(FormatError):
        bad.load()


MASK = {"segmentation": [[0, 0, 5, 0, 5, 3]]}
OTHER = {"id": 8, "file_name": "b.jpg", "width": 6, "height": 4}


@pytest.mark.parametrize(
    ("images", "annotation"),
    [
        ([], MASK | {"category_id": 4}),
        ([], {"segmentation": [[[0, 0], [5, 0], [5, 3]]]}),
        ([], {"segmentation": [[float("nan"), 0, 5, 0, 5, 3]]}),
        ([], {"segmentation": [[float("-inf"), 0, 5, 0, 5, 3]]}),
        ([], {"segmentation": [[10**400, 0, 5, 0, 5, 3]]}),
        ([], {"segmentation": "a mask"}),
        ([], {"category_id": None}),
        ([IMAGE | {"file_name": "c.jpg"}], MASK),
        ([IMAGE | {"id": 9}], MASK),
        ([IMAGE | {"id": 9, "file_name": ".."}], MASK | {"image_id": 9}),
    ],
)
def test_what_is_wrong_with_one_photo_costs_no_other(
    tmp_path: Path, images: list[Any], annotation: dict[str, Any]
) -> None:
    value = content(MASK | {"image_id": 8}, MASK, annotation, images=[OTHER, IMAGE, *images])
    (tmp_path / "set.json").write_text(json.dumps(value))
    good, *bad = COCO_FORMAT.read(tmp_path / "set.json", ReadOptions())
    assert good.name == "b.jpg"
    assert good.load().any()
    with pytest.raises(FormatError, match=r"^set\.json"):
        bad[-1].load()


@pytest.mark.parametrize(
    "change",
    [
        {"annotations": [MASK | {"image_id": 99, "category_id": 3}]},
        {"annotations": [MASK | {"image_id": "x", "category_id": 3}]},
        {"annotations": ["?"]},
        {"images": [{"file_name": "c.jpg"}]},
        {"categories": [{"id": 77, "name": None}]},
    ],
)
def test_entries_of_no_photo_are_passed_over_and_reported(
    tmp_path: Path, change: dict[str, list[Any]]
) -> None:
    value = content(MASK)
    for key, entries in change.items():
        value[key] += entries
    with remarks_of() as remarks:
        assert load(tmp_path, value)["a.jpg"].any()
    assert [(each.kind, each.what) for each in remarks] == [("stray", "set.json")]


@pytest.mark.parametrize(
    "segmentation", [[1, 0, 5, 0, 5, 4, 1, 4], [1.0, 0, 5, 0, 5, 4, 1, 4], [[1, 0], [5, 0], [5, 4], [1, 4]]]
)
def test_a_polygon_that_stands_alone_or_in_pairs_is_one(tmp_path: Path, segmentation: list[Any]) -> None:
    as_asked = load(tmp_path, content({"segmentation": [[1, 0, 5, 0, 5, 4, 1, 4]]}))["a.jpg"]
    assert as_asked.any()
    assert np.array_equal(load(tmp_path, content({"segmentation": segmentation}))["a.jpg"], as_asked)


@pytest.mark.parametrize("segmentation", [[1, 0, 5, 0], [1, 0, 5, 0, 5], [[1, 0], [5, 0]]])
def test_what_stands_alone_and_is_no_polygon_has_no_area(tmp_path: Path, segmentation: list[Any]) -> None:
    with remarks_of() as remarks:
        load(tmp_path, content({"segmentation": [[1, 0, 5, 0, 5, 4]]}, {"segmentation": segmentation}))
    assert [each.kind for each in remarks] == ["no area"]


def test_a_category_of_two_names_is_passed_over_and_reported_or_mapped(tmp_path: Path) -> None:
    nose = rle(np.eye(4, 6))
    value = content(MASK, {"category_id": 5, "segmentation": nose})
    value["categories"] += [{"id": 5, "name": "mouth"}, {"id": 3, "name": "skin"}]
    with remarks_of() as remarks:
        found = load(tmp_path, value)["a.jpg"]
    assert set(np.unique(found)) == {0, ID_OF["skin"]}
    assert [(each.kind, each.what) for each in remarks] == [("unknown class", "nose / mouth")]
    mapped = load(tmp_path, value, class_map={"nose / mouth": "mouth"})["a.jpg"]
    assert (mapped == ID_OF["mouth"]).sum() == 4


@pytest.mark.parametrize("damaged", ["{", '{"images": []}'])
def test_a_damaged_subset_costs_no_other(tmp_path: Path, damaged: str) -> None:
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations/instances_a.json").write_text(damaged)
    (tmp_path / "annotations/instances_b.json").write_text(json.dumps(content(MASK)))
    bad, good = COCO_FORMAT.read(tmp_path, ReadOptions())
    assert good.load().any()
    with pytest.raises(FormatError, match=r"instances_a\.json"):
        bad.load()


def test_a_size_that_is_not_stated_is_the_photos(tmp_path: Path) -> None:
    value = content(MASK, images=[{"id": 7, "file_name": "a.jpg"}])
    with photo_at_hand((6, 4)):
        assert load(tmp_path, value)["a.jpg"].shape == (4, 6)
    Image.new("RGB", (8, 5)).save(tmp_path / "a.jpg")
    assert load(tmp_path, value)["a.jpg"].shape == (5, 8)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (content(images=[IMAGE, IMAGE | {"file_name": "b.jpg"}]), "the id 7 stands for two images"),
        (content(images=[IMAGE, IMAGE | {"id": 8}]), "the file name 'a.jpg' stands for two"),
        (content(images=[IMAGE | {"file_name": ".."}]), "the file name '..' stands for two images, or none"),
        (content(MASK | {"image_id": 99}), "annotations for image 99"),
        (content(MASK | {"category_id": 4}), "uses a category 4, but lists none"),
        (
            content(MASK, categories=[{"id": 3, "name": "skin"}, {"id": 3, "name": "nose"}]),
            "not ours: 'skin / nose'",
        ),
        (content(images=[IMAGE | {"width": 100_000, "height": 100_000}]), "100000 × 100000 pixels"),
        (content(images=[IMAGE | {"width": 0}]), "0 × 4 pixels"),
        (content(images=[{"id": 7, "file_name": "a.jpg"}]), "does not say how large a.jpg is"),
        (content(images=[{"id": 7, "file_name": "a.jpg", "width": 5}]), "does not say how large a.jpg is"),
        (content(images=[IMAGE | {"width": "wide"}]), "images.0.width"),
        (content(images=[{"id": 7}]), "images.0.file_name: Field required"),
        ({"shapes": []}, "images: Field required"),
        (content(annotations=[{"image_id": "x", "category_id": 3}]), "annotations.0.image_id"),
    ],
)
def test_files_that_contradict_themselves_are_refused_by_name(
    tmp_path: Path, value: dict[str, Any], why: str
) -> None:
    with pytest.raises(FormatError, match=f"^set.json .*{why}"):
        load(tmp_path, value)


@pytest.mark.parametrize("name", ["../../{}", "/{}", "..\\..\\{}", "C:\\{}", "a/../../../{}", "link.jpg"])
def test_photos_outside_the_folder_are_not_looked_at(tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret.jpg"
    Image.new("RGB", (6, 4)).save(secret)
    folder = tmp_path / "set"
    (folder / "annotations").mkdir(parents=True)
    (folder / "images").mkdir()
    (folder / "images/link.jpg").symlink_to(secret)
    target = str(secret).lstrip("/") if name == "/{}" else "secret.jpg"
    value = content(images=[IMAGE | {"file_name": name.format(target)}])
    (folder / JSON).write_text(json.dumps(value))
    (found,) = COCO_FORMAT.read(folder, ReadOptions())
    assert found.photo_path is None
    assert found.load_photo is None
    assert found.name in ("secret.jpg", "link.jpg")


def test_all_subsets_are_read_each_with_its_photos(tmp_path: Path) -> None:
    for subset, folder in {"train": "images/train", "val": "val"}.items():
        (tmp_path / folder).mkdir(parents=True)
        Image.new("RGB", (6, 4)).save(tmp_path / folder / f"{subset}.png")
        (tmp_path / "annotations").mkdir(exist_ok=True)
        value = content(images=[IMAGE | {"file_name": f"{subset}.png"}])
        (tmp_path / f"annotations/instances_{subset}.json").write_text(json.dumps(value))
    (tmp_path / "annotations/captions_train.json").write_text("{}")
    found = list(COCO_FORMAT.read(tmp_path, ReadOptions()))
    assert [each.photo_path for each in found] == [
        tmp_path / "images/train/train.png",
        tmp_path / "val/val.png",
    ]


def test_roboflows_layout_is_read(tmp_path: Path) -> None:
    (tmp_path / "train").mkdir()
    Image.new("RGB", (6, 4)).save(tmp_path / "train/a.jpg")
    (tmp_path / "train/_annotations.coco.json").write_text(json.dumps(content(MASK)))
    assert COCO_FORMAT.recognises(tmp_path)
    (found,) = COCO_FORMAT.read(tmp_path, ReadOptions())
    assert found.photo_path == tmp_path / "train/a.jpg"


def test_a_json_file_is_recognised_by_its_first_words(tmp_path: Path, labels: np.ndarray) -> None:
    target = export(COCO_FORMAT, tmp_path, make_sample(labels))
    assert COCO_FORMAT.recognises(target / JSON)
    assert FORMATS.recognise(target / JSON) is FORMATS.recognise(target) is COCO_FORMAT
    (tmp_path / "other.json").write_text('{"images": 3}')
    assert not COCO_FORMAT.recognises(tmp_path / "other.json")


def test_a_json_file_that_lists_many_images_first_is_recognised_by_its_last_words(tmp_path: Path) -> None:
    """COCO's own files have this order, and their masks begin after megabytes of images."""
    path = tmp_path / "set.json"
    images = [IMAGE | {"id": id_, "file_name": f"{id_}.jpg"} for id_ in range(2000)]
    value = content(images=images)
    path.write_text(json.dumps({key: value[key] for key in ("images", "annotations", "categories")}))
    assert FORMATS.recognise(path) is COCO_FORMAT
