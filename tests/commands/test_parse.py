"""``faceparse parse`` over real files with a small random network."""

import os
import signal
import struct
import subprocess
import sys
import time
import zlib
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import PALETTE
from faceparse_core.parsing.parser import Parser
from faceparse_gui.commands.batch import ray_engine
from faceparse_gui.commands.batch import run as batch
from faceparse_gui.commands.batch.plan import Plan, make_plan
from faceparse_gui.commands.shared.console import ProgressBar


def test_indexed_png_has_the_photos_size_the_palette_and_ids(faceparse, save_photo, tiny_model, tmp_path):
    save_photo(tmp_path / "photos" / "a.jpg", (90, 50))
    ran = faceparse(*whole(tmp_path / "photos", tmp_path / "out", tiny_model))
    assert (ran.code, ran.out, ran.err) == (0, "1 parsed.\n", "")
    with Image.open(tmp_path / "out" / "a.png") as mask:
        assert (mask.mode, mask.size) == ("P", (90, 50))
        assert mask.getpalette()[: 3 * 19] == PALETTE.ravel().tolist()
        assert np.asarray(mask).max() <= 18


def test_exif_turned_photo_gives_the_turned_size(faceparse, save_photo, tiny_model, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = save_photo(tmp_path / "a.jpg", (90, 50), exif=exif)
    faceparse("parse", photo, "--out", tmp_path, "--model", tiny_model, "--faces", "whole")
    with Image.open(tmp_path / "a.png") as mask:
        assert mask.size == (50, 90)


def test_every_format_is_written_and_the_map_is_the_parsers(faceparse, save_photo, tiny_model, tmp_path):
    photo = save_photo(tmp_path / "a.png")
    every = ("indexed", "color", "overlay", "layers")
    chosen = [word for name in every for word in ("--format", name)]
    out = tmp_path / "out"
    assert (
        faceparse("parse", photo, "--out", out, "--model", tiny_model, "--faces", "whole", *chosen).code == 0
    )
    with Image.open(photo) as picture, Image.open(out / "a.png") as mask:
        labels = Parser.load(tiny_model, "cpu").parse(np.array(picture), "whole").labels
        np.testing.assert_array_equal(np.asarray(mask), labels)
    with Image.open(out / "a_color.png") as color:
        np.testing.assert_array_equal(np.asarray(color), PALETTE[labels])
    assert (out / "a_overlay.png").is_file()
    assert len(list((out / "a_layers").iterdir())) == len(np.unique(labels))


def test_tta_averages_flips_and_scales_and_is_off_unless_asked(faceparse, save_photo, tiny_model, tmp_path):
    photo = save_photo(tmp_path / "a.png")
    with Image.open(photo) as picture:
        pixels = np.array(picture)
    seen = set()
    for name, given in (("off", ()), ("flip", ("--tta", "flip")), ("scales", ("--tta", "scales"))):
        out = tmp_path / name
        ran = faceparse("parse", photo, "--out", out, "--model", tiny_model, "--faces", "whole", *given)
        assert ran.code == 0, ran.err
        with Image.open(out / "a.png") as mask:
            labels = np.array(mask)
        expected = Parser.load(tiny_model, "cpu", tta=name).parse(pixels, "whole").labels
        np.testing.assert_array_equal(labels, expected)
        seen.add(labels.tobytes())
    assert len(seen) > 1  # for so small a network the scales round to one
    assert faceparse("parse", photo, "--out", tmp_path, "--tta", "sideways").code == 2


def test_bad_files_are_skipped_listed_and_the_rest_is_parsed(faceparse, save_photo, tiny_model, tmp_path):
    photos = tmp_path / "photos"
    for number in range(6):
        save_photo(photos / f"{number}.jpg", seed=number)
    (photos / "1.jpg").write_bytes((photos / "1.jpg").read_bytes()[:300])
    (photos / "5.jpg").write_text("no photo")
    ran = faceparse("parse", photos, "--out", tmp_path / "out", "--model", tiny_model, "--faces", "whole")
    assert ran.code == 1
    assert ran.out == "4 parsed, 2 failed.\n"
    assert "1.jpg is cut short or damaged" in ran.err
    assert "5.jpg is not a picture" in ran.err
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["0.png", "2.png", "3.png", "4.png"]


def test_a_photo_that_the_network_fails_on_costs_only_itself(
    faceparse, save_photo, tiny_model, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    for number in range(4):
        save_photo(tmp_path / "photos" / f"{number}.png", (48, 41 if number == 2 else 40), seed=number)
    group = Parser._parse_group

    def fails_on_41_rows(self, photos, mode):
        if any(photo.shape[0] == 41 for photo in photos):
            raise RuntimeError("no memory for it")
        return group(self, photos, mode)

    monkeypatch.setattr(Parser, "_parse_group", fails_on_41_rows)
    ran = faceparse(
        "parse", tmp_path / "photos", "--out", tmp_path / "out", "--model", tiny_model, "--faces", "whole"
    )
    assert (ran.code, ran.out) == (1, "3 parsed, 1 failed.\n")
    assert "2.png could not be parsed: no memory for it" in ran.err


def palette_png_without_its_palette() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 8, 8, 8, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(9) * 8))
        + chunk(b"IEND", b"")
    )


