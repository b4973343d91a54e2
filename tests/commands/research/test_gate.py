"""``faceparse research gate``: how often the gate is wrong, as table, JSON and page."""

import json

import pytest


@pytest.fixture
def gate(faceparse, draw_faces, tiny_model, tmp_path):
    data = draw_faces(tmp_path / "data", 3, side=96)
    other = tmp_path / "other.safetensors"
    other.write_bytes(tiny_model.read_bytes())
    return lambda *more: faceparse(
        "research", "gate", tiny_model, other, "--data", data, "--validation", 3, *more
    )


def test_a_network_against_itself_never_takes_over(gate, tmp_path):
    page = tmp_path / "loop.md"
    ran = gate("--json", "--report", page)
    assert ran.code == 0, ran.err
    figures = json.loads(ran.out)
    assert figures["models"] == ["tiny", "other"]
    assert [(row["gain"], row["count"], row["better"], row["stays"]) for row in figures["rows"]] == [
        (0.0, 3, 0.0, 1.0)
    ]
    assert "| 0% | 3 |" in page.read_text(encoding="utf-8")


def test_one_network_is_wrong_use(faceparse, tiny_model, tmp_path):
    ran = faceparse("research", "gate", tiny_model, "--data", tmp_path)
    assert ran.code == 2
    assert "OTHER" in ran.err
