"""labelme's JSON: what labelme's own loader makes of ours, and what we make of its shapes."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF, NAMES
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.formats.reading.remarks import NOT_ANNOTATED, remarks_of
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, files_below, make_sample

LABELME = FORMATS["labelme"]

LOADER = """
import numpy as np
from labelme import utils
from labelme._label_file import LabelFile
names = json.loads(sys.argv[1])
answers = []
for path in sys.argv[2:]:
    file = LabelFile(path)
    shape = utils.img_data_to_arr(file.image_data).shape
    classes, objects = utils.shapes_to_label(shape, file.shapes, {n: i for i, n in enumerate(names)})
    answers.append([classes.tolist(), int(objects.max()), [s["group_id"] for s in file.shapes]])
answer(answers)
"""


def ask_labelme(*paths: Path) -> list[list[Any]]:
    """For each file: the label map, the number of objects and their groups, as labelme loads them."""
    return ask(LOADER, json.dumps(NAMES), *paths)  # type: ignore[no-any-return]


def b64(patch: np.ndarray) -> str:
    file = io.BytesIO()
    Image.fromarray(patch).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def mask_shape(label: str, left: int, top: int, patch: np.ndarray) -> dict[str, Any]:
    corners = [[left, top], [left + patch.shape[1] - 1, top + patch.shape[0] - 1]]
    return {"label": label, "shape_type": "mask", "points": corners, "mask": b64(patch)}


def make(path: Path, *shapes: dict[str, Any], **more: Any) -> Path:
    """A file for a photo of 40 × 30 pixels."""
    content = {
        "version": "6.3.1",
        "flags": {},
        "shapes": shapes,
        "imagePath": "a.png",
        "imageData": None,
        "imageHeight": 30,
        "imageWidth": 40,
        **more,
    }
    path.write_text(json.dumps(content))
    return path


def load(path: Path, **options: Any) -> np.ndarray:
    (found,) = LABELME.read(path, ReadOptions(**options))
    return found.load()


# -- ours, read by labelme ---------------------------------------------------------------------------------


@needs_readers
@pytest.mark.parametrize("photos", ["none", "jpg", "png"])
def test_labelme_loads_the_same_pixels(tmp_path: Path, labels: np.ndarray, photos: str) -> None:
    """With the photo beside the file, and with the photo where it was, a folder away."""
    (tmp_path / "photos").mkdir()
    samples = []
    for index, each in enumerate((labels, np.full((1, 1), ID_OF["nose"], np.uint8), np.zeros_like(labels))):
        path = tmp_path / f"photos/ä {index}.png"
        Image.fromarray(np.repeat(each[..., None] * 9, 3, 2)).save(path)
        samples.append(make_sample(each, path.stem, index, photo_path=path, as_in_file=True))
    target = export(LABELME, tmp_path / "out", *samples, options=ExportOptions(photos=photos))
    answers = ask_labelme(*(target / f"{sample.stem}.json" for sample in samples))
    for sample, (classes, _, groups) in zip(samples, answers, strict=True):
        assert np.array_equal(classes, sample.labels)
        assert set(groups) <= {None}


@needs_readers
def test_labelme_sees_each_face_as_a_group(tmp_path: Path) -> None:
    labels = np.zeros((40, 81), np.uint8)
    labels[5:35, 5:35] = labels[5:35, 45:75] = ID_OF["skin"]
    labels[10, 10] = labels[12, 50] = ID_OF["nose"]
    left, right = whole_frame(40, 40), whole_frame(40, 40)
    right[0, 2] = 40
    sample = make_sample(labels, frames=(left, right))
    for objects, count, expected in (("face", 4, [1, 2, 1, 2]), ("photo", 2, [None, None])):
        options = ExportOptions(photos="png", objects=objects)
        target = export(LABELME, tmp_path / objects, sample, options=options)
        ((classes, found, groups),) = ask_labelme(target / "face.json")
        assert np.array_equal(classes, labels)
        assert found == count
        assert groups == expected


def test_the_file_is_as_labelme_writes_it(tmp_path: Path, labels: np.ndarray) -> None:
    options = ExportOptions(photos="jpg")
    target = export(LABELME, tmp_path, make_sample(labels), options=options)
    assert sorted(files_below(target)) == ["face.jpg", "face.json"]
    content = json.loads((target / "face.json").read_text())
    shapes = content.pop("shapes")
    assert content == {
        "version": "6.3.1",
        "flags": {},
        "imagePath": "face.jpg",
        "imageData": None,
        "imageHeight": 24,
        "imageWidth": 31,
    }
    assert [shape["label"] for shape in shapes] == ["skin", "nose", "hair"]
    assert shapes[1]["points"] == [[12, 10], [16, 13]]
    with Image.open(io.BytesIO(base64.b64decode(shapes[0]["mask"]))) as patch:
        assert patch.mode == "L"
        assert patch.size == (20, 16)
        assert sorted(np.unique(np.array(patch))) == [0, 1]


def test_the_background_is_a_shape_if_it_is_wanted(tmp_path: Path, labels: np.ndarray) -> None:
    export(LABELME, tmp_path, make_sample(labels), options=ExportOptions(background=True))
    shapes = json.loads((tmp_path / "face.json").read_text())["shapes"]
    assert shapes[0]["label"] == "background"
    assert np.array_equal(load(tmp_path / "face.json"), labels)


@pytest.mark.parametrize(("as_in_file", "name"), [(False, "a.png"), (True, "a"), (True, "b.png")])
def test_without_a_photo_of_its_own_a_file_names_one_after_itself(
    tmp_path: Path, labels: np.ndarray, as_in_file: bool, name: str
) -> None:
    """The crop of a face; masks that were read without photos, whose path is then their own."""
    more = {"photo_name": name, "photo_path": Path("a.png"), "as_in_file": as_in_file}
    export(LABELME, tmp_path, make_sample(labels, "a_2", **more))
    assert json.loads((tmp_path / "a_2.json").read_text())["imagePath"] == "a_2.jpg"
    assert [each.name for each in LABELME.read(tmp_path, ReadOptions())] == ["a_2"]


# -- labelme's, read by us ---------------------------------------------------------------------------------


def random_shape(random: np.random.Generator) -> dict[str, Any]:
    """A shape that may reach out of 40 × 30 pixels, unless it is a mask, which labelme keeps inside."""
    kind = str(random.choice(["polygon", "rectangle", "circle", "oriented_rectangle", "mask"]))
    label = str(random.choice(NAMES[1:]))
    if kind == "mask":
        height, width = random.integers(1, 30), random.integers(1, 40)
        left, top = random.integers(0, 41 - width), random.integers(0, 31 - height)
        patch = random.integers(0, 2, (height, width), dtype=np.uint8)
        return mask_shape(label, int(left), int(top), patch)
    count = {"polygon": int(random.integers(3, 9)), "oriented_rectangle": 4}.get(kind, 2)
    points = random.uniform((-15, -12), (55, 42), (count, 2)).round(int(random.integers(0, 4)))
    return {"label": label, "shape_type": kind, "points": points.tolist()}


@needs_readers
def test_shapes_are_filled_as_labelme_fills_them(tmp_path: Path) -> None:
    """Sixty files of six shapes each, one over the other and out of the picture."""
    random = np.random.default_rng(0)
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    paths = [
        make(tmp_path / f"{number}.json", *(random_shape(random) for _ in range(6))) for number in range(60)
    ]
    for path, (classes, _, _) in zip(paths, ask_labelme(*paths), strict=True):
        assert np.array_equal(load(path), classes), path.name


def test_later_shapes_lie_on_top(tmp_path: Path) -> None:
    square = {"shape_type": "rectangle", "points": [[0, 0], [9, 9]]}
    path = make(tmp_path / "a.json", {"label": "nose", **square}, {"label": "skin", **square})
    assert load(path)[5, 5] == ID_OF["skin"]


def test_masks_at_the_edge_are_cut_off(tmp_path: Path) -> None:
    path = make(tmp_path / "a.json", mask_shape("skin", -2, 27, np.ones((5, 6), np.uint8)))
    expected = np.zeros((30, 40), np.uint8)
    expected[27:, :4] = ID_OF["skin"]
    assert np.array_equal(load(path), expected)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16"])
def test_masks_of_every_grey_mode_are_read(tmp_path: Path, mode: str) -> None:
    inside = np.random.default_rng(0).integers(0, 2, (5, 6), dtype=np.uint8)
    patch = Image.fromarray(inside.astype(np.uint16 if mode == "I;16" else np.uint8))
    if mode == "P":
        patch.putpalette([0, 0, 0, 255, 255, 255])
    if mode == "1":
        patch = Image.fromarray(inside.astype(bool))
    file = io.BytesIO()
    patch.save(file, "PNG")
    shape = mask_shape("nose", 3, 4, inside) | {"mask": base64.b64encode(file.getvalue()).decode()}
    assert np.array_equal(load(make(tmp_path / "a.json", shape))[4:9, 3:9], inside * ID_OF["nose"])


def test_old_files_without_a_shape_type_or_a_size_are_read(tmp_path: Path) -> None:
    shape = {"label": "skin", "points": [[0, 0], [9, 0], [9, 9], [0, 9]]}
    path = make(tmp_path / "a.json", shape, imageHeight=None, imageWidth=None)
    with pytest.raises(FormatError, match=r"a\.json does not say how large its photo is\. Put the photo"):
        load(path)
    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    assert np.count_nonzero(load(path)) == 100


def test_an_embedded_photo_is_not_looked_at(tmp_path: Path) -> None:
    path = make(tmp_path / "a.json", imageData="no photo, nor base64")
    assert load(path).shape == (30, 40)


def test_foreign_labels_need_a_class_map(tmp_path: Path) -> None:
    square = {"shape_type": "rectangle", "points": [[0, 0], [9, 9]]}
    path = make(tmp_path / "a.json", {"label": "Nase", **square}, {"label": "Mund", **square})
    with pytest.raises(FormatError, match=r"a\.json has classes that are not ours: 'Nase', 'Mund'\."):
        load(path)
    assert load(path, class_map={"Nase": "nose", "Mund": "background"}).max() == 0
    assert load(make(path, {"label": "_background_", **square})).max() == 0


def test_the_photo_is_looked_for_beside_the_file_and_in_the_folder_that_is_read(tmp_path: Path) -> None:
    (tmp_path / "labels/b").mkdir(parents=True)
    (tmp_path / "images").mkdir()
    for name in ("images/a.png", "labels/b/b.png"):
        Image.new("RGB", (40, 30)).save(tmp_path / name)
    make(tmp_path / "labels/a.json", imagePath="..\\images\\a.png")
    make(tmp_path / "labels/b/b.json", imagePath="b.png")
    make(tmp_path / "labels/b/c.json", imagePath="c.png")
    found = list(LABELME.read(tmp_path, ReadOptions()))
    assert [each.name for each in found] == ["images/a.png", "labels/b/b.png", "labels/b/c"]
    assert [each.load_photo is not None for each in found] == [True, True, False]
    assert next(LABELME.read(tmp_path / "labels", ReadOptions())).name == "a"


@pytest.mark.parametrize("name", ["../secret.png", "{}", "link.png", "C:\\secret.png", "..", "\0"])
def test_photos_outside_the_folder_are_not_looked_at(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (40, 30)).save(tmp_path / "secret.png")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/link.png").symlink_to(tmp_path / "secret.png")
    make(tmp_path / "in/a.json", imagePath=name.format(tmp_path / "secret.png"))
    (found,) = LABELME.read(tmp_path / "in", ReadOptions())
    assert found.photo_path is found.load_photo is None
    assert found.name == "a"
    assert found.load().shape == (30, 40)


def test_other_json_files_in_the_folder_are_left_out(tmp_path: Path) -> None:
    make(tmp_path / "a.json")
    (tmp_path / "0.json").write_text('{"settings": {}}')
    assert LABELME.recognises(tmp_path)
    assert [each.name for each in LABELME.read(tmp_path, ReadOptions())] == ["a"]
    with pytest.raises(FormatError, match=r"There is no labelme file in .*0\.json"):
        list(LABELME.read(tmp_path / "0.json", ReadOptions()))


def bomb(side: int) -> str:
    """A small PNG that says it is ``side`` pixels square."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000)))
    return base64.b64encode(data + chunk(b"IEND", b"")).decode()


