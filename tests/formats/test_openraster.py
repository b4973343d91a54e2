"""OpenRaster: the layout of its specification, what others make of it, and files not to be trusted."""

from __future__ import annotations

import io
import os
import shutil
import stat
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import CLASSES, ID_OF, NAMES, PALETTE
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.formats.openraster import FROM_TOP
from tests.formats.samples import export, make_sample

ORA = FORMATS["ora"]


def by_the_specification(path: Path) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """A reader of baseline OpenRaster, written from its text alone.

    The layers by name as RGBA ``(H, W, 4)`` of the picture's size, and all laid over one another.
    """
    with zipfile.ZipFile(path) as archive:
        root = ElementTree.fromstring(archive.read("stack.xml"))
        height, width = int(root.attrib["h"]), int(root.attrib["w"])
        canvas, layers = np.zeros((height, width, 3)), {}
        (stack,) = root
        for each in reversed(list(stack)):  # the first is the uppermost
            about = each.attrib
            assert each.tag == "layer"
            assert about.get("composite-op", "svg:src-over") == "svg:src-over"
            assert about.get("visibility", "visible") == "visible"
            with Image.open(archive.open(about["src"])) as image:
                assert image.format == "PNG"
                picture = np.array(image.convert("RGBA"))
            x, y = int(about.get("x", 0)), int(about.get("y", 0))
            layer = np.zeros((height, width, 4), np.uint8)
            layer[y : y + picture.shape[0], x : x + picture.shape[1]] = picture
            layers[about["name"]] = layer
            strength = layer[..., 3:] / 255 * float(about.get("opacity", 1))
            canvas = layer[..., :3] * strength + canvas * (1 - strength)
    return layers, canvas


