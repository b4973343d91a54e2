"""CVAT's zip: as CVAT writes it, read without unpacking, and archives that cannot be."""

import stat
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF, NAMES, PALETTE
from faceparse_gui.formats import FORMATS, ExportOptions, FormatError, ReadOptions
from faceparse_gui.formats.masks.color_table import voc_colors
from tests.formats.datumaro_views import EXPORT_VOC, IMPORT, samples, views_of
from tests.formats.readers import ask, needs_readers
from tests.formats.samples import export, files_below, make_sample

FORMAT = FORMATS["cvat"]


def read(source: Path, **options: object) -> dict[str, np.ndarray]:
    return {found.name: found.load() for found in FORMAT.read(source, ReadOptions(**options))}


def rezip(path: Path, change: dict[str, bytes | None]) -> Path:
    """The archive with some entries put in, replaced or, where None, left out."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**entries, **change}.items():
            if data is not None:
                archive.writestr(name, data)
    return path


@needs_readers
def test_datumaro_reads_what_we_wrote(tmp_path: Path) -> None:
    """CVAT reads and writes this format with Datumaro's ``voc_segmentation``."""
    seen = ask(IMPORT, export(FORMAT, tmp_path, *samples()), "voc_segmentation")
    assert seen["classes"] == list(NAMES)
    assert list(seen["items"]) == [sample.stem for sample in samples()]
    for sample in samples():
        item = seen["items"][sample.stem]
        assert item["masks"] == views_of(sample.labels)
        assert item["photo"] is None
    assert seen["items"]["two faces"]["objects"] == {"skin": 2, "nose": 2, "cloth": 1}


@needs_readers
def test_a_zip_made_as_cvat_makes_it_opens_here(tmp_path: Path) -> None:
    maps = {sample.stem: sample.labels for sample in samples() if sample.labels.any()}
    np.savez(tmp_path / "maps.npz", **maps)
    ask(EXPORT_VOC, tmp_path / "maps.npz", tmp_path / "out", "cvat", ",".join(NAMES))
    with zipfile.ZipFile(tmp_path / "task.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files_below(tmp_path / "out").items():
            archive.writestr(name, data)
    assert FORMAT.recognises(tmp_path / "task.zip")
    found = {each.name: each for each in FORMAT.read(tmp_path / "task.zip", ReadOptions())}
    assert set(found) == set(maps)
    for name, labels in maps.items():
        assert np.array_equal(found[name].load(), labels)
        load_photo = found[name].load_photo
        assert load_photo is not None
        assert load_photo().shape == (*labels.shape, 3)


def test_the_entries_are_those_of_cvat(labels: np.ndarray, tmp_path: Path) -> None:
    target = export(
        FORMAT, tmp_path, make_sample(labels, "a"), options=ExportOptions(classes=("skin", "nose", "hair"))
    )
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == [
            "labelmap.txt",
            "ImageSets/Segmentation/default.txt",
            "SegmentationClass/a.png",
            "SegmentationObject/a.png",
        ]
        assert archive.read("labelmap.txt").startswith(
            b"# label:color_rgb:parts:actions\nbackground:0,0,0::\n"
        )
        with Image.open(BytesIO(archive.read("SegmentationClass/a.png"))) as image:
            assert image.mode == "RGB"
            assert np.array_equal(np.array(image), PALETTE[labels])
        with Image.open(BytesIO(archive.read("SegmentationObject/a.png"))) as image:
            assert image.mode == "RGB"
            colors = {tuple(color) for color in np.array(image).reshape(-1, 3).tolist()}
        assert colors == {tuple(color) for color in voc_colors(4).tolist()}


@pytest.mark.parametrize("photos", ["jpg", "png"])
def test_photos_lie_in_it_if_they_are_asked_for(photos: str, labels: np.ndarray, tmp_path: Path) -> None:
    sample = make_sample(labels, "a")
    target = export(FORMAT, tmp_path, sample, options=ExportOptions(photos=photos))
    with zipfile.ZipFile(target) as archive:
        assert f"JPEGImages/a.{photos}" in archive.namelist()
    (found,) = FORMAT.read(target, ReadOptions())
    assert found.photo_path is None
    assert found.load_photo is not None
    photo = found.load_photo()
    assert photo.shape == sample.photo.shape
    assert photos == "jpg" or np.array_equal(photo, sample.photo)


def test_a_stopped_export_goes_on_and_a_sample_written_twice_counts_once(
    labels: np.ndarray, tmp_path: Path
) -> None:
    target = tmp_path / "out.zip"
    FORMAT.writer(target, ExportOptions()).add(make_sample(labels, "b", 0))
    assert not target.exists()
    writer = FORMAT.writer(target, ExportOptions())
    writer.add(make_sample(labels, "a", 1))
    writer.add(make_sample(labels[:-1], "a", 1))
    writer.finish()
    assert {name: each.shape for name, each in read(target).items()} == {"b": (24, 31), "a": (23, 31)}
    assert [path.name for path in tmp_path.iterdir()] == ["out.zip"]


def test_the_same_masks_give_the_same_bytes(labels: np.ndarray, tmp_path: Path) -> None:
    first, second = (export(FORMAT, tmp_path / folder, make_sample(labels)) for folder in "ab")
    assert first.read_bytes() == second.read_bytes()


def test_nothing_is_unpacked_and_masks_load_after_the_listing_too(labels: np.ndarray, tmp_path: Path) -> None:
    target = export(FORMAT, tmp_path, make_sample(labels, "a"), make_sample(labels[:-1], "b", 1))
    found = list(FORMAT.read(target, ReadOptions()))
    assert [each.load().shape for each in found] == [(24, 31), (23, 31)]
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]
    target.unlink()
    with pytest.raises(FormatError, match=r"export\.zip"):
        found[0].load()


