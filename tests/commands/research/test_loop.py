"""``faceparse research loop``: one played loop of a small network, from rows to page."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def loop(faceparse, draw_faces, tiny_model, tmp_path: Path, monkeypatch):
    data = draw_faces(tmp_path / "data", 14, side=64)
    out = tmp_path / "rows.jsonl"
    return lambda *more: faceparse(
        "research", "loop", tiny_model, "--data", data, "--out", out, "--shift", "merged parts", "--count", 2,
        "--seed", 0, "--test", 3, "--budget", 1, "--device", "cpu", *more,
    )  # fmt: skip


def test_a_loop_is_played_once_and_stands_in_the_page(loop, tmp_path, monkeypatch):
    from faceparse_training.studies import played_loop

    monkeypatch.setattr(played_loop, "held_out_by", lambda info: 8)
    page = tmp_path / "loop.md"
    page.write_text("By hand.\n", encoding="utf-8")
    ran = loop("--report", page)
    assert ran.code == 0, ran.err
    (row,) = map(json.loads, (tmp_path / "rows.jsonl").read_text().splitlines())
    assert (row["shift"], row["how"], row["count"], row["test"]) == ("merged parts", "these-photos", 2, 3)
    assert row["start"]["rule"] + row["start"]["others"] > 0
    assert row["choice"]["head"] in (0.0, 0.5, 0.75, 1.0)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("By hand.")
    assert "| these-photos | 1 | 2 | 3 | 1 |" in text

    again = loop()
    assert (again.code, again.out) == (0, "")


def test_too_few_faces_and_unknown_names_are_named(loop):
    assert "nose of wax" in loop("--only", "nose of wax").err
    assert "is none of" in loop("--shift", "sideways").err
    assert "Add pairs" in loop("--test", 400).err
