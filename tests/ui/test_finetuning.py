"""The whole way in the real window, project and files included; only the two processes are scripted.

tests/e2e drives the real ones.
"""

import os
import signal
import sys

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton

from faceparse_gui.document.brush import Brush
from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.project.runs import RUNS, is_running, unfinished_runs
from faceparse_gui.ui.finetune_dialog import FinetuneDialog
from faceparse_gui.ui.gate_dialog import GateDialog
from faceparse_gui.ui.main_window import MainWindow
from training.manifest import read_run

# A network's name decides what it says: the class is the name's length. Photo 3 is the most uncertain.
PARSER = """
import json, sys
import numpy as np
from pathlib import Path
results, model = Path(sys.argv[1]), Path(sys.argv[2])
name = model.stem if model.suffix else "shipped"
def send(**message):
    print(json.dumps(message), flush=True)
send(event="models", names=["shipped"])
if model.suffix and b"broken" in model.read_bytes():
    send(event="unusable", message=f"{model.name} does not fit")
    sys.exit(1)
send(event="ready", model=name, device="cpu")
for line in sys.stdin:
    request = json.loads(line)
    if "forget" in request:
        continue
    number, stem = request["id"], Path(request["path"]).stem
    send(event="started", id=number)
    files = {}
    for part in ("labels", "confidence"):
        files[part] = str(results / f"{number}-{part}.npy")
        np.save(files[part], np.full((48, 64), len(name), np.uint8))
    send(event="finished", id=number, **files, faces=[], frames=[[[0.2, 0, 3], [0, 0.2, 4]]],
         uncertainty=int(stem) / 10, notices=[], seconds=0.1, model=name)
"""

# What comes of the run stands in FAKE_RUN; a resumed run is always better.
TUNER = """
import json, os, sys, time, threading
import numpy as np
from pathlib import Path
from PIL import Image
from safetensors.numpy import save_file
from core.events import Judged, PhaseStarted, RunFinished, RunStarted, StepDone
from core.labels import NAMES
from training.events import to_json
from training.manifest import Check, ClassRow, Example, Verdict, read_run, write
folder = Path(sys.argv[sys.argv.index("--run") + 1])
kind = "better" if "--resume" in sys.argv else os.environ["FAKE_RUN"]
run = read_run(folder)
events = (folder / "events.jsonl").open("a")
detached = False
def send(event):
    print(to_json(event), file=events, flush=True)
    if not detached:
        print(to_json(event), flush=True)
def listen():
    global detached
    for line in sys.stdin:
        if line.strip() == "stop":
            (folder / "state.safetensors").touch()
            os._exit(130)
        if line.strip() == "detach":
            detached = True
            return
    (folder / "state.safetensors").touch()
    os._exit(130)
threading.Thread(target=listen, daemon=True).start()
send(RunStarted(1, "cpu", "fp32", 1, 0, len(run.corrected), 1))
send(PhaseStarted("learn"))
(folder / "pid").write_text(str(os.getpid()))
send(StepDone(1, 1, 2, 0.5, 1e-4, 8.0, 1.0))
if kind == "crash":
    (folder / "state.safetensors").touch()
    sys.exit("faceparse: the loss became infinite")
while kind == "slow" and not detached:
    time.sleep(0.02)
promote = kind != "worse"
name = folder.name
weights = {"w": np.full((2, 2), float(name), np.float32)}
header = {"name": name, "config": {"num_classes": 19}, "classes": NAMES}
if kind == "broken":
    header["name"] = "broken"
save_file(weights, folder / "model.safetensors", {"faceparse": json.dumps(header)})
(folder / "examples").mkdir(exist_ok=True)
Image.new("RGB", (8, 8)).save(folder / "examples" / "0.png")
after = 0.842 if promote else 0.8
checks = (Check(kind="held_back", images=1, before=0.817, after=after, passed=promote),)
rows = (ClassRow(name="hair", images=1, before=0.8, after=0.9),)
picture = dict.fromkeys(("photo", "before", "after", "truth"), "0.png")
example = Example(image="1", **picture, before_f=0.8, after_f=0.9)
verdict = Verdict(promote=promote, reason="so it is", checks=checks, classes=rows, examples=(example,))
write(folder / "verdict.json", verdict)
send(Judged(promote, "so it is"))
send(RunFinished("done", 1, 1, None, "model.safetensors"))
"""


