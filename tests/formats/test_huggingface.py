"""Hugging Face's image folder: what ``datasets`` loads of ours, and what we read of others'."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from faceparse_core.class_orders import ORDERS
from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF, NAMES
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, files_below, make_sample

FOLDER = FORMATS["huggingface"]

LOAD = """
import numpy as np
from datasets import load_dataset
data = load_dataset("imagefolder", data_dir=sys.argv[1], split="train", cache_dir=sys.argv[2])
answer({
    "features": {name: type(each).__name__ for name, each in data.features.items()},
    "rows": [[np.array(row["mask"]).tolist(), np.array(row["image"]).tolist()] for row in data],
})
"""


@needs_readers
@pytest.mark.parametrize("options", [{}, {"grey": True, "photos": "png", "order": "bisenet"}])
def test_datasets_loads_photos_and_masks(tmp_path: Path, labels: np.ndarray, options: Any) -> None:
    """Also of photos whose names look like splits, with spaces and without Latin letters."""
    stems = ["test 1", "val", "train-2", "é 😀", "valid.3"]
    samples = [make_sample(np.roll(labels, i, 1), stem, i) for i, stem in enumerate(stems)]
    target = export(FOLDER, tmp_path / "set", *samples, options=ExportOptions(**options))
    loaded = ask(LOAD, target, tmp_path / "cache")
    assert loaded["features"] == {"image": "Image", "mask": "Image"}
    assert len(loaded["rows"]) == len(samples)
    order = ORDERS[options.get("order", "celebamask")]
    for sample, (mask, photo) in zip(samples, loaded["rows"], strict=True):
        assert np.array_equal(mask, order.theirs[sample.labels])
        if options:
            assert np.array_equal(photo, sample.photo)
        else:
            assert np.shape(photo) == sample.photo.shape


def test_the_layout(tmp_path: Path, labels: np.ndarray) -> None:
    target = export(FOLDER, tmp_path, make_sample(labels, "b", 1), make_sample(labels, "a", 0))
    assert sorted(files_below(target)) == [
        "id2label.json",
        "train/images/a.jpg",
        "train/images/b.jpg",
        "train/masks/a.png",
        "train/masks/b.png",
        "train/metadata.jsonl",
    ]
    lines = (target / "train/metadata.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"file_name": f"images/{stem}.jpg", "mask_file_name": f"masks/{stem}.png"} for stem in "ab"
    ]
    names = json.loads((target / "id2label.json").read_text())
    assert names == {str(id_): name for id_, name in enumerate(NAMES)}


def test_a_stopped_export_goes_on(tmp_path: Path, labels: np.ndarray) -> None:
    FOLDER.writer(tmp_path, ExportOptions()).add(make_sample(labels, "a", 0))
    target = export(FOLDER, tmp_path, make_sample(labels, "b", 1))
    found = list(FOLDER.read(target, ReadOptions()))
    assert [each.name for each in found] == ["a", "b"]
    assert [each.photo_path for each in found] == [target / f"train/images/{stem}.jpg" for stem in "ab"]


def test_the_ids_go_by_the_names_beside_them(tmp_path: Path) -> None:
    """Whatever order the options say."""
    labels = np.array([[ID_OF["hair"], ID_OF["nose"]]], np.uint8)
    target = export(FOLDER, tmp_path, make_sample(labels), options=ExportOptions(order="bisenet"))
    assert np.array_equal(next(FOLDER.read(target, ReadOptions())).load(), labels)
    (target / "id2label.json").unlink()
    assert np.array_equal(next(FOLDER.read(target, ReadOptions(order="bisenet"))).load(), labels)


# -- others', read by us -----------------------------------------------------------------------------------


def make(folder: Path, *lines: dict[str, Any] | bytes, names: dict[str, str] | None = None) -> Path:
    """A set with one photo, ``a.jpg``, and its mask ``m.png``: a row of the ids 0 to 5."""
    folder.mkdir(exist_ok=True)
    Image.new("RGB", (6, 1)).save(folder / "a.jpg")
    Image.fromarray(np.arange(6, dtype=np.uint8)[None]).save(folder / "m.png")
    data = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines or (PAIR,)]
    (folder / "metadata.jsonl").write_bytes(b"\n".join(data) + b"\n")
    if names is not None:
        (folder / "id2label.json").write_text(json.dumps(names))
    return folder


PAIR = {"file_name": "a.jpg", "mask_file_name": "m.png"}


def load(folder: Path, **options: Any) -> list[list[int]]:
    (found,) = FOLDER.read(folder, ReadOptions(**options))
    return found.load().tolist()  # type: ignore[no-any-return]


def test_one_more_column_of_files_is_the_mask_whatever_its_name(tmp_path: Path) -> None:
    line = {"file_name": "a.jpg", "annotation_file_name": "m.png", "caption": "a face", "age": 7}
    assert load(make(tmp_path / "one", line)) == [[0, 1, 2, 3, 4, 5]]
    two = make(tmp_path / "two", {**line, "depth_file_name": "m.png"})
    with pytest.raises(FormatError, match=r"Line 1 of metadata\.jsonl names .* no mask under mask_file_name"):
        load(two)
    assert load(make(two, {**line, **PAIR})) == [[0, 1, 2, 3, 4, 5]]


def test_every_split_is_read(tmp_path: Path) -> None:
    for split in ("train", "validation"):
        make(tmp_path / split)
    (tmp_path / "id2label.json").write_text(json.dumps(dict(enumerate(reversed(NAMES)))))
    assert FOLDER.recognises(tmp_path)
    for found in FOLDER.read(tmp_path, ReadOptions()):
        assert found.load().tolist() == [[18, 17, 16, 15, 14, 13]]
        assert found.name == "a"


def test_foreign_names_need_a_class_map(tmp_path: Path) -> None:
    names = dict(zip("012345", ["background", "Haut", "nose", "Auge", "l_eye", "hair"], strict=True))
    folder = make(tmp_path / "set", names=names)
    with pytest.raises(FormatError, match=r"id2label\.json has classes that are not ours: 'Haut', 'Auge'"):
        load(folder)
    ours = [0, ID_OF["skin"], ID_OF["nose"], ID_OF["l_eye"], ID_OF["l_eye"], ID_OF["hair"]]
    assert load(folder, class_map={"Haut": "skin", "Auge": "l_eye"}) == [ours]


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ({"0": "background", "2": "nose"}, r"id2label\.json does not name all ids"),
        ({"zero": "background"}, r"id2label\.json is not as its format asks: zero"),
        ({"0": "background", "1": "skin"}, r"m\.png holds the id 2, but the ids of id2label\.json end at 1"),
    ],
)
def test_names_that_do_not_fit_are_refused(tmp_path: Path, names: dict[str, str], why: str) -> None:
    with pytest.raises(FormatError, match=why):
        load(make(tmp_path / "set", names=names))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"file_name": "a.jpg"}, "Line 2 of metadata.jsonl names no photo under file_name or no mask"),
        ({"file_name": 3, "mask_file_name": "m.png"}, "Line 2 of metadata.jsonl names no photo"),
        ({"file_name": "..", "mask_file_name": "m.png"}, "Line 2 of metadata.jsonl names no photo"),
        (b"{", "metadata.jsonl is not as its format asks"),
        (b"[]", "metadata.jsonl is not as its format asks"),
        (b"\xff\xfe", "metadata.jsonl is not as its format asks"),
        (b" " * (2 << 20), "Line 2 of metadata.jsonl is longer than any metadata"),
        (PAIR, "metadata.jsonl names a.jpg twice"),
    ],
)
def test_lines_that_cannot_be_are_refused_by_name(
    tmp_path: Path, line: dict[str, Any] | bytes, why: str
) -> None:
    found = FOLDER.read(make(tmp_path / "set", PAIR, line), ReadOptions())
    next(found)
    with pytest.raises(FormatError, match=why):
        next(found)


@pytest.mark.parametrize("name", ["../secret.png", "{}/secret.png", "link.png", "..\\secret.png", "none.png"])
def test_files_outside_the_folder_are_not_read(tmp_path: Path, name: str) -> None:
    Image.new("L", (6, 1)).save(tmp_path / "secret.png")
    name = name.format(tmp_path)
    folder = make(tmp_path / "set", {"file_name": name, "mask_file_name": name})
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (found,) = FOLDER.read(folder, ReadOptions())
    assert found.photo_path is found.load_photo is None
    assert "/" not in found.name
    with pytest.raises(FormatError, match=r"which metadata\.jsonl names, is not in the folder set\. Copy it"):
        found.load()


@pytest.mark.parametrize(
    ("mask", "why"),
    [
        (Image.new("L", (5, 1)), r"m\.png is 5 × 1 pixels, its photo 6 × 1"),
        (Image.new("RGB", (6, 1), (1, 2, 3)), r"m\.png is a PNG picture of mode RGB, not a label map"),
        (Image.new("L", (6, 1), 40), r"m\.png holds the id 40"),
    ],
)
def test_masks_that_do_not_fit_are_refused_by_name(tmp_path: Path, mask: Image.Image, why: str) -> None:
    folder = make(tmp_path / "set")
    mask.save(folder / "m.png")
    with pytest.raises(FileError, match=why):
        load(folder)


def test_it_is_recognised_by_its_first_line(tmp_path: Path) -> None:
    assert FORMATS.recognise(make(tmp_path / "set")) is FOLDER
    assert FOLDER.recognises(tmp_path / "set/metadata.jsonl")
    assert not FOLDER.recognises(make(tmp_path / "other", {"file_name": "a.jpg", "text": "a face"}))
