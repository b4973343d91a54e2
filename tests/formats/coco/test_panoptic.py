"""COCO panoptic: read by the format's words, by Datumaro, and by us when others wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF, NAMES
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, files_below, make_sample

PANOPTIC = FORMATS["panoptic"]
JSON = "annotations/panoptic_default.json"
PNGS = "annotations/panoptic_default"


@pytest.fixture
def two() -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Two faces side by side, and their frames."""
    labels = np.zeros((40, 81), np.uint8)
    labels[5:35, 5:35] = labels[5:35, 45:75] = ID_OF["skin"]
    labels[10, 10] = labels[12, 50] = ID_OF["nose"]
    left, right = whole_frame(40, 40), whole_frame(40, 40)
    right[0, 2] = 40
    return labels, (left, right)


def read_as_specified(target: Path) -> dict[str, list[tuple[str, np.ndarray]]]:
    """File name → class and mask of each segment, after cocodataset.org, "Panoptic Segmentation"."""
    value = json.loads((target / JSON).read_text())
    categories = {each["id"]: each for each in value["categories"]}
    images = {each["id"]: each for each in value["images"]}
    masks: dict[str, list[tuple[str, np.ndarray]]] = {image["file_name"]: [] for image in images.values()}
    for annotation in value["annotations"]:
        image = images[annotation["image_id"]]
        with Image.open(target / PNGS / annotation["file_name"]) as picture:
            assert picture.mode == "RGB"
            assert picture.size == (image["width"], image["height"])
            rgb = np.array(picture).astype(np.uint32)
        ids = rgb[..., 0] + rgb[..., 1] * 256 + rgb[..., 2] * 256**2
        segments = annotation["segments_info"]
        assert {each["id"] for each in segments} | {0} == set(np.unique(ids).tolist()) | {0}
        assert len({each["id"] for each in segments}) == len(segments)
        for segment in segments:
            mask = ids == segment["id"]
            rows, columns = np.nonzero(mask)
            box = [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]
            assert segment["bbox"] == box
            assert segment["area"] == mask.sum()
            assert segment["iscrowd"] == 0
            category = categories[segment["category_id"]]
            assert category["isthing"] == (category["name"] != "background")
            masks[image["file_name"]].append((category["name"], mask))
    return masks


def as_labels(masks: list[tuple[str, np.ndarray]], shape: tuple[int, ...]) -> np.ndarray:
    labels = np.zeros(shape, np.uint8)
    for name, mask in masks:
        labels[mask] = ID_OF[name]
    return labels


@pytest.mark.parametrize("background", [False, True])
def test_the_pixels_are_there_as_the_specification_says(
    tmp_path: Path, labels: np.ndarray, two: Any, background: bool
) -> None:
    samples = (make_sample(labels, "one", 0), make_sample(two[0], "two", 1, frames=two[1]))
    target = export(PANOPTIC, tmp_path, *samples, options=ExportOptions(background=background))
    read = read_as_specified(target)
    assert [len(masks) for masks in read.values()] == [3 + background, 4 + 2 * background]
    for sample in samples:
        masks = read[f"{sample.stem}.png"]
        assert np.array_equal(as_labels(masks, sample.labels.shape), sample.labels)
        covered = np.sum([mask for _, mask in masks], axis=0)
        assert np.array_equal(covered, (sample.labels > 0) | background)


def test_the_photo_as_one_object_a_class(tmp_path: Path, two: Any) -> None:
    sample = make_sample(two[0], "two", frames=two[1])
    target = export(PANOPTIC, tmp_path, sample, options=ExportOptions(objects="photo"))
    assert [name for name, _ in read_as_specified(target)["two.png"]] == ["skin", "nose"]


@needs_readers
def test_datumaro_reads_the_same_pixels(tmp_path: Path, labels: np.ndarray, two: Any) -> None:
    samples = (make_sample(labels, "one", 0), make_sample(two[0], "two", 1, frames=two[1]))
    options = ExportOptions(photos="jpg")
    answered = ask(
        """
        import numpy as np
        from datumaro import Dataset
        data = Dataset.import_from(sys.argv[1], "coco_panoptic")
        names = [each.name for each in data.categories()[next(iter(data.categories()))]]
        answer({
            item.id: [[names[a.label], np.asarray(a.image).astype(int).tolist()] for a in item.annotations]
            for item in data
        })
        """,
        export(PANOPTIC, tmp_path, *samples, options=options),
    )
    assert set(answered) == {"one", "two"}
    for sample in samples:
        masks = [(name, np.array(mask, bool)) for name, mask in answered[sample.stem]]
        assert np.array_equal(as_labels(masks, sample.labels.shape), sample.labels)


def test_files_and_photos(tmp_path: Path, labels: np.ndarray) -> None:
    target = export(PANOPTIC, tmp_path, make_sample(labels, "a"), options=ExportOptions(photos="jpg"))
    assert sorted(files_below(target)) == [JSON, f"{PNGS}/a.png", "images/a.jpg"]
    (found,) = PANOPTIC.read(target, ReadOptions())
    assert found.name == "a.jpg"
    assert found.source == target / PNGS / "a.png"
    assert found.photo_path == target / "images/a.jpg"
    assert PANOPTIC.recognises(target / JSON)
    assert FORMATS.recognise(target) is FORMATS.recognise(target / JSON) is PANOPTIC


def test_a_stopped_export_goes_on(tmp_path: Path, labels: np.ndarray) -> None:
    PANOPTIC.writer(tmp_path, ExportOptions()).add(make_sample(labels, "a", 0))
    target = export(PANOPTIC, tmp_path, make_sample(labels, "b", 1))
    assert [each.name for each in PANOPTIC.read(target, ReadOptions())] == ["a.png", "b.png"]


