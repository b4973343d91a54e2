"""COCO files that are large, damaged or made to harm: read in constant memory, or refused by name."""

from __future__ import annotations

import json
import tracemalloc
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from faceparse_core.labels import ID_OF
from faceparse_gui.formats import FormatError, ReadOptions
from faceparse_gui.formats.coco import content as reader
from faceparse_gui.formats.reading.spool import Spool
from tests.formats.coco.coco_files import COCO_FORMAT, IMAGE, content, load, rle

HEAD = b'{"images": [{"id": 7, "file_name": "a.jpg", "width": 6, "height": 4}], "categories": [], '


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "the file: Invalid JSON: parse error: premature EOF"),
        (b"{", "the file: Invalid JSON: parse error: premature EOF"),
        (b'{"images": [', r"images\.0: Invalid JSON: parse error: premature EOF"),
        (HEAD + b'"annotations": [{"image_id": 7', r"annotations\.0: Invalid JSON: .*premature EOF"),
        (b"\xff\xfe", "the file: Invalid JSON: lexical error"),
        (b"\0" * 1_000_000, "the file: Invalid JSON: lexical error"),
        (b"[]", "the file: Input should be an object"),
        (b"null", "the file: Input should be an object"),
        (b"[" * 100_000, "the file: Input should be an object"),
        (b'{"info": ' + b"[" * 100_000, "info: More than 64 lists and objects in one another"),
        (HEAD + b'"annotations": [' + b'{"a":' * 100_000, "annotations.0: More than 64 lists"),
        (HEAD + b'"annotations": {}}', "annotations: Input should be a valid list"),
        (HEAD + b'"annotations": null}', "annotations: Input should be a valid list"),
        (HEAD + b'"annotations": [7]}', r"annotations\.0: Input should be a dictionary or"),
        (HEAD + b'"annotations": [], "images": []}', "images: Listed twice"),
        (HEAD + b'"annotations": []} {}', "the file: Invalid JSON: parse error: trailing garbage"),
        (HEAD + b'"annotations": [{"area": NaN}]}', r"annotations\.0\.image_id: Field required"),
        (HEAD + b'"annotations": [{"area": 1e999}]}', r"annotations\.0\.image_id: Field required"),
        (HEAD + b'"annotations": [%d]}' % 2**80, r"annotations\.0: Input should be a dictionary or"),
        (
            HEAD + b'"annotations": [' + b"1" * 4_000_000 + b"]}",
            r"annotations\.0: Input should be a dictionary or",
        ),
        (HEAD + b'"annotations": [' + b"1" * 5_000_000 + b"]}", r"annotations\.0: More than 4 MB"),
        (HEAD + b'"annotations": ["' + b"a" * 5_000_000 + b'"]}', r"annotations\.0: More than 4 MB"),
        (HEAD + b'"annotations": [' + b" " * 5_000_000 + b"]}", r"annotations\.0: More than 4 MB"),
        (
            HEAD + b'"annotations": [[' + b"1," * 300_000 + b"1]]}",
            r"annotations\.0: More than 262,144 values",
        ),
        (
            HEAD + b'"annotations": [[' + b"[]," * 20_000 + b"1]]}",
            r"annotations\.0: More than 262,144 values",
        ),
        (HEAD + b'"annotations": [{"image_id": "9' + b"0" * 30 + b'"}]}', r"annotations\.0\.image_id: Input"),
    ],
)
def test_damaged_and_hostile_json_is_refused_by_name_and_place(tmp_path: Path, data: bytes, why: str) -> None:
    (tmp_path / "set.json").write_bytes(data)
    with pytest.raises(
        FormatError, match=rf"^set\.json is not as its format asks: {why}.*Export it again\.$"
    ):
        list(COCO_FORMAT.read(tmp_path / "set.json", ReadOptions()))