def pack(path: Path, stack: str, size: tuple[int, int] = (8, 6), **files: object) -> Path:
    """An .ora of that stack; a file is bytes, or what ``png`` takes."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "image/openraster")
        xml = (
            stack
            if stack.startswith("<") and "<image" in stack
            else (f'<image w="{size[0]}" h="{size[1]}"><stack>{stack}</stack></image>')
        )
        archive.writestr("stack.xml", xml)
        for name, content in files.items():
            archive.writestr(f"data/{name}.png", content if isinstance(content, bytes) else png(content))
    return path


def png(pixels: object, mode: str | None = None) -> bytes:
    buffer = io.BytesIO()
    image = Image.fromarray(np.asarray(pixels, np.uint8))
    (image.convert(mode) if mode else image).save(buffer, "PNG")
    return buffer.getvalue()


def solid(height: int, width: int, alpha: int = 255) -> np.ndarray:
    return np.full((height, width, 4), (9, 8, 7, alpha), np.uint8)


def read(path: Path, **options: object) -> np.ndarray:
    (found,) = ORA.read(path, ReadOptions(**options))
    return found.load()


def layer(name: str, src: str = "a", **more: object) -> str:
    attributes = "".join(f' {key}="{value}"' for key, value in more.items())
    return f'<layer name="{name}" src="data/{src}.png"{attributes}/>'


# -- what is written ---------------------------------------------------------------------------------------


def test_the_archive_is_laid_out_as_the_specification_says(tmp_path: Path, labels: np.ndarray) -> None:
    export(ORA, tmp_path, make_sample(labels))
    data = (tmp_path / "face.ora").read_bytes()
    assert data[30:54] == b"mimetypeimage/openraster"  # first and stored, so that the file's kind is seen
    with zipfile.ZipFile(tmp_path / "face.ora") as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert {"stack.xml", "mergedimage.png", "Thumbnails/thumbnail.png"} <= set(names)
        for name in names:
            if name.endswith(".png"):
                with Image.open(archive.open(name)) as image:
                    assert image.format == "PNG"
                    assert image.mode in ("RGB", "RGBA")
                    assert not image.info.get("interlace")


def test_a_reader_of_the_specification_sees_a_layer_a_class(tmp_path: Path, labels: np.ndarray) -> None:
    sample = make_sample(labels)
    export(ORA, tmp_path, sample)
    layers, merged = by_the_specification(tmp_path / "face.ora")
    assert list(layers) == ["Photo", "skin", "nose", "hair"]
    for name in ("skin", "nose", "hair"):
        inside = labels == ID_OF[name]
        assert np.array_equal(layers[name][..., 3], np.where(inside, 255, 0))
        assert (layers[name][inside][:, :3] == PALETTE[ID_OF[name]]).all()
    assert np.array_equal(layers["Photo"][..., :3], sample.photo)
    with Image.open(zipfile.ZipFile(tmp_path / "face.ora").open("mergedimage.png")) as image:
        assert np.abs(np.array(image.convert("RGB")) - merged).max() <= 1


def test_layers_are_cut_to_their_boxes(tmp_path: Path, labels: np.ndarray) -> None:
    export(ORA, tmp_path, make_sample(labels))
    with zipfile.ZipFile(tmp_path / "face.ora") as archive:
        root = ElementTree.fromstring(archive.read("stack.xml"))
        boxes = {}
        for each in root.iter("layer"):
            with Image.open(archive.open(each.attrib["src"])) as image:
                boxes[each.attrib["name"]] = (int(each.attrib["x"]), int(each.attrib["y"]), *image.size)
    assert boxes == {
        "hair": (0, 0, 3, 3), "nose": (12, 10, 5, 4), "skin": (5, 4, 20, 16), "Photo": (0, 0, 31, 24),
    }  # fmt: skip


def test_every_class_has_its_place_and_the_background_is_a_layer_only_when_asked_for(tmp_path: Path) -> None:
    assert sorted(FROM_TOP) == sorted(NAMES)
    labels = np.arange(19, dtype=np.uint8).repeat(2).reshape(2, 19)
    for background in (False, True):
        export(ORA, tmp_path, make_sample(labels), options=ExportOptions(background=background))
        expected = [name for name in FROM_TOP if background or name != "background"]
        assert list(by_the_specification(tmp_path / "face.ora")[0]) == ["Photo", *reversed(expected)]
        assert np.array_equal(read(tmp_path / "face.ora"), labels)


@pytest.mark.parametrize("shape", [(1, 1), (1, 700), (300, 200), (40, 20)])
def test_the_thumbnail_is_small_and_keeps_the_shape(shape: tuple[int, int], tmp_path: Path) -> None:
    export(ORA, tmp_path, make_sample(np.zeros(shape, np.uint8)))
    with Image.open(zipfile.ZipFile(tmp_path / "face.ora").open("Thumbnails/thumbnail.png")) as image:
        assert max(image.size) <= 256
        scale = min(1, 256 / max(shape))
        assert abs(image.height - shape[0] * scale) <= 1
        assert abs(image.width - shape[1] * scale) <= 1


def test_the_same_sample_gives_the_same_bytes(tmp_path: Path, labels: np.ndarray) -> None:
    for name in ("a", "b"):
        export(ORA, tmp_path / name, make_sample(labels))
    assert (tmp_path / "a/face.ora").read_bytes() == (tmp_path / "b/face.ora").read_bytes()


# -- what is read ------------------------------------------------------------------------------------------


def test_the_photo_comes_back_too(tmp_path: Path, labels: np.ndarray) -> None:
    sample = make_sample(labels)
    export(ORA, tmp_path, sample)
    (found,) = ORA.read(tmp_path, ReadOptions())
    assert found.load_photo is not None
    assert np.array_equal(found.load_photo(), sample.photo)
    assert found.photo_path is None


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_photo_that_does_not_fill_the_picture_lies_over_white(mode: str, tmp_path: Path) -> None:
    picture = np.full((4, 5, len(mode)), 200, np.uint8)
    if mode == "RGBA":
        picture[..., 3] = 255
    path = pack(tmp_path / "x.ora", layer("Photo", x=2, y=-1), a=png(picture))
    (found,) = ORA.read(path, ReadOptions())
    assert found.load_photo is not None
    expected = np.full((6, 8, 3), 255, np.uint8)
    expected[:3, 2:7] = 200
    assert np.array_equal(found.load_photo(), expected)


def test_without_a_photo_there_is_none(tmp_path: Path) -> None:
    (found,) = ORA.read(pack(tmp_path / "x.ora", layer("skin"), a=solid(6, 8)), ReadOptions())
    assert found.load_photo is None
    assert (found.load() == ID_OF["skin"]).all()


@pytest.mark.parametrize("name", [each.title for each in CLASSES] + [" Hair ", "HAIR", "L_Eye"])
def test_layers_may_be_called_as_on_screen_and_in_any_case(name: str, tmp_path: Path) -> None:
    expected = {each.title.casefold(): each.id for each in CLASSES} | {"hair": 13, "l_eye": 4}
    path = pack(tmp_path / "x.ora", layer(name), a=solid(6, 8))
    assert (read(path) == expected[name.strip().casefold()]).all()


def test_a_layer_that_is_called_otherwise_is_refused_by_name_or_mapped(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.ora", layer("Copy of skin") + layer("photo", "b"), a=solid(2, 2), b=solid(6, 8))
    with pytest.raises(FormatError, match=r"x\.ora has classes that are not ours: 'Copy of skin'"):
        read(path)
    labels = read(path, class_map={"Copy of skin": "hat"})
    assert (labels[:2, :2] == ID_OF["hat"]).all()
    assert (labels != 0).sum() == 4


def test_a_class_map_goes_before_our_own_names(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.ora", layer("Hair") + layer("Photo", "b"), a=solid(2, 2), b=solid(6, 8))
    assert (read(path, class_map={"Hair": "hat"})[:2, :2] == ID_OF["hat"]).all()
    labels = read(path, class_map={"Photo": "skin"})
    assert (labels[:2, :2] == ID_OF["hair"]).all()
    assert (labels == ID_OF["skin"]).sum() == 44


def test_the_uppermost_layer_with_half_its_strength_decides(tmp_path: Path) -> None:
    top = np.concatenate([solid(6, 4, 127), solid(6, 4, 128)], axis=1)
    path = pack(tmp_path / "x.ora", layer("hair") + layer("skin", "b"), a=top, b=solid(6, 8))
    labels = read(path)
    assert (labels[:, :4] == ID_OF["skin"]).all()
    assert (labels[:, 4:] == ID_OF["hair"]).all()


def test_how_a_layer_is_shown_changes_nothing(tmp_path: Path) -> None:
    """Who hides the hair to see the ear below does not mean to delete it."""
    stack = layer("hair", visibility="hidden", opacity="0.1", **{"composite-op": "svg:multiply"})
    path = pack(tmp_path / "x.ora", stack + layer("skin", "b"), a=solid(3, 3), b=solid(6, 8))
    assert (read(path)[:3, :3] == ID_OF["hair"]).all()


def test_groups_are_taken_apart_and_have_no_offset(tmp_path: Path) -> None:
    inner = (
        f'<stack name="Face" x="4" y="3"><stack>{layer("nose", x=1, y=2)}</stack>{layer("skin", "b")}</stack>'
    )
    labels = read(pack(tmp_path / "x.ora", inner, a=solid(1, 2), b=solid(6, 8)))
    assert np.argwhere(labels == ID_OF["nose"]).tolist() == [[2, 1], [2, 2]]
    assert (labels != 0).all()


@pytest.mark.parametrize("x", [-20, -3, -1, 0, 5, 7, 8, 1000])
@pytest.mark.parametrize("y", [-9, -2, 0, 5, 6])
def test_layers_may_reach_outside_the_picture(x: int, y: int, tmp_path: Path) -> None:
    path = pack(tmp_path / "x.ora", layer("skin", x=x, y=y), a=solid(3, 4))
    rows, columns = np.mgrid[:6, :8]
    expected = (columns >= x) & (columns < x + 4) & (rows >= y) & (rows < y + 3)
    assert np.array_equal(read(path) == ID_OF["skin"], expected)


def test_layers_of_every_kind_of_png(tmp_path: Path) -> None:
    shades = np.zeros((6, 8, 4), np.uint8)
    shades[2:4, 3:6] = (255, 255, 255, 255)
    image = Image.fromarray(shades)
    palette = io.BytesIO()
    Image.fromarray((shades[..., 3] > 0).astype(np.uint8), "P").save(palette, "PNG", transparency=0)
    kinds = {"rgba": png(shades), "la": png(shades, "LA"), "palette": palette.getvalue()}
    for name, data in kinds.items():
        assert np.array_equal(
            read(pack(tmp_path / f"{name}.ora", layer("skin"), a=data)) == 1, shades[..., 3] > 0
        )
    opaque = io.BytesIO()
    image.convert("RGB").save(opaque, "PNG")
    assert (read(pack(tmp_path / "opaque.ora", layer("skin"), a=opaque.getvalue())) == 1).all()


# -- what is not to be trusted -----------------------------------------------------------------------------


def huge_png(width: int, height: int) -> bytes:
    """A PNG whose header claims that size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE image [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    ']><image w="8" h="6"><stack><layer name="&b;" src="data/a.png"/></stack></image>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE image [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    '<image w="8" h="6"><stack><layer name="&a;" src="data/a.png"/></stack></image>'
)
HOSTILE = {
    "an XML bomb": (BOMB, "declares entities"),
    "an entity from outside": (OUTSIDE, "declares entities"),
    "broken XML": ("<image w='8'", "XML in x.ora is damaged"),
    "another root": ("<svg><image w='8' h='6'/></svg>", "says nothing of its size"),
    "no size": ("<image><stack/></image>", "says nothing of its size"),
    "an empty size": ("<image w='0' h='6'><stack/></image>", "says nothing of its size"),
    "a negative size": ("<image w='-8' h='6'><stack/></image>", "says nothing of its size"),
    "a huge size": ("<image w='90000' h='90000'><stack/></image>", "more than 200 million pixels"),
    "a size that is no number": ("<image w='1e999' h='6'><stack/></image>", "a w of '1e999'"),
    "an offset that is no number": (layer("skin", x="nan"), "an? x of 'nan'"),
    "an endless offset": (layer("skin", x="9" * 40), "an? x of '9"),
    "too many layers": (layer("skin") * 1001, "more than 1000 layers"),
    "a path to the disk": ('<layer name="skin" src="/etc/passwd"/>', "holds no /etc/passwd"),
    "a path out of the archive": ('<layer name="skin" src="../../etc/passwd"/>', "holds no ../../etc/passwd"),
    "a layer without a file": ('<layer name="skin"/>', "holds no "),
    "a file that is not there": (layer("skin", "gone"), "holds no data/gone.png"),
}


