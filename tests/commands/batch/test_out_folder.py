"""A run that is killed leaves nothing that the next one takes for finished, and that one tidies up."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.files.writing import atomic_write
from faceparse_gui.commands.batch.out_folder import writing_in

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL and locks on folders")
SCRIPT = "from faceparse_gui.cli import main; main()"


@pytest.mark.slow
def test_killed_at_any_moment_it_goes_on_to_the_same_files(faceparse, save_photo, tiny_model, tmp_path):
    photos, out, count = tmp_path / "photos", tmp_path / "out", 60
    for number in range(count):
        save_photo(photos / f"{number}.jpg", (200, 200), seed=number)
    options = ["--faces", "whole", "--model", str(tiny_model), "--format", "layers", "--format", "indexed"]
    command = ["parse", str(photos), "--out", str(out), *options]
    for kills in range(1, 4):
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, *command], stderr=subprocess.DEVNULL)
        wanted = 12 * kills
        deadline = time.monotonic() + 120
        while len(list(out.glob("*_layers"))) < wanted and time.monotonic() < deadline:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL
        assert_whole(out)
    ran = faceparse(*command)
    assert ran.code == 0
    assert int(ran.out.split()[0]) < count
    assert_whole(out)
    assert len(list(out.glob("*.png"))) == len(list(out.glob("*_layers"))) == count
    assert not list(out.rglob(".*"))
    at_once = tmp_path / "at once"
    assert faceparse("parse", photos, "--out", at_once, *options).code == 0
    assert contents(out) == contents(at_once)


def assert_whole(out: Path) -> None:
    """Every result under its final name can be read, and every folder of layers has all the classes."""
    for path in out.glob("[!.]*.png"):
        with Image.open(path) as mask:
            mask.load()
    for folder in out.glob("[!.]*_layers"):
        layers = [np.asarray(Image.open(mask)) for mask in folder.iterdir()]
        inside = sum(layer.astype(int) for layer in layers)
        ids = folder.with_name(folder.name.removesuffix("_layers") + ".png")
        if ids.exists():
            assert np.array_equal(inside, np.where(np.asarray(Image.open(ids)) == 0, 0, 255)), folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def write_slowly(out: Path, begun: multiprocessing.Event, go_on: multiprocessing.Event) -> None:
    with writing_in(out), atomic_write(out / "a.png") as file:
        file.write(b"whole")
        file.flush()
        begun.set()
        go_on.wait(60)


@pytest.mark.parametrize("killed", [False, True])
def test_leftovers_go_only_when_nobody_writes_there(tmp_path, killed):
    context = multiprocessing.get_context("spawn")
    begun, go_on = context.Event(), context.Event()
    process = context.Process(target=write_slowly, args=(tmp_path, begun, go_on))
    process.start()
    assert begun.wait(60)
    if killed:
        process.kill()
        process.join(60)
    assert len(list(tmp_path.glob(".*.tmp"))) == 1
    (tmp_path / ".mine.tmp").touch()
    with writing_in(tmp_path):
        assert len(list(tmp_path.glob(".*.tmp"))) == (1 if killed else 2)
    if not killed:
        go_on.set()
        process.join(60)
    assert [path.name for path in tmp_path.iterdir() if path.name != ".mine.tmp"] == (
        [] if killed else ["a.png"]
    )
    process.close()