# -- others', read by us -----------------------------------------------------------------------------------

SEGMENTS = [{"id": 3226956, "category_id": 184}, {"id": 70, "category_id": 1}]
"""The first id is one of COCO's own: R 76, G 61, B 49."""


def make(folder: Path, segments: list[dict[str, Any]], **more: Any) -> Path:
    """A set by someone else: 6 × 4 pixels, the left third segment 3226956, the middle 70, the right none."""
    value = {
        "images": [{"id": 5, "file_name": "a.jpg", "width": 6, "height": 4}],
        "categories": [{"id": 184, "name": "skin", "isthing": 0}, {"id": 1, "name": "hair", "isthing": 1}],
        "annotations": [{"image_id": 5, "file_name": "a.png", "segments_info": segments}],
        **more,
    }
    rgb = np.zeros((4, 6, 3), np.uint8)
    rgb[:, :2], rgb[:, 2:4] = (76, 61, 49), (70, 0, 0)
    (folder / "panoptic_val").mkdir(exist_ok=True)
    Image.fromarray(rgb).save(folder / "panoptic_val/a.png")
    path = folder / "panoptic_val.json"
    path.write_text(json.dumps(value))
    return path


def load(path: Path, **options: Any) -> np.ndarray:
    (found,) = PANOPTIC.read(path, ReadOptions(**options))
    return found.load()


def test_ids_of_three_bytes_are_read(tmp_path: Path) -> None:
    expected = np.repeat([[ID_OF["skin"], ID_OF["hair"], 0]], 2, axis=1).repeat(4, axis=0)
    assert np.array_equal(load(make(tmp_path, SEGMENTS)), expected)


def test_classes_go_by_name_and_map(tmp_path: Path) -> None:
    categories = [{"id": 184, "name": "Haut", "isthing": 0}, {"id": 1, "name": "hat", "isthing": 1}]
    path = make(tmp_path, SEGMENTS, categories=categories)
    with pytest.raises(FormatError, match=r"panoptic_val\.json has classes that are not ours: 'Haut'"):
        load(path)
    assert set(np.unique(load(path, class_map={"Haut": "skin"}))) == {0, 1, ID_OF["hat"]}


def test_a_photo_without_an_annotation_is_all_background(tmp_path: Path) -> None:
    assert not load(make(tmp_path, [], annotations=[])).any()


def segment(id_: int) -> dict[str, int]:
    return {"id": id_, "category_id": 1}


@pytest.mark.parametrize(
    ("segments", "why"),
    [
        (SEGMENTS[:1], r"a\.png holds a segment 70 that panoptic_val\.json does not list"),
        ([*SEGMENTS, segment(70)], r"panoptic_val\.json lists the segment 70 of a\.png twice"),
        ([*SEGMENTS, segment(0)], "lists the segment 0"),
        ([*SEGMENTS, segment(-1)], "lists the segment -1"),
        ([*SEGMENTS, segment(1 << 24)], "lists the segment 16777216"),
        ([{"id": 70, "category_id": 2}], "uses a category 2, but lists none"),
    ],
)
def test_segments_that_do_not_fit_are_refused_by_name(
    tmp_path: Path, segments: list[dict[str, Any]], why: str
) -> None:
    with pytest.raises(FormatError, match=why):
        load(make(tmp_path, segments))


@pytest.mark.parametrize("name", ["../a.png", "/etc/passwd", "missing.png", "..\\a.png", "", "link.png"])
def test_masks_outside_their_folder_are_refused_by_name(tmp_path: Path, name: str) -> None:
    annotations = [{"image_id": 5, "file_name": name, "segments_info": SEGMENTS}]
    path = make(tmp_path, SEGMENTS, annotations=annotations)
    (tmp_path / "panoptic_val/a.png").rename(tmp_path / "a.png")
    (tmp_path / "panoptic_val/link.png").symlink_to(tmp_path / "a.png")
    with pytest.raises(FormatError, match=r"which panoptic_val\.json names for a\.jpg, is not in the folder"):
        load(path)


def test_a_mask_of_another_size_is_refused_by_name(tmp_path: Path) -> None:
    path = make(tmp_path, SEGMENTS)
    Image.new("RGB", (4, 6)).save(tmp_path / "panoptic_val/a.png")
    with pytest.raises(FormatError, match=r"a\.png has not the 6 × 4 pixels that panoptic_val\.json says"):
        load(path)


def test_a_damaged_mask_is_refused_by_name(tmp_path: Path) -> None:
    path = make(tmp_path, SEGMENTS)
    mask = tmp_path / "panoptic_val/a.png"
    mask.write_bytes(mask.read_bytes()[:50])
    with pytest.raises(FileError, match=r"a\.png is cut short or damaged"):
        load(path)


def test_two_annotations_of_one_photo_are_refused(tmp_path: Path) -> None:
    twice = [{"image_id": 5, "file_name": "a.png", "segments_info": SEGMENTS}] * 2
    with pytest.raises(FormatError, match=r"panoptic_val\.json annotates an image twice"):
        load(make(tmp_path, SEGMENTS, annotations=twice))


def test_the_categories_are_ours(tmp_path: Path, labels: np.ndarray) -> None:
    value = json.loads((export(PANOPTIC, tmp_path, make_sample(labels)) / JSON).read_text())
    assert [each["name"] for each in value["categories"]] == list(NAMES[1:])
    assert [each["id"] for each in value["categories"]] == list(range(1, 19))
