"""Archives, JSON and XML from outside: hostile ones are refused by name."""

from __future__ import annotations

import os
import stat
import zipfile
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from faceparse_core.files.writing import FileError
from faceparse_gui.formats import FORMATS, FormatError, ReadOptions
from faceparse_gui.formats.reading.archive import open_archive, write_archive
from faceparse_gui.formats.reading.outside import MAX_JSON, MAX_VALUES, parse_xml, read_json

SHAPE = TypeAdapter(dict[str, int])


def archive_of(path: Path, *names: str | zipfile.ZipInfo, data: bytes = b"data") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)
    return path


def test_what_was_written_is_read_and_twice_the_same(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        with write_archive(tmp_path / name) as archive:
            archive.put("mimetype", "text", compress=False)
            archive.put("data/1.png", b"\x89PNG")
    with open_archive(tmp_path / "a.zip") as archive:
        assert archive.names == ["mimetype", "data/1.png"]
        assert archive.read("data/1.png") == b"\x89PNG"
        with pytest.raises(FormatError, match=r"a\.zip holds no data/2\.png"):
            archive.read("data/2.png")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_an_archive_that_fails_half_way_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"mine")

    def fail() -> None:
        with write_archive(tmp_path / "a.zip") as archive:
            archive.put("x", b"data")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (tmp_path / "a.zip").read_bytes() == b"mine"
    assert len(list(tmp_path.iterdir())) == 1


def link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("masks/link.png")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../evil.png", "leads outside"),
        ("masks/../../evil.png", "leads outside"),
        ("masks\\..\\..\\evil.png", "leads outside"),
        ("/etc/evil.png", "absolute"),
        ("C:/evil.png", "absolute"),
        ("\\\\server\\share\\evil.png", "absolute"),
        (link(), "is a link"),
    ],
)
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str | zipfile.ZipInfo, says: str) -> None:
    path = archive_of(tmp_path / "hostile.zip", "masks/a.png", name)
    with pytest.raises(FormatError, match=rf"hostile\.zip was not opened.*{says}"), open_archive(path):
        pass
    assert [each.name for each in tmp_path.iterdir()] == ["hostile.zip"]


def test_an_entry_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = archive_of(tmp_path / "twice.zip", "a.png", "a.png")
    with pytest.raises(FormatError, match="is there twice"), open_archive(path):
        pass


def test_an_entry_that_swells_is_stopped_at_the_limit(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "bomb.zip", "a.png", data=b"\0" * (40 << 20))
    assert path.stat().st_size < 100_000
    with (
        open_archive(path) as archive,
        pytest.raises(FormatError, match=r"a\.png in bomb\.zip unpacks to more"),
    ):
        archive.read("a.png", limit=1 << 20)


@pytest.mark.parametrize("cut", [1, 30, 60])
def test_a_damaged_archive_is_named(tmp_path: Path, cut: int) -> None:
    path = archive_of(tmp_path / "cut.zip", "a.png", data=bytes(range(256)) * 40)
    data = path.read_bytes()
    path.write_bytes(data[:-cut] if cut < 60 else data[:40] + b"\xff" * 60 + data[100:])
    with pytest.raises(FormatError, match=r"cut\.zip"), open_archive(path) as archive:
        archive.read("a.png")
    with pytest.raises(FormatError, match=r"gone\.zip is not there"), open_archive(tmp_path / "gone.zip"):
        pass


def test_json_of_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(1 << 30)  # takes no room on the disk
    with pytest.raises(FormatError, match=rf"huge\.json has more than {MAX_JSON >> 20} MB"):
        read_json(path, SHAPE)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"a": 1',
        b'{"a": "x"}',
        b"[1]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a": NaN}',
        b'{"a": 1e999}',
    ],
)
def test_json_of_another_shape_is_named(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "odd.json").write_bytes(data)
    with pytest.raises(FormatError, match=r"odd\.json is not as its format asks"):
        read_json(tmp_path / "odd.json", SHAPE)


ANY = TypeAdapter(list[object])


@pytest.mark.parametrize("value", ["1", "[]", "{}", "[[1]]"])
def test_json_of_too_many_values_is_refused_before_it_is_parsed(tmp_path: Path, value: str) -> None:
    """To parse it would hold Python's lock, and so the window."""
    path = tmp_path / "values.json"
    path.write_text(f"[{','.join([value] * MAX_VALUES)},{value}]")
    with pytest.raises(
        FormatError, match=r"values\.json has more than 262,144 values, the most that is read"
    ):
        read_json(path, ANY)
    path.write_text(f"[{','.join([value] * (MAX_VALUES // 4))}]")
    assert len(read_json(path, ANY)) == MAX_VALUES // 4


BOMB = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, '<!DOCTYPE x SYSTEM "x.dtd"><x/>'])
def test_xml_with_entities_is_refused(text: str) -> None:
    with pytest.raises(FormatError, match=r"stack\.xml was not opened"):
        parse_xml(Path("stack.xml"), text.encode())


@pytest.mark.parametrize(
    "data", [b"", b"<x>", b"\0", b"<x></y>", b'<?xml version="1.0" encoding="odd"?><x/>']
)
def test_damaged_xml_is_named(data: bytes) -> None:
    with pytest.raises(FileError, match=r"stack\.xml is damaged"):
        parse_xml(Path("stack.xml"), data)
    assert parse_xml(Path("stack.xml"), b"<image w='3'/>").get("w") == "3"


@pytest.mark.parametrize("name", ["cvat", "npz", "ora", "labelme", "indexed", "coco"])
def test_what_is_no_plain_file_is_not_waited_for(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for source in (tmp_path / "pipe", tmp_path / "endless"):
        assert not FORMATS[name].recognises(source)
        with pytest.raises(FormatError, match=r"pipe|endless"):
            _ = [found.load() for found in FORMATS[name].read(source, ReadOptions())]