@pytest.fixture
def make_window(theme, tmp_path, monkeypatch, qtbot):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.setenv("FAKE_RUN", "better")
    for name, script in (("parser", PARSER), ("tuner", TUNER)):
        (tmp_path / f"{name}.py").write_text(script)
    for service, name in ((ParseService, "parser"), (FinetuneService, "tuner")):
        command = (sys.executable, str(tmp_path / f"{name}.py"))
        monkeypatch.setattr(service.__init__, "__defaults__", (None, command))

    def stop(window):
        if window.finetuning.service.running:
            with qtbot.waitSignal(window.finetuning.idle, timeout=10_000):
                window.finetuning.service.stop()

    def make():
        window = MainWindow()
        qtbot.addWidget(window, before_close_func=stop)
        window.resize(1100, 800)
        window.show()
        window.start_parser()
        qtbot.waitUntil(lambda: window.parsing.model != "", timeout=20_000)
        return window

    return make


@pytest.fixture
def window(make_window, photo_folder, qtbot):
    """Three photos, parsed; the first was corrected and accepted."""
    window = make_window()
    open_folder(window, photo_folder, qtbot)
    window.parsing.parse_all()
    wait_for(qtbot, lambda: statuses(window) == ["parsed"] * 3)
    document = window.session.image.work.document
    document.begin_stroke(20, 20, 5, Brush(9))
    document.end_stroke()
    window.session.accept()
    return window


def wait_for(qtbot, condition):
    qtbot.waitUntil(condition, timeout=20_000)


def open_folder(window, folder, qtbot):
    with qtbot.waitSignals([window.session.image_opened, window.models.opened], timeout=10_000):
        window.opener.open([folder])


def statuses(window):
    return [record.status for record in window.session.records()]


def makers(window):
    return [record.model for record in window.session.records()]


def finetune(window, qtbot, kind, monkeypatch):
    """Press Ctrl+T and the dialog's button."""
    monkeypatch.setenv("FAKE_RUN", kind)
    window.actions_.finetune.trigger()
    dialog = window.findChild(FinetuneDialog)
    wait_for(qtbot, lambda: button(dialog, "Fine-tune").isEnabled())
    button(dialog, "Fine-tune").click()
    wait_for(qtbot, lambda: bool(window.finetuning.panel.progress.losses or window.offers.texts))


def button(parent, text):
    return next((each for each in parent.findChildren(QPushButton) if each.text() == text), None)


def versions(window):
    return [version.name for version in window.models.versions.all()]


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
    labels = window.session.image.work.document.labels.copy()
    shipped = makers(window)

    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: makers(window)[1:] == [window.parsing.model] * 2 != shipped[1:])

    assert window.offers.texts == [
        "Version 1 is better: 0.842 instead of 0.817 on corrections it had not seen. It is now in use."
    ]
    assert window.service.model == str(window.models.active.path)
    assert statuses(window) == ["accepted", "parsed", "parsed"]
    assert makers(window)[0] == shipped[0]
    assert np.array_equal(window.session.image.work.document.labels, labels)
    assert list((window.session.project.store / RUNS).glob("[0-9]*")) == []


def test_what_is_most_uncertain_is_parsed_again_first(window, qtbot, monkeypatch):
    started = []
    window.service.started.connect(lambda key: started.append(window.session.record(key).path.stem))

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
    wait_for(qtbot, lambda: bool(window.offers.texts))

    assert "not better" in window.offers.texts[0]
    assert "The shipped network stays in use." in window.offers.texts[0]
    assert window.models.active is None
    assert window.service.model == "default"

    button(window.offers, "Show").click()
    dialog = window.findChild(GateDialog)
    button(dialog, "Use it anyway").click()
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))

    assert window.models.active.name == "Version 1"
    assert window.offers.texts == []


def test_a_run_that_fails_says_why_and_can_go_on(window, qtbot, monkeypatch):
    finetune(window, qtbot, "crash", monkeypatch)
    wait_for(qtbot, lambda: bool(window.offers.texts))

    assert window.offers.texts == ["the loss became infinite The shipped network works on as before."]
    assert versions(window) == []

    button(window.offers, "Go on").click()
    wait_for(qtbot, lambda: versions(window) == ["Version 1"])


