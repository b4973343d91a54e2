"""COCO instances written by us: what pycocotools and Datumaro make of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pycocotools.coco import COCO

from faceparse_core.labels import ID_OF, NAMES, NUM_CLASSES
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.formats import ExportOptions, ReadOptions
from tests.formats.coco.coco_files import COCO_FORMAT
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, files_below, make_sample

JSON = "annotations/instances_default.json"


def two_faces() -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Two faces side by side, and their frames."""
    labels = np.zeros((40, 81), np.uint8)
    labels[5:35, 5:35] = labels[5:35, 45:75] = ID_OF["skin"]
    labels[10, 10] = labels[12, 50] = ID_OF["nose"]
    left, right = whole_frame(40, 40), whole_frame(40, 40)
    right[0, 2] = 40
    return labels, (left, right)


def written(target: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((target / JSON).read_text())
    return content


def test_each_object_of_several_faces_says_whose_it_is(tmp_path: Path) -> None:
    labels, frames = two_faces()
    for objects, expected in {"face": [1, 2, 1, 2], "photo": [None, None]}.items():
        sample = make_sample(labels, frames=frames)
        options = ExportOptions(objects=objects)
        annotations = written(export(COCO_FORMAT, tmp_path / objects, sample, options=options))["annotations"]
        assert [each.get("attributes", {}).get("face") for each in annotations] == expected
        (found,) = COCO_FORMAT.read(tmp_path / objects, ReadOptions())
        assert np.array_equal(found.load(), labels)
    alone = export(COCO_FORMAT, tmp_path / "alone", make_sample(labels, frames=frames[:1]))
    assert not any("attributes" in each for each in written(alone)["annotations"])


def check_with_pycocotools(target: Path, stem: str, labels: np.ndarray, objects: int | None = None) -> None:
    coco = COCO(target / JSON)
    (image,) = [each for each in coco.dataset["images"] if Path(each["file_name"]).stem == stem]
    assert (image["height"], image["width"]) == labels.shape
    annotations = coco.loadAnns(coco.getAnnIds(imgIds=[image["id"]]))
    assert objects is None or len(annotations) == objects
    covered = np.zeros(labels.shape, np.uint8)
    for annotation in annotations:
        mask = coco.annToMask(annotation).astype(bool)
        name = coco.loadCats([annotation["category_id"]])[0]["name"]
        assert annotation["category_id"] == ID_OF[name]
        assert not covered[mask].any()
        covered[mask] = ID_OF[name]
        rows, columns = np.nonzero(mask)
        low, size = (columns.min(), rows.min()), (np.ptp(columns) + 1, np.ptp(rows) + 1)
        assert annotation["bbox"] == [*low, *size]
        assert annotation["area"] == mask.sum()
        assert annotation["iscrowd"] == 0
        assert isinstance(annotation["segmentation"]["counts"], str)
    assert np.array_equal(covered, labels)


@settings(max_examples=30, deadline=None)
@given(
    hnp.arrays(
        np.uint8,
        hnp.array_shapes(min_dims=2, max_dims=2, max_side=41),
        elements=st.integers(0, NUM_CLASSES - 1),
    )
)
def test_pycocotools_reads_the_same_pixels(
    tmp_path_factory: pytest.TempPathFactory, labels: np.ndarray
) -> None:
    target = export(COCO_FORMAT, tmp_path_factory.mktemp("coco"), make_sample(labels))
    check_with_pycocotools(target, "face", labels)


def test_each_face_has_objects_of_its_own_unless_the_photo_is_wanted(tmp_path: Path) -> None:
    labels, frames = two_faces()
    sample = make_sample(labels, frames=frames)
    check_with_pycocotools(export(COCO_FORMAT, tmp_path / "face", sample), "face", labels, 4)
    photo = export(COCO_FORMAT, tmp_path / "photo", sample, options=ExportOptions(objects="photo"))
    check_with_pycocotools(photo, "face", labels, 2)


@needs_readers
def test_datumaro_reads_the_same_pixels(tmp_path: Path, labels: np.ndarray) -> None:
    """Without photos and with them, the background as a class too."""
    two, frames = two_faces()
    samples = (make_sample(labels, "one", 0), make_sample(two, "two", 1, frames=frames))
    options = ExportOptions(photos="jpg", background=True)
    for number, chosen in enumerate((ExportOptions(), options)):
        answered = ask(
            """
            import numpy as np
            from datumaro import Dataset
            data = Dataset.import_from(sys.argv[1], "coco_instances")
            names = [each.name for each in data.categories()[next(iter(data.categories()))]]
            answer({
                item.id: [[names[a.label], np.asarray(a.image).astype(int).tolist()]
                    for a in item.annotations if hasattr(a, "image")]
                for item in data
            })
            """,
            export(COCO_FORMAT, tmp_path / str(number), *samples, options=chosen),
        )
        assert set(answered) == {"one", "two"}
        for sample in samples:
            covered = np.full(sample.labels.shape, 255 if chosen.background else 0, np.uint8)
            for name, mask in answered[sample.stem]:
                covered[np.array(mask, bool)] = ID_OF[name]
            assert np.array_equal(covered, sample.labels)


def test_categories_are_the_chosen_classes_under_our_ids(tmp_path: Path, labels: np.ndarray) -> None:
    everything = written(export(COCO_FORMAT, tmp_path / "all", make_sample(labels)))
    assert {each["id"]: each["name"] for each in everything["categories"]} == dict(enumerate(NAMES[1:], 1))
    options = ExportOptions(classes=("background", "nose", "skin"), background=True)
    labels[labels == ID_OF["hair"]] = 0
    some = written(export(COCO_FORMAT, tmp_path / "some", make_sample(labels), options=options))
    assert [(each["id"], each["name"]) for each in some["categories"]] == [
        (1, "skin"),
        (2, "nose"),
        (19, "background"),
    ]
    assert sum(each["area"] for each in some["annotations"]) == labels.size


def test_photos_lie_in_images_under_the_name_in_the_file(tmp_path: Path, labels: np.ndarray) -> None:
    options = ExportOptions(photos="png")
    target = export(COCO_FORMAT, tmp_path, make_sample(labels, "a b"), options=options)
    assert sorted(files_below(target)) == [JSON, "images/a b.png"]
    assert written(target)["images"][0]["file_name"] == "a b.png"
    (found,) = COCO_FORMAT.read(target, ReadOptions())
    assert found.photo_path == target / "images/a b.png"
    assert found.load_photo is not None
    assert found.load_photo().shape == (24, 31, 3)


def test_a_photo_that_stays_where_it_is_keeps_its_path_and_a_crop_gets_a_name(
    tmp_path: Path, labels: np.ndarray
) -> None:
    sample = make_sample(labels, "face_1", photo_name="holiday/ä.png")
    for crop, name in {"photo": "holiday/ä.png", "face": "face_1.jpg"}.items():
        target = export(COCO_FORMAT, tmp_path / crop, sample, options=ExportOptions(crop=crop))
        assert [each["file_name"] for each in written(target)["images"]] == [name]
        assert [each.name for each in COCO_FORMAT.read(target, ReadOptions())] == [name]


def test_a_stopped_export_goes_on_and_is_the_same_as_one_in_one_go(
    tmp_path: Path, labels: np.ndarray
) -> None:
    samples = [make_sample(np.roll(labels, i, 1), f"face{i}", i) for i in range(3)]
    COCO_FORMAT.writer(tmp_path / "two", ExportOptions()).add(samples[2])
    COCO_FORMAT.writer(tmp_path / "two", ExportOptions()).add(samples[0])
    assert not (tmp_path / "two" / JSON).exists()
    export(COCO_FORMAT, tmp_path / "two", samples[1])
    export(COCO_FORMAT, tmp_path / "one", *samples)
    assert files_below(tmp_path / "two") == files_below(tmp_path / "one")
    ids = [each["id"] for each in written(tmp_path / "two")["annotations"]]
    assert ids == list(range(1, 10))


def test_a_discarded_export_leaves_nothing(tmp_path: Path, labels: np.ndarray) -> None:
    writer = COCO_FORMAT.writer(tmp_path, ExportOptions())
    writer.add(make_sample(labels))
    writer.discard()
    assert not files_below(tmp_path)
