"""The program's start and end as a process."""

import os
import subprocess
import sys

import pytest

import faceparse_gui
from tests import ROOT


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        timeout=240,
        check=False,
    )


def test_version():
    done = run("-m", "faceparse_gui.app", "--version")

    assert done.stdout.strip() == f"faceparse-gui {faceparse_gui.__version__}"


def test_without_a_screen_there_is_a_plain_sentence_and_no_abort():
    done = run("-m", "faceparse_gui.app")

    assert done.returncode == 1
    assert "DISPLAY" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_window_stands_without_torch(home):
    script = (
        "import sys; from faceparse_gui.app import build; app, window = build(); window.show();"
        "app.processEvents(); window.close();"
        "print([name for name in ('torch', 'albumentations', 'scipy') if name in sys.modules])"
    )

    done = run("-c", script, QT_QPA_PLATFORM="offscreen", HOME=str(home))

    assert done.stdout.strip() == "[]", done.stderr


def test_a_signal_closes_the_window_between_events_not_in_the_middle_of_one(home):
    script = """
import os, signal
from PySide6.QtCore import QTimer
from tests import ROOT
from faceparse_gui.app import build, run
app, window = build()
window.start_parser = lambda: None
window.show()
def event():
    os.kill(os.getpid(), signal.SIGTERM)
    print("visible" if all(window.isVisible() for _ in range(1000)) else "closed in mid-event")
QTimer.singleShot(300, event)
print(run(app, window))
"""

    done = run("-c", script, QT_QPA_PLATFORM="offscreen", HOME=str(home))

    assert done.stdout.split("\n")[:2] == ["visible", "0"], done.stderr


def test_the_process_ends_with_its_window_whatever_a_thread_still_reads(home):
    script = """
import time
from PySide6.QtCore import QThreadPool, QTimer
from faceparse_gui.app import build, leave, run
app, window = build()
window.start_parser = lambda: None
window.show()
window.importing._pool.start(lambda: time.sleep(600))
QTimer.singleShot(300, window.close)
leave(window, run(app, window))
"""
    done = run("-c", script, QT_QPA_PLATFORM="offscreen", HOME=str(home))

    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="makes pipes")
def test_with_a_pipe_for_its_settings_the_window_starts_with_the_first_ones_and_says_so(home):
    folder = home / ".config" / "faceparse-gui"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "faceparse-gui.conf")
    script = (
        "from faceparse_gui.app import build; app, window = build(); window.show(); app.processEvents();"
        "window.close(); print('closed')"
    )

    done = run("-c", script, QT_QPA_PLATFORM="offscreen", HOME=str(home))

    assert done.stdout.strip() == "closed"
    assert "faceparse-gui.conf is not a settings file" in done.stderr