def test_a_killed_run_is_offered_when_the_folder_is_opened_again(
    window, make_window, photo_folder, qtbot, monkeypatch
):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running
    os.kill(int((run / "pid").read_text()), signal.SIGKILL)
    wait_for(qtbot, lambda: bool(window.offers.texts))
    assert "memory" in window.offers.texts[0]
    window.close()

    again = make_window()
    open_folder(again, photo_folder, qtbot)
    wait_for(qtbot, lambda: bool(again.offers.texts))
    assert "not finished" in again.offers.texts[0]
    button(again.offers, "Go on").click()

    wait_for(qtbot, lambda: versions(again) == ["Version 1"])
    assert again.finetuning.panel.progress.losses == [0.5, 0.5]  # what it had reported before comes first


def test_a_stopped_run_can_be_discarded(window, qtbot, monkeypatch):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running

    window.finetuning.service.cancel()
    wait_for(qtbot, lambda: bool(window.offers.texts))
    button(window.offers, "Discard it").click()

    wait_for(qtbot, lambda: not run.exists())


def test_two_runs_queue_and_a_third_is_refused(window, qtbot, monkeypatch):
    finetune(window, qtbot, "slow", monkeypatch)
    finetune(window, qtbot, "slow", monkeypatch)
    wait_for(qtbot, lambda: bool(window.finetuning.service.waiting))
    waiting = window.finetuning.service.waiting[0]

    window.actions_.finetune.trigger()
    assert "another waits" in window.messages.messages[-1]
    window.finetuning.service.cancel(waiting)

    wait_for(qtbot, lambda: not waiting.exists())  # it only waited: nothing is offered
    assert window.offers.texts == []


def test_a_version_compared_with_another_than_the_one_in_use_does_not_take_over(window, qtbot, monkeypatch):
    """Two queued runs start from the same network; what the first one wins counts."""
    finetune(window, qtbot, "slow", monkeypatch)
    finetune(window, qtbot, "slow", monkeypatch)
    wait_for(qtbot, lambda: bool(window.finetuning.service.waiting))
    first, second = window.finetuning.service.running, window.finetuning.service.waiting[0]
    monkeypatch.setenv("FAKE_RUN", "better")
    window.finetuning.service.cancel(first)
    wait_for(qtbot, lambda: not second.exists() and window.models.active is not None)
    button(window.offers, "Go on").click()

    wait_for(qtbot, lambda: versions(window) == ["Version 1", "Version 2"])
    wait_for(qtbot, lambda: any("another one than Version 1" in text for text in window.offers.texts))
    assert window.models.active.name == "Version 1"


def test_the_base_and_the_time_go_into_the_run(window, qtbot, monkeypatch):
    finetune(window, qtbot, "slow", monkeypatch)

    run = read_run(window.finetuning.service.running)

    assert (run.settings.base, run.settings.current, run.settings.time_budget) == ("default", "default", 60.0)
    assert len({crop.image for crop in run.corrected}) == 1


@pytest.mark.parametrize("text", ["Keep the window open", "Stop it, go on later", "Let it finish"])
def test_closing_the_window_asks_what_becomes_of_the_run(window, qtbot, monkeypatch, text):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running
    answer(text)

    window.close()

    if text == "Keep the window open":
        assert window.isVisible()
        assert window.finetuning.service.running == run
        return
    wait_for(qtbot, lambda: not window.isVisible())
    wait_for(qtbot, lambda: not is_running(run))
    left = {each.folder: each.state for each in unfinished_runs(run.parents[1])}
    assert left == {run: "stopped" if "Stop" in text else "judged"}


def test_a_run_that_finished_without_the_window_is_told_at_the_next_opening(
    window, make_window, photo_folder, qtbot, monkeypatch
):
    finetune(window, qtbot, "slow", monkeypatch)
    run = window.finetuning.service.running
    answer("Let it finish")
    window.close()
    wait_for(qtbot, lambda: not is_running(run))

    again = make_window()
    open_folder(again, photo_folder, qtbot)
    wait_for(qtbot, lambda: bool(again.offers.texts))

    assert again.offers.texts[0].startswith("Version 1 is better")
    wait_for(qtbot, lambda: again.parsing.model.startswith("v1-"))


