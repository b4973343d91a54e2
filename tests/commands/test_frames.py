"""``faceparse parse --frames``: faces that are given, in place of a search for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.parsing.faces import frame_around
from faceparse_core.parsing.parser import Parser
from faceparse_core.photos.imaging import read_label_map
from faceparse_gui.commands.batch import ray_engine
from faceparse_gui.commands.batch.plan import make_plan
from tests.lawn import lawn

BOXES = [[5, 4, 30, 40], [40, 10, 70, 50]]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Two photos in which no face is found, one of them in a sub-folder."""
    folder = tmp_path / "photos"
    (folder / "more").mkdir(parents=True)
    for number, name in enumerate(("a.png", "more/b.png"), 1):
        Image.fromarray(lawn(60, 80, number)).save(folder / name)
    return folder


@pytest.fixture
def parse(faceparse, tiny_model, photos, tmp_path: Path) -> Callable:
    def run(*arguments: object):
        return faceparse("parse", photos, "-r", "--out", tmp_path / "out", "--model", tiny_model, *arguments)

    return run


def expected(tiny_model: Path, photo: Path) -> np.ndarray:
    frames = [frame_around(*box) for box in BOXES]
    with Image.open(photo) as picture:
        return Parser.load(tiny_model, "cpu").parse_frames(np.array(picture), frames, straighten=True).labels


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_the_faces_that_are_given_are_parsed_and_the_others_looked_for(
    parse, photos, tiny_model, tmp_path, kind
):
    file = tmp_path / f"boxes.{kind}"
    if kind == "json":
        file.write_text(json.dumps({"more/b.png": BOXES}), encoding="utf-8-sig")  # as Notepad writes it
    else:
        lines = [",".join(map(str, ("more/b.png", *box))) for box in BOXES]
        file.write_text("\n".join(["photo,x0,y0,x1,y1", *lines]), encoding="utf-8-sig")
    ran = parse("--frames", file)
    assert (ran.code, ran.out) == (0, "1 parsed, 1 without a face.\n")
    labels = read_label_map(tmp_path / "out" / "more" / "b.png")
    assert np.array_equal(labels, expected(tiny_model, photos / "more" / "b.png"))
    assert labels.any()
    assert not (tmp_path / "out" / "a.png").exists()


def test_a_photo_known_to_have_no_face_is_parsed_when_one_is_given(parse, tmp_path):
    assert parse().out == "0 parsed, 2 without a face.\n"
    (tmp_path / "boxes.json").write_text(json.dumps({"a.png": BOXES[:1]}))
    ran = parse("--frames", tmp_path / "boxes.json", "--json")
    first, last = map(json.loads, ran.out.splitlines())
    assert (first["state"], first["faces"]) == ("parsed", 1)
    assert last["summary"]["known_no_face"] == 1


def test_a_box_beside_the_photo_costs_that_photo_alone(parse, tmp_path):
    (tmp_path / "boxes.json").write_text(json.dumps({"a.png": [[90, 5, 120, 50]], "more/b.png": BOXES}))
    ran = parse("--frames", tmp_path / "boxes.json")
    assert (ran.code, ran.out) == (1, "1 parsed, 1 failed.\n")
    assert "lies beside the photo, which has 80 × 60 pixels" in ran.err
    assert "a.png" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "code", "why"),
    [
        ("x.json", "[1, 2", 1, "Invalid JSON"),
        ("x.json", '{"a.png": [[1, 2, 3]]}', 1, "a.png.0.3: Field required"),
        ("x.json", '{"a.png": [[1, 2, 3, NaN]]}', 1, "a.png.0.3"),
        ("x.json", '{"a.png": [[true, 0, 30, 40]]}', 1, "a.png.0.0: Input should be a valid number"),
        ("x.json", '{"a.png": [[5, 4, "30", 40]]}', 1, "a.png.0.2: Input should be a valid number"),
        ("x.json", '{"a.png": []}', 1, "a.png"),
        ("x.json", '{"a.png": [[9, 2, 3, 8]]}', 1, "is no box"),
        ("x.json", "{}", 1, "holds no boxes"),
        ("x.json", '{"a.png": [[5, 4, 30, 40]], "a.png": [[5, 4, 30, 40]]}', 1, "names a.png twice"),
        ("x.json", '["a.png"]', 1, "valid dictionary"),
        ("x.json", "[" * 100_000, 1, "Invalid JSON"),
        ("x.json", '{"c.png": [[1, 2, 30, 40]]}', 2, "c.png, which is not among the photos"),
        ("x.csv", "photo,x0,y0,x1\n", 1, "no column y1"),
        ("x.csv", "photo,x0,y0,x1,y1\na.png,1,2,three,4\n", 1, "line 2"),
        ("x.csv", "photo,x0,y0,x1,y1\na.png,1,2\n", 1, "line 2"),
        ("x.csv", "photo,x0,y0,x1,y1\na.png,1,2,30,40,9\n", 1, "line 2"),
        ("x.csv", "x0,y0,x1,y1,photo\n1,2,30,40\n", 1, "line 2"),
        ("x.csv", "photo,x0,y0,x1,y1\n", 1, "holds no boxes"),
    ],
)
def test_a_file_that_cannot_be_meant_is_named_with_the_place(parse, tmp_path, name, content, code, why):
    (tmp_path / name).write_text(content)
    ran = parse("--frames", tmp_path / name)
    assert ran.code == code
    assert why in ran.err
    assert code == 2 or str(tmp_path / name) in ran.err
    assert not (tmp_path / "out").exists()


def test_it_does_not_go_with_photos_taken_whole(parse, tmp_path):
    ran = parse("--frames", tmp_path / "boxes.json", "--faces", "whole")
    assert (ran.code, "--faces whole" in ran.err) == (2, True)


def test_the_ray_engine_carries_the_boxes_to_its_workers(photos, tmp_path):
    boxes = {"a.png": tuple(tuple(map(float, box)) for box in BOXES)}
    plan = make_plan([photos], tmp_path / "out", ["indexed"], boxes=boxes)
    (job,) = plan.jobs()
    assert ray_engine._unpacked(ray_engine._packed(job, plan), plan) == job
    assert job.boxes == boxes["a.png"]
