"""Photos in which no face is found, from the command line: no mask, a report, an exit code, no score."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.model_files.detector_file import find_detector_file
from faceparse_core.model_files.locations import user_folder
from faceparse_core.photos.imaging import read_label_map, write_indexed_png
from faceparse_gui.commands.batch import ray_engine
from faceparse_gui.commands.batch.no_face_notes import NAME
from faceparse_gui.commands.batch.run import BatchOutcome
from tests.lawn import lawn


@pytest.fixture
def lawns(tmp_path: Path) -> Path:
    """Two photos without a face."""
    folder = tmp_path / "lawns"
    folder.mkdir()
    for number in (1, 2):
        Image.fromarray(lawn(60, 80, number)).save(folder / f"lawn {number}.png")
    return folder


@pytest.fixture
def parse(faceparse, tiny_model, tmp_path: Path) -> Callable:
    def run(*arguments: object):
        return faceparse("parse", *arguments, "--out", tmp_path / "out", "--model", tiny_model)

    return run


def test_a_lawn_among_portraits_gets_no_mask_and_is_reported(faceparse, lawns, small_portrait, tmp_path):
    Image.fromarray(small_portrait).save(lawns / "woman.png")
    ran = faceparse("parse", lawns, "--out", tmp_path / "out")
    assert (ran.code, ran.out) == (0, "1 parsed, 2 without a face.\n")
    first, second = (lawns / f"lawn {number}.png" for number in (1, 2))
    reported = f"No face was found in 2 photos: {first}, {second}. No mask was written."
    assert [line for line in ran.err.splitlines() if "lawn" in line] == [reported]
    assert [path.name for path in (tmp_path / "out").glob("[!.]*")] == ["woman.png"]
    assert read_label_map(tmp_path / "out" / "woman.png").any()


def test_with_write_empty_the_masks_are_all_background_and_count_as_done(parse, lawns, tmp_path):
    ran = parse(lawns, "--write-empty", "--format", "indexed", "--format", "layers")
    assert (ran.code, ran.out) == (0, "0 parsed, 2 without a face.\n")
    assert "Written as all background." in ran.err
    mask = read_label_map(tmp_path / "out" / "lawn 1.png")
    assert mask.shape == (60, 80)
    assert not mask.any()
    assert (tmp_path / "out" / "lawn 1_layers").is_dir()
    assert parse(lawns, "--write-empty").out == "0 parsed, 2 skipped (already parsed).\n"


def test_parsing_whole_is_a_choice(parse, lawns, tmp_path):
    ran = parse(lawns, "--faces", "whole", "--fail-on-no-face")
    assert (ran.code, ran.out, ran.err) == (0, "2 parsed.\n", "")
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_fail_on_no_face_has_an_exit_code_of_its_own_and_failures_come_first(parse, lawns):
    assert parse(lawns).code == 0
    assert parse(lawns, "--fail-on-no-face").code == 3
    (lawns / "broken.png").write_text("no photo")
    ran = parse(lawns, "--fail-on-no-face")
    assert (ran.code, ran.out) == (1, "0 parsed, 2 skipped (no face in an earlier run), 1 failed.\n")


def test_a_program_reads_the_state_and_the_number(parse, lawns):
    *photos, last = map(json.loads, parse(lawns, "--json").out.splitlines())
    assert [(each["state"], each["faces"], each["files"]) for each in photos] == [("no-face", 0, [])] * 2
    assert last == {
        "summary": {"parsed": 0, "no_face": 2, "skipped": 0, "known_no_face": 0, "failed": 0, "left": 0}
    }


def test_overwriting_removes_what_an_earlier_run_made_of_such_a_photo(parse, lawns, tmp_path):
    formats = ("--format", "indexed", "--format", "layers")
    parse(lawns, "--faces", "whole", *formats)
    out = tmp_path / "out"
    assert len(list(out.iterdir())) == 4
    (out / "mine.txt").write_text("not of a photo")
    parse(lawns, *formats)
    assert len(list(out.iterdir())) == 5, "without --overwrite, what stands is kept"
    parse(lawns, "--overwrite", *formats)
    assert [path.name for path in out.glob("[!.]*")] == ["mine.txt"]


def test_the_next_run_does_not_look_again_where_no_face_was_found(parse, lawns, tmp_path):
    assert parse(lawns).out == "0 parsed, 2 without a face.\n"
    again = parse(lawns, "--fail-on-no-face")
    assert (again.code, again.out) == (3, "0 parsed, 2 skipped (no face in an earlier run).\n")
    *_, last = map(json.loads, parse(lawns, "--json").out.splitlines())
    assert (last["summary"]["known_no_face"], last["summary"]["no_face"]) == (2, 0)
    assert parse(lawns, "--overwrite").out == "0 parsed, 2 without a face.\n"
    assert len((tmp_path / "out" / NAME).read_text().splitlines()) == 2
    assert parse(lawns, "--faces", "whole").out == "2 parsed.\n"


def test_it_looks_again_into_a_changed_photo_and_with_another_network_or_detector(
    faceparse, parse, lawns, tmp_path
):
    parse(lawns)
    Image.fromarray(lawn(61, 80, 3)).save(lawns / "lawn 1.png")
    assert parse(lawns).out == "0 parsed, 1 without a face, 1 skipped (no face in an earlier run).\n"
    out = ("--out", tmp_path / "out")
    assert faceparse("parse", lawns, *out).out == "0 parsed, 2 without a face.\n"
    installed = find_detector_file()
    own = user_folder() / "face_detection_yunet_own.onnx"
    own.parent.mkdir(parents=True)
    own.write_bytes(installed.read_bytes())
    assert parse(lawns).out == "0 parsed, 2 without a face.\n"


def test_notes_that_are_damaged_cost_a_search_and_links_are_not_written_through(parse, lawns, tmp_path):
    parse(lawns)
    notes = tmp_path / "out" / NAME
    notes.write_bytes(b"\xff\x00 nothing\n" + notes.read_bytes()[:10])
    assert parse(lawns).out == "0 parsed, 2 without a face.\n"
    notes.unlink()
    (tmp_path / "elsewhere").write_bytes(b"")
    notes.symlink_to(tmp_path / "elsewhere")
    ran = parse(lawns)
    assert (ran.code, NAME in ran.err) == (1, True)
    assert (tmp_path / "elsewhere").read_bytes() == b""


def test_only_so_many_are_named(parse, lawns):
    for number in range(3, 14):
        Image.fromarray(lawn(20, 30, number)).save(lawns / f"lawn {number}.png")
    (line,) = [line for line in parse(lawns).err.splitlines() if "No face" in line]
    assert line.startswith("No face was found in 13 photos: ")
    assert line.count("lawn ") == 10
    assert line.endswith(" and 3 more. No mask was written.")


def test_the_ray_engine_carries_it_to_the_driver():
    outcome = BatchOutcome(Path("a.jpg"), notices=("n",), no_face=True)
    assert ray_engine._outcome(ray_engine._row(outcome)) == outcome


def test_what_has_no_face_is_counted_and_not_scored(faceparse, tiny_model, tmp_path):
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    for number in range(2):
        Image.fromarray(lawn(64, 64, number)).save(tmp_path / "images" / f"{number}.png")
        write_indexed_png(tmp_path / "masks" / f"{number}.png", np.zeros((64, 64), np.uint8))
    folders = ("--images", tmp_path / "images", "--masks", tmp_path / "masks")
    ran = faceparse("evaluate", *folders, "--model", tiny_model, "--faces", "auto")
    assert ran.code == 1
    assert "No face was found in any of the photos. Use --faces whole" in ran.err
    figures = json.loads(faceparse("evaluate", *folders, "--model", tiny_model, "--json").out)
    assert (figures["images"], figures["no_face"]) == (2, 0)


def test_a_found_face_is_scored_beside_those_that_have_none(faceparse, small_portrait, tmp_path):
    for folder in ("images", "masks"):
        (tmp_path / folder).mkdir()
    for name, photo in (("woman", small_portrait), ("lawn", lawn(64, 64))):
        Image.fromarray(photo).save(tmp_path / "images" / f"{name}.png")
    faceparse("parse", tmp_path / "images", "--out", tmp_path / "masks", "--write-empty")
    folders = ("--images", tmp_path / "images", "--masks", tmp_path / "masks")
    figures = json.loads(faceparse("evaluate", *folders, "--faces", "auto", "--json").out)
    assert (figures["images"], figures["no_face"], figures["per_image_f"]) == (1, 1, 1.0)
    said = faceparse("evaluate", *folders, "--faces", "auto").out
    assert "No face was found in 1 photo: lawn.png. Not scored." in said