def whole(photos: Path, out: Path, model: Path) -> tuple[object, ...]:
    return "parse", photos, "--out", out, "--model", model, "--faces", "whole"


def test_a_palette_picture_without_a_palette_is_named_and_the_others_are_parsed(
    faceparse, save_photo, tiny_model, tmp_path
):
    for name in ("a.png", "c.png", "d.png"):
        save_photo(tmp_path / "photos" / name)
    (tmp_path / "photos" / "b.png").write_bytes(palette_png_without_its_palette())
    ran = faceparse(*whole(tmp_path / "photos", tmp_path / "out", tiny_model))
    assert (ran.code, ran.out) == (1, "3 parsed, 1 failed.\n")
    assert "b.png is a palette picture whose palette is missing" in ran.err


@pytest.mark.parametrize("step", ["read", "saved"])
def test_an_error_nobody_foresaw_costs_its_photo_and_is_in_the_log(
    faceparse, save_photo, tiny_model, tmp_path, monkeypatch: pytest.MonkeyPatch, step: str
):
    for number in range(5):
        save_photo(tmp_path / "photos" / f"{number}.png", seed=number)
    name = {"read": "read_photo", "saved": "_place"}[step]
    right = getattr(batch, name)

    def wrong(given, *more, **how):
        if "1.png" in str(given):
            raise AssertionError("not foreseen")
        return right(given, *more, **how)

    monkeypatch.setattr(batch, name, wrong)
    ran = faceparse(*whole(tmp_path / "photos", tmp_path / "out", tiny_model))
    assert (ran.code, ran.out) == (1, "4 parsed, 1 failed.\n")
    assert f"1.png could not be {step}: not foreseen (AssertionError)." in ran.err
    assert "Traceback" not in ran.err
    log = Path(ran.err.rstrip().rsplit(" in ", 1)[1])
    assert "Traceback" in log.read_text()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["0.png", "2.png", "3.png", "4.png"]


def test_a_name_too_long_for_the_disk_costs_its_photo_alone(faceparse, save_photo, tiny_model, tmp_path):
    save_photo(tmp_path / "photos" / "a.png")
    save_photo(tmp_path / "photos" / f"{'x' * 250}.png")
    command = whole(tmp_path / "photos", tmp_path / "out", tiny_model)
    ran = faceparse(*command, "--format", "overlay")
    assert (ran.code, ran.out) == (1, "1 parsed, 1 failed.\n")
    assert f"x_overlay.png was not saved in {tmp_path / 'out'}: File name too long" in ran.err


