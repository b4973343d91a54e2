"""A package that adds a format: installed as a user would, seen by every command."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.photos.imaging import read_label_map
from faceparse_gui.project import Project
from tests import ROOT

EXAMPLE = Path(__file__).parent / "plugin_example"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the example is installed, without the network."""
    source = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("source") / "example")
    site = tmp_path_factory.mktemp("site")
    options = ("--no-index", "--no-build-isolation", "--no-deps", "--target", site)
    command = (sys.executable, "-m", "pip", "install", "--quiet", *options, source)
    subprocess.run(command, check=True, capture_output=True, cwd=site)
    return site


@pytest.fixture
def run(site: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """A Python command in a process that sees the example."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        places = os.pathsep.join([str(ROOT), str(site)])
        environment = {**os.environ, "PYTHONPATH": places, "PYTHONUTF8": "1"}
        command = [sys.executable, "-m", *map(str, arguments)]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False
        )

    return run


@pytest.fixture
def project(tmp_path: Path, labels: np.ndarray) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.new("RGB", labels.shape[::-1], "tan").save(folder / "Ana.png")
    opened = Project.open(folder)
    (record,) = opened.records()
    opened.save_labels(record.key, labels, "accepted")
    opened.close()
    return folder


@pytest.mark.slow
def test_the_commands_write_read_and_convert_it(
    run: Callable[..., subprocess.CompletedProcess[str]], project: Path, labels: np.ndarray, tmp_path: Path
) -> None:
    faceparse = "faceparse_gui.cli"
    listed = run(faceparse, "formats").stdout
    assert re.search(r"^runs +Run-lengths as text \(write and read; NAME\.runs\.txt\)$", listed, re.MULTILINE)
    done = run(faceparse, "export", "--project", project, "--format", "runs", "--out", "runs")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "runs" / "Ana.runs.txt").read_text()
    assert text.startswith("31 24\n3 hair\n28 background\n")
    done = run(faceparse, "convert", "runs", "masks", "--to", "indexed")
    assert done.returncode == 0, done.stderr
    assert np.array_equal(read_label_map(tmp_path / "masks" / "Ana.png"), labels)
    (tmp_path / "runs" / "Ana.runs.txt").write_text(text.replace("hair", "Haar"))
    done = run(faceparse, "convert", "runs", "no", "--to", "indexed")
    assert done.returncode == 1
    assert "Ana.runs.txt, line 2: there is no class 'Haar'" in done.stderr
    run(faceparse, "import", "runs", "--project", project, "--replace", "--map", "Haar=hat")
    done = run(
        faceparse, "export", "--project", project, "--format", "runs", "--out", "again", "--state", "edited"
    )
    assert (tmp_path / "again" / "Ana.runs.txt").read_text() == text.replace("hair", "hat"), done.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1"),
        ("3\n", "line 1"),
        ("99999999 99999999\n", "line 1: that is no size"),
        ("2 2\n5 skin\n", "line 2: a run of 5 does not fit"),
        ("2 2\n-1 skin\n", "line 2: a run of -1 does not fit"),
        ("2 2\n3 skin\n", "line 2: the runs end before the picture does"),
        ("2 2\n3 skin hair\n", "line 2"),
    ],
)
def test_what_is_no_such_file_is_refused_by_line(
    text: str, why: str, run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "Ana.runs.txt").write_text(text)
    done = run("faceparse_gui.cli", "convert", "Ana.runs.txt", "masks", "--to", "indexed", "--from", "runs")
    assert done.returncode == 1
    assert f"Ana.runs.txt, {why}" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_passes_the_tests_that_ours_pass(
    run: Callable[..., subprocess.CompletedProcess[str]], site: Path
) -> None:
    """As docs/plug-ins.md tells the author to try it."""
    tests = ROOT / "tests" / "formats" / "test_every_format.py"
    done = run("pytest", tests, "-k", "runs", "-q", "-p", "no:cacheprovider", "--rootdir", ROOT)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_a_plug_in_that_cannot_be_used_costs_a_user_only_that(
    run: Callable[..., subprocess.CompletedProcess[str]], site: Path, tmp_path: Path
) -> None:
    about = tmp_path / "broken-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[faceparse.formats]\nold = not_there_any_more:Old\n")
    done = run("faceparse_gui.cli", "formats")  # the folder that Python runs in is on its path
    assert done.returncode == 0
    assert "indexed" in done.stdout
    assert "runs" in done.stdout
    assert "The format old of the package broken cannot be used and is left out." in done.stderr