@pytest.mark.parametrize(("stack", "said"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_stack_is_refused_by_name(stack: str, said: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "x.ora", stack, a=solid(2, 2))
    with pytest.raises(FormatError, match=said) as refused:
        read(path)
    assert "x.ora" in str(refused.value)


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (huge_png(30000, 30000), "more than 200 million pixels"),
        (huge_png(2000, 2000), "no PNG, or a damaged one"),
        (png(solid(40, 40))[:-30], "no PNG, or a damaged one"),
        (b"GIF89a" + bytes(40), "no PNG, or a damaged one"),
        (b"", "no PNG, or a damaged one"),
    ],
    ids=["bomb", "claims more than it has", "cut short", "another format", "empty"],
)
def test_a_hostile_layer_is_refused_by_name(picture: bytes, said: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "x.ora", layer("skin") + layer("Photo"), a=picture)
    (found,) = ORA.read(path, ReadOptions())
    assert found.load_photo is not None
    for load in (found.load, found.load_photo):
        with pytest.raises(FormatError, match=said) as refused:
            load()
        assert "x.ora" in str(refused.value)


def test_a_jpeg_is_no_layer(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6)).save(buffer, "JPEG")
    with pytest.raises(FormatError, match="no PNG"):
        read(pack(tmp_path / "x.ora", layer("skin"), a=buffer.getvalue()))


