"""Starting the command line: help, version, usage errors, errors nobody foresaw."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"torch", "numpy", "PIL", "cv2", "albumentations", "lightning_fabric", "rich", "PySide6"}


@pytest.mark.parametrize(
    "command",
    ["", "parse", "evaluate", "train", "models", "research", "research calibrate", "research ablate"],
)
def test_help_imports_nothing_slow(command: str, tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from faceparse_gui.cli import main\n"
        f"try: main([*{command.split()}, '--help'])\n"
        "finally: print('LOADED', *{name.partition('.')[0] for name in sys.modules})\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    shown, _, loaded = done.stdout.partition("LOADED")
    assert "Usage: " in shown
    assert not HEAVY.intersection(loaded.split())


def test_version(faceparse):
    assert faceparse("--version").out.startswith("faceparse 0.")


@pytest.mark.parametrize(
    "arguments",
    [("parse", "a.jpg"), ("parse", "a.jpg", "--out", "o", "--faces", "some"), ("paint",), ("train",)],
)
def test_wrong_usage_exits_with_2(faceparse, arguments):
    ran = faceparse(*arguments)
    assert ran.code == 2
    assert "Usage: " in ran.err


def test_unforeseen_error_is_one_line_and_a_traceback_only_with_debug(
    faceparse, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("faceparse_gui.commands.batch.plan.make_plan", broken)
    monkeypatch.delenv("FACEPARSE_DEBUG", raising=False)
    ran = faceparse("parse", tmp_path, "--out", tmp_path / "out")
    assert ran.code == 1
    assert ran.err.startswith("faceparse: unexpected ZeroDivisionError: by zero")
    assert "Traceback" not in ran.err
    monkeypatch.setenv("FACEPARSE_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        faceparse("parse", tmp_path, "--out", tmp_path / "out")
