"""What a shell is offered after Tab, asked for as the shells ask."""

import os
import subprocess
import sys

import pytest

CASES = [
    ("export --format in", "indexed"),
    ("export --class l_e", "l_eye"),
    ("convert a b --to coc", "coco"),
    ("convert a b --from cel", "celebamask"),
    ("import a --order bi", "bisenet"),
    ("parse --format ove", "overlay"),
    ("parse --model lmsa-", "lmsa-detail"),
    ("research calibrate def", "default"),
    ("finetune --base lm", "lmsa"),
    ("train corrected/lmsa-f", "corrected/lmsa-focal"),
    ("research ablate lad", "ladder-small"),
    ("parse --faces wh", "whole"),
    ("eval", "evaluate"),
    ("rese", "research"),
    ("research cal", "calibrate"),
]


def offered(line: str, shell: str = "bash") -> list[str]:
    words = ["faceparse", *line.split()]
    asked = {
        "bash": {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"_TYPER_COMPLETE_ARGS": " ".join(words)},
        "fish": {"_TYPER_COMPLETE_ARGS": " ".join(words), "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]
    script = (
        "import sys; from faceparse_gui.cli import main\n"
        "try: main()\n"
        "finally: print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **asked, "_FACEPARSE_COMPLETE": f"complete_{shell}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "torch" not in ran.stderr.split()
    return ran.stdout.split()


@pytest.mark.parametrize(("line", "name"), CASES, ids=[line for line, _ in CASES])
def test_names_are_completed_without_the_networks_library(line, name):
    names = offered(line)
    assert name in names
    assert all(each.startswith(line.split()[-1]) for each in names)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_are_answered_too(shell):
    assert any("npz" in each for each in offered("export --format n", shell))
