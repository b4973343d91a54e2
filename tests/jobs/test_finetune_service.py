"""Queue, cancel, crash and farewell, with a scripted process that speaks the protocol of the real one."""

import os
import signal
import sys
import time

import pytest

from faceparse_core.trainer.events import Judged, Paused, PhaseStarted, RunFinished, StepDone
from faceparse_gui.jobs.finetune_service import FinetuneService
from faceparse_gui.project.versions.runs import is_running

# What it does stands in the name of the run's folder; what happened to it is told by files there.
SCRIPT = """
import contextlib, os, queue, sys, threading, time
from pathlib import Path
from faceparse_core.trainer.events import Judged, Paused, PhaseStarted, RunFinished, StepDone
from faceparse_training.fit.events import to_json
run = Path(sys.argv[sys.argv.index("--run") + 1])
name = run.name
(run / "arguments").write_text(" ".join(sys.argv[1:]))
(run / "pid").write_text(str(os.getpid()))
detached = False
def send(event):
    with (run / "events.jsonl").open("a") as file:
        file.write(to_json(event) + "\\n")
    if not detached:
        with contextlib.suppress(BrokenPipeError):  # the window was killed; its end of stdin comes next
            print(to_json(event), flush=True)
words = queue.Queue()
def listen():
    for line in sys.stdin:
        words.put(line.strip())
    words.put("end")
threading.Thread(target=listen, daemon=True).start()
send(PhaseStarted("learn"))
print("a library says hello", flush=True)
if name == "bad":
    print("Traceback", file=sys.stderr)
    sys.exit("faceparse: the disk that holds the run is full")
if name == "silent":
    sys.exit(7)
step, paused = 0, False
while step < (3 if name.startswith("short") else 100_000):
    try:
        word = words.get(timeout=0.02)
    except queue.Empty:
        word = ""
    if name == "deaf":
        word = ""
    if word in ("pause", "resume") and paused != (word == "pause"):
        paused = word == "pause"
        send(Paused(paused))
    if word == "detach":
        detached = True
        sys.stdout.close()
    if word == "stop" or word == "end" and not detached:
        (run / "saved").write_text(word)
        sys.exit(130)
    if detached and step < 99_990:
        step = 99_990
    if not paused:
        step += 1
        send(StepDone(1, step, 3, 1 / step, 1e-4, 12.5, 3 - step))
send(Judged(True, "better"))
send(RunFinished("done", 1, 1, 0.9, "model.safetensors"))
(run / "done").touch()
"""


@pytest.fixture
def service(tmp_path, qtbot):
    script = tmp_path / "finetune.py"
    script.write_text(SCRIPT)
    service = FinetuneService(command=(sys.executable, str(script)))
    service.log = Log(service)
    yield service
    while service.running:
        with qtbot.waitSignal(service.queue_changed):
            service.cancel()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))

    def make(name):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        return folder

    return make


class Log:
    def __init__(self, service):
        self.events, self.ends = [], []
        service.reported.connect(self.events.append)
        service.finished.connect(lambda run: self.ends.append(("finished", run.name)))
        service.stopped.connect(lambda run: self.ends.append(("stopped", run.name)))
        service.failed.connect(lambda run, why: self.ends.append(("failed", run.name, why)))

    def steps(self):
        return [event for event in self.events if isinstance(event, StepDone)]


def at_work(service, qtbot):
    count = len(service.log.steps())
    qtbot.waitUntil(lambda: len(service.log.steps()) > count)


def test_a_runs_events_arrive_in_order_and_it_ends(service, folder, qtbot):
    run = folder("short")

    with qtbot.waitSignal(service.finished):
        service.start(run, resume=True)

    kinds = [type(event) for event in service.log.events]
    assert kinds == [PhaseStarted, StepDone, StepDone, StepDone, Judged, RunFinished]
    assert service.log.ends == [("finished", "short")]
    assert (run / "arguments").read_text() == f"--run {run} --json --listen --resume"
    assert service.running is None
    assert not is_running(run)


def test_a_second_run_waits_and_a_third_finds_no_place(service, folder, qtbot):
    first, second = folder("long"), folder("short")
    service.start(first)
    service.start(second)
    assert service.is_full
    assert (service.running, service.waiting) == (first, (second,))
    with pytest.raises(ValueError):
        service.start(folder("third"))
    at_work(service, qtbot)

    service.cancel()
    qtbot.waitUntil(lambda: len(service.log.ends) == 2)

    assert service.log.ends == [("stopped", "long"), ("finished", "short")]


