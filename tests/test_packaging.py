"""What leaves this checkout: the wheel, installed away from here, and the files git tracks."""

import importlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import tomllib
import venv
import zipfile
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image

import faceparse_resources
from faceparse_core.labels import NAMES
from tests import ROOT

PACKAGES = ("faceparse_core", "faceparse_training", "faceparse_gui", "faceparse_resources")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment that holds the wheel, and the dependencies by reference."""
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=False, symlinks=True)
    commands = environment / "bin"
    pip = (sys.executable, "-m", "pip", "--python", commands / "python")
    _run(*pip, "install", "--no-deps", "--no-index", wheel)
    site_packages = next(environment.glob("lib/python*/site-packages"))
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return commands


def test_wheel_holds_every_tracked_file_of_the_packages(wheel: Path) -> None:
    homes = {
        package: Path(importlib.import_module(package).__file__ or "").parents[1] for package in PACKAGES
    }
    tracked = {
        (ROOT / path).relative_to(home).as_posix()
        for path in _tracked()
        for package, home in homes.items()
        if (ROOT / path).is_relative_to(home / package)
    }
    assert "faceparse_resources/sample/portrait.jpg" in tracked
    assert not tracked - set(zipfile.ZipFile(wheel).namelist())


def test_installed_packages_are_not_those_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    for package in PACKAGES:
        file = _run(installed / "python", "-c", f"import {package}; print({package}.__file__)", cwd=tmp_path)
        assert Path(file).is_relative_to(installed.parent)


@pytest.mark.slow
def test_the_wheel_passes_the_smoke_test_of_the_workflow(installed: Path, tmp_path: Path) -> None:
    assert "parsed: " in _run(installed / "python", ROOT / ".github" / "smoke.py", cwd=tmp_path)


def test_folders_of_common_names_beside_a_script_do_not_take_the_place_of_ours(
    installed: Path, tmp_path: Path
) -> None:
    for folder in ("core", "training", "resources", "photos"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("raise ImportError('the module of another project')\n")
    shutil.copy(faceparse_resources.path("sample/portrait.jpg"), tmp_path / "photos")
    script = tmp_path / "script.py"
    script.write_text(
        "from faceparse_gui import api\n"
        "parser = api.load_parser('lmsa', 'cpu')\n"
        "with api.open_project('photos') as project:\n"
        "    print(len(project.photos), parser)\n"
    )
    assert _run(installed / "python", script, cwd=tmp_path).startswith("1 ")


def test_installed_command_names_its_parts(installed: Path, tmp_path: Path) -> None:
    shown = _run(installed / "faceparse", "--help", cwd=tmp_path)
    for command in ("parse", "evaluate", "train", "models"):
        assert re.search(rf"\b{command}\b", shown)


@pytest.mark.slow
def test_installed_command_parses_the_sample(installed: Path, tmp_path: Path) -> None:
    photo = faceparse_resources.path("sample/portrait.jpg")
    _run(installed / "faceparse", "parse", photo, "--out", "masks", cwd=tmp_path)
    mask = Image.open(tmp_path / "masks" / "portrait.png")
    assert mask.mode == "P"
    assert mask.size == (512, 512)
    labels = np.asarray(mask)
    points = {"hair": (228, 36), "skin": (223, 90), "nose": (222, 115), "background": (480, 120)}
    assert [NAMES[labels[y, x]] for x, y in points.values()] == list(points)


def test_installed_window_opens_a_photo_and_closes(installed: Path, tmp_path: Path) -> None:
    shutil.copy(faceparse_resources.path("sample/portrait.jpg"), tmp_path)
    command = [installed / "faceparse-gui", "portrait.jpg"]
    window = subprocess.Popen(command, cwd=tmp_path, env=_environment(), stderr=subprocess.PIPE)
    try:
        until = time.monotonic() + 60
        while window.poll() is None and not (tmp_path / ".faceparse").exists() and time.monotonic() < until:
            time.sleep(0.1)
        window.terminate()
        _, said = window.communicate(timeout=240)
    finally:
        window.kill()
    assert (tmp_path / ".faceparse").is_dir(), said
    assert window.returncode == 0, said
    assert b"Traceback" not in said, said


def test_no_tracked_file_names_a_path_of_one_machine() -> None:
    absolute = re.compile(rb"(?<![\w.~*-])/(?:work|root)/")
    assert not [path for path in _tracked() if absolute.search((ROOT / path).read_bytes())]


def test_no_python_file_exceeds_500_lines() -> None:
    lines = {path: _text(path).count("\n") for path in _tracked() if path.suffix == ".py"}
    assert lines
    assert not {path: count for path, count in lines.items() if count > 500}


def test_constraints_pin_every_dependency_within_its_range() -> None:
    pinned = {}
    for line in _text("constraints.txt").splitlines():
        if line.startswith("#"):
            continue
        requirement = Requirement(line)
        (pin,) = requirement.specifier
        assert requirement.url is None
        assert pin.operator == "=="
        assert "+" not in pin.version, f"{line}: a local tag ties the file to one package index"
        pinned[canonicalize_name(requirement.name)] = pin.version
    project = tomllib.loads(_text("pyproject.toml"))["project"]
    extras = [text for extra in project["optional-dependencies"].values() for text in extra]
    for text in project["dependencies"] + extras:
        requirement = Requirement(text)
        if requirement.name == project["name"]:  # another of its extras
            continue
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), text


def test_missing_resource_is_named_with_the_remedy() -> None:
    with pytest.raises(FileNotFoundError, match=r"no-such\.jpg is missing from this installation: install"):
        faceparse_resources.path("sample/no-such.jpg")


def _text(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _tracked() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    names = _run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    return [Path(name) for name in names if (ROOT / name).is_file()]


def _run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a command that must succeed; what it printed."""
    done = subprocess.run(command, cwd=cwd, env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _environment() -> dict[str, str]:
    """This process's environment without its import path, which could lead back to the checkout."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
