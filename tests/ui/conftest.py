"""What the tests of the widgets share: the installed theme, and a small hand-made label map."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from faceparse_gui.document.brush import Brush
from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.jobs.services import Services
from faceparse_gui.ui.i18n import translation
from faceparse_gui.ui.shell.main_window import MainWindow
from faceparse_gui.ui.widgets.theme import Theme
from tests.ui.finetune.finetune_steps import PARSER, TUNER, open_folder, statuses, wait_for


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    theme = Theme.install(qapp)
    theme.set_preference("light")
    return theme


@pytest.fixture
def chinese(qapp: QApplication):
    """The program in Chinese."""
    assert translation.install(qapp, "zh_CN") == "zh_CN"
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
    QLocale.setDefault(QLocale.c())


@pytest.fixture
def face_labels() -> np.ndarray:
    """A drawn face, uint8 (512, 512): hair, skin, nose, eyes, lips, neck, clothes on background."""
    y, x = np.mgrid[0:512, 0:512]

    def disc(cx: float, cy: float, rx: float, ry: float) -> np.ndarray:
        return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1

    labels = np.zeros((512, 512), np.uint8)
    labels[disc(195, 470, 175, 250)] = 18
    labels[disc(228, 82, 78, 72)] = 13
    labels[disc(222, 180, 44, 40)] = 17
    labels[disc(226, 114, 47, 62)] = 1
    for class_id, cx in ((5, 205), (4, 247)):
        labels[disc(cx, 103, 9, 4)] = class_id
        labels[disc(cx, 92, 14, 3)] = class_id + 2
    labels[disc(225, 118, 9, 17)] = 2
    labels[disc(226, 142, 19, 3)] = 11
    labels[disc(226, 148, 17, 4)] = 12
    return labels


@pytest.fixture
def photo_folder(tmp_path: Path) -> Path:
    """A folder with the photos 1.png to 3.png, each 64 x 48 pixels of another grey."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2, 3):
        Image.new("RGB", (64, 48), (60 * number,) * 3).save(folder / f"{number}.png")
    return folder


@pytest.fixture
def make_tuning_window(theme, tmp_path, monkeypatch, qtbot):
    """Make windows whose parser and trainer are the scripted ones of finetune_steps.py."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("FAKE_RUN", "better")
    for name, script in (("parser", PARSER), ("tuner", TUNER)):
        (tmp_path / f"{name}.py").write_text(script)

    def command(name):
        return sys.executable, str(tmp_path / f"{name}.py")

    def stop(window):
        if window.finetuning.service.running:
            with qtbot.waitSignal(window.finetuning.idle):
                window.finetuning.service.stop()

    def make():
        services = Services(
            ParseService(command=command("parser")), FinetuneService(command=command("tuner"))
        )
        window = MainWindow(services=services)
        qtbot.addWidget(window, before_close_func=stop)
        window.resize(1100, 800)
        window.show()
        window.start_parser()
        qtbot.waitUntil(lambda: window.parsing.model != "")
        return window

    return make


@pytest.fixture
def tuning_window(make_tuning_window, photo_folder, qtbot):
    """Three photos, parsed; the first was corrected and accepted."""
    window = make_tuning_window()
    open_folder(window, photo_folder, qtbot)
    window.parsing.parse_all()
    wait_for(qtbot, lambda: statuses(window) == ["parsed"] * 3)
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, 5, Brush(9))
    document.end_stroke()
    window.session.statuses.accept()
    return window
