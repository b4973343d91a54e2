"""What nobody caught is in the log, and told; the program's own end is found by the next start."""

import os
import subprocess
import sys
import textwrap

import platformdirs
import pytest

from tests import ROOT


def run(script):
    """Run lines of Python in a process of its own: hooks and handlers are the process's."""
    head = "import logging, os, sys, threading\nfrom faceparse_gui import logs\n"
    return subprocess.run(
        [sys.executable, "-c", head + textwrap.dedent(script)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=240,
        check=False,
    )


@pytest.fixture
def log(home):
    return platformdirs.user_log_path("faceparse-gui", appauthor=False) / "faceparse-gui.log"


WAYS = {
    "main thread": "boom()",
    "another thread": "t = threading.Thread(target=boom, name='autosave'); t.start(); t.join()",
    "a destructor": "type('Gone', (), {'__del__': boom})()",
}


@pytest.mark.parametrize("way", WAYS)
def test_what_nobody_caught_is_logged_and_reported(way, log):
    done = run(f"""
        def boom(*_):
            raise RuntimeError("the cat ate it")
        logs.start()
        logs.watch(lambda what: print("reported", what))
        {WAYS[way]}
    """)

    text = log.read_text()
    assert "in boom" in text
    assert "RuntimeError: the cat ate it" in text
    assert done.stdout.strip() == "reported RuntimeError: the cat ate it"
    assert "Traceback" in done.stderr


def test_ctrl_c_is_no_fault(log):
    done = run("logs.start(); logs.watch(print); raise KeyboardInterrupt")

    assert done.stdout == ""
    assert log.read_text() == ""


def test_a_listener_that_fails_is_logged_too(log):
    run("logs.start(); logs.watch(lambda what: 1 / 0); raise ValueError('first')")

    assert "ValueError: first" in log.read_text()
    assert "ZeroDivisionError" in log.read_text()


def test_after_a_native_crash_the_next_start_knows_and_has_the_stack(log):
    crashed = run("print(logs.start(), flush=True); os.abort()")
    assert crashed.stdout.strip() == "False"
    assert crashed.returncode < 0, "the process did not die"

    assert run("print(logs.start())").stdout.strip() == "True"
    assert run("print(logs.start())").stdout.strip() == "False"
    assert "Fatal Python error: Aborted" in log.read_text()


def test_the_log_does_not_grow_without_end(log):
    run("""
        logs.start()
        for _ in range(60):
            logging.getLogger("faceparse_gui").error("x" * 100_000)
    """)

    files = sorted(log.parent.glob("faceparse-gui.log*"))
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) < 4_100_000


def test_without_a_place_for_the_log_the_program_goes_on(log, home):
    log.parent.parent.mkdir(parents=True, exist_ok=True)
    log.parent.write_text("in the way")

    done = run("print(logs.start()); logs.watch(print); raise RuntimeError('all the same')")

    assert done.stdout.split("\n")[:2] == ["False", "RuntimeError: all the same"]


@pytest.mark.skipif(sys.platform == "win32", reason="makes pipes")
@pytest.mark.parametrize("name", ["faceparse-gui.log", "crash.log"])
@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_a_log_that_is_no_file_is_left_alone_and_said(name, kind, log, tmp_path):
    log.parent.mkdir(parents=True)
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    if kind == "pipe":
        os.mkfifo(log.parent / name)
    else:
        (log.parent / name).symlink_to(mine)

    done = run("print(logs.start()); print('goes on')")

    assert done.stdout.split("\n")[:2] == ["False", "goes on"]
    reported = done.stderr if name == log.name else log.read_text()
    assert f"{name} is a link or another thing that is no file" in reported
    assert mine.read_text() == "mine"


def test_of_a_crash_log_without_end_only_a_part_is_taken_over(log):
    log.parent.mkdir(parents=True)
    with (log.parent / "crash.log").open("wb") as file:
        file.truncate(10**10)

    done = run("print(logs.start())")

    assert done.returncode == 0, done.stderr
    assert (log.parent / "crash.log").stat().st_size == 0
