"""All commands alike, also those to come: how each tells what is wrong, and with which exit code."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import typer

from faceparse_core.errors import printable
from faceparse_gui import api
from faceparse_gui.cli import app
from faceparse_gui.commands.shared.console import EXIT_CODES, at
from tests import ROOT

SHOWN = {name: each for name, each in typer.main.get_command(app).commands.items() if not each.hidden}
RESEARCH = SHOWN.pop("research").commands
COMMANDS = (
    SHOWN
    | {f"research {name}": each for name, each in RESEARCH.items()}
    | {f"models {name}": each for name, each in SHOWN["models"].commands.items()}
)
VALUES = {"FORMAT": "indexed", "OUT.onnx": "out.onnx"}
TARGETS = {"out", "target"}
"""Arguments that are written to."""


def inputs(command: str) -> list[str]:
    """The names of the arguments and options that a command needs and reads."""
    needed = [each for each in COMMANDS[command].params if each.required or each.name in ("project", "run")]
    return [each.name for each in needed if each.name not in TARGETS and each.metavar not in VALUES]


def words(command: str, given: dict[str, Path], target: Path) -> list[str]:
    """The shortest command line, with ``given`` for its inputs."""
    line = command.split()
    for each in COMMANDS[command].params:
        value = given.get(each.name)
        if value is None and each.required:
            value = VALUES.get(each.metavar) or target
            value = target.with_suffix(".onnx") if each.metavar == "OUT.onnx" else value
        if value is not None:
            line += [str(value)] if each.param_type_name == "argument" else [each.opts[0], str(value)]
    return line


@dataclass(frozen=True)
class Ran:
    """As the fixture's."""

    code: int
    out: str
    err: str


def check(ran, code: int) -> None:
    """One prefix, said once, before anything else; no traceback, nothing that was not foreseen."""
    assert ran.code == code, ran.err
    assert re.match(r"faceparse: \S", ran.err), ran.err
    assert len(re.findall(r"^faceparse: |Error: ", ran.err, re.MULTILINE)) == 1, ran.err
    assert "Traceback" not in ran.err
    assert "unexpected" not in ran.err


READING = [name for name in COMMANDS if inputs(name)]
APART = {"finetune": (["project"], ["run"])}
"""Of these, one is given at a time."""
CASES = [(name, given) for name in READING for given in APART.get(name, [inputs(name)])]


@pytest.mark.parametrize(("command", "given"), CASES)
def test_a_path_that_is_not_there_is_named(faceparse, tmp_path, command, given):
    gone = tmp_path / "gone"
    ran = faceparse(*words(command, dict.fromkeys(given, gone), tmp_path / "target"))
    check(ran, 1)
    assert str(gone) in ran.err
    assert not gone.exists()


FOLDERS = [
    (name, given) for name, given in CASES if name not in ("train", "export-model", "research simulate")
]
"""Those that look into a folder before anything else."""


TAKING_A_FILE = ("parse", "convert")
PLACES = [
    (command, given, kind)
    for kind in ("empty", "of other files", "no text", "a photo")
    for command, given in FOLDERS
    if kind != "a photo" or command not in TAKING_A_FILE
]


@pytest.mark.parametrize(("command", "given", "kind"), PLACES)
def test_a_place_that_nothing_can_be_found_in_is_named(
    faceparse, tmp_path, tiny_model, save_photo, command, given, kind
):
    place = tmp_path / {"no text": os.fsdecode(b"caf\xe9"), "a photo": "a.png"}.get(kind, "place")
    if kind == "a photo":
        save_photo(place)
    else:
        place.mkdir()
    if kind == "of other files":
        (place / "notes.txt").write_text("x")
    chosen = {name: tiny_model if name == "model" else place for name in given}
    ran = faceparse(*words(command, chosen, tmp_path / "target"))
    check(ran, 2 if "--from" in ran.err else 1)
    assert printable(str(place)) in ran.err


AS_ANY_USER = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
"""Root may read everything unless it gives that up."""


RUN_EACH = """
import contextlib, io, json, sys
from faceparse_gui.cli import main
for line in json.loads(sys.argv[1]):
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        try:
            main(line)
        except SystemExit as ended:
            code = ended.code
    print(json.dumps([code, "", said.getvalue()]))
"""


