"""The table of docs/formats.md: what it says when all is well, and that it can say otherwise."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF, NUM_CLASSES
from faceparse_gui.formats import FORMATS
from faceparse_gui.formats.checked_options import COMMON
from faceparse_gui.formats.options import MAX_SIZE, MIN_SIZE
from faceparse_gui.formats.reading.archive import MAX_ENTRIES, MAX_ENTRY
from faceparse_gui.formats.reading.outside import MAX_JSON, MAX_XML
from tests.formats import report
from tests.formats.reader_checks import CHECKS, Check, Exported

PAGE = report.ROOT / "docs" / "formats.md"


@pytest.mark.slow
def test_a_whole_run_finds_the_same_pixels(tmp_path: Path) -> None:
    rows = list(report.measure(tmp_path, ["indexed", "color"]))
    assert [row.format for row in rows] == ["indexed"] * 3 + ["color"]
    assert {row.read for row in rows} == {report.SAME}
    assert [row.back for row in rows] == [report.SAME] * 3 + ["–"]
    assert not any(row.fault for row in rows)
    lines = report.table(rows).splitlines()
    assert len(lines) == 2 + len(rows)
    assert "`faceparse export --format indexed --grey --project DIR --out indexed`" in lines[3]


def test_the_drawn_photo_has_all_classes_and_an_odd_size() -> None:
    labels, photo = report.drawn()
    assert set(np.unique(labels)) == set(range(NUM_CLASSES))
    assert labels.shape == (133, 201)
    assert photo.size == (201, 133)


def test_pixels_that_differ_are_a_fault() -> None:
    truth = {"a": np.full((4, 4), ID_OF["hat"], np.uint8), "b": np.full((4, 4), ID_OF["skin"], np.uint8)}
    assert report.compare(truth, truth, truth) == (report.SAME, True)
    changed = {**truth, "b": truth["b"].copy()}
    changed["b"][0, 0] = ID_OF["nose"]
    assert report.compare(changed, truth, truth) == ("b: 1 pixels differ", False)
    assert report.compare({"a": truth["a"]}, truth, truth) == ("found a", False)
    assert report.compare({**truth, "b": truth["b"][:2]}, truth, truth) == ("b: another size", False)
    lacking = report.without(truth, ["hat"])
    said, is_well = report.compare(lacking, truth, lacking)
    assert said == f"{report.SAME}, but for hat, which it has not"
    assert is_well
    assert report.compare(truth, truth, lacking) == ("a: 16 pixels differ", False)


def test_a_reader_that_refuses_is_a_fault(tmp_path: Path) -> None:
    (check,) = (each for each in CHECKS if each.arguments == ("--grey",))
    labels = {"a": np.zeros((4, 4), np.uint8)}
    Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
    exported = Exported(tmp_path, {}, labels, tmp_path / "scratch")
    said, is_well = report.by_others(check, exported, labels)
    assert said == "refused: AssertionError: a.png has mode RGB"
    assert not is_well


def test_a_command_that_fails_is_a_fault(tmp_path: Path) -> None:
    check = Check("indexed", "nobody", lambda exported: {}, ("--order", "nonsense"))
    row = report.try_out(check, tmp_path, {}, {}, tmp_path)
    assert row.fault
    assert "there is no class order nonsense" in row.read


def test_every_format_of_ours_has_a_check() -> None:
    checked = {check.format for check in CHECKS}
    from faceparse_gui.formats.registry import _OURS

    assert {name for name in _OURS if FORMATS[name].writes} <= checked


def test_the_page_shows_every_option_and_every_limit() -> None:
    page = PAGE.read_text(encoding="utf-8")
    flags = {"classes": "class", "naming": "name", "parts": "part"}
    for format_ in FORMATS.values():
        for field in format_.uses | COMMON:
            assert f"`--{flags.get(field, field)}" in page, field
    for limit in (
        f"{MAX_ENTRIES:,} entries", f"{MAX_ENTRY >> 30} GB", f"up to {MAX_JSON >> 20} MB",
        f"{MAX_XML >> 20} MB and", f"{MIN_SIZE} to {MAX_SIZE}",
    ):  # fmt: skip
        assert limit in page, limit
    assert re.search(r"<!-- begin formats -->\n\| format \| command \|", page)
