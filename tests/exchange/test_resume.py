"""A stopped export goes on from what is there; and what goes wrong with one photo is that photo's alone."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from faceparse_core.class_orders import ORDERS
from faceparse_core.labels import ID_OF
from faceparse_gui.exchange import Export, ExportPlan
from faceparse_gui.exchange.items import Item, SavedWork
from faceparse_gui.exchange.manifest import manifest_path, read_manifest
from faceparse_gui.formats import FORMATS, ExportOptions, Format, FormatError, Sample, Writer
from faceparse_gui.formats.checked_options import COMMON as FOR_ALL

every_format = pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.writes])

COMMON = np.array([ID_OF[name] for name in ORDERS["lapa"].names], np.uint8)


def item(number: int) -> Item:
    def labels() -> np.ndarray:
        return np.random.default_rng(number).choice(COMMON, (9, 12))

    def photo() -> np.ndarray:
        return np.random.default_rng(number).integers(0, 256, (9, 12, 3), np.uint8)

    name = f"face {number}.jpg"
    return Item(name, Path(name), lambda: SavedWork(labels()), photo, in_file=False)


def plan_of(format_: Format, target: Path, items: Sequence[Item]) -> ExportPlan:
    options = ExportOptions(photos="jpg" if "photos" in format_.uses | FOR_ALL else "none")
    return ExportPlan.make(format_, target / f"out{format_.extension}", items, options)


def run(plan: ExportPlan, stop_after: int | None = None) -> Export:
    export = Export(plan, should_stop=lambda: export.report.written == stop_after)
    list(export.run())
    return export


def contents(folder: Path) -> dict[str, bytes]:
    """All files but the manifest, which holds times."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".jsonl"))
    jsonl = (path for path in folder.rglob("metadata.jsonl"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in (*files, *jsonl)}


def lines(plan: ExportPlan) -> list[dict]:
    return [json.loads(line) for line in manifest_path(plan).read_text("utf-8").splitlines()]


def remove_folder(target: Path) -> None:
    for path in (target, *target.parent.glob(".*.part")):
        shutil.rmtree(path, ignore_errors=True)


def remove_some(target: Path) -> None:
    """One file of the first photo, be it whole or a piece."""
    first_file(target).unlink()


def empty_some(target: Path) -> None:
    os.truncate(first_file(target), 0)


def first_file(target: Path) -> Path:
    files = [path for path in target.parent.rglob("*") if path.is_file() and path.suffix != ".jsonl"]
    return sorted(files)[0] if files else sorted(target.parent.rglob("*0.jsonl"))[0]


@every_format
@pytest.mark.parametrize("harm", [remove_folder, remove_some, empty_some])
def test_what_is_gone_is_written_again(name: str, harm: Callable[[Path], None], tmp_path: Path) -> None:
    whole, here = tmp_path / "whole", tmp_path / "here"
    items = [item(number) for number in range(4)]
    run(plan_of(FORMATS[name], whole, items))
    plan = plan_of(FORMATS[name], here, items)
    assert run(plan, stop_after=2).report.left == 2
    harm(plan.target)
    again = run(plan)
    kept = 0 if harm is remove_folder else 1
    assert (again.report.written, again.report.skipped, again.report.failures) == (4 - kept, kept, [])
    assert contents(here) == contents(whole)
    reported = lines(plan)[1:-1]
    assert [line["photo"] for line in reported] == [each.name for each in items]
    assert not plan.target.is_dir() or all(
        (plan.target / n).is_file() for line in reported for n in line["files"]
    )


def test_the_manifest_forgets_files_that_are_gone(tmp_path: Path) -> None:
    """Of an earlier export into the folder, and of one that was stopped, whose photo cannot be read now."""
    first, second, third = (item(number) for number in range(3))
    run(plan_of(FORMATS["indexed"], tmp_path, [first]))
    (tmp_path / "out" / "face 0.png").unlink()
    run(plan_of(FORMATS["indexed"], tmp_path, [second, third]), stop_after=1)
    changed = replace(second, load=broken(IndexError("oh")), updated=1.0)
    report = run(plan_of(FORMATS["indexed"], tmp_path, [changed, third])).report
    assert (report.written, len(report.failures)) == (1, 1)
    plan = plan_of(FORMATS["indexed"], tmp_path, [third])
    assert [line["photo"] for line in lines(plan)[1:-1]] == ["face 2.jpg"]
    assert sorted(contents(tmp_path)) == ["out/face 2.png"]


def test_kept_files_are_all_there_or_the_photo_is_not_counted(tmp_path: Path) -> None:
    plan = plan_of(FORMATS["cutouts"], tmp_path, [item(0), item(1)])
    run(plan)
    (plan.target / "face 0_cutouts" / "face 0_hair.png").unlink()
    again = Export(plan, "keep")
    list(again.run())
    assert (again.report.written, again.report.skipped) == (0, 1)
    assert "face 0.jpg was left as it is: some of its files" in again.report.failures[0]


def test_half_written_files_of_a_killed_export_are_swept(tmp_path: Path) -> None:
    plan = plan_of(FORMATS["layers"], tmp_path, [item(0), item(1)])
    run(plan, stop_after=1)
    journal = next(tmp_path.glob(".*.jsonl"))
    with journal.open("a") as file:
        file.write(json.dumps({"begin": "face 1"}) + "\n")
    half = plan.target / "face 1_layers" / ".0123456789abcdef.tmp"
    half.parent.mkdir()
    half.write_bytes(b"half")
    run(plan)
    assert not half.exists()
    assert list(half.parent.iterdir())


def test_a_journal_that_is_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "photo.png").write_bytes(b"a photo")
    (tmp_path / ".out.part.jsonl").symlink_to("photo.png")
    run(plan_of(FORMATS["indexed"], tmp_path, [item(0)]), stop_after=0)
    assert (tmp_path / "photo.png").read_bytes() == b"a photo"