PATCH = mask_shape("skin", 3, 4, np.ones((5, 6), np.uint8))


@pytest.mark.parametrize(
    ("shape", "why"),
    [
        (PATCH | {"mask": bomb(60_000)}, "has a picture of|a mask whose picture is damaged"),
        (PATCH | {"mask": bomb(12_000)}, "has a picture of 12000 × 12000 pixels, mode 1, for a box of 6 × 5"),
        (PATCH | {"mask": b64(np.ones((6, 5), np.uint8))}, "has a picture of 5 × 6 pixels"),
        (PATCH | {"mask": b64(np.ones((5, 6, 3), np.uint8))}, "mode RGB"),
        (PATCH | {"mask": PATCH["mask"][:60]}, "is a mask whose picture is damaged"),
        (PATCH | {"mask": "no base64!"}, "is a mask whose picture is damaged"),
        (PATCH | {"mask": base64.b64encode(b"GIF89a").decode()}, "is a mask whose picture is damaged"),
        (PATCH | {"mask": None}, "is a mask without pixels"),
        (PATCH | {"points": [[0, 0], [99_000, 4]]}, "larger than the picture"),
        (PATCH | {"points": [[0, 0], [5, 99_000]]}, "larger than the picture"),
        (PATCH | {"points": [[9, 9], [3, 3]]}, "larger than the picture, or empty"),
        (PATCH | {"points": [[9, 9]]}, r"is a mask of 1 point\b"),
        ({"label": "skin", "points": [[0, 0], [1e9, 1]], "shape_type": "circle"}, "lies far outside"),
        (
            {"label": "skin", "points": [[0, 0], [float("nan"), 1]], "shape_type": "circle"},
            "lies far outside",
        ),
        ({"label": "skin", "points": [[0, 0], [9, 1], [5, 5]] * 10_000}, "is a polygon of 30,000 points"),
        ({"label": "skin", "points": [[0, 0]] * 3, "shape_type": "rectangle"}, "is a rectangle of 3 points"),
    ],
)
def test_shapes_that_cannot_be_are_refused_by_name(tmp_path: Path, shape: dict[str, Any], why: str) -> None:
    path = make(tmp_path / "a.json", PATCH, shape)
    with pytest.raises(FormatError, match=rf"^a\.json: shape 2, 'skin', .*({why}).*Draw it again in labelme"):
        load(path)


