"""Masks in colours: every mode that a mask may have, and colours that nobody declared."""

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui.formats import FormatError
from faceparse_gui.formats.base import encode_png
from faceparse_gui.formats.masks.color_table import ColorTable, voc_colors
from faceparse_gui.formats.reading.pictures import decode_png, read_png

PATH = Path("labelmap.txt")
CLASSES = [("background", (0, 0, 0)), ("hair", (10, 20, 30)), ("skin", (1, 2, 3))]
LINES = np.array([[0, 1, 2, 1], [2, 0, 0, 1]], np.uint8)
OURS = np.array([0, ID_OF["hair"], ID_OF["skin"]], np.uint8)[LINES]


def read(data: bytes, table: ColorTable) -> np.ndarray:
    return table.labels_of(decode_png(data, PATH, "m.png"), PATH, "m.png")


def rgb() -> Image.Image:
    return Image.fromarray(np.array([color for _, color in CLASSES], np.uint8)[LINES])


def palette() -> Image.Image:
    image = Image.fromarray(2 - LINES)
    image.putpalette([level for _, color in reversed(CLASSES) for level in color])
    return image


def transparent() -> Image.Image:
    image = rgb()
    image.putalpha(Image.fromarray(np.uint8(80) * LINES))
    return image


@pytest.mark.parametrize("picture", [rgb(), palette(), transparent(), Image.fromarray(LINES)])
def test_a_mask_is_read_by_colour_or_if_it_is_grey_by_line(picture: Image.Image) -> None:
    labels = read(encode_png(picture), ColorTable(PATH, CLASSES, {}))
    assert np.array_equal(labels, OURS)
    assert labels.dtype == np.uint8


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_grey_of_few_bits_holds_lines_too(bits: int, tmp_path: Path) -> None:
    lines = np.minimum(LINES, 1) if bits == 1 else LINES
    scaled = lines * {1: 255, 2: 85, 4: 17}[bits]
    if bits == 1:
        Image.fromarray(scaled).convert("1").save(tmp_path / "m.png")
    else:
        (tmp_path / "m.png").write_bytes(png(lines, bits))
        assert np.array_equal(cv2.imread(str(tmp_path / "m.png"), cv2.IMREAD_UNCHANGED), scaled)
    labels = ColorTable(PATH, CLASSES, {}).labels_of(read_png(tmp_path / "m.png"), PATH, "m.png")
    assert np.array_equal(labels, np.array([0, ID_OF["hair"], ID_OF["skin"]])[lines])


def png(values: np.ndarray, bits: int, palette: bytes = b"") -> bytes:
    """A PNG as Pillow does not write it: of few bits, or with a palette that ends early."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width = values.shape
    rows = b""
    for row in values:
        text = "".join(f"{value:0{bits}b}" for value in row)
        text += "0" * (-len(text) % 8)
        rows += b"\0" + int(text, 2).to_bytes(len(text) // 8, "big")
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 3 if palette else 0, 0, 0, 0))
    colors = chunk(b"PLTE", palette) if palette else b""
    body = header + colors + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_without_any_colours_they_are_those_of_pascal_voc() -> None:
    assert voc_colors()[[0, 1, 2, 15, 255]].tolist() == [
        [0, 0, 0], [128, 0, 0], [0, 128, 0], [192, 128, 128], [224, 224, 192],
    ]  # fmt: skip
    table = ColorTable(PATH, [(name, None) for name, _ in CLASSES], {})
    assert np.array_equal(read(encode_png(Image.fromarray(voc_colors()[LINES])), table), OURS)


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (Image.new("RGB", (2, 2), (9, 8, 7)), r"m\.png holds the colour 9,8,7, which no class has"),
        (Image.new("L", (2, 2), 3), r"m\.png holds the value 3, but there are fewer classes"),
        (Image.fromarray(np.full((2, 2), 300, np.uint16)), r"m\.png has 16 bits a pixel"),
    ],
)
def test_what_no_class_has_is_refused_by_name(picture: Image.Image, says: str) -> None:
    with pytest.raises(FormatError, match=says):
        read(encode_png(picture), ColorTable(PATH, CLASSES, {}))


def test_an_index_beyond_the_palette_is_refused_by_name() -> None:
    table = ColorTable(PATH, CLASSES, {})
    black_and_skin = bytes([0, 0, 0, 1, 2, 3])
    assert read(png(np.array([[0, 1]]), 8, black_and_skin), table).tolist() == [[0, ID_OF["skin"]]]
    with pytest.raises(FormatError, match=r"m\.png holds an index beyond its palette"):
        read(png(np.array([[0, 2]]), 8, black_and_skin), table)


@pytest.mark.parametrize(
    ("classes", "says"),
    [
        ([("beard", (1, 2, 3))], "not ours: 'beard'"),
    ],
)
def test_classes_that_cannot_be_are_refused_by_name(classes: list, says: str) -> None:
    with pytest.raises(FormatError, match=f"labelmap.txt.*{says}"):
        ColorTable(PATH, classes, {})


def test_two_names_may_stand_for_one_class_in_one_colour() -> None:
    table = ColorTable(PATH, [("skin", (1, 2, 3)), ("face", (1, 2, 3))], {"face": "skin"})
    assert (read(encode_png(Image.new("RGB", (2, 2), (1, 2, 3))), table) == ID_OF["skin"]).all()
