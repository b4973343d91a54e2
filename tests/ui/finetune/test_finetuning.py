"""The whole way in the real window, project and files included; only the two processes are scripted.

tests/e2e drives the real ones.
"""

import os
import signal

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox

from faceparse_core.model_files.locations import SHIPPED_DEFAULT
from faceparse_gui.project.versions.runs import RUNS, is_running, unfinished_runs
from faceparse_gui.ui.finetune.dialog import FinetuneDialog
from faceparse_gui.ui.finetune.gate_dialog import GateDialog
from faceparse_training.finetune.manifest import read_run
from tests.ui.finetune.finetune_steps import (
    button,
    finetune,
    makers,
    open_folder,
    statuses,
    versions,
    wait_for,
)


@pytest.fixture
def make_window(make_tuning_window):
    return make_tuning_window


@pytest.fixture
def window(tuning_window):
    return tuning_window


def answer(text):
    """Press a button of the message box that comes."""

    def press():
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            button(box, text).click()
        else:
            QTimer.singleShot(20, press)

    QTimer.singleShot(0, press)


def test_a_better_version_takes_over_and_parses_the_untouched_photos_again(window, qtbot, monkeypatch):
    labels = window.session.open_photo.work.document.labels.copy()
    shipped = makers(window)

    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: makers(window)[1:] == [window.parsing.model] * 2 != shipped[1:])

    assert window.notifications.texts == [
        "Version 1 is better: F 0.842 instead of 0.817 on held-back corrections. It is now in use."
    ]
    assert window.service.model == str(window.models.active.path)
    assert statuses(window) == ["accepted", "parsed", "parsed"]
    assert makers(window)[0] == shipped[0]
    assert np.array_equal(window.session.open_photo.work.document.labels, labels)
    assert list((window.session.project.store / RUNS).glob("[0-9]*")) == []


def test_what_is_most_uncertain_is_parsed_again_first(window, qtbot, monkeypatch):
    started = []
    window.service.started.connect(lambda key: started.append(window.session.photos.record(key).path.stem))

    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: len(started) == 2)

    assert started == ["3", "2"]


def test_going_back_brings_the_shipped_network_back(window, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))
    wait_for(qtbot, lambda: not window.service.is_busy)

    window.models.go_back()
    wait_for(qtbot, lambda: makers(window)[1:] == ["shipped"] * 2)

    assert window.models.active is None
    assert versions(window) == ["Version 1"]


def test_a_worse_version_is_kept_but_not_used_unless_the_person_says_so(window, qtbot, monkeypatch):
    finetune(window, qtbot, "worse", monkeypatch)
    wait_for(qtbot, lambda: bool(window.notifications.texts))

    assert "not better" in window.notifications.texts[0]
    assert "The shipped network stays in use." in window.notifications.texts[0]
    assert window.models.active is None
    assert window.service.model == "default"
    assert "The shipped network stays in use." in window.finetuning.panel._phase.text()
    assert window.jobs.network.text() == f"Network: {SHIPPED_DEFAULT}"

    button(window.notifications, "Show").click()
    dialog = window.findChild(GateDialog)
    button(dialog, "Use anyway").click()
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))

    assert window.models.active.name == "Version 1"
    assert window.notifications.texts == []
    assert window.finetuning.panel._phase.text().endswith("It is now in use.")
    assert window.jobs.network.text() == "Network: Version 1 of this project"
    window.models.go_back()
    wait_for(qtbot, lambda: window.jobs.network.text() == f"Network: {SHIPPED_DEFAULT}")
    assert window.finetuning.panel._phase.text().endswith("The shipped network stays in use.")


def test_a_doubtful_version_is_asked_for_and_used_by_a_click(window, qtbot, monkeypatch):
    finetune(window, qtbot, "doubtful", monkeypatch)
    wait_for(qtbot, lambda: bool(window.notifications.texts))

    assert window.notifications.texts == [
        (
            "Version 1 may be better: about 12% less to correct on photos like these, but not surely. "
            "The shipped network stays in use until you decide."
        )
    ]
    assert window.models.active is None
    QTest.mouseClick(button(window.notifications, "Use it"), Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))

    assert window.models.active.name == "Version 1"
    assert window.notifications.texts == []
    assert window.finetuning.panel._phase.text().endswith("It is now in use.")


def test_a_doubtful_version_is_not_used_if_the_person_keeps_what_is_there(window, qtbot, monkeypatch):
    finetune(window, qtbot, "doubtful", monkeypatch)
    wait_for(qtbot, lambda: bool(window.notifications.texts))

    QTest.mouseClick(button(window.notifications, "Keep the shipped network"), Qt.MouseButton.LeftButton)

    assert window.notifications.texts == []
    assert window.models.active is None
    assert versions(window) == ["Version 1"]
    assert window.finetuning.panel._phase.text().endswith("The shipped network stays in use.")


def test_a_run_that_fails_says_why_and_can_go_on(window, qtbot, monkeypatch):
    finetune(window, qtbot, "crash", monkeypatch)
    wait_for(qtbot, lambda: bool(window.notifications.texts))

    assert window.notifications.texts == ["the loss became infinite The shipped network stays in use."]
    assert versions(window) == []

    button(window.notifications, "Resume").click()
    wait_for(qtbot, lambda: versions(window) == ["Version 1"])