def test_a_stack_of_a_hundred_thousand_groups_does_no_harm(tmp_path: Path) -> None:
    depth = 100_000
    stack = "<stack>" * depth + layer("skin") + "</stack>" * depth
    assert (read(pack(tmp_path / "x.ora", stack, a=solid(6, 8))) == ID_OF["skin"]).all()


@pytest.mark.parametrize("name", ["../evil.png", "/evil.png", "C:\\evil.png", "data/link.png"])
def test_an_archive_that_leads_outside_is_refused(name: str, tmp_path: Path) -> None:
    path = pack(tmp_path / "x.ora", layer("skin"), a=solid(6, 8))
    with zipfile.ZipFile(path, "a") as archive:
        entry = zipfile.ZipInfo(name)
        if "link" in name:
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(FormatError, match=r"x\.ora was not opened"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"no zip", "half"], ids=["empty", "text", "cut short"])
def test_what_is_no_archive_is_refused(content: bytes | str, tmp_path: Path, labels: np.ndarray) -> None:
    export(ORA, tmp_path, make_sample(labels))
    whole = (tmp_path / "face.ora").read_bytes()
    (tmp_path / "face.ora").write_bytes(whole[: len(whole) // 2] if content == "half" else content)  # type: ignore[arg-type]
    with pytest.raises(FormatError, match=r"face\.ora is no zip file"):
        read(tmp_path / "face.ora")
    assert not ORA.recognises(tmp_path / "face.ora")


# -- a real program ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("krita"), reason="krita is not installed")
@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="Krita wants a screen, and there is no xvfb-run")
def test_krita_opens_and_saves_it_without_loss(tmp_path: Path) -> None:
    """All classes, a group, a layer of which all was erased; and the picture as Krita shows it."""
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 19, (9, 13), np.uint8).repeat(7, 0).repeat(9, 1)
    sample = make_sample(labels)
    export(ORA, tmp_path, sample)
    grouped = tmp_path / "grouped.ora"
    erased = png(np.zeros((5, 5, 4)))
    with zipfile.ZipFile(tmp_path / "face.ora") as source, zipfile.ZipFile(grouped, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "stack.xml":
                root = ElementTree.fromstring(data)
                group = ElementTree.Element("stack", name="Face", x="30", y="20")
                group.extend([root[0][0], root[0][1]])
                root[0][:2] = [group]
                ElementTree.SubElement(root[0], "layer", name="hat", src="data/erased.png", x="3", y="4")
                data = ElementTree.tostring(root)
            target.writestr(name, data)
        target.writestr("data/erased.png", erased)
    for source_name in ("face.ora", "grouped.ora"):
        for made in ("again.ora", "picture.png"):
            command = [
                "krita",
                "--export",
                "--export-filename",
                str(tmp_path / made),
                str(tmp_path / source_name),
            ]
            subprocess.run(
                ["xvfb-run", "-a", *command],
                check=True,
                capture_output=True,
                timeout=240,
                env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
            )
        (found,) = ORA.read(tmp_path / "again.ora", ReadOptions())
        assert np.array_equal(found.load(), labels)
        assert found.load_photo is not None
        assert np.array_equal(found.load_photo(), sample.photo)
        with Image.open(tmp_path / "picture.png") as image:
            seen = np.array(image.convert("RGB")).astype(int)
        _, expected = by_the_specification(tmp_path / "face.ora")
        assert np.abs(seen - expected).max() <= 3  # opacity 0.5 is 127 of 255 there
        (tmp_path / "again.ora").unlink()
