"""The window killed or told to end: finished strokes are on disk, the parse process goes with it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from faceparse_core.labels import ID_OF
from faceparse_gui.project import Project
from tests import ROOT

# Opens the photo, loads the network, paints a stroke, says so, and goes on running.
SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from faceparse_gui import app as entry

app, window = entry.build()
window.resize(1000, 800)
window.show()
state = {"image": False, "ready": False}

def paint():
    window.layers.set_active(13)
    middle = window.canvas.rect().center()
    QTest.mousePress(window.canvas, Qt.LeftButton, pos=middle)
    QTest.mouseMove(window.canvas, middle + QPoint(40, 0))
    QTest.mouseRelease(window.canvas, Qt.LeftButton, pos=middle + QPoint(40, 0))
    print("painted", flush=True)

def on(what):
    state[what] = True
    if all(state.values()):
        QTimer.singleShot(100, paint)

window.session.current.opened.connect(lambda image: on("image"))
window.service.ready.connect(lambda model, device: on("ready"))
window.open_commands.open([Path(sys.argv[1])])
sys.exit(entry.run(app, window))
"""


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="POSIX signals"),
]


HANG_UP = getattr(signal, "SIGHUP", None)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, HANG_UP])
def test_a_killed_window_loses_no_finished_stroke_and_leaves_no_process(portraits, how):
    window = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(portraits / "a.png")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert window.stdout.readline() == "painted\n"
        children = psutil.Process(window.pid).children(recursive=True)
        assert len(children) == 1
        results = Path(children[0].cmdline()[-2])
        assert results.is_dir()
        if how == signal.SIGKILL:
            time.sleep(2)  # as old as a stroke may become before it is on disk
        window.send_signal(how)
        assert window.wait(timeout=240) == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    finally:
        window.kill()
        window.wait()
        window.stdout.close()

    _, alive = psutil.wait_procs(children, timeout=240)
    assert alive == []
    assert not results.exists()
    assert_stroke_is_saved(portraits)


def assert_stroke_is_saved(portraits):
    project = Project.open(portraits)
    record = project.find(portraits / "a.png")
    labels = project.load_labels(record.key)
    project.close()
    assert record.status == "edited"
    assert np.unique(labels).tolist() == [0, ID_OF["hair"]]


@pytest.fixture
def x_server():
    """An X server of our own, and its display."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as said:
        yield server, f":{said.readline().strip()}"
    server.kill()
    server.wait()


def test_when_the_x_server_dies_the_last_stroke_is_saved(portraits, x_server):
    server, display = x_server
    window = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(portraits / "a.png")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "xcb", "DISPLAY": display},
    )
    try:
        assert window.stdout.readline() == "painted\n"
        server.kill()
        assert window.wait(timeout=240) == 1
    finally:
        window.kill()
        window.wait()
        window.stdout.close()
    assert_stroke_is_saved(portraits)


def test_a_window_started_with_nohup_outlives_its_terminal(portraits):
    window = subprocess.Popen(
        ["nohup", sys.executable, "-c", SCRIPT, str(portraits / "a.png")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    try:
        assert window.stdout.readline() == "painted\n"
        window.send_signal(signal.SIGHUP)
        time.sleep(1)
        assert window.poll() is None
        window.send_signal(signal.SIGTERM)
        assert window.wait(timeout=240) == 0
    finally:
        window.kill()
        window.wait()
        window.stdout.close()