def test_a_run_that_waits_can_be_dropped(service, folder, qtbot):
    first, second = folder("long"), folder("short")
    service.start(first)
    service.start(second)

    service.cancel(second)

    assert service.log.ends == [("stopped", "short")]
    assert service.waiting == ()
    assert service.running == first


def test_pause_and_go_on(service, folder, qtbot):
    service.start(folder("long"))
    at_work(service, qtbot)

    service.pause()
    qtbot.waitUntil(lambda: service.is_paused)
    steps = len(service.log.steps())
    qtbot.wait(200)
    assert len(service.log.steps()) == steps
    service.resume()
    at_work(service, qtbot)

    assert [event.paused for event in service.log.events if isinstance(event, Paused)] == [True, False]
    assert not service.is_paused


@pytest.mark.parametrize("name", ["long", "deaf"])
def test_cancel_takes_two_seconds_at_most(service, folder, qtbot, name):
    run = folder(name)
    service.start(run)
    at_work(service, qtbot)

    begun = time.monotonic()
    with qtbot.waitSignal(service.stopped):
        service.cancel()

    assert time.monotonic() - begun < 2.5
    assert service.log.ends == [("stopped", name)]
    assert (run / "saved").exists() == (name == "long")  # one that does not listen is ended all the same


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("bad", "the disk that holds the run is full"),
        ("silent", "Fine-tuning ended with exit code 7 and no message."),
    ],
)
def test_why_it_failed_is_reported_in_its_own_words(service, folder, qtbot, name, why):
    with qtbot.waitSignal(service.failed):
        service.start(folder(name))

    assert service.log.ends == [("failed", name, why)]
    assert service.running is None


def test_a_killed_process_is_reported_and_the_next_run_begins(service, folder, qtbot):
    run = folder("long")
    service.start(run)
    service.start(folder("short"))
    at_work(service, qtbot)

    os.kill(int((run / "pid").read_text()), signal.SIGKILL)
    qtbot.waitUntil(lambda: len(service.log.ends) == 2)

    kind, name, why = service.log.ends[0]
    assert (kind, name) == ("failed", "long")
    assert "memory" in why
    assert service.log.ends[1] == ("finished", "short")


def test_a_command_that_does_not_exist_is_a_failure(folder, qtbot):
    service = FinetuneService(command=("/does/not/exist",))
    log = Log(service)
    service.start(folder("x"))
    assert log.ends[0][0] == "failed"
    assert service.running is None


def test_a_run_that_is_left_goes_on_and_ends_by_itself(service, folder, qtbot):
    run = folder("long")
    service.start(run)
    at_work(service, qtbot)
    service.pause()
    qtbot.waitUntil(lambda: service.is_paused)

    service.leave()
    heard = len(service.log.events)

    assert service.running is None
    assert is_running(run)
    qtbot.waitUntil((run / "done").exists)
    qtbot.waitUntil(lambda: not is_running(run))
    assert len(service.log.events) == heard
    assert service.log.ends == []
    assert "RunFinished" in (run / "events.jsonl").read_text()


def test_no_second_process_works_on_a_run_that_was_left(service, folder, qtbot):
    run = folder("deaf")
    service.start(run)
    at_work(service, qtbot)
    service.leave()

    service.start(run, resume=True)
    os.kill(int((run / "pid").read_text()), signal.SIGKILL)

    assert service.log.ends[0][:2] == ("failed", "deaf")
    assert "already" in service.log.ends[0][2]


def test_a_window_that_is_gone_stops_its_run(folder, tmp_path, qtbot):
    """The window's process is killed: the run's stdin ends, it saves and stops."""
    import subprocess

    run = folder("long")
    (tmp_path / "finetune.py").write_text(SCRIPT)
    window = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from faceparse_gui.jobs.finetune_service import FinetuneService
app = QCoreApplication([])
service = FinetuneService(command=(sys.executable, {str(tmp_path / "finetune.py")!r}))
service.start(Path({str(run)!r}))
app.exec()
"""
    process = subprocess.Popen([sys.executable, "-c", window])
    qtbot.waitUntil(lambda: (run / "events.jsonl").exists())

    process.kill()
    process.wait()

    qtbot.waitUntil(lambda: (run / "saved").exists())
    assert (run / "saved").read_text() == "end"
