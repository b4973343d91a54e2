"""A set of any size: listed as a stream, checked on disk, shared out by shards."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faceparse_core.photos import folders as module
from faceparse_core.photos.folders import WINDOW, SkippedFiles, walk
from faceparse_core.photos.imaging import find_photos
from faceparse_gui.commands.batch.name_clashes import Clash, find_clash
from faceparse_gui.commands.batch.plan import Plan, make_plan
from faceparse_gui.commands.batch.shard import Shard


def many(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        os.close(os.open(folder / f"{number}.jpg", os.O_CREAT | os.O_WRONLY))
    return folder


class Counted:
    """``os.scandir`` that counts the names it has given."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names = 0
        self._scandir = os.scandir
        monkeypatch.setattr(module.os, "scandir", self)

    def __call__(self, folder: Path) -> Counted:
        self._listing = self._scandir(folder)
        return self

    def __enter__(self) -> Counted:
        return self

    def __exit__(self, *error: object) -> None:
        self._listing.close()

    def __iter__(self) -> Counted:
        return self

    def __next__(self) -> os.DirEntry[str]:
        entry = next(self._listing)
        self.names += 1
        return entry


def test_the_first_job_comes_before_the_rest_is_listed(tmp_path, monkeypatch):
    plan = make_plan([many(tmp_path / "photos", 3 * WINDOW)], tmp_path / "out", ["indexed"])
    counted = Counted(monkeypatch)
    jobs = plan.jobs()
    next(jobs)
    assert counted.names == WINDOW
    assert sum(1 for _ in jobs) == 3 * WINDOW - 1
    assert counted.names == 3 * WINDOW


@pytest.mark.slow
def test_what_is_alive_does_not_grow_with_the_number_of_photos(tmp_path, monkeypatch):
    """Measured in blocks of memory: a table of Python's own that doubles once in a while is but one."""
    alive: list[int] = []

    def watched(path: Path, recursive: bool, skipped: SkippedFiles | None) -> Iterator[Path]:
        for number, photo in enumerate(walk(path, recursive, skipped)):
            if number % 1000 == 0:
                gc.collect()  # what waits for it is not alive
                alive.append(sys.getallocatedblocks())
            yield photo

    monkeypatch.setattr("faceparse_gui.commands.batch.plan.walk", watched)
    few, lots = (many(tmp_path / str(count), count) for count in (2 * WINDOW, 6 * WINDOW))
    most = []
    for photos in (few, few, lots):  # the first run pays for what is loaded once
        plan = make_plan([photos], tmp_path / "out", ["indexed", "overlay"])
        alive.clear()
        gc.collect()
        start = sys.getallocatedblocks()
        todo = plan.survey().todo
        assert sum(1 for _ in plan.jobs()) == todo
        most.append(max(alive) - start)
    assert most[2] < most[1] + WINDOW


def test_a_window_is_in_natural_order_and_nothing_is_lost(tmp_path, monkeypatch):
    photos = many(tmp_path / "photos", 30)
    for sub in ("2", "10", ".hidden"):
        many(photos / sub, 3)
    (photos / "notes.txt").touch()
    assert list(walk(photos, recursive=True)) == list(find_photos([photos], recursive=True))
    monkeypatch.setattr(module, "WINDOW", 7)
    in_windows = list(walk(photos, recursive=True))
    assert sorted(in_windows) == sorted(find_photos([photos], recursive=True))
    for start in range(0, 28, 7):
        numbers = [int(photo.stem) for photo in in_windows[start : start + 7]]
        assert numbers == sorted(numbers)


def test_a_folder_that_cannot_be_listed_is_itself_the_photo(tmp_path):
    assert list(walk(tmp_path / "gone", recursive=True)) == [tmp_path / "gone"]


NAMES = st.text("abA", min_size=1, max_size=2)
CLAIMS = st.lists(st.tuples(NAMES, NAMES, st.booleans()), max_size=12)


@given(CLAIMS)
def test_a_clash_is_found_if_there_is_one(drawn):
    claims = [
        (Path(file), Path(photo), Path(file) if is_target else None) for file, photo, is_target in drawn
    ]
    by_name: dict[str, list[tuple[Path, bool]]] = {}
    for file, photo, target in claims:
        by_name.setdefault(str(file).casefold(), []).append((photo, target is not None))
    expected = any(
        any(is_target for _, is_target in claimants)
        and (len({photo for photo, _ in claimants}) > 1 or not all(is_target for _, is_target in claimants))
        for claimants in by_name.values()
    )
    found = find_clash(claims)
    assert (found is not None) == expected
    if found:
        assert_is_a_clash(found, claims)


def assert_is_a_clash(found: Clash, claims: list[tuple[Path, Path, Path | None]]) -> None:
    first = {str(file).casefold() for file, photo, target in claims if photo == found.first and target}
    second = {
        str(file).casefold()
        for file, photo, target in claims
        if photo == found.second and (target is None) == (found.target is None)
    }
    assert first & second


