"""``faceparse research effort``: what correcting takes with each tool, as table, JSON and page."""

import json
from pathlib import Path

import pytest

from faceparse_gui.commands.gestures.tools import TOOLS


@pytest.fixture
def effort(faceparse, draw_faces, tiny_model, tmp_path: Path):
    data = draw_faces(tmp_path / "data", 2, side=96)
    return lambda *more: faceparse(
        "research", "effort", tiny_model, "--data", data, "--validation", 2, "--images", 1, *more
    )


def test_the_figures_are_the_same_each_time_and_in_the_page(effort, tmp_path):
    page = tmp_path / "editor.md"
    page.write_text("By hand.\n", encoding="utf-8")
    ran, again = effort("--json", "--report", page), effort("--json")
    assert ran.code == 0, ran.err
    assert ran.out == again.out
    figures = json.loads(ran.out)
    assert (figures["model"], figures["images"]) == ("tiny", 1)
    assert list(figures["tools"]) == list(TOOLS)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("By hand.")
    for name, tool in figures["tools"].items():
        assert tool["gestures"][0] > 0
        assert tool["first"]
        assert all(
            first <= best or best == 0 for first, best in zip(tool["first"], tool["best"], strict=True)
        )
        assert sum(line.startswith(f"| {name} |") for line in text.splitlines()) == 2


def test_the_table_names_every_tool(effort):
    ran = effort()
    assert ran.code == 0, ran.err
    assert "tiny on 1 image\n" in ran.out
    for name in TOOLS:
        assert name in ran.out
