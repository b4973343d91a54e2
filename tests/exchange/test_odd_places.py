"""Odd names, full disks and folders that take nothing, for every format."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.class_orders import ORDERS
from faceparse_core.files.writing import FileError
from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import Export, ExportPlan, Import, items_in, project_items
from faceparse_gui.exchange.items import Item, SavedWork
from faceparse_gui.formats import FORMATS, Format, FormatError, ReadOptions
from faceparse_gui.project import Project

both_ways = pytest.mark.parametrize("name", [n for n, each in FORMATS.items() if each.reads and each.writes])
every_format = pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.writes])

COMMON = np.array([ID_OF[name] for name in ORDERS["lapa"].names], np.uint8)
"""The classes that every format has."""

ODD_NAMES = (
    "face 1.jpg",
    "a/x.jpg",
    "b/x.jpg",
    "b/X.png",
    "😀 laughing & ünïcode 面.png",
    "con.png",
    "NUL.1.png",
    "x" * 200 + ".png",
    "x" * 200 + "y.png",
    "dots.in.name.png",
    "semi;colon, comma 'quote'.png",
    "0001.png",
    os.fsdecode(b"m\xfcller.png"),  # Latin-1
    os.fsdecode(b"\xc4\xe3\xba\xc3/\xd5\xd5\xc6\xac.png"),  # GBK
    "new\nline\t.png",
    "\x1b[2J.png",
    "-rf.png",
    "\u202egnp.png",
    "cafe\u0301.png",
    "caf\u00e9.png",
    "x" * 251 + ".png",
)


def target_in(folder: Path, format_: Format) -> Path:
    return folder / f"out{format_.extension}"


@both_ways
def test_odd_names_go_out_and_come_back(name: str, tmp_path: Path) -> None:
    format_ = FORMATS[name]
    folder = tmp_path / "photos"
    random = np.random.default_rng(0)
    for photo in ODD_NAMES:
        path = folder / photo
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(random.integers(0, 256, (5, 7, 3), np.uint8)).save(path)
    project = Project.open(folder, recursive=True)
    try:
        work = {}
        for record in project.records():
            work[record.key] = random.choice(COMMON, (5, 7))
            project.save_labels(record.key, work[record.key], "accepted")
        names = [record.path.relative_to(folder).as_posix() for record in project.records()]
        assert sorted(names) == sorted(ODD_NAMES)
        target = target_in(tmp_path, format_)
        export = Export(ExportPlan.make(format_, target, project_items(project), names=names))
        assert [outcome.failure for outcome in export.run()] == [None] * len(ODD_NAMES)
        for key in work:
            project.save_labels(key, np.zeros((5, 7), np.uint8), "edited")

        found = format_.read(target, ReadOptions())
        run = Import(project, target, "accepted", "replace").run(found)
        assert [outcome.failure for outcome in run] == [None] * len(ODD_NAMES)
        for key, labels in work.items():
            assert np.array_equal(project.load_labels(key), labels)
    finally:
        project.close()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 2 MB."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk for this test")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("only root may mount a disk for this test")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def noise(number: int) -> Item:
    def labels() -> np.ndarray:
        return np.random.default_rng(number).choice(COMMON, (90, 120))

    def photo() -> np.ndarray:
        return np.random.default_rng(number).integers(0, 256, (90, 120, 3), np.uint8)

    return Item(f"face {number}.png", Path(f"face {number}.png"), lambda: SavedWork(labels()), photo)


@every_format
def test_a_full_disk_ends_the_export_which_goes_on_when_there_is_room(name: str, disk: Path) -> None:
    format_ = FORMATS[name]
    plan = ExportPlan.make(format_, target_in(disk, format_), [noise(number) for number in range(4)])
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * ((2 << 20) - (20 << 10)))
    with pytest.raises(FileError, match=r"the disk is full\. Free some space"):
        for _ in Export(plan).run():
            pass
    assert not plan.target.is_file()
    ballast.unlink()
    export = Export(plan)
    outcomes = list(export.run())
    assert [outcome.failure for outcome in outcomes] == [None] * 4
    assert export.report.written + export.report.skipped == 4
    if format_.reads:
        back = {item.name: item.load() for item in items_in(plan.target, format_)}
        assert len(back) == 4
        for item in (noise(number) for number in range(4)):
            found = [work for key, work in back.items() if key.rsplit(".", 1)[0].endswith(item.name[:-4])]
            assert np.array_equal(found[0].labels, item.load().labels)
    assert [path for path in disk.rglob(".*") if path.suffix in (".tmp", ".part", ".jsonl")] == []


def test_what_a_full_disk_left_done_is_reported_with_the_folder(disk: Path) -> None:
    plan = ExportPlan.make(FORMATS["indexed"], disk / "masks", [noise(number) for number in range(4)])
    (disk / "ballast").write_bytes(b"\0" * ((2 << 20) - (24 << 10)))
    export = Export(plan)
    with pytest.raises(FormatError) as caught:
        list(export.run())
    done = export.report.written
    assert 0 < done < 4
    assert f"was not saved in {plan.target}: the disk is full." in str(caught.value)
    assert f"Done so far: {done} of 4. The same export into {plan.target} goes on" in str(caught.value)
    assert len(list(plan.target.iterdir())) == done


@every_format
def test_an_export_of_which_nothing_found_room_leaves_nothing(name: str, disk: Path) -> None:
    format_ = FORMATS[name]
    plan = ExportPlan.make(format_, target_in(disk / "a" / "b", format_), [noise(0), noise(1)])
    ballast = disk / "ballast"
    ballast.write_bytes(b"\0" * ((2 << 20) - (8 << 10)))
    with pytest.raises(FormatError, match=r"Nothing was exported to .*/a/b"):
        list(Export(plan).run())
    assert list(disk.iterdir()) == [ballast]


@every_format
@pytest.mark.parametrize("below", ["", "masks"])
def test_an_impossible_target_is_named_and_nothing_is_left_beside_it(
    name: str, below: str, tmp_path: Path
) -> None:
    format_ = FORMATS[name]
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("mine")
    target = thesis / below / f"all{format_.extension}" if below or format_.extension else thesis
    with pytest.raises(FormatError, match=r"thesis\.txt is no folder"):
        list(Export(ExportPlan.make(format_, target, [noise(0)])).run())
    assert list(tmp_path.iterdir()) == [thesis]
    assert thesis.read_text() == "mine"


@every_format
def test_a_folder_that_takes_nothing_is_named(name: str, tmp_path: Path, disk: Path) -> None:
    format_ = FORMATS[name]
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    plan = ExportPlan.make(format_, target_in(disk / "masks", format_), [noise(0)])
    with pytest.raises(FileError, match=r"was not saved: you may not write in .*Choose another folder"):
        list(Export(plan).run())


@both_ways
def test_names_that_are_no_text_are_found_again_without_a_manifest(name: str, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for number, odd in enumerate((b"m\xfcller.png", b"m\xe4ller.png", b"a\nb.png", b"x" * 251 + b".png")):
        pixels = np.random.default_rng(number).integers(0, 256, (5, 7, 3), np.uint8)
        Image.fromarray(pixels).save(photos / os.fsdecode(odd))
    project = Project.open(photos)
    try:
        work = {}
        for number, record in enumerate(project.records()):
            work[record.key] = np.full((5, 7), COMMON[number], np.uint8)
            project.save_labels(record.key, work[record.key], "accepted")
        target = target_in(tmp_path, FORMATS[name])
        list(Export(ExportPlan.make(FORMATS[name], target, project_items(project))).run())
        for manifest in tmp_path.rglob("*.jsonl"):
            if manifest.name != "metadata.jsonl":
                manifest.unlink()
        run = Import(project, target, "accepted", "replace").run(FORMATS[name].read(target, ReadOptions()))
        assert [outcome.failure for outcome in run] == [None] * 4
        for key, labels in work.items():
            assert np.array_equal(project.load_labels(key), labels)
    finally:
        project.close()


def test_two_photos_whose_spellings_are_one_are_not_mixed_up(tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    for odd in (b"m\xfcller.png", b"m%FCller.png"):
        Image.new("RGB", (7, 5)).save(photos / os.fsdecode(odd))
    masks = tmp_path / "masks"
    masks.mkdir()
    Image.new("P", (7, 5)).save(masks / "m%FCller.png")
    project = Project.open(photos)
    try:
        run = Import(project, masks).run(FORMATS["indexed"].read(masks, ReadOptions()))
        assert "more than one" in next(run).failure
    finally:
        project.close()
