"""Unexpected errors are shown and logged; the Help menu opens the log's folder."""

import subprocess
import sys

import platformdirs
import pytest
from PySide6.QtGui import QDesktopServices

from faceparse_gui import logs
from faceparse_gui.ui.shell.log_help import LogHelp
from faceparse_gui.ui.shell.main_window import MainWindow
from tests import ROOT

# A fault in an event of the window, one in a thread, and one of Qt's own complaints; then the window closes.
SCRIPT = """
import threading
from PySide6.QtCore import QTimer, qCritical
from faceparse_gui import app as entry, logs
logs.start()
app, window = entry.build()
window.start_parser = lambda: None
window.show()
def fault(what):
    raise RuntimeError(what)
QTimer.singleShot(0, lambda: fault("in an event"))
QTimer.singleShot(50, lambda: threading.Thread(target=fault, args=["in a thread"]).start())
QTimer.singleShot(100, lambda: qCritical("from Qt"))
def look():
    print(window.messages.messages)
    window.close()
QTimer.singleShot(600, look)
entry.run(app, window)
"""


@pytest.fixture
def log_help(qtbot):
    log_help = LogHelp()
    log_help.said = []
    log_help.notice.connect(lambda level, text: log_help.said.append((level, text)))
    return log_help


@pytest.fixture
def opened(monkeypatch):
    """The folders that the system's file manager was asked to show."""
    urls = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toLocalFile()) or True)
    return urls


def test_faults_in_the_running_window_are_reported_and_logged(home):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, cwd=ROOT, timeout=240, check=False
    )

    assert done.returncode == 0, done.stderr
    for what in ("in an event", "in a thread"):
        assert f"Something went wrong (RuntimeError: {what})" in done.stdout
    assert "Show log" in done.stdout
    text = (platformdirs.user_log_path("faceparse-gui", appauthor=False) / "faceparse-gui.log").read_text()
    assert text.count("RuntimeError") >= 2
    assert "from Qt" in text


def test_the_help_menu_shows_the_logs_folder(theme, qtbot, opened):
    window = MainWindow()
    qtbot.addWidget(window)
    logs.folder().mkdir(parents=True)

    window.actions_.show_log.trigger()

    assert opened == [str(logs.folder())]


def test_without_a_file_manager_the_place_is_reported(log_help, monkeypatch):
    logs.folder().mkdir(parents=True)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)

    log_help.show_log()

    assert str(logs.folder()) in log_help.said[0][1]


def test_without_a_log_that_is_reported(log_help, opened):
    log_help.show_log()

    assert log_help.said[0][0] == "info"
    assert opened == []


def test_a_fault_in_every_frame_is_reported_once_another_one_too(log_help):
    for _ in range(50):
        log_help.report_fault("RuntimeError: paint")
    log_help.report_fault("OSError: other")

    assert len(log_help.said) == 2
