"""Pascal VOC's layout in a folder: Datumaro reads ours, we read Datumaro's, and what cannot be."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF, NAMES, PALETTE
from faceparse_core.parsing.faces import whole_frame
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.formats.reading.remarks import remarks_of
from tests.formats.datumaro_views import EXPORT_VOC, IMPORT, samples, views_of
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, files_below, make_sample

FORMAT = FORMATS["voc"]
LIST = "ImageSets/Segmentation/default.txt"


def read(source: Path, **options: object) -> dict[str, np.ndarray]:
    return {found.name: found.load() for found in FORMAT.read(source, ReadOptions(**options))}


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image)


@needs_readers
@pytest.mark.parametrize("kind", ["voc_segmentation", "voc_instance_segmentation"])
def test_datumaro_reads_what_we_wrote(kind: str, tmp_path: Path) -> None:
    target = export(FORMAT, tmp_path / "out", *samples(), options=ExportOptions(photos="jpg"))
    seen = ask(IMPORT, target, kind)
    assert seen["classes"] == list(NAMES)
    assert list(seen["items"]) == [sample.stem for sample in samples()]
    for sample in samples():
        item = seen["items"][sample.stem]
        assert item["masks"] == views_of(sample.labels)
        assert all(shape == list(sample.labels.shape) for shape in item["shapes"].values())
        assert item["photo"] == list(sample.labels.shape)
    assert seen["items"]["two faces"]["objects"] == {"skin": 2, "nose": 2, "cloth": 1}


@needs_readers
def test_datumaro_reads_chosen_classes_and_the_whole_photo_as_one(tmp_path: Path) -> None:
    options = ExportOptions(classes=("hair", "skin"), objects="photo")
    two = samples()[1]
    labels = np.where(two.labels == ID_OF["skin"], two.labels, 0).astype(np.uint8)
    target = export(FORMAT, tmp_path / "out", make_sample(labels, frames=two.frames), options=options)
    seen = ask(IMPORT, target, "voc_segmentation")
    assert seen["classes"] == ["background", "skin", "hair"]
    assert seen["items"]["face"]["masks"] == views_of(labels)
    assert seen["items"]["face"]["objects"] == {"skin": 1}


@needs_readers
@pytest.mark.parametrize("how", ["plain", "colours", "cvat", "meta"])
def test_what_datumaro_exports_opens_here(how: str, tmp_path: Path) -> None:
    maps = {sample.stem: sample.labels for sample in samples() if sample.labels.any()}
    np.savez(tmp_path / "maps.npz", **maps)
    ask(EXPORT_VOC, tmp_path / "maps.npz", tmp_path / "out", how, ",".join(NAMES))
    assert FORMAT.recognises(tmp_path / "out")
    found = {each.name: each for each in FORMAT.read(tmp_path / "out", ReadOptions())}
    assert set(found) == set(maps)
    for name, labels in maps.items():
        assert np.array_equal(found[name].load(), labels)
        load_photo = found[name].load_photo
        assert load_photo is not None
        assert load_photo().shape == (*labels.shape, 3)


@needs_readers
def test_a_photo_that_datumaro_lists_without_a_mask_is_reported(tmp_path: Path) -> None:
    np.savez(tmp_path / "maps.npz", full=np.ones((4, 5), np.uint8), bare=np.zeros((4, 5), np.uint8))
    ask(EXPORT_VOC, tmp_path / "maps.npz", tmp_path / "out", "colours", ",".join(NAMES))
    found = {each.name: each for each in FORMAT.read(tmp_path / "out", ReadOptions())}
    assert (found["full"].load() == 1).all()
    with pytest.raises(FormatError, match=r"bare\.png in out is not there, although .*default\.txt lists it"):
        found["bare"].load()


def test_the_files_are_those_of_the_layout(labels: np.ndarray, tmp_path: Path) -> None:
    options = ExportOptions(classes=("skin", "nose", "hair"), photos="png")
    export(FORMAT, tmp_path, make_sample(labels, "a.1"), make_sample(labels, "b", 1), options=options)
    files = files_below(tmp_path)
    assert set(files) == {
        "labelmap.txt",
        "ImageSets/Segmentation/default.txt",
        *(f"{folder}/{stem}.png" for folder in ("JPEGImages", "SegmentationClass", "SegmentationObject")
          for stem in ("a.1", "b")),
    }  # fmt: skip
    assert files["labelmap.txt"].decode().splitlines() == [
        "# label:color_rgb:parts:actions",
        "background:0,0,0::",
        "skin:204,0,0::",
        "nose:76,153,0::",
        "hair:0,0,204::",
    ]
    assert files["ImageSets/Segmentation/default.txt"] == b"a.1\nb\n"
    with Image.open(tmp_path / "SegmentationClass" / "b.png") as image:
        assert image.mode == "P"
        assert np.array_equal(np.array(image.convert("RGB")), PALETTE[labels])
        lines = np.array(image)
    assert np.array_equal(np.array([0, 1, 2, 13])[lines], labels)
    with Image.open(tmp_path / "SegmentationObject" / "b.png") as image:
        assert image.mode == "P"
        assert np.array_equal(np.array(image), lines)


def test_so_many_faces_that_numbers_run_out_are_one_object_a_class(tmp_path: Path) -> None:
    labels = np.full((20, 400), ID_OF["skin"], np.uint8)
    frames = []
    for face in range(300):
        frames.append(whole_frame(1, 20))
        frames[-1][0, 2] = face
    export(FORMAT, tmp_path, make_sample(labels, frames=tuple(frames)))
    assert (pixels(tmp_path / "SegmentationObject" / "face.png") == 1).all()
    export(FORMAT, tmp_path, make_sample(labels, frames=tuple(frames[:255])))
    assert len(np.unique(pixels(tmp_path / "SegmentationObject" / "face.png"))) == 255


def test_a_stopped_export_goes_on(labels: np.ndarray, tmp_path: Path) -> None:
    FORMAT.writer(tmp_path / "out", ExportOptions()).add(make_sample(labels, "b", 0))
    writer = FORMAT.writer(tmp_path / "out", ExportOptions())
    writer.add(make_sample(labels[:-1], "a", 1))
    writer.finish()
    assert {name: each.shape for name, each in read(tmp_path / "out").items()} == {
        "b": (24, 31),
        "a": (23, 31),
    }
    assert (tmp_path / "out/ImageSets/Segmentation/default.txt").read_text() == "b\na\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_was_kept_to_go_on_with_can_be_thrown_away(labels: np.ndarray, tmp_path: Path) -> None:
    writer = FORMAT.writer(tmp_path / "out", ExportOptions())
    writer.add(make_sample(labels, "b", 0))
    writer.discard()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("stem", ["#1", "\u3000a", "a\u00a0"])
def test_a_stem_that_lists_cannot_hold_is_refused_by_name(
    stem: str, labels: np.ndarray, tmp_path: Path
) -> None:
    writer = FORMAT.writer(tmp_path, ExportOptions())
    with pytest.raises(FormatError, match="has no place in a VOC list"):
        writer.add(make_sample(labels, stem))
    assert files_below(tmp_path) == {}


def test_a_data_set_without_lists_is_read_by_its_masks(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels, "b"), make_sample(labels, "a", 1))
    shutil.rmtree(tmp_path / "ImageSets")
    (tmp_path / "SegmentationClass" / "._a.png").write_bytes(b"no mask")
    assert list(read(tmp_path)) == ["a", "b"]


def test_a_photo_in_several_lists_is_read_once(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels, "a"), make_sample(labels, "sub_b", 1))
    lists = tmp_path / "ImageSets" / "Segmentation"
    (lists / "train.txt").write_text("# a remark\r\na\r\na\r\n\r\n", newline="")
    assert list(read(tmp_path)) == ["a", "sub_b"]


def test_photos_in_folders_keep_their_paths(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels, "a"), options=ExportOptions(photos="jpg"))
    for folder in ("SegmentationClass", "JPEGImages"):
        (tmp_path / folder / "x").mkdir()
        for path in (tmp_path / folder).glob("a.*"):
            path.rename(tmp_path / folder / "x" / path.name)
    (tmp_path / "ImageSets/Segmentation/default.txt").write_text("x/a\n")
    (found,) = FORMAT.read(tmp_path, ReadOptions())
    assert found.name == "x/a"
    assert found.photo_path == tmp_path / "JPEGImages" / "x" / "a.jpg"
    assert np.array_equal(found.load(), labels)


@pytest.mark.parametrize(
    "line", ["../../etc/passwd", "/etc/passwd", "a/../../b", "..\\b", "C:\\b", "\\\\host\\b"]
)
def test_lists_that_lead_outside_are_refused_by_name(line: str, labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path / "in", make_sample(labels))
    shutil.copy(tmp_path / "in/SegmentationClass/face.png", tmp_path / "b.png")
    (tmp_path / "in/ImageSets/Segmentation/default.txt").write_text(f"face\n{line}\n")
    with pytest.raises(FormatError, match=r"default\.txt was not followed: .*leads outside"):
        read(tmp_path / "in")


def test_one_line_of_a_list_costs_no_other_photo(labels: np.ndarray, tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9")
    export(FORMAT, tmp_path, make_sample(labels), make_sample(labels, "b", 1))
    (tmp_path / "SegmentationClass/b.png").rename(tmp_path / f"SegmentationClass/{odd}.png")
    (tmp_path / LIST).write_bytes(b"../x\n" + os.fsencode(odd) + b"\nface\n")
    outside, *rest = FORMAT.read(tmp_path, ReadOptions())
    assert [each.name for each in rest] == [odd, "face"]
    assert all(np.array_equal(each.load(), labels) for each in rest)
    with pytest.raises(FormatError, match="leads outside"):
        outside.load()


def test_a_colour_of_two_classes_costs_only_the_masks_that_show_it(
    labels: np.ndarray, tmp_path: Path
) -> None:
    skin = np.full((4, 6), ID_OF["skin"], np.uint8)
    export(FORMAT, tmp_path, make_sample(labels), make_sample(skin, "skin", 1))
    text = (tmp_path / "labelmap.txt").read_text()
    hair = ",".join(map(str, PALETTE[ID_OF["hair"]]))
    (tmp_path / "labelmap.txt").write_text(text + f"hat:{hair}::\nhair:1,2,3::\n")
    bad, good = FORMAT.read(tmp_path, ReadOptions())
    assert np.array_equal(good.load(), skin)
    with pytest.raises(FormatError, match=f"holds the colour {hair}, which two classes have"):
        bad.load()


def test_links_are_not_followed(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path / "in", make_sample(labels))
    mask = tmp_path / "in/SegmentationClass/face.png"
    mask.rename(tmp_path / "secret.png")
    mask.symlink_to(tmp_path / "secret.png")
    with pytest.raises(FormatError, match=r"face\.png in in is not there"):
        read(tmp_path / "in")


@pytest.mark.parametrize(
    ("labelmap", "says"),
    [
        (
            "background:0,0,0::\nskin:204,0,0::\nhair:0,0,204::\n",
            "holds the colour 76,153,0, which no class has",
        ),
        ("background:0,0,0::\nbeard:204,0,0::\n", r"labelmap\.txt has classes that are not ours: 'beard'"),
        ("skin:204,0::\n", "the colour in 'skin:204,0::' is not as in"),
        ("skin:204,0,256::\n", "is not as in"),
        ("skin:red,0,0::\n", "is not as in"),
        ("# nothing\n", "names no classes"),
        (b"\xff\xfe\x00", "no UTF-8 text"),
        (None, "holds no labelmap.txt"),
    ],
)
def test_a_label_map_that_cannot_be_is_refused_by_name(
    labelmap: str | bytes | None, says: str, labels: np.ndarray, tmp_path: Path
) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    path = tmp_path / "labelmap.txt"
    if labelmap is None:
        path.unlink()
    else:
        path.write_bytes(labelmap if isinstance(labelmap, bytes) else labelmap.encode())
    with pytest.raises(FormatError, match=says):
        read(tmp_path)


def test_names_of_others_are_mapped(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    path = tmp_path / "labelmap.txt"
    path.write_text("\ufeff" + path.read_text().replace("skin", "face").replace("nose", "snout"), "utf-8")
    found = read(tmp_path, class_map={"face": "skin", "snout": "background"})
    assert np.array_equal(found["face"], np.where(labels == ID_OF["nose"], 0, labels))


def test_a_mask_that_is_cut_short_is_refused_by_name(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    path = tmp_path / "SegmentationClass" / "face.png"
    for keep in (0, 20, 60, len(path.read_bytes()) // 2):
        path.write_bytes(path.read_bytes()[:keep])
        with pytest.raises(FormatError, match=r"SegmentationClass/face\.png in .* damaged one"):
            read(tmp_path)


def test_xml_beside_it_is_never_opened(labels: np.ndarray, tmp_path: Path) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    (tmp_path / "Annotations").mkdir()
    (tmp_path / "Annotations" / "face.xml").write_text('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;')
    assert np.array_equal(read(tmp_path)["face"], labels)


def test_borders_that_are_of_no_class_become_background_and_are_counted(
    labels: np.ndarray, tmp_path: Path
) -> None:
    export(FORMAT, tmp_path, make_sample(labels))
    mask = tmp_path / "SegmentationClass" / "face.png"
    with Image.open(mask) as image:
        colors = np.array(image.convert("RGB"))
    colors[:3] = (224, 224, 192)  # Pascal VOC's colour of borders
    Image.fromarray(colors).save(mask)
    with remarks_of() as remarks:
        here = read(tmp_path)["face"]
    assert not here[:3].any()
    assert np.array_equal(here[3:], labels[3:])
    assert [each.kind for each in remarks] == ["void"]