@pytest.mark.skipif(bool(AS_ANY_USER) and not shutil.which("setpriv"), reason="root may read everything")
def test_a_folder_without_rights_is_named(tmp_path, tiny_model):
    place = tmp_path / "closed"
    place.mkdir(mode=0)
    lines = []
    for command, given in FOLDERS:
        chosen = {name: tiny_model if name == "model" else place for name in given}
        lines.append(
            [str(word) for word in words(command, chosen, tmp_path / f"target-{command.replace(' ', '-')}")]
        )
    ran = subprocess.run(
        [*AS_ANY_USER, sys.executable, "-c", RUN_EACH, json.dumps(lines)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    place.chmod(0o700)
    outcomes = [json.loads(line) for line in ran.stdout.splitlines()]
    assert len(outcomes) == len(lines)
    for line, (code, out, err) in zip(lines, outcomes, strict=True):
        assert str(place) in err, line
        check(Ran(code, out, err), 1)


@pytest.mark.parametrize(("command", "given"), CASES)
def test_an_empty_name_is_not_the_folder_one_is_in(faceparse, tmp_path, monkeypatch, command, given):
    monkeypatch.chdir(tmp_path)
    ran = faceparse(*words(command, dict.fromkeys(given, ""), tmp_path / "target"))
    check(ran, 2)
    assert "Empty argument" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_empty_name_is_refused_behind_an_equals_sign_too(faceparse, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    check(faceparse("export", "--project=", "--format", "indexed", "--out", "out"), 2)


@pytest.mark.parametrize(("command", "given"), CASES)
@pytest.mark.parametrize("content", [b"", b"\x00\xff\x80garbage", b"[" * 5000])
def test_a_file_of_no_known_kind_is_named(faceparse, tmp_path, command, given, content):
    file = tmp_path / "odd.file"
    file.write_bytes(content)
    ran = faceparse(*words(command, dict.fromkeys(given, file), tmp_path / "target"))
    check(ran, 2 if "--from" in ran.err else 1)  # what it is has to be said
    assert str(file) in ran.err
    assert file.read_bytes() == content


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_use_says_how_it_is_used(faceparse, command):
    ran = faceparse(*command.split(), "--no-such-option")
    check(ran, 2)
    assert "--no-such-option" in ran.err
    assert f"Usage: faceparse {command} " in ran.err


def test_an_unknown_choice_is_reported_in_plain_words(faceparse):
    ran = faceparse("parse", "a.jpg", "--out", "o", "--faces", "some")
    check(ran, 2)
    assert "'some' is not one of 'auto', 'whole'" in ran.err
    assert "Value error" not in ran.err


@pytest.mark.parametrize("command", [*COMMANDS, "research", ""])
def test_help_shows_the_exit_codes(faceparse, command):
    ran = faceparse(*command.split(), "--help")
    assert ran.code == 0
    assert " ".join(EXIT_CODES.split()) in " ".join(ran.out.split())


@pytest.mark.parametrize("command", ["", "research"])
def test_without_a_command_it_shows_help_and_that_is_wrong_use(faceparse, command):
    ran = faceparse(*command.split())
    assert (ran.code, ran.out) == (2, "")
    assert f"Usage: {' '.join(['faceparse', *command.split()])} [OPTIONS] COMMAND" in ran.err


# those that never had another name are left out
@pytest.mark.parametrize("command", sorted(set(RESEARCH) - {"corrector", "effort", "gate", "loop", "scenes"}))
def test_the_former_name_of_a_research_command_works_and_says_the_new_one(faceparse, tmp_path, command):
    name = f"research {command}"
    line = words(name, dict.fromkeys(inputs(name), tmp_path / "gone"), tmp_path / "target")
    new, old = faceparse(*line), faceparse(*line[1:])
    assert (old.code, old.out) == (new.code, new.out)
    assert old.err == f"faceparse {command} is now faceparse research {command}.\n{new.err}"
    assert f" {command} " not in faceparse("--help").out


def test_an_unforeseen_error_is_written_into_the_log(faceparse, monkeypatch, tmp_path):
    def broken(*args: object) -> None:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("faceparse_gui.commands.batch.plan.make_plan", broken)
    monkeypatch.delenv("FACEPARSE_DEBUG", raising=False)
    ran = faceparse("parse", tmp_path, "--out", tmp_path / "out")
    assert ran.code == 1
    assert len(ran.err.splitlines()) == 1
    assert ran.err.startswith("faceparse: unexpected ZeroDivisionError: by zero. For a traceback")
    log = Path(re.search(r"(/\S+\.log)", ran.err)[1])
    assert "in broken" in log.read_text(encoding="utf-8")


@pytest.mark.timeout(30)
@pytest.mark.parametrize(("command", "given"), CASES)
@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "no text", "too long"])
def test_what_is_no_file_is_named_and_not_waited_for(faceparse, tmp_path, command, given, kind):
    odd = tmp_path / {"no text": os.fsdecode(b"caf\xe9"), "too long": "x" * 300}.get(kind, "odd")
    if kind == "pipe":
        os.mkfifo(odd)
    elif kind == "device":
        odd = Path("/dev/zero")
    elif kind == "loop":
        odd.symlink_to(odd)
    ran = faceparse(*words(command, dict.fromkeys(given, odd), tmp_path / "target"))
    check(ran, ran.code)
    assert ran.code == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize(("command", "given"), CASES)
def test_a_file_that_may_not_be_read_is_named(faceparse, tmp_path, command, given):
    file = tmp_path / "odd.file"
    file.touch(mode=0)
    ran = faceparse(*words(command, dict.fromkeys(given, file), tmp_path / "target"))
    check(ran, 2 if "--from" in ran.err else 1)
    assert str(file) in ran.err


SIGNALS = [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_ends_a_command_that_does_not_wait_for_it_and_nothing_is_left(tmp_path, number, code):
    script = (
        "import os, signal, threading, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's & ignores it
        "from faceparse_gui import cli\n"
        "from faceparse_core.files.writing import atomic_write\n"
        "def sleep():\n"
        "    with atomic_write('half'):\n"
        f"        threading.Timer(0.2, os.kill, (os.getpid(), {int(number)})).start()\n"
        "        time.sleep(30)\n"
        "cli.app.command('sleep')(sleep)\n"
        "cli.main(['sleep'])\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert ran.returncode == code, ran.stderr
    assert "Traceback" not in ran.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), SIGNALS)
def test_a_signal_lets_what_is_in_hand_be_done_and_the_second_does_not(number, code):
    script = (
        "import os, time\n"
        "from faceparse_gui import cli\n"
        "from faceparse_gui.commands.shared.signals import StopRequest\n"
        "def work():\n"
        "    with StopRequest('this') as should_stop:\n"
        f"        os.kill(os.getpid(), {int(number)})\n"
        "        print(should_stop(), flush=True)\n"
        f"        os.kill(os.getpid(), {int(number)})\n"
        "        time.sleep(30)\n"
        "cli.app.command('work')(work)\n"
        "cli.main(['work'])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (code, "True\n"), ran.stderr
    assert "Stopping after this." in ran.stderr
    assert "Traceback" not in ran.stderr


def test_started_with_nohup_a_command_outlives_its_terminal():
    script = (
        "import os, signal\n"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN)\n"
        "from faceparse_gui import cli\n"
        "cli.app.command('work')(lambda: [os.kill(os.getpid(), signal.SIGHUP), print('done')] and None)\n"
        "cli.main(['work'])\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "done\n"), ran.stderr


def test_ctrl_c_while_the_commands_are_loaded_shows_no_traceback():
    script = (
        "import os, signal, sys\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *more):\n"
        "        if name == 'typer':\n"
        "            os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "import faceparse_gui.cli\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (130, "")


WITH_JSON = [
    (name, given) for name, given in CASES if any("--json" in each.opts for each in COMMANDS[name].params)
]


@pytest.mark.parametrize(("command", "given"), WITH_JSON)
def test_a_command_that_fails_as_a_whole_shows_programs_why(faceparse, tmp_path, command, given):
    ran = faceparse(*words(command, dict.fromkeys(given, tmp_path / "gone"), tmp_path / "target"), "--json")
    check(ran, 1)
    *_, last = ran.out.splitlines()
    error = json.loads(last)
    assert next(iter(error)) in ("error", "summary")
    assert "gone" in ran.out or command == "parse"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_stdout_that_takes_nothing_is_named(options):
    call = [sys.executable, "-m", "faceparse_gui.cli", "formats", *options]
    with Path("/dev/full").open("wb") as out:
        full = subprocess.run(call, stdout=out, stderr=subprocess.PIPE, text=True, check=False)
    assert full.returncode == 1
    lost = "faceparse: The output was lost: cannot write to stdout (No space left on device).\n"
    assert full.stderr == lost
    call = ["sh", "-c", '"$@" >&-', "sh", *call]
    closed = subprocess.run(call, capture_output=True, text=True, check=False)
    assert closed.returncode == 1
    assert "stdout is closed" in closed.stderr


REPORTING = [name for name in COMMANDS if any(each.name == "report" for each in COMMANDS[name].params)]


@pytest.mark.timeout(30)
@pytest.mark.parametrize("command", REPORTING)
@pytest.mark.parametrize("kind", ["pipe", "device", "photo", "below a file"])
def test_a_page_that_no_figures_can_go_to_is_refused_before_anything_is_measured(
    faceparse, tmp_path, save_photo, command, kind
):
    page = tmp_path / "page.md"
    if kind == "pipe":
        os.mkfifo(page)
    elif kind == "device":
        page = Path("/dev/zero")
    elif kind == "photo":
        page = save_photo(tmp_path / "photos" / "a.png")
        (tmp_path / "photos" / ".faceparse").mkdir()
    else:
        page.touch()
        page = page / "below.md"
    given = dict.fromkeys(inputs(command), tmp_path / "gone")  # what would be complained of next
    ran = faceparse(*words(command, given, tmp_path / "target"), "--report", page)
    check(ran, 1)
    assert (page.parent if kind == "below a file" else page).name in ran.err
    assert "gone" not in ran.err


@pytest.mark.timeout(30)
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_rows_that_are_no_file_are_refused(faceparse, tmp_path, tiny_model, kind):
    rows = Path("/dev/zero") if kind == "device" else tmp_path / "rows"
    if kind == "pipe":
        os.mkfifo(rows)
    ran = faceparse("research", "simulate", tiny_model, "--data", tmp_path, "--out", rows)
    check(ran, 1)
    assert "is a pipe or a device" in ran.err


def test_no_command_takes_the_photos_own_folder_for_its_target(faceparse, tmp_path, tiny_model, save_photo):
    photos, masks = tmp_path / "photos", tmp_path / "masks"
    save_photo(photos / "a.png")
    labels = np.ones((40, 48), np.uint8)
    api.write_masks({"a.png": labels}, masks, "indexed")
    with api.open_project(photos) as project:
        project.set_labels("a.png", labels, "accepted")
    before = (photos / "a.png").read_bytes()
    for line in (
        ("parse", photos, "--out", photos, "--model", tiny_model, "--overwrite"),
        (
            "export",
            "--project",
            photos,
            "--format",
            "labelme",
            "--photos",
            "png",
            "--out",
            photos,
            "--replace",
        ),
        ("export", "--project", photos, "--format", "indexed", "--out", photos, "--replace"),
        ("convert", masks, photos, "--to", "indexed", "--replace"),
    ):
        ran = faceparse(*line)
        check(ran, 2)
        assert str(photos) in ran.err
        assert "Choose another" in ran.err
    assert [path.name for path in photos.iterdir() if path.is_file()] == ["a.png"]
    assert (photos / "a.png").read_bytes() == before


def test_what_libraries_think_of_a_file_is_not_said_on_stderr(faceparse, tmp_path, tiny_model, save_photo):
    photo = save_photo(tmp_path / "a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xff" * 50)
    ran = faceparse("parse", photo, "--out", tmp_path / "out", "--model", tiny_model, "--faces", "whole")
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("message", "reported"),
    [
        ("a.png is damaged.", "/photos/a.png is damaged."),
        ("a.png in /photos is a photo.", "a.png in /photos is a photo."),
        ("There is no accepted photo.", "/photos/a.png: There is no accepted photo."),
        ("The mask of a.png is damaged.", "The mask of a.png is damaged."),
    ],
)
def test_a_path_is_reported_whole_and_once(message, reported):
    assert at(Path("/photos/a.png"), message) == reported


def test_a_folder_of_one_letter_is_reported_too():
    assert at(Path("d/a.png"), "a.png is damaged.") == "d/a.png is damaged."
    assert at(Path(), "It is closed.") == "It is closed."