def test_a_killed_run_is_offered_when_the_folder_is_opened_again(
    window, make_window, photo_folder, qtbot, monkeypatch
):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running
    os.kill(int((run / "pid").read_text()), signal.SIGKILL)
    wait_for(qtbot, lambda: bool(window.notifications.texts))
    assert "memory" in window.notifications.texts[0]
    window.close()

    again = make_window()
    open_folder(again, photo_folder, qtbot)
    wait_for(qtbot, lambda: bool(again.notifications.texts))
    assert "unfinished" in again.notifications.texts[0]
    button(again.notifications, "Resume").click()

    wait_for(qtbot, lambda: versions(again) == ["Version 1"])
    assert again.finetuning.panel.progress.losses == [0.5, 0.5]  # what it had reported before comes first


def test_a_stopped_run_can_be_discarded(window, qtbot, monkeypatch):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running

    window.finetuning.service.cancel()
    wait_for(qtbot, lambda: bool(window.notifications.texts))
    button(window.notifications, "Discard").click()

    wait_for(qtbot, lambda: not run.exists())


def test_two_runs_queue_and_a_third_is_refused(window, qtbot, monkeypatch):
    finetune(window, qtbot, "slow", monkeypatch)
    finetune(window, qtbot, "slow", monkeypatch)
    wait_for(qtbot, lambda: bool(window.finetuning.service.waiting))
    waiting = window.finetuning.service.waiting[0]

    window.actions_.finetune.trigger()
    assert "another is queued" in window.jobs.notice
    window.finetuning.service.cancel(waiting)

    wait_for(qtbot, lambda: not waiting.exists())  # it only waited: nothing is offered
    assert window.notifications.texts == []


def test_a_version_compared_with_another_than_the_one_in_use_does_not_take_over(window, qtbot, monkeypatch):
    """Two queued runs start from the same network; what the first one wins counts."""
    finetune(window, qtbot, "slow", monkeypatch)
    finetune(window, qtbot, "slow", monkeypatch)
    wait_for(qtbot, lambda: bool(window.finetuning.service.waiting))
    first, second = window.finetuning.service.running, window.finetuning.service.waiting[0]
    monkeypatch.setenv("FAKE_RUN", "better")
    window.finetuning.service.cancel(first)
    wait_for(qtbot, lambda: not second.exists() and window.models.active is not None)
    button(window.notifications, "Resume").click()

    wait_for(qtbot, lambda: versions(window) == ["Version 1", "Version 2"])
    wait_for(qtbot, lambda: any("not compared with Version 1" in text for text in window.notifications.texts))
    assert window.models.active.name == "Version 1"


def test_the_base_and_the_time_go_into_the_run(window, qtbot, monkeypatch):
    finetune(window, qtbot, "slow", monkeypatch)

    run = read_run(window.finetuning.service.running)

    assert (run.settings.base, run.settings.current, run.settings.time_budget) == ("default", "default", 60.0)
    assert len({crop.image for crop in run.corrected}) == 1


@pytest.mark.parametrize("text", ["Keep window open", "Stop and resume later", "Keep running"])
def test_closing_the_window_asks_what_becomes_of_the_run(window, qtbot, monkeypatch, text):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running
    answer(text)

    window.close()

    if text == "Keep window open":
        assert window.isVisible()
        assert window.finetuning.service.running == run
        return
    wait_for(qtbot, lambda: not window.isVisible())
    wait_for(qtbot, lambda: not is_running(run))
    left = {each.folder: each.state for each in unfinished_runs(run.parents[1])}
    assert left == {run: "stopped" if "Stop" in text else "judged"}


def test_a_run_that_finished_without_the_window_is_reported_at_the_next_opening(
    window, make_window, photo_folder, qtbot, monkeypatch
):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running
    answer("Keep running")
    window.close()
    wait_for(qtbot, lambda: not is_running(run))

    again = make_window()
    open_folder(again, photo_folder, qtbot)
    wait_for(qtbot, lambda: bool(again.notifications.texts))

    assert again.notifications.texts[0].startswith("Version 1 is better")
    wait_for(qtbot, lambda: again.parsing.model.startswith("v1-"))


def test_a_run_that_finishes_while_another_folder_is_open_waits_for_its_own(
    window, photo_folder, tmp_path, qtbot, monkeypatch
):
    """Only the open project's versions write to a store: another window may have that folder open."""
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (64, 48)).save(other / "1.png")
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running
    open_folder(window, other, qtbot)

    (run / "go on").touch()
    wait_for(qtbot, lambda: "another folder has finished" in window.finetuning.panel._phase.text())

    assert {each.folder: each.state for each in unfinished_runs(run.parents[1])} == {run: "judged"}
    assert window.models.active is None
    open_folder(window, photo_folder, qtbot)
    wait_for(qtbot, lambda: versions(window) == ["Version 1"] and window.models.active is not None)
    assert window.notifications.texts[0].startswith("Version 1 is better")


def test_without_corrections_the_dialog_says_what_to_do(make_window, photo_folder, qtbot):
    window = make_window()
    open_folder(window, photo_folder, qtbot)

    window.actions_.finetune.trigger()
    dialog = window.findChild(FinetuneDialog)
    wait_for(qtbot, lambda: any("no accepted photo" in each.text() for each in dialog.findChildren(QLabel)))

    assert not button(dialog, "Fine-tune").isEnabled()
    dialog.reject()


def test_the_panel_is_shown_with_the_first_run_and_hidden_before(window, qtbot, monkeypatch):
    panel = window.finetuning.panel
    assert not panel.isVisible()
    finetune(window, qtbot, "slow", monkeypatch)
    assert panel.isVisible()
    assert window.jobs.finetune.isVisible()
    close = window.panels.finetune.findChild(QAbstractButton, "qt_dockwidget_closebutton")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()
    assert window.finetuning.service.running is not None
