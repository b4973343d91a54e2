"""CVAT's XML of polygons and other shapes: drawn as they are meant, counted where they cover nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF, LabelMap
from faceparse_gui.formats import FORMATS, FormatError, ReadOptions
from faceparse_gui.formats.reading.remarks import NOT_ANNOTATED, Remark, remarks_of

CVAT = FORMATS["cvat"]


def xml(*shapes: str, name: str = "a.jpg", size: tuple[int, int] = (40, 30)) -> str:
    image = f'<image id="0" name="{name}" width="{size[0]}" height="{size[1]}">{"".join(shapes)}</image>'
    return f'<?xml version="1.0" encoding="utf-8"?><annotations><version>1.1</version>{image}</annotations>'


def read(folder: Path, *shapes: str, **options: object) -> LabelMap:
    path = folder / "annotations.xml"
    path.write_text(xml(*shapes), "utf-8-sig")
    assert FORMATS.recognise(path) is CVAT
    (found,) = CVAT.read(path, ReadOptions(**options))
    assert found.name == "a.jpg"
    return found.load()


def square(label: str, left: int, top: int, right: int, bottom: int, **more: object) -> str:
    extra = "".join(f' {name}="{value}"' for name, value in more.items())
    return f'<box label="{label}" xtl="{left}" ytl="{top}" xbr="{right}" ybr="{bottom}"{extra}/>'


def filled(*box: int) -> LabelMap:
    labels = np.zeros((30, 40), np.uint8)
    labels[box[1] : box[3], box[0] : box[2]] = ID_OF["skin"]
    return labels


@pytest.mark.parametrize(
    "shape",
    [
        square("skin", 5, 6, 20, 16),
        '<polygon label="skin" points="5,6;20,6;20,16;5,16" occluded="0" z_order="0"/>',
        f'<mask label="skin" rle="0, {15 * 10}" left="5" top="6" width="15" height="10" z_order="0"/>',
        '<box label="skin" xtl="7.5" ytl="3.5" xbr="17.5" ybr="18.5" rotation="90.0" z_order="0"/>',
    ],
)
def test_shapes_of_an_area_are_filled(shape: str, tmp_path: Path) -> None:
    assert np.array_equal(read(tmp_path, shape), filled(5, 6, 20, 16))


def test_an_ellipse_covers_what_its_radii_say(tmp_path: Path) -> None:
    labels = read(tmp_path, '<ellipse label="skin" cx="20" cy="15" rx="10" ry="5" rotation="90"/>')
    assert np.count_nonzero(labels) == pytest.approx(np.pi * 50, rel=0.05)
    assert labels[6, 20] == labels[24, 20] == ID_OF["skin"]
    assert not labels[15, [13, 27]].any()


def test_a_mask_is_written_row_by_row_in_its_box(tmp_path: Path) -> None:
    labels = read(tmp_path, '<mask label="nose" rle="1,2,4,1" left="38" top="0" width="2" height="4"/>')
    expected = np.zeros((30, 40), np.uint8)
    expected[:4, 38:] = np.array([[0, 1], [1, 0], [0, 0], [0, 1]]) * ID_OF["nose"]
    assert np.array_equal(labels, expected)


def test_the_order_is_that_of_the_layers_then_of_the_file(tmp_path: Path) -> None:
    whole = (0, 0, 40, 30)
    shapes = [square("hair", *whole, z_order=2), square("skin", *whole), square("nose", *whole, z_order=2)]
    assert (read(tmp_path, *shapes) == ID_OF["nose"]).all()


def test_what_covers_nothing_is_counted_and_costs_the_others_nothing(tmp_path: Path) -> None:
    others = [
        '<points label="eye" points="3,4;5,6"/>',
        '<polyline label="skin" points="3,4;5,6"/>',
        '<polygon label="skin" points=""/>',
        '<tag label="smiles"/>',
        '<skeleton label="body"><points label="1" points="3,4"/></skeleton>',
        square("beard", 0, 0, 40, 30),
    ]
    with remarks_of() as remarks:
        labels = read(tmp_path, square("skin", 5, 6, 20, 16), *others)
    assert np.array_equal(labels, filled(5, 6, 20, 16))
    assert remarks == {
        Remark("no area", "points"): 1,
        Remark("no area", "polyline"): 1,
        Remark("no area", "polygon"): 1,
        Remark("no area", "skeleton"): 1,
        Remark("unknown class", "beard"): 1,
    }


def test_a_photo_without_shapes_is_not_annotated(tmp_path: Path) -> None:
    with remarks_of() as remarks:
        assert not read(tmp_path).any()
    assert NOT_ANNOTATED in remarks


@pytest.mark.parametrize("packed", [True, False])
def test_photos_lie_in_the_zip_or_beside_the_xml(packed: bool, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.new("RGB", (40, 30)).save(tmp_path / "images/a.jpg")
    source = tmp_path / "annotations.xml"
    source.write_text(xml(square("skin", 5, 6, 20, 16)))
    if packed:
        source = tmp_path / "task.zip"
        with zipfile.ZipFile(source, "w") as archive:
            for name in ("annotations.xml", "images/a.jpg"):
                archive.write(tmp_path / name, name)
    assert FORMATS.recognise(source) is CVAT
    (found,) = CVAT.read(source, ReadOptions())
    assert found.load_photo is not None
    assert found.load_photo().shape == (30, 40, 3)
    assert np.array_equal(found.load(), filled(5, 6, 20, 16))


def test_names_of_others_are_mapped_or_reported(tmp_path: Path) -> None:
    shape = square("Haut", 5, 6, 20, 16)
    with pytest.raises(FormatError, match=r"annotations\.xml has classes that are not ours: 'Haut'"):
        read(tmp_path, shape)
    assert np.array_equal(read(tmp_path, shape, class_map={"Haut": "skin"}), filled(5, 6, 20, 16))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<annotations><image", "is damaged"),
        ("<svg/>", "is no XML of CVAT's"),
        ("<annotations/>", "lists no photos"),
        ("<annotations><track><box/></track></annotations>", "tracks of a video"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><annotations/>', "declares entities"),
        (xml(size=(10**6, 10**6)), "1000000 × 1000000 pixels"),
        (xml(square("skin", 0, 0, 1, 1)).replace('xtl="0"', 'xtl="nan"'), "a xtl of 'nan'"),
        (xml(square("skin", 0, 0, 1, 1)).replace('xtl="0"', ""), "a box without xtl"),
        (xml('<mask label="skin" rle="0,9" left="0" top="0" width="2" height="2"/>'), "do not fill its box"),
        (
            xml('<mask label="skin" rle="0,9" left="0" top="0" width="90" height="1"/>'),
            "larger than the pict",
        ),
        (xml('<polygon label="skin" points="0,0;9000,0;0,9"/>'), "far out of the picture"),
    ],
)
def test_what_cannot_be_is_refused_by_name(text: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "annotations.xml"
    path.write_text(text)
    with pytest.raises(FormatError, match=rf"annotations\.xml.*{says}"):
        next(iter(CVAT.read(path, ReadOptions()))).load()


def test_tracks_beside_photos_are_passed_over_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "annotations.xml"
    path.write_text(xml(square("skin", 0, 0, 1, 1)).replace("<image", "<track><box/></track><image"))
    with remarks_of() as remarks:
        (found,) = CVAT.read(path, ReadOptions())
    assert found.load().any()
    assert [(each.kind, each.what) for each in remarks] == [("stray", "annotations.xml")]


@pytest.mark.parametrize("name", ["bad.jpg", "good.jpg"])
def test_what_is_wrong_with_one_photo_costs_no_other(name: str, tmp_path: Path) -> None:
    """A shape that says not where it lies, or a photo that is listed twice."""
    image = '<image name="{}" width="6" height="4">{}</image>'
    good, bad = square("skin", 0, 0, 1, 1), '<box label="skin" xtl="nan" ytl="0" xbr="1" ybr="1"/>'
    images = [image.format(name, bad), image.format("good.jpg", good), image.format("last.jpg", good)]
    path = tmp_path / "annotations.xml"
    path.write_text(f"<annotations>{''.join(images)}</annotations>")
    first, *others = CVAT.read(path, ReadOptions())
    with pytest.raises(FormatError, match=r"^annotations\.xml has"):
        first.load()
    assert all(each.load().any() for each in others)
    assert others[-1].name == "last.jpg"