@pytest.mark.parametrize(
    "shape",
    [
        {"label": "skin", "points": [[0, 0]], "shape_type": "point"},
        {"label": "skin", "points": [[0, 0]] * 2, "shape_type": "line"},
        {"label": "skin", "points": [[0, 0], [1, 1]]},
        {"label": "skin", "points": [], "shape_type": "polygon"},
        {"label": "skin", "points": [[0, 0]] * 8, "shape_type": "cuboid"},
        {"label": "beard", "points": [[0, 0], [9, 9]], "shape_type": "rectangle"},
    ],
)
def test_a_shape_that_shows_no_class_of_ours_costs_the_others_nothing(
    tmp_path: Path, shape: dict[str, Any]
) -> None:
    with remarks_of() as remarks:
        labels = load(make(tmp_path / "a.json", PATCH, shape))
    assert np.array_equal(labels, load(make(tmp_path / "a.json", PATCH)))
    kind = ("unknown class", "beard") if shape["label"] == "beard" else ("no area", shape.get("shape_type"))
    assert remarks == {(kind[0], kind[1] or "polygon"): 1}


def test_a_file_of_landmarks_alone_is_not_annotated(tmp_path: Path) -> None:
    with remarks_of() as remarks:
        load(make(tmp_path / "a.json", {"label": "eye", "points": [[0, 0]], "shape_type": "point"}))
    assert NOT_ANNOTATED in remarks