def test_the_directory_of_a_zip_is_read_once_however_many_masks_are_in_it(
    labels: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = export(FORMAT, tmp_path, *(make_sample(labels, f"{n}", n) for n in range(12)))
    opened = []
    read_directory = zipfile.ZipFile._RealGetContents

    def count(archive: zipfile.ZipFile) -> None:
        opened.append(archive)
        read_directory(archive)

    monkeypatch.setattr(zipfile.ZipFile, "_RealGetContents", count)
    assert len(read(target)) == 12
    assert len(opened) == 1


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a/../../evil", "C:\\evil", "..\\evil"])
def test_zip_slip_is_refused_by_name(name: str, labels: np.ndarray, tmp_path: Path) -> None:
    target = rezip(export(FORMAT, tmp_path / "in", make_sample(labels)), {name: b"evil"})
    with pytest.raises(FormatError, match=r"export\.zip was not opened: .*evil"):
        read(target)
    assert files_below(tmp_path).keys() == {"in/export.zip"}


def test_links_in_it_are_refused_by_name(labels: np.ndarray, tmp_path: Path) -> None:
    target = export(FORMAT, tmp_path, make_sample(labels))
    link = zipfile.ZipInfo("SegmentationClass/link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(FormatError, match=r"link\.png' in it is a link"):
        read(target)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"ImageSets/Segmentation/default.txt": b"../../etc/passwd\n"},
            "export.zip was not followed.*leads outside",
        ),
        ({"ImageSets/Segmentation/default.txt": b"face\nnobody\n"}, "nobody.png in export.zip is not there"),
        ({"ImageSets/Segmentation/default.txt": b""}, "export.zip holds no masks"),
        ({"labelmap.txt": None}, "export.zip holds no labelmap.txt"),
        ({"labelmap.txt": b"background:0,0,0::\n"}, "face.png in export.zip holds the colour"),
        ({"labelmap.txt": b"beard:0,0,0::\n"}, "export.zip has classes that are not ours: 'beard'"),
        ({"SegmentationClass/face.png": b"\x89PNG\r\n\x1a\n"}, "face.png in export.zip is no PNG"),
        ({"SegmentationClass/face.png": b""}, "face.png in export.zip is no PNG"),
    ],
)
def test_what_cannot_be_is_refused_by_name(
    change: dict[str, bytes | None], says: str, labels: np.ndarray, tmp_path: Path
) -> None:
    target = rezip(export(FORMAT, tmp_path, make_sample(labels)), change)
    with pytest.raises(FormatError, match=says):
        read(target)


def test_a_mask_that_swells_is_refused_by_name(
    labels: np.ndarray, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small entry of many megabytes is not unpacked beyond the limit."""
    monkeypatch.setattr("faceparse_gui.formats.voc_layout.MAX_PNG", 1 << 20)
    target = rezip(
        export(FORMAT, tmp_path, make_sample(labels)), {"SegmentationClass/face.png": bytes(8 << 20)}
    )
    assert target.stat().st_size < 1 << 16
    with pytest.raises(FormatError, match=r"face\.png in export\.zip unpacks to more than 1 MB"):
        read(target)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    labels: np.ndarray, tmp_path: Path
) -> None:
    target = export(FORMAT, tmp_path, make_sample(labels))
    with zipfile.ZipFile(target) as archive:
        data = bytearray(archive.read("SegmentationClass/face.png"))
    for width, height in ((60_000, 60_000), (15_000, 15_000)):
        data[16:24] = width.to_bytes(4) + height.to_bytes(4)
        data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4)
        rezip(target, {"SegmentationClass/face.png": bytes(data)})
        with pytest.raises(FormatError, match=r"face\.png in export\.zip has more than 200 million pixels"):
            read(target)


def test_a_zip_that_is_cut_short_is_refused_by_name(labels: np.ndarray, tmp_path: Path) -> None:
    target = export(FORMAT, tmp_path, make_sample(labels))
    target.write_bytes(target.read_bytes()[:-30])
    assert not FORMAT.recognises(target)
    with pytest.raises(FormatError, match=r"export\.zip is no zip file, or is cut short"):
        read(target)


def test_names_of_others_are_mapped(labels: np.ndarray, tmp_path: Path) -> None:
    target = export(FORMAT, tmp_path, make_sample(labels))
    with zipfile.ZipFile(target) as archive:
        text = archive.read("labelmap.txt").replace(b"skin", b"Haut")
    found = read(rezip(target, {"labelmap.txt": text}), class_map={"Haut": "neck"})
    assert np.array_equal(found["face"], np.where(labels == ID_OF["skin"], ID_OF["neck"], labels))