# -- one photo's fault -------------------------------------------------------------------------------------


def broken(error: BaseException) -> Callable[[], SavedWork]:
    def load() -> SavedWork:
        raise error

    return load


def of_another_size() -> SavedWork:
    """As after a photo was cropped: formats that lay masks over it cannot."""
    return SavedWork(np.ones((5, 300), np.uint8))


@every_format
@pytest.mark.parametrize(
    "load",
    [broken(IndexError("out of range")), broken(MemoryError()), broken(RecursionError()), of_another_size],
)
def test_one_fault_costs_one_photo(name: str, load: Callable[[], SavedWork], tmp_path: Path) -> None:
    items = [item(0), replace(item(1), load=load), item(2)]
    plan = plan_of(FORMATS[name], tmp_path, items)
    report = run(plan).report
    if load is of_another_size and not report.failures:
        assert report.written == 3  # it needs no photo
        return
    assert (report.written, report.left) == (2, 0)
    assert [failure for failure in report.failures if "face 1.jpg" in failure] == report.failures
    assert lines(plan)[-1]["failed"] == report.failures
    assert [line["photo"] for line in lines(plan)[1:-1]] == ["face 0.jpg", "face 2.jpg"]
    stem = plan.samples[1].stem
    assert not [path for path in contents(tmp_path) if stem in path]
    if FORMATS[name].reads:
        from faceparse_gui.formats import ReadOptions

        assert len(list(FORMATS[name].read(plan.target, ReadOptions()))) == 2


class _Quits(Format):
    """As a package's format that calls sys.exit at one place."""

    name = "quits"
    title = "Quits"
    suffix = ".txt"

    def __init__(self, place: str) -> None:
        self.place = place

    def writer(self, target: Path, options: ExportOptions) -> Writer:
        self.come_to("writer")
        return _QuittingWriter(self, target, options)

    def come_to(self, place: str) -> None:
        if place == self.place:
            raise SystemExit("I quit")


class _QuittingWriter(Writer):
    def __init__(self, format_: _Quits, target: Path, options: ExportOptions) -> None:
        super().__init__(target, options)
        self._format = format_

    def files(self, stem: str) -> Sequence[str]:
        self._format.come_to("files")
        return (f"{stem}.txt",)

    def write(self, sample: Sample) -> Sequence[str]:
        self.path(f"{sample.stem}.txt").write_text("half")
        if sample.index == 1:
            self._format.come_to("write")
        return (f"{sample.stem}.txt",)

    def finish(self) -> None:
        self._format.come_to("finish")


def test_a_format_that_quits_costs_the_photo(tmp_path: Path) -> None:
    plan = plan_of(_Quits("write"), tmp_path, [item(number) for number in range(3)])
    report = run(plan).report
    assert report.written == 2
    assert report.failures == ["face 1.jpg could not be exported: I quit (SystemExit)."]
    assert sorted(contents(tmp_path)) == ["out/face 0.txt", "out/face 2.txt"]


@pytest.mark.parametrize("place", ["writer", "files", "finish"])
def test_a_format_that_quits_elsewhere_is_named(place: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(FormatError, match=r"The format quits could not be used: I quit \(SystemExit\)"):
        run(plan_of(_Quits(place), tmp_path, [item(0)]))


def test_two_exports_into_one_folder_do_not_meet(tmp_path: Path) -> None:
    plan = plan_of(FORMATS["indexed"], tmp_path, [item(0), item(1)])
    first = Export(plan).run()
    next(first)
    with pytest.raises(FormatError, match=r"An export into .*out is running\. Wait for its end"):
        run(plan)
    list(first)
    assert len(lines(plan)) == 4


@pytest.mark.timeout(10)
def test_a_pipe_in_place_of_a_manifest_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".out.part.jsonl")
    assert run(plan_of(FORMATS["indexed"], tmp_path, [item(0)])).report.written == 1
    os.mkfifo(tmp_path / "pipe")
    assert read_manifest(tmp_path / "pipe") == {}
