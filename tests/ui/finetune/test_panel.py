"""The live panel, fed with events as the service reports them."""

import os
import subprocess
import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.ui.finetune.panel import FinetunePanel
from tests import ROOT

# One event a word on stdin, so that the test decides what is reported and when.
SCRIPT = """
import sys
from faceparse_core.trainer.events import Notice, Paused, PhaseStarted, RunStarted, Scored, StepDone

from faceparse_training.fit.events import to_json
print(to_json(RunStarted(1, "cpu", "fp32", 1, 0, 12, 3)), flush=True)
print(to_json(PhaseStarted("hold_back")), flush=True)
for i in range(1, 31):
    print(to_json(StepDone(1, i, 30, 1.0 / i, 1e-4, 7.25, 95.0)), flush=True)
print(to_json(Scored(30, 9.0, 0.842, 0.817)), flush=True)
print(to_json(Notice("The memory ran short.")), flush=True)
for line in sys.stdin:
    if line.strip() == "stop":
        sys.exit(130)
    print(to_json(Paused(line.strip() == "pause")), flush=True)
"""


@pytest.fixture
def service(tmp_path, monkeypatch, qtbot):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    script = tmp_path / "finetune.py"
    script.write_text(SCRIPT)
    service = FinetuneService(command=(sys.executable, str(script)))
    yield service
    while service.running:
        with qtbot.waitSignal(service.queue_changed):
            service.cancel()


@pytest.fixture
def panel(service, theme, qtbot):
    panel = FinetunePanel(service)
    qtbot.addWidget(panel)
    panel.resize(1000, 240)
    panel.show()
    qtbot.waitUntil(lambda: panel.curves is not None)
    return panel


@pytest.fixture
def run(tmp_path):
    def make(name):
        folder = tmp_path / name
        folder.mkdir()
        return folder

    return make


def texts(panel):
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def button(panel, text):
    return next(
        (each for each in panel.findChildren(QPushButton) if each.isVisible() and each.text() == text), None
    )


def test_a_run_is_shown_in_words_figures_and_curves(panel, service, run, qtbot):
    panel.begin("Fine-tuning, 12 corrections")
    service.start(run("1"))
    qtbot.waitUntil(lambda: bool(panel.progress.notices))
    qtbot.waitUntil(lambda: "2 min left · 7.2 images/s" in texts(panel))

    assert "Fine-tuning, 12 corrections" in texts(panel)
    assert any("held-back" in text for text in texts(panel))
    assert panel.findChild(QPlainTextEdit).toPlainText() == "The memory ran short."
    assert any("0.842" in text and "0.817" in text for text in texts(panel))
    steps, losses = panel.curves._raw.getData()
    assert list(steps) == list(range(1, 31))
    assert losses[1] == pytest.approx(0.5)
    assert panel.curves._base.value() == pytest.approx(0.817)


def test_pause_becomes_go_on(panel, service, run, qtbot):
    service.start(run("1"))
    qtbot.waitUntil(lambda: bool(panel.progress.notices))

    qtbot.mouseClick(button(panel, "Pause"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: button(panel, "Resume") is not None)
    qtbot.waitUntil(lambda: "Paused" in texts(panel))
    qtbot.mouseClick(button(panel, "Resume"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: button(panel, "Pause") is not None)


def test_cancel_ends_the_run_and_the_buttons_go(panel, service, run, qtbot):
    service.start(run("1"))
    qtbot.waitUntil(lambda: bool(panel.progress.notices))

    with qtbot.waitSignal(service.stopped):
        qtbot.mouseClick(button(panel, "Cancel"), Qt.MouseButton.LeftButton)

    assert button(panel, "Cancel") is None


def test_a_run_that_waits_is_shown_and_can_be_dropped(panel, service, run):
    service.start(run("1"))
    assert not any("queued" in text for text in texts(panel))
    service.start(run("2"))
    assert any("queued" in text for text in texts(panel))

    service.cancel(service.waiting[0])

    assert not any("queued" in text for text in texts(panel))


def test_the_window_starts_without_pyqtgraph():
    code = "import sys, faceparse_gui.ui.shell.main_window; sys.exit('pyqtgraph' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0