def test_a_photo_that_nobody_came_to_is_never_success(
    faceparse, save_photo, tiny_model, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    for number in range(4):
        save_photo(tmp_path / "photos" / f"{number}.png", seed=number)
    jobs = Plan.jobs
    monkeypatch.setattr(Plan, "jobs", lambda self: islice(jobs(self), 2))
    ran = faceparse(*whole(tmp_path / "photos", tmp_path / "out", tiny_model))
    assert (ran.code, ran.out) == (1, "2 parsed, 2 left.\n")
    assert "2 of 4 photos were not parsed" in ran.err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_name_that_is_no_text_is_reported_readably(faceparse, save_photo, tiny_model, tmp_path):
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / os.fsdecode(b"caf\xe9.png")).write_bytes(save_photo(tmp_path / "a.png").read_bytes())
    (photos / os.fsdecode(b"th\xe9.jpg")).write_text("no photo")
    ran = faceparse(*whole(photos, tmp_path / "out", tiny_model))
    assert (ran.code, ran.out) == (1, "1 parsed, 1 failed.\n")
    assert r"th\xe9.jpg is not a picture" in ran.err
    assert (tmp_path / "out" / os.fsdecode(b"caf\xe9.png")).exists()


def test_a_file_hears_every_ten_seconds_how_far_it_is(capsys, monkeypatch: pytest.MonkeyPatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with ProgressBar("Parsing", 1200) as bar:
        for _ in range(1200):
            now[0] += 0.25
            bar.advance()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Parsing: 40 of 1,200, 4.0 images/s, 10 s elapsed, 4 min 50 s left"
    assert lines[1] == "Parsing: 80 of 1,200, 4.0 images/s, 20 s elapsed, 4 min 40 s left"
    assert lines[-1] == "Parsing: 1,200 of 1,200 in 5 min"
    assert len(lines) == 30


def test_a_slow_run_shows_the_time_a_photo_takes_and_guesses_after_two(capsys, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    with ProgressBar("Parsing", 5) as bar:
        for _ in range(5):
            now[0] += 53
            bar.advance()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Parsing: 1 of 5, 53 s elapsed"
    assert lines[1] == "Parsing: 2 of 5, 53 s per photo, 1 min 46 s elapsed, 2 min 39 s left"


def test_finished_photos_are_skipped_by_default(faceparse, save_photo, tiny_model, tmp_path):
    for name in ("a.jpg", "b.jpg"):
        save_photo(tmp_path / "photos" / name)
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.png").write_text("mine")
    command = ("parse", tmp_path / "photos", "--out", out, "--model", tiny_model, "--faces", "whole")
    assert faceparse(*command).out == "1 parsed, 1 skipped (already parsed).\n"
    assert (out / "a.png").read_text() == "mine"
    assert faceparse(*command).out == "0 parsed, 2 skipped (already parsed).\n"
    assert faceparse(*command, "--overwrite").out == "2 parsed.\n"
    with Image.open(out / "a.png") as mask:
        assert mask.mode == "P"


def test_clashing_stems_are_a_usage_error(faceparse, save_photo, tmp_path):
    for name in ("a.jpg", "a.png"):
        save_photo(tmp_path / name)
    ran = faceparse("parse", tmp_path, "--out", tmp_path / "out")
    assert ran.code == 2
    assert "would both be saved as" in ran.err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_output_folder_without_rights_ends_the_run(faceparse, save_photo, tiny_model, tmp_path):
    for name in ("a.jpg", "b.jpg"):
        save_photo(tmp_path / "photos" / name)
    out = tmp_path / "out"
    out.mkdir(mode=0o500)
    ran = faceparse("parse", tmp_path / "photos", "--out", out, "--model", tiny_model, "--faces", "whole")
    assert ran.code == 1
    assert "you may not write in" in ran.err


@pytest.mark.parametrize("below", ["", "out"])
def test_an_impossible_output_folder_is_reported_before_anything_is_parsed(
    faceparse, save_photo, tiny_model, tmp_path, below
):
    save_photo(tmp_path / "photos" / "a.jpg")
    (tmp_path / "thesis.txt").write_text("mine")
    ran = faceparse("parse", tmp_path / "photos", "--out", tmp_path / "thesis.txt" / below)
    assert (ran.code, ran.out) == (1, "")
    assert "thesis.txt is no folder" in ran.err
    assert "Not parsed" not in ran.err


def test_a_full_disk_ends_the_run_with_its_own_words(
    faceparse, save_photo, tiny_model, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    for number in range(30):
        save_photo(tmp_path / "photos" / f"{number}.png", seed=number)
    replace, done = Path.replace, []

    def full_after_three(self: Path, target: Path) -> Path:
        if len(done) == 3:
            raise OSError(28, "No space left on device")
        done.append(target)
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full_after_three)
    ran = faceparse(
        "parse", tmp_path / "photos", "--out", tmp_path / "out", "--model", tiny_model, "--faces", "whole"
    )
    assert ran.code == 1
    assert "3 parsed, 27 left." in ran.out
    assert "the disk is full" in ran.err
    assert sorted((tmp_path / "out").iterdir()) == sorted(done)


@pytest.mark.parametrize("content", [b"", b"\x80\x04K\x01.", b"PK\x03\x04"])
def test_a_model_that_is_none_is_named(faceparse, save_photo, tmp_path, content):
    (tmp_path / "bad.safetensors").write_bytes(content)
    photo = save_photo(tmp_path / "a.jpg")
    ran = faceparse("parse", photo, "--out", tmp_path, "--model", tmp_path / "bad.safetensors")
    assert ran.code == 1
    assert "bad.safetensors is not a model file" in ran.err
    assert "no model nobody" in faceparse("parse", photo, "--out", tmp_path, "--model", "nobody").err


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_leaves_whole_files_and_the_same_command_goes_on(faceparse, save_photo, tiny_model, tmp_path):
    photos, out, count = tmp_path / "photos", tmp_path / "out", 150
    for number in range(count):
        save_photo(photos / f"{number}.jpg", (300, 300), seed=number)
    command = ["parse", str(photos), "--out", str(out), "--model", str(tiny_model), "--faces", "whole"]
    script = "from faceparse_gui.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", script, *command], stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 120
    while not list(out.glob("*.png")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=240)[1]
    assert process.returncode == 130, said
    assert "Run the same command again" in said
    assert "Traceback" not in said
    written = list(out.iterdir())
    assert 0 < len(written) < count
    for path in written:
        assert path.suffix == ".png"  # no temporary file either
        with Image.open(path) as mask:
            mask.load()
            assert mask.size == (300, 300)
    assert f"{len(written)} skipped" in faceparse(*command).out
    assert len(list(out.glob("*.png"))) == count


def test_large_photos_are_written_before_the_next_is_read(
    faceparse, save_photo, tiny_model, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(batch, "LARGE_BYTES", 1)
    monkeypatch.setattr("faceparse_core.parsing.photo_loop.LARGE_BYTES", 1)
    out, there = tmp_path / "out", []
    right = batch.read_photo

    def read(path, **how):
        there.append(len(list(out.glob("*.png"))))
        return right(path, **how)

    monkeypatch.setattr(batch, "read_photo", read)
    for number in range(6):
        save_photo(tmp_path / "photos" / f"{number}.png", seed=number)
    assert faceparse(*whole(tmp_path / "photos", out, tiny_model)).out == "6 parsed.\n"
    assert there == list(range(6))


def test_a_jpeg_without_its_end_mark_is_parsed_with_a_notice(faceparse, save_photo, tiny_model, tmp_path):
    photo = save_photo(tmp_path / "a.jpg")
    photo.write_bytes(photo.read_bytes()[:-2])
    ran = faceparse(*whole(photo, tmp_path / "out", tiny_model))
    assert (ran.code, ran.out) == (0, "1 parsed.\n")
    assert "a.jpg lacks the mark at its end; the picture in it is whole." in ran.err


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are text there")
def test_a_worker_of_the_ray_engine_reports_every_photo_whatever_its_name(
    save_photo, tiny_model, tmp_path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ray_engine.logs, "keep", lambda: None)
    photos = tmp_path / "photos"
    odd = photos / os.fsdecode(b"caf\xe9.png")
    save_photo(photos / "a.png")
    odd.write_bytes(palette_png_without_its_palette())
    plan = make_plan([photos], tmp_path / "out", ["indexed"])
    settings = batch.BatchSettings(str(tiny_model), "cpu", "off", "whole", write_empty=False)
    worker = ray_engine._Worker(plan, settings, tmp_path, lambda: False)
    rows = list(worker._run(list(plan.jobs())))
    assert all(isinstance(value, (bytes, list, bool, int)) for row in rows for value in row.values())
    reported = {outcome.photo: outcome.failure for outcome in map(ray_engine._outcome, rows)}
    assert reported[photos / "a.png"] is None
    assert "palette is missing" in reported[odd]