def test_a_folder_opens_with_its_version_and_others_with_the_shipped_network(
    window, make_window, photo_folder, tmp_path, qtbot, monkeypatch
):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "1.png").write_bytes((photo_folder / "1.png").read_bytes())

    open_folder(window, other, qtbot)
    wait_for(qtbot, lambda: window.parsing.model == "shipped")
    open_folder(window, photo_folder, qtbot)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))


def test_a_version_whose_file_is_gone_leaves_the_shipped_network_at_work(
    window, make_window, photo_folder, qtbot, monkeypatch
):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))
    path = window.models.active.path
    window.close()
    path.unlink()

    again = make_window()
    open_folder(again, photo_folder, qtbot)

    assert "is gone" in again.messages.messages[0]
    assert again.service.model == "default"
    again.parsing.parse_all()
    wait_for(qtbot, lambda: makers(again)[1:] == ["shipped"] * 2)


def test_a_version_that_does_not_load_leaves_the_shipped_network_at_work(window, qtbot, monkeypatch):
    finetune(window, qtbot, "broken", monkeypatch)

    wait_for(qtbot, lambda: any("takes its place" in text for text in window.messages.messages))
    wait_for(qtbot, lambda: window.service.model == "default")
    window.parsing.parse_open()
    wait_for(qtbot, lambda: not window.service.is_busy)


def test_the_menu_of_networks_lists_the_versions(window, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: makers(window)[2].startswith("v1-"))
    menu = next(
        action.menu()
        for top in window.menuBar().actions()
        for action in top.menu().actions()
        if action.text() == "Network"
    )
    shown = [(action.text(), action.isChecked()) for action in menu.actions() if not action.isSeparator()]
    assert shown == [("shipped", False), ("Version 1", True)]

    menu.actions()[0].trigger()

    wait_for(qtbot, lambda: makers(window)[1:] == ["shipped"] * 2)
    assert window.models.active is None


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
    panel.close_requested.emit()
    assert not panel.isVisible()
    assert window.finetuning.service.running is not None


def test_names_and_notes_are_kept_in_the_list_of_versions(window, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    window.actions_.versions.trigger()
    table = window.versioning.dialog.table
    assert [table.item(row, 0).text() for row in range(2)] == ["Version 1", "The shipped network"]
    assert table.item(0, 3).text() == "0.817 → 0.842"

    table.item(0, 0).setText("Hats")
    wait_for(qtbot, lambda: versions(window) == ["Hats"])
    table.item(0, 5).setText("after the wedding")
    wait_for(qtbot, lambda: window.models.versions.all()[0].note == "after the wedding")

    assert table.item(0, 0).text() == "Hats"
    window.versioning.dialog.close()


def test_a_version_goes_out_and_comes_back_as_one_file(window, tmp_path, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    window.actions_.versions.trigger()
    dialog = window.versioning.dialog
    version = window.models.active
    file = tmp_path / "out.safetensors"

    dialog.export_requested.emit(version.id, str(file))
    wait_for(qtbot, file.exists)
    window.models.use(None)
    wait_for(qtbot, lambda: window.models.active is None)
    dialog.delete_requested.emit(version.id)
    wait_for(qtbot, lambda: versions(window) == [])
    assert dialog.table.rowCount() == 1
    dialog.import_requested.emit(str(file))
    wait_for(qtbot, lambda: len(versions(window)) == 1)

    assert window.models.versions.all()[0].verdict.checks[0].after == 0.842
    dialog.close()


def test_the_version_in_use_is_not_deleted(window, qtbot, monkeypatch):
    finetune(window, qtbot, "better", monkeypatch)
    wait_for(qtbot, lambda: window.parsing.model.startswith("v1-"))
    window.actions_.versions.trigger()
    dialog = window.versioning.dialog
    assert not button(dialog, "Delete").isEnabled()
    assert button(dialog, "Go back").isEnabled()

    button(dialog, "Go back").click()

    wait_for(qtbot, lambda: button(dialog, "Delete").isEnabled())
    dialog.close()
