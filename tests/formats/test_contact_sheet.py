"""The contact sheet: what its pages show, how many there are, and that a stop loses nothing."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFont

from faceparse_core.labels import ID_OF, PALETTE
from faceparse_gui.formats import FORMATS, ExportOptions, contact_sheet
from faceparse_gui.formats.contact_sheet import (
    CELL,
    COLUMNS,
    GAP,
    MARGIN,
    PAGE,
    ROWS,
    SYSTEM_FONTS,
    THUMBNAIL_SIDE,
    shorten,
)
from tests.formats.samples import export, files_below, make_sample

SHEET = FORMATS["contact-sheet"]


def pages(path: Path) -> list[np.ndarray]:
    """The pictures in a PDF whose pages are one JPEG each, by its last trailer, catalog and page tree."""
    data = path.read_bytes()
    assert data.startswith(b"%PDF-1.")
    assert data.rstrip().endswith(b"%%EOF")
    found: dict[int, bytes] = {}
    for each in re.finditer(rb"(?m)^(\d+) 0 obj(.*?)endobj", data, re.DOTALL):
        found[int(each[1])] = each[2]  # a later object replaces an earlier one

    def references(body: bytes, key: bytes) -> list[int]:
        value = re.search(rb"/" + key + rb" (\[[^]]*\]|\d+ 0 R)", body)
        assert value
        return [int(each) for each in re.findall(rb"(\d+) 0 R", value[1])]

    (catalog,) = references(data[data.rindex(b"trailer") :], b"Root")
    (tree,) = references(found[catalog], b"Pages")
    kids = references(found[tree], b"Kids")
    assert b"/Count %d" % len(kids) in found[tree]
    pictures = []
    for kid in kids:
        assert b"/MediaBox [ 0 0 595.2 841.92 ]" in found[kid]  # A4 in points
        (image,) = references(found[kid], b"image")
        body = found[image]
        jpeg = body[body.index(b"stream") + 6 : body.rindex(b"endstream")].strip(b"\r\n")
        pictures.append(np.array(Image.open(io.BytesIO(jpeg), formats=["JPEG"])))
    return pictures


def cell(page: np.ndarray, place: int) -> np.ndarray:
    row, column = divmod(place, COLUMNS)
    x, y = MARGIN + column * (CELL[0] + GAP), MARGIN + row * (CELL[1] + GAP)
    return page[y : y + CELL[1], x : x + CELL[0]].astype(int)


def plain(class_name: str) -> np.ndarray:
    return np.full((30, 30), ID_OF[class_name], np.uint8)


def white(shape: tuple[int, int] = (30, 30)) -> np.ndarray:
    return np.full((*shape, 3), 255, np.uint8)


def test_a_photo_shows_its_overlay_and_its_name(tmp_path: Path) -> None:
    path = export(SHEET, tmp_path, make_sample(plain("hair"), load_photo=white))
    (page,) = pages(path)
    assert page.shape == (PAGE[1], PAGE[0], 3)
    picture = cell(page, 0)
    expected = (255 + PALETTE[ID_OF["hair"]].astype(int)) / 2
    middle = picture[20 : THUMBNAIL_SIDE - 20, 20:-20]
    assert np.abs(middle - expected).max() <= 6  # JPEG
    assert (picture[THUMBNAIL_SIDE + 4 :].min(-1) < 100).sum() > 30  # the name, in dark letters
    assert (cell(page, 1) > 250).all()


@pytest.mark.parametrize("count", [1, 20, 21, 60])
def test_as_many_pages_as_are_needed_each_photo_in_its_place(count: int, tmp_path: Path) -> None:
    names = ("skin", "nose", "hair", "cloth", "neck")
    samples = [
        make_sample(plain(names[i % 5]), f"face{i}", i, load_photo=lambda: white()) for i in range(count)
    ]
    found = pages(export(SHEET, tmp_path, *reversed(samples)))
    assert len(found) == -(-count // (COLUMNS * ROWS))
    for i in range(count):
        number, place = divmod(i, COLUMNS * ROWS)
        expected = (255 + PALETTE[ID_OF[names[i % 5]]].astype(int)) / 2
        assert np.abs(cell(found[number], place)[130, 130] - expected).max() <= 6


@pytest.mark.slow
def test_many_pages_are_written_piece_by_piece(tmp_path: Path) -> None:
    """More than are in memory at once."""
    samples = [make_sample(plain("skin"), f"face{i}", i, load_photo=lambda: white()) for i in range(350)]
    found = pages(export(SHEET, tmp_path, *samples))
    assert len(found) == 18
    last = (255 + PALETTE[ID_OF["skin"]].astype(int)) / 2
    assert np.abs(cell(found[17], 9)[130, 130] - last).max() <= 6
    assert (cell(found[17], 10) > 250).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 600), (600, 1), (33, 500), (300, 77)])
def test_every_shape_fits_its_cell(shape: tuple[int, int], tmp_path: Path) -> None:
    labels = np.full(shape, ID_OF["skin"], np.uint8)
    (page,) = pages(export(SHEET, tmp_path, make_sample(labels, load_photo=lambda: white(shape))))
    picture = cell(page, 0)[:THUMBNAIL_SIDE]
    colored = picture[..., 1] < 200
    scale = THUMBNAIL_SIDE / max(shape)
    assert colored.sum() == pytest.approx(
        max(1, shape[0] * scale) * max(1, shape[1] * scale), rel=0.1, abs=600
    )
    assert colored[-1].any() or shape[0] * scale < 3  # it stands on its name


def test_a_stopped_export_goes_on_with_another_writer(tmp_path: Path) -> None:
    target = tmp_path / "sheet.pdf"
    for index, name in enumerate(("skin", "hair")):
        SHEET.writer(target, ExportOptions()).add(
            make_sample(plain(name), f"face{index}", index, load_photo=white)
        )
        assert not target.exists()
    SHEET.writer(target, ExportOptions()).finish()
    (page,) = pages(target)
    for place, name in enumerate(("skin", "hair")):
        expected = (255 + PALETTE[ID_OF[name]].astype(int)) / 2
        assert np.abs(cell(page, place)[130, 130] - expected).max() <= 6
    assert set(files_below(tmp_path)) == {"sheet.pdf"}


def test_what_is_discarded_is_gone(tmp_path: Path) -> None:
    writer = SHEET.writer(tmp_path / "sheet.pdf", ExportOptions())
    writer.add(make_sample(plain("skin")))
    writer.discard()
    assert not files_below(tmp_path)


def test_the_same_photos_give_the_same_bytes(tmp_path: Path, labels: np.ndarray) -> None:
    for name in ("a", "b"):
        export(SHEET, tmp_path / name, make_sample(labels))
    assert (tmp_path / "a/export.pdf").read_bytes() == (tmp_path / "b/export.pdf").read_bytes()


def test_long_names_lose_their_middle() -> None:
    assert shorten("short", 270) == "short"
    long = "a very long name of a photo, taken on a Sunday_0012345"
    short = shorten(long, 270)
    start, end = short.split("…")
    assert long.startswith(start)
    assert long.endswith(end)
    assert len(start) >= len(end) > 5
    assert len(shorten("照片" * 80, 270)) < 60
    assert shorten("W" * 200, 1)


def test_names_in_other_letters_are_in_the_first_font_that_the_system_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own, theirs = contact_sheet._font(16), ImageFont.load_default(17)

    def truetype(name: str, size: int) -> object:
        if name != SYSTEM_FONTS[1]:
            raise OSError("cannot open resource")
        return theirs

    monkeypatch.setattr(ImageFont, "truetype", truetype)
    contact_sheet._system_font.cache_clear()
    try:
        assert contact_sheet._font_for("脸") is theirs
        assert contact_sheet._font_for("face…") is own
    finally:
        contact_sheet._system_font.cache_clear()