def test_x_anylabelings_rectangles_have_four_corners(tmp_path: Path) -> None:
    corners = [[3, 4], [8, 4], [8, 8], [3, 8]]
    square = {"label": "skin", "points": corners, "shape_type": "rectangle"}
    assert np.count_nonzero(load(make(tmp_path / "a.json", square))) == 30
    turned = {"label": "skin", "points": corners, "shape_type": "rotation"}
    assert np.count_nonzero(load(make(tmp_path / "a.json", turned))) == 30


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"imageHeight": 10**6, "imageWidth": 10**6}, "1000000 × 1000000 pixels"),
        ({"imageHeight": 0}, "40 × 0 pixels"),
        ({"imageHeight": "high"}, "is not as its format asks: imageHeight"),
        ({"shapes": [{"label": "skin"}]}, r"is not as its format asks: shapes\.0\.points"),
        ({"shapes": [{"label": "skin", "points": [[1, 2, 3]]}]}, r"shapes\.0\.points\.0"),
        ({"shapes": "none"}, "is not as its format asks: shapes"),
    ],
)
def test_files_that_cannot_be_are_refused_by_name(tmp_path: Path, more: dict[str, Any], why: str) -> None:
    with pytest.raises(FormatError, match=rf"^a\.json .*{why}"):
        load(make(tmp_path / "a.json", **more))


def test_one_damaged_file_does_not_cost_the_others(tmp_path: Path) -> None:
    make(tmp_path / "a.json")
    (tmp_path / "b.json").write_bytes((tmp_path / "a.json").read_bytes()[:40])
    good, bad = LABELME.read(tmp_path, ReadOptions())
    assert good.load().shape == (30, 40)
    assert bad.name == "b"
    with pytest.raises(FormatError, match=r"b\.json is not as its format asks"):
        bad.load()
