"""``--json``: what a program reads of every command that tells of photos, models or formats."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest

from faceparse_core.model_files.catalog import user_folder
from faceparse_core.model_files.locations import SHIPPED_DEFAULT
from faceparse_core.photos.imaging import write_indexed_png
from faceparse_gui.project import Project


def lines(ran) -> list[dict[str, object]]:
    """Everything on stdout, of which each line is an object."""
    return [json.loads(line) for line in ran.out.splitlines()]


@pytest.fixture
def parse(faceparse, tiny_model):
    def run(*arguments: object):
        return faceparse("parse", *arguments, "--model", tiny_model, "--faces", "whole", "--json")

    return run


def test_parse_shows_each_photo_and_the_sums(parse, save_photo, tmp_path):
    good, bad = save_photo(tmp_path / "photos" / "a.jpg"), tmp_path / "photos" / "b.jpg"
    bad.write_bytes(b"no photo")
    out = tmp_path / "out"
    ran = parse(tmp_path / "photos", "--out", out, "--format", "indexed", "--format", "layers")
    assert ran.code == 1
    *photos, last = lines(ran)
    reported = {each.pop("photo"): each for each in photos}
    assert reported[str(good)].pop("notices") == []
    assert reported[str(good)] == {
        "state": "parsed",
        "faces": 0,
        "files": [str(out / "a.png"), str(out / "a_layers")],
    }
    assert reported[str(bad)]["state"] == "failed"
    assert "b.jpg" in reported[str(bad)]["reason"]
    assert last == {
        "summary": {"parsed": 1, "no_face": 0, "skipped": 0, "known_no_face": 0, "failed": 1, "left": 0}
    }
    assert all(Path(file).exists() for file in reported[str(good)]["files"])
    assert lines(parse(good, "--out", out)) == [
        {"summary": {"parsed": 0, "no_face": 0, "skipped": 1, "known_no_face": 0, "failed": 0, "left": 0}}
    ]


def test_a_name_that_is_no_text_can_be_read_back(parse, save_photo, tmp_path):
    name = os.fsencode(tmp_path / "photos") + b"/caf\xe9.jpg"
    save_photo(tmp_path / "photos" / "x.jpg").rename(os.fsdecode(name))
    reported = lines(parse(tmp_path / "photos", "--out", tmp_path / "out"))
    assert os.fsencode(reported[0]["photo"]) == name


@pytest.fixture
def folder(tmp_path, save_photo) -> Path:
    """A project of two accepted photos."""
    folder = tmp_path / "photos"
    for number in range(2):
        save_photo(folder / f"{number}.png", seed=number)
    project = Project.open(folder)
    for record in project.records():
        project.save_labels(record.key, np.full((40, 48), 14, np.uint8), "accepted")
    project.close()
    return folder


def test_export_and_convert_show_each_photo_and_the_sums(faceparse, folder, tmp_path):
    out = tmp_path / "lapa"
    export = ("export", "--project", folder, "--format", "indexed", "--order", "lapa", "--out", out, "--json")
    first, second, last = lines(faceparse(*export))
    assert first == {"photo": "0.png", "face": None, "name": "0", "state": "exported"}
    assert second["photo"] == "1.png"
    assert last["summary"] == {
        "exported": 2,
        "skipped": 0,
        "failed": 0,
        "left": 0,
        "became_background": {"hat": 2},
        "vanished": [],
        "without_a_face": 0,
        "target": str(out),
    }
    assert [each.get("state") for each in lines(faceparse(*export, "--keep"))] == ["skipped", "skipped", None]
    converted = faceparse(
        "convert", out, tmp_path / "color", "--to", "color", "--from-order", "lapa", "--json"
    )
    assert lines(converted)[-1]["summary"]["exported"] == 2


def test_import_shows_each_mask_and_the_sums(faceparse, folder, tmp_path):
    masks = tmp_path / "masks"
    masks.mkdir()
    write_indexed_png(masks / "0.png", np.ones((40, 48), np.uint8))
    write_indexed_png(masks / "1.png", np.ones((4, 4), np.uint8))
    write_indexed_png(masks / "nobody.png", np.ones((40, 48), np.uint8))
    ran = faceparse("import", masks, "--project", folder, "--replace", "--json")
    assert ran.code == 1
    *reported, last = lines(ran)
    states = {Path(each["mask"]).stem: (each["state"], each["photo"]) for each in reported}
    assert states["0"] == ("imported", str(folder / "0.png"))
    assert states["1"][0] == states["nobody"][0] == "failed"
    sums = {"imported": 1, "skipped": 0, "unannotated": 0, "failed": 2, "left": 0, "remarks": []}
    assert last == {"summary": sums}


def test_formats_and_models_are_one_array(faceparse):
    formats = {each["name"]: each for each in json.loads(faceparse("formats", "--json").out)}
    assert formats["indexed"]["photo_by_photo"]
    assert formats["indexed"]["writes"]
    assert "order" in formats["indexed"]["options"]
    assert not formats["coco"]["photo_by_photo"]

    user_folder().mkdir(parents=True)
    (user_folder() / "broken.safetensors").write_bytes(b"nothing")
    models = {each["name"]: each for each in json.loads(faceparse("models", "--json").out)}
    assert [name for name, each in models.items() if each["default"]] == [SHIPPED_DEFAULT]
    assert models["lmsa"]["parameters"] > 1_000_000
    assert models["lmsa"]["input_size"] == 512
    assert Path(models["lmsa"]["file"]).is_file()
    assert "not a model file" in models["broken"]["problem"]
