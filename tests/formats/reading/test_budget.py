"""What a file from outside may cost: much of nothing is cheap, too much is refused, a stop is heeded."""

from __future__ import annotations

import io
import json
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF, LabelMap
from faceparse_gui.formats import FORMATS, Format, FormatError, ReadOptions
from faceparse_gui.formats.reading import budget
from faceparse_gui.formats.reading.budget import ReadingStopped, stoppable
from faceparse_gui.formats.reading.read_source import found_in
from faceparse_gui.formats.sample import Found

SIDE = 3000
MANY = 2000


def load(name: str, source: Path) -> LabelMap:
    (found,) = FORMATS[name].read(source, ReadOptions())
    return found.load()


def png_of_zeros(width: int, height: int, bits: int = 8, kind: int = 6, size: int = 4) -> bytes:
    """A PNG of nothing but zeros; ``kind`` and ``size`` (bytes a pixel) as PNG has them, RGBA unless told."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + width * size)) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def rectangles(folder: Path, side: int = SIDE, count: int = MANY) -> Path:
    shape = {"shape_type": "rectangle", "points": [[0, 0], [side, side]]}
    shapes = [{"label": "skin" if i % 2 else "hair", **shape} for i in range(count)]
    path = folder / "a.json"
    path.write_text(json.dumps({"shapes": shapes, "imageHeight": side, "imageWidth": side}))
    return path


def circles(folder: Path) -> Path:
    """Each leaves the corners free."""
    shape = {"label": "skin", "shape_type": "circle", "points": [[1500, 1500], [1500, 3000]]}
    path = folder / "a.json"
    path.write_text(json.dumps({"shapes": [shape] * MANY, "imageHeight": SIDE, "imageWidth": SIDE}))
    return path


def run_lengths(folder: Path) -> Path:
    path = folder / "set.json"
    mask = {"size": [SIDE, SIDE], "counts": [0, SIDE * SIDE]}
    each = {"image_id": 1, "category_id": 1, "segmentation": mask}
    image = {"id": 1, "file_name": "a.jpg", "width": SIDE, "height": SIDE}
    skin = {"id": 1, "name": "skin"}
    path.write_text(json.dumps({"images": [image], "categories": [skin], "annotations": [each] * MANY}))
    return path


def layers(folder: Path) -> Path:
    """A thousand layers of the whole picture, the uppermost one solid."""
    solid = io.BytesIO()
    Image.new("L", (SIDE, SIDE)).save(solid, "PNG")
    rest = '<layer name="skin" src="data/a.png"/>' * 999
    path = folder / "a.ora"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        archive.writestr("data/a.png", png_of_zeros(SIDE, SIDE))
        archive.writestr("data/top.png", solid.getvalue())
        archive.writestr(
            "stack.xml",
            f'<image w="{SIDE}" h="{SIDE}"><stack>'
            f'<layer name="hair" src="data/top.png"/>{rest}</stack></image>',
        )
    return path


@pytest.mark.parametrize(
    ("name", "make", "top"),
    [("labelme", rectangles, "skin"), ("coco", run_lengths, "skin"), ("ora", layers, "hair")],
)
def test_what_is_covered_costs_nothing(
    name: str, make: Callable[[Path], Path], top: str, tmp_path: Path
) -> None:
    source = make(tmp_path)
    began = time.thread_time()
    labels = load(name, source)
    assert (labels == ID_OF[top]).all()
    assert time.thread_time() - began < 5  # it was minutes


def test_more_work_than_a_mask_may_cost_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MAX_WORK", 40 * SIDE * SIDE)
    with pytest.raises(FormatError, match=r"a\.json takes more work to read than a mask may"):
        load("labelme", circles(tmp_path))


def test_more_time_than_a_mask_may_cost_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MAX_SECONDS", 0.5)
    with pytest.raises(FormatError, match=r"a\.json takes more work to read than a mask may"):
        load("labelme", circles(tmp_path))


def npz(folder: Path) -> Path:
    np.savez_compressed(folder / "a.npz", labels=np.ones((SIDE, SIDE), np.int64))
    return folder / "a.npz"


def cvat(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("labelmap.txt", "background:0,0,0::\nskin:204,0,0::\n")
        archive.writestr("SegmentationClass/a.png", png_of_zeros(SIDE, SIDE, 16, 6, 8))
    return folder / "a.zip"


@pytest.mark.parametrize(("name", "make"), [("npz", npz), ("cvat", cvat)])
def test_a_picture_of_wide_pixels_takes_little_more_than_its_label_map(
    name: str, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    """Beside what Pillow holds, four bytes a pixel, which is not traced."""
    source = make(tmp_path)
    tracemalloc.start()
    try:
        load(name, source)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 * SIDE * SIDE + (1 << 24)  # a table of all colours


def test_what_needs_too_much_memory_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(budget, "MAX_MEMORY", 5 * SIDE * SIDE)
    with pytest.raises(FormatError, match=r"a\.png in a\.zip needs 0\.1 GB to be opened"):
        load("cvat", cvat(tmp_path))


@pytest.mark.parametrize(("name", "make"), [("labelme", circles), ("coco", run_lengths), ("ora", layers)])
def test_a_stop_takes_effect_in_the_middle_of_a_mask(
    name: str, make: Callable[[Path], Path], tmp_path: Path
) -> None:
    (found,) = FORMATS[name].read(make(tmp_path), ReadOptions())
    asked = 0

    def third_time() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    with stoppable(third_time), pytest.raises(ReadingStopped):
        found.load()


@pytest.mark.parametrize(
    "error", [IndexError(), RecursionError(), KeyError(3), OverflowError(), zlib.error()]
)
def test_whatever_a_reader_raises_is_reported_of_the_file_by_name(
    error: BaseException, tmp_path: Path
) -> None:
    class Odd(Format):
        def read(self, source, options):
            yield Found("a", source, lambda: fail(error))
            raise error

    found = found_in(tmp_path / "odd.x", Odd(), ReadOptions())
    with pytest.raises(FormatError, match=r"^odd\.x cannot be read, it is damaged"):
        next(found).load()
    with pytest.raises(FormatError, match=r"^odd\.x cannot be read, it is damaged"):
        next(found)


def fail(error: BaseException) -> LabelMap:
    raise error


def test_a_png_without_pixels_and_a_zip_with_a_nameless_file_are_refused_by_name(tmp_path: Path) -> None:
    whole = png_of_zeros(4, 4, 8, 0, 1)
    start = whole.index(b"IDAT") - 4
    (tmp_path / "a.png").write_bytes(whole[:start] + whole[whole.index(b"IEND") - 4 :])
    with pytest.raises(FileError, match=r"a\.png"):
        load("indexed", tmp_path)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("labelmap.txt", "background:0,0,0::")
        archive.writestr("xx", "")
    data = (tmp_path / "a.zip").read_bytes()
    (tmp_path / "a.zip").write_bytes(nameless(data))
    for name in ("cvat", "npz", "ora"):
        with pytest.raises(FormatError, match=r"a\.zip"):
            next(iter(FORMATS[name].read(tmp_path / "a.zip", ReadOptions()))).load()


def nameless(data: bytes) -> bytes:
    """A zip file whose second entry, called ``xx``, has no name in the directory."""
    entry = data.rindex(b"PK\x01\x02")
    cut = data[: entry + 28] + b"\0\0" + data[entry + 30 : entry + 46] + data[entry + 48 :]
    end = cut.rindex(b"PK\x05\x06")
    (size,) = struct.unpack_from("<I", cut, end + 12)
    return cut[: end + 12] + struct.pack("<I", size - 2) + cut[end + 16 :]
