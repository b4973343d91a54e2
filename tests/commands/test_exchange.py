"""``faceparse export``, ``import``, ``convert`` and ``formats``, as a user calls them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from faceparse_core.labels import ID_OF
from faceparse_gui.cli import app
from faceparse_gui.project import Prediction, Project


def faceparse(*arguments: str | Path) -> tuple[int, str]:
    """Exit code, and what was said on stdout and stderr."""
    done = CliRunner().invoke(app, list(map(str, arguments)))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photos; the first two have accepted labels, the third edited ones."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        Image.new("RGB", (30, 20), (200, 180, 160)).save(folder / f"face {number}.png")
    project = Project.open(folder)
    for number, record in enumerate(project.records()):
        labels = np.zeros((20, 30), np.uint8)
        labels[2:18, 3:20] = ID_OF["skin"]
        labels[4, number] = ID_OF["hat"]
        project.save_labels(record.key, labels, "edited" if number == 2 else "accepted")
    project.close()
    return folder


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.array(image)


def test_formats_lists_them_all_with_the_options_they_use() -> None:
    code, said = faceparse("formats")
    assert code == 0
    assert re.search(r"^indexed +Indexed PNG .*write and read", said, re.MULTILINE)
    assert re.search(r"options: grey, order", said)


def test_export_import_convert_and_back(folder: Path, tmp_path: Path) -> None:
    masks, bisenet, again = tmp_path / "masks", tmp_path / "bisenet", tmp_path / "again"
    code, said = faceparse("export", "--project", folder, "--format", "indexed", "--out", masks)
    assert (code, said) == (0, f"2 exported to {masks}.\n")
    code, said = faceparse("convert", masks, bisenet, "--to", "indexed", "--order", "bisenet")
    assert (code, said) == (0, f"2 exported to {bisenet}.\n")
    assert pixels(bisenet / "face 1.png")[4, 1] == 18
    code, said = faceparse(
        "import", bisenet, "--project", folder, "--order", "bisenet", "--as", "accepted", "--replace"
    )
    assert (code, said) == (0, f"2 imported into {folder}.\n")
    code, said = faceparse("export", "--project", folder, "--format", "indexed", "--out", again)
    assert code == 0
    for name in ("face 0.png", "face 1.png"):
        assert np.array_equal(pixels(masks / name), pixels(again / name))


def test_photos_without_a_face_are_exported_only_when_asked_for(folder: Path, tmp_path: Path) -> None:
    blank = np.zeros((20, 30), np.uint8)
    project = Project.open(folder)
    key = project.records()[0].key
    project.save_prediction(key, Prediction(blank, blank + np.uint8(255), "net", no_face_by="detector"))
    project.save_labels(key, blank, "no-face")
    project.close()
    export = ("export", "--project", folder, "--format", "indexed")
    states = ("--state", "accepted", "--state", "parsed", "--state", "edited")
    assert faceparse(*export, *states, "--out", tmp_path / "out")[0] == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("*.png")) == ["face 1.png", "face 2.png"]
    assert faceparse(*export, "--state", "no-face", "--out", tmp_path / "empty")[0] == 0
    assert [path.name for path in (tmp_path / "empty").glob("*.png")] == ["face 0.png"]
    assert not pixels(tmp_path / "empty" / "face 0.png").any()


def test_nothing_is_written_over_unasked(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "masks"
    export = ("export", "--project", folder, "--format", "indexed", "--out", out, "--state", "edited")
    assert faceparse(*export)[0] == 0
    code, said = faceparse(*export)
    assert code == 2
    assert "face 2.png is already in" in said
    assert "Give --replace or --keep" in said
    assert faceparse(*export, "--keep")[1] == f"0 exported to {out}, 1 already there.\n"
    assert faceparse(*export, "--replace") == (0, f"1 exported to {out}.\n")


def test_classes_that_became_background_are_reported(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "masks"
    _, said = faceparse("export", "--project", folder, "--format", "indexed", "--out", out, "--order", "lapa")
    assert "the format has no class hat; it became background in 2." in said


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format", "gif"), "There is no format gif. Choose one of indexed, "),
        (("--format", "overlay", "--grey"), "The format overlay has no choice of grey. Leave it out."),
        (("--format", "indexed", "--class", "beard"), "there is no class beard"),
        (("--format", "indexed", "--name", "{beard}"), "{beard} is not known in a naming pattern"),
        (("--format", "indexed", "--name", "mask"), "names all photos alike"),
        (("--format", "indexed", "--size", "3"), "greater than or equal to 16"),
        (("--format", "indexed", "--state", "parsed"), "is parsed. Choose another status"),
        (("--format", "indexed", "--keep", "--replace"), "not both"),
    ],
)
def test_a_wrong_choice_is_said_before_anything_is_written(
    folder: Path, tmp_path: Path, arguments: tuple, says: str
) -> None:
    code, said = faceparse("export", "--project", folder, "--out", tmp_path / "out", *arguments)
    assert code in (1, 2)
    assert says in said
    assert not (tmp_path / "out").exists()


def test_what_is_in_no_known_format_is_asked_for(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_text("no masks")
    code, said = faceparse("import", tmp_path / "text", "--project", folder)
    assert code == 2
    assert "text is in no format that is known by its look" in said
    assert "--from" in said
    assert "is not there" in faceparse("import", tmp_path / "gone", "--project", folder)[1]


def test_a_mask_that_does_not_fit_is_named_and_sets_the_exit_code(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    Image.new("L", (7, 7)).save(tmp_path / "masks" / "face 0.png")
    Image.new("L", (30, 20), 3).save(tmp_path / "masks" / "face 2.png")
    code, said = faceparse("import", tmp_path / "masks", "--project", folder, "--replace")
    assert code == 1
    assert "1 imported" in said
    assert "face 0.png is 7 × 7 pixels" in said


@pytest.mark.slow
def test_a_killed_export_goes_on_and_leaves_nothing_half_written(folder: Path, tmp_path: Path) -> None:
    """Kill -9 at three moments of an export of 30 photos; the last run finishes the rest."""
    project = Project.open(folder)
    for number in range(30):
        Image.new("RGB", (300, 200)).save(folder / f"more {number:02}.png")
    project.rescan()
    labels = np.random.default_rng(0).integers(0, 19, (200, 300)).astype(np.uint8)
    for record in project.records():
        if record.status == "new":
            project.save_labels(record.key, labels, "accepted")
    project.close()
    out = tmp_path / "masks"
    command = [sys.executable, "-m", "faceparse_gui.cli", "export", "--project", folder, "--out", out]
    command += ["--format", "layers"]
    for attempt in range(3):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while process.poll() is None and len(list(out.glob("*"))) <= attempt * 8 + 2:
            assert time.monotonic() < deadline
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
        for path in out.rglob("*.png"):
            pixels(path)
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in (out / "faceparse-export.jsonl").read_text("utf-8").splitlines()]
    assert lines[-1]["written"] + lines[-1]["there_already"] == 32
    assert lines[-1]["there_already"] >= 8
    assert len(list(out.glob("more *_layers/*.png"))) == 30 * 18
    assert list(out.rglob(".*")) == []


def test_a_name_that_is_no_text_is_exported_and_reported(folder: Path, tmp_path: Path) -> None:
    """In a process of its own: its streams are stricter than the runner's."""
    odd = folder / os.fsdecode(b"m\xfcller.png")
    Image.new("RGB", (30, 20)).save(odd)
    project = Project.open(folder)
    project.save_labels(project.find(odd).key, np.zeros((20, 30), np.uint8), "accepted")
    project.close()
    out = tmp_path / os.fsdecode(b"caf\xe9")
    command = [
        sys.executable,
        "-m",
        "faceparse_gui.cli",
        "export",
        "--project",
        folder,
        "--format",
        "overlay",
    ]
    done = subprocess.run([*command, "--out", out], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "3 exported to" in done.stdout
    assert (out / "m%FCller_overlay.png").is_file()
    odd.write_bytes(b"no picture")
    done = subprocess.run([*command, "--out", out, "--replace"], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert r"m\xfcller.png" in done.stderr


def test_what_an_import_cannot_know_is_asked_and_can_be_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "masks").mkdir()
    image = Image.fromarray(np.full((20, 30), 1, np.uint8))
    image.putpalette([0, 0, 0, 255, 0, 0])  # id 1 is skin; pure red is a colour that anybody takes
    image.save(tmp_path / "masks/face 0 v2.png")
    command = ["import", tmp_path / "masks", "--from", "indexed", "--project", folder, "--replace"]
    code, said = faceparse(*command)
    assert code == 1
    assert "there is no photo face 0 v2" in said
    code, said = faceparse(*command, "--name", "{stem} v*")
    assert code == 1
    assert "Say which count" in said
    code, said = faceparse(*command, "--name", "{stem} v*", "--ids", "palette")
    assert code == 0
    assert "1 imported" in said
    assert faceparse(*command, "--name", "masks")[0] == 2


def test_photos_without_annotation_are_counted_and_can_be_taken(folder: Path, tmp_path: Path) -> None:
    source = tmp_path / "face 0.json"
    source.write_text(json.dumps({"shapes": [], "imageHeight": 20, "imageWidth": 30}))
    command = ["import", source, "--project", folder, "--replace"]
    code, said = faceparse(*command)
    assert code == 0
    assert "0 imported" in said
    assert "Photos without any annotation, left as they are: 1 (face 0)." in said
    assert "1 imported" in faceparse(*command, "--empty")[1]


def test_ctrl_c_stops_an_import_in_the_middle_of_a_mask(folder: Path, tmp_path: Path) -> None:
    circle = {"label": "skin", "shape_type": "circle", "points": [[2000, 2000], [2000, 3900]]}
    source = tmp_path / "face 0.json"
    source.write_text(json.dumps({"shapes": [circle] * 5000, "imageHeight": 4000, "imageWidth": 4000}))
    code = "from faceparse_gui.cli import main; main()"
    command = [sys.executable, "-c", code, "import", str(source), "--project", str(folder), "--replace"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        time.sleep(4)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, complaint = process.communicate(timeout=240)
    assert time.monotonic() - began < 3  # it would go on for half a minute
    assert process.returncode == 130
    assert "Stopped" in complaint


def test_masks_accepted_for_some_classes_are_exported_on_request(folder: Path, tmp_path: Path) -> None:
    masks = tmp_path / "masks"
    assert faceparse("export", "--project", folder, "--format", "indexed", "--out", masks)[0] == 0
    accept = ("import", masks, "--project", folder, "--replace", "--as", "accepted")
    code, said = faceparse(*accept, "--classes", "ear_r, hat")
    assert code == 0, said
    project = Project.open(folder)
    assert [record.accepted_only for record in project.records()] == [("hat", "ear_r")] * 2 + [()]
    project.close()
    export = ("export", "--project", folder, "--format", "indexed", "--out")
    code, said = faceparse(*export, tmp_path / "none")
    assert code != 0
    assert "2 photos are accepted for some classes only and are left out." in said
    partly = tmp_path / "partly"
    assert faceparse(*export, partly, "--state", "partly-accepted")[0] == 0
    lines = [json.loads(line) for line in (partly / "faceparse-export.jsonl").read_text().splitlines()]
    assert [line["accepted_for"] for line in lines if "accepted_for" in line] == [["hat", "ear_r"]] * 2


@pytest.mark.parametrize(("use", "classes"), [("accepted", "ear"), ("accepted", " "), ("edited", "hat")])
def test_classes_that_cannot_be_meant_are_refused(
    folder: Path, tmp_path: Path, use: str, classes: str
) -> None:
    masks = tmp_path / "masks"
    assert faceparse("export", "--project", folder, "--format", "indexed", "--out", masks)[0] == 0
    code, said = faceparse("import", masks, "--project", folder, "--as", use, "--classes", classes)
    assert code == 2
    assert "--classes" in said


def test_rules_are_listed_applied_and_forgotten(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    skin, neck = ID_OF["skin"], ID_OF["neck"]
    predicted = np.full((20, 30), skin, np.uint8)
    predicted[12:] = neck
    for number in range(5):
        Image.new("RGB", (30, 20), (10 * number, 180, 160)).save(folder / f"face {number}.png")
    project = Project.open(folder)
    for number, record in enumerate(project.records()):
        project.save_prediction(record.key, Prediction(predicted, np.full_like(predicted, 255), "net"))
        is_corrected = number < 3
        labels = np.full_like(predicted, skin) if is_corrected else predicted
        project.save_labels(record.key, labels, "accepted" if is_corrected else "parsed")
    project.close()

    def necks() -> list[bool]:
        project = Project.open(folder)
        found = [bool((project.load_labels(record.key) == neck).any()) for record in project.records()]
        project.close()
        return found

    code, said = faceparse("rules", folder)
    assert (code, necks()) == (0, [False] * 3 + [True] * 2)
    assert "Neck is Skin: so in 3 accepted photos of net, still to be applied to 2 untouched ones." in said
    code, said = faceparse("rules", folder, "--apply")
    assert (code, necks()) == (0, [False] * 5)
    assert "changed in 2 untouched ones, applied to photos parsed later" in said
    rules = folder / ".faceparse" / "rules.json"
    assert json.loads(rules.read_text())["rules"] == [{"was": neck, "now": skin, "model": "net"}]
    assert faceparse("rules", folder, "--forget")[0] == 0
    assert json.loads(rules.read_text())["rules"] == []
    assert faceparse("rules", folder, "--apply", "--forget")[0] == 2
    rules.write_text('{"format": 2, "more": 1}')
    assert faceparse("rules", folder, "--apply")[0] == 0
    assert (folder / ".faceparse" / "rules-1.json").read_text() == '{"format": 2, "more": 1}'