def test_names_that_are_no_text_are_compared_too(tmp_path):
    odd = Path(os.fsdecode(b"\xff\xfe.jpg"))
    assert find_clash([(odd, Path("a"), odd), (odd, Path("b"), odd)]) == Clash(Path("a"), Path("b"), odd)


@pytest.mark.parametrize(
    ("given_paths", "expected"),
    [
        (("photos", "photos"), 4),
        (("photos/below", "photos"), 4),
        (("photos", "photos/below/x.jpg"), 4),
        (("photos/0.jpg", "photos/../photos/0.jpg"), 1),
        (("photos", "photos/.hidden/y.jpg"), 5),
        (("photos", "photos/notes.txt"), 5),
    ],
)
def test_what_an_earlier_argument_held_is_not_taken_again(tmp_path, given_paths, expected):
    photos = many(tmp_path / "photos", 3)
    for name in ("below/x.jpg", ".hidden/y.jpg", "notes.txt"):
        (photos / name).parent.mkdir(exist_ok=True)
        (photos / name).touch()
    plan = make_plan([tmp_path / path for path in given_paths], tmp_path / "out", ["indexed"], recursive=True)
    found = [job.photo.resolve() for job in plan.jobs()]
    assert len(found) == len(set(found)) == expected
    assert plan.survey().todo == expected


PATHS = st.lists(st.text("ab/é 0", min_size=1).map(lambda name: Path(name.strip("/") or "x")), max_size=30)


@given(PATHS, st.integers(1, 12))
def test_every_photo_is_in_exactly_one_shard(paths, count):
    shards = [Shard(index, count) for index in range(1, count + 1)]
    for path in paths:
        assert sum(path in shard for shard in shards) == 1


def test_shards_are_of_like_size_and_stay_when_photos_come(tmp_path):
    photos = many(tmp_path / "photos", 400)

    def shards() -> list[set[Path]]:
        return [{job.photo for job in part(photos, f"{i}/4").jobs()} for i in range(1, 5)]

    before = shards()
    assert len(set().union(*before)) == sum(map(len, before)) == 400
    assert all(60 < len(shard) < 140 for shard in before)
    for number in range(100):
        (photos / f"new{number}.jpg").touch()
    after = shards()
    assert all(old <= new for old, new in zip(before, after, strict=True))
    assert sum(map(len, after)) == 500


def part(photos: Path, text: str) -> Plan:
    return make_plan([photos], photos / "out", ["indexed"], shard=Shard.parse(text))


def test_a_shard_does_not_depend_on_where_the_folder_lies(tmp_path):
    names = []
    for folder in ("here", "there"):
        photos = many(tmp_path / folder, 50)
        names.append([job.photo.name for job in islice(part(photos, "2/3").jobs(), 50)])
    assert names[0] == names[1]


@pytest.mark.parametrize("text", ["0/4", "5/4", "x", "1", "1/0", "-1/4", "1/4/2", "1.0/4", "²/4"])
def test_a_shard_that_is_none_is_refused(faceparse, tmp_path, text):
    ran = faceparse("parse", tmp_path, "--out", tmp_path / "out", "--shard", text)
    assert ran.code == 2
    assert "is not a part such as 1/4 or 4/4" in ran.err


def test_shards_share_the_work_and_leave_nothing(faceparse, save_photo, tiny_model, tmp_path):
    for number in range(9):
        save_photo(tmp_path / "photos" / f"{number}.jpg", seed=number)
    out = tmp_path / "out"
    command = ("parse", tmp_path / "photos", "--out", out, "--model", tiny_model, "--faces", "whole")
    done = []
    for shard in ("1/3", "2/3", "3/3"):
        before = set(out.glob("*"))
        ran = faceparse(*command, "--shard", shard)
        assert ran.code == 0
        done.append(set(out.glob("*")) - before)
        assert ran.out == f"{len(done[-1])} parsed.\n"
    assert len(set().union(*done)) == sum(map(len, done)) == 9
    shard_2 = faceparse(*command, "--shard", "2/3").out
    assert shard_2 == f"0 parsed, {len(done[1])} skipped (already parsed).\n"
    assert faceparse(*command).out == "0 parsed, 9 skipped (already parsed).\n"


def test_a_clash_with_another_shards_photo_is_refused_as_well(faceparse, save_photo, tmp_path):
    for name in ("a.jpg", "a.png"):
        save_photo(tmp_path / "photos" / name)
    for shard in ("1/2", "2/2"):
        ran = faceparse("parse", tmp_path / "photos", "--out", tmp_path / "out", "--shard", shard)
        assert ran.code == 2
        assert "would both be saved as" in ran.err


def test_a_long_list_of_failures_is_said_as_it_comes(faceparse, tiny_model, tmp_path, monkeypatch):
    monkeypatch.setattr("faceparse_gui.commands.batch.report.MOST_LISTED", 3)
    many(tmp_path / "photos", 5)
    ran = faceparse("parse", tmp_path / "photos", "--out", tmp_path / "out", "--model", tiny_model)
    assert (ran.code, ran.out) == (1, "0 parsed, 5 failed.\n")
    assert ran.err.count("is empty") == 5
    assert "and 2 more, listed above" in ran.err