def test_a_gigabyte_of_zeros_is_refused_at_its_beginning(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    with path.open("wb") as file:
        file.truncate(1 << 30)  # takes no room on the disk
    tracemalloc.start()
    with pytest.raises(FormatError, match=r"set\.json is not as its format asks: the file: Invalid JSON"):
        list(COCO_FORMAT.read(path, ReadOptions()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20


def test_a_huge_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    with path.open("wb") as file:
        file.truncate((4 << 30) + 1)
    with pytest.raises(FormatError, match=r"set\.json has more than 4 GB, the most that is read\. Split it"):
        list(COCO_FORMAT.read(path, ReadOptions()))


def test_too_many_images_are_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_IMAGES", 2)
    images = [IMAGE | {"id": id_, "file_name": f"{id_}.jpg"} for id_ in range(3)]
    with pytest.raises(FormatError, match=r"^set\.json has more than 2 images or categories\. Split it\.$"):
        load(tmp_path, content(images=images))


def test_lists_come_in_any_order_and_annotations_in_any_of_images(tmp_path: Path) -> None:
    whole = content()
    top, left = np.zeros((4, 6), bool), np.zeros((4, 6), bool)
    top[0], left[:, 0] = True, True
    images = [IMAGE, IMAGE | {"id": 8, "file_name": "b.jpg"}]
    annotations = [
        {"image_id": image, "category_id": category, "segmentation": rle(mask)}
        for mask, category in ((left, 5), (top, 3))
        for image in (8, 7)
    ]
    parts = {"images": images, "categories": whole["categories"], "annotations": annotations}
    for order in permutations(parts):
        value = {"info": {"a": [1, {"b": [2]}]}, **{key: parts[key] for key in order}, "licenses": [[]]}
        labels = load(tmp_path, value)
        assert list(labels) == ["a.jpg", "b.jpg"]
        for each in labels.values():
            assert np.array_equal(each == ID_OF["nose"], left)
            assert np.array_equal(each == ID_OF["skin"], top & ~left)


def write_large(path: Path, images: int, counts: str) -> None:
    """Annotations first, as not even pycocotools writes them; each of one run-length text."""
    annotation = '{"image_id":%d,"category_id":3,"segmentation":{"size":[4,6],"counts":"%s"}}'
    with path.open("w") as file:
        file.write('{"annotations":[')
        file.write(",".join(annotation % (id_, counts) for id_ in range(images)))
        file.write('],"categories":[{"id":3,"name":"skin"}],"images":[')
        file.write(",".join(json.dumps(IMAGE | {"id": i, "file_name": f"{i}.jpg"}) for i in range(images)))
        file.write("]}")


def test_memory_is_that_of_the_images_not_of_the_masks(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    write_large(path, 2000, "0" * 20_000)
    tracemalloc.start()
    found = list(COCO_FORMAT.read(path, ReadOptions()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 2000
    assert path.stat().st_size > 37 << 20
    assert peak < 5 << 20
    with pytest.raises(FormatError, match=r"an annotation of 1999\.jpg has run lengths for 0 pixels"):
        found[-1].load()


def test_label_maps_are_loaded_by_several_threads_after_their_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    write_large(path, 200, rle(np.ones((4, 6), bool))["counts"])
    found = list(COCO_FORMAT.read(path, ReadOptions()))
    path.unlink()
    with ThreadPoolExecutor(4) as pool:
        assert all((labels == ID_OF["skin"]).all() for labels in pool.map(lambda each: each.load(), found))


def test_a_disk_without_room_is_reported(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "set.json")
    spool._database.execute("PRAGMA max_page_count = 20")
    with pytest.raises(FormatError, match=r"^set\.json cannot be read: there is no room .*is full\)\. Free"):
        deque((spool.put(number, bytes(1000)) for number in range(1000)), 0)


def test_of_a_json_file_no_more_than_both_ends_are_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    with path.open("wb") as file:
        file.write(json.dumps(content()).encode()[:-1])
        file.truncate(1 << 30)
    tracemalloc.start()
    assert COCO_FORMAT.recognises(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1 << 20
