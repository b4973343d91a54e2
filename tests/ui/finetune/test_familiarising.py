"""A network gets used to a folder's photos, in the real window; only the two processes are scripted."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from faceparse_gui.project.versions.runs import RUNS
from faceparse_gui.ui.finetune.dialog import FinetuneDialog
from faceparse_gui.ui.finetune.gate_dialog import GateDialog
from tests.ui.finetune.finetune_steps import button, makers, open_folder, versions, wait_for

USED = "Get used to these photos"


@pytest.fixture
def window(make_tuning_window, tmp_path, qtbot):
    """Eight photos, none parsed."""
    folder = tmp_path / "eight"
    folder.mkdir()
    for number in range(8):
        Image.fromarray(np.full((48, 64, 3), 20 * number, np.uint8)).save(folder / f"{number}.png")
    window = make_tuning_window()
    open_folder(window, folder, qtbot)
    return window


def parse_all(window, qtbot):
    window.actions_.parse_all.trigger()
    wait_for(qtbot, lambda: "" not in makers(window) and None not in makers(window))
    wait_for(qtbot, lambda: not window.service.is_busy)


def test_what_helps_parses_the_folder_again(window, qtbot, monkeypatch):
    monkeypatch.setenv("FAKE_RUN", "better")
    parse_all(window, qtbot)
    assert window.notifications.texts == []
    window.actions_.familiarise.trigger()
    wait_for(qtbot, lambda: "Version 1" in "".join(window.notifications.texts))
    wait_for(qtbot, lambda: makers(window) == [window.models.active.path.stem] * 8)

    assert window.notifications.texts == [
        (
            "Version 1 has got used to these photos: it expects 10% fewer wrong pixels in them. "
            "It is now in use."
        )
    ]
    assert window.models.active.corrections == 0
    QTest.mouseClick(button(window.notifications, "Show"), Qt.MouseButton.LeftButton)
    dialog = window.findChild(GateDialog)
    QTest.mouseClick(button(dialog, "Go back to the shipped network"), Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: makers(window) == ["shipped"] * 8)


def test_what_does_not_help_is_said_and_changes_nothing(window, qtbot, monkeypatch):
    monkeypatch.setenv("FAKE_RUN", "worse")
    parse_all(window, qtbot)
    window.actions_.familiarise.trigger()
    wait_for(qtbot, lambda: "so it is" in window.finetuning.panel._phase.text())

    assert window.notifications.texts == []
    assert versions(window) == []
    assert makers(window) == ["shipped"] * 8
    assert list((window.session.project.store / RUNS).glob("[0-9]*")) == []


def test_the_dialog_offers_it_while_nothing_is_corrected(window, qtbot, monkeypatch):
    monkeypatch.setenv("FAKE_RUN", "better")
    parse_all(window, qtbot)
    window.actions_.finetune.trigger()
    dialog = window.findChild(FinetuneDialog)
    wait_for(qtbot, lambda: button(dialog, USED).isVisible())
    assert not button(dialog, "Fine-tune").isEnabled()
    QTest.mouseClick(button(dialog, USED), Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: versions(window) == ["Version 1"])


def test_too_few_parsed_photos_are_said(window, qtbot):
    window.actions_.familiarise.trigger()
    wait_for(qtbot, lambda: "too few to get used to" in "".join(window.messages.messages))
    assert versions(window) == []
