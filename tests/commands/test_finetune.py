"""``faceparse finetune`` as the window starts it: a process that is told words and tells events."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from faceparse_core.labels import ID_OF
from faceparse_gui.project import Prediction, Project, Versions
from faceparse_training.finetune.manifest import EVENTS_FILE, VERDICT_FILE, read_verdict
from tests import ROOT
from tests.training.faces import draw
from tests.training.finetune.tuning_run import write_model, write_run

USED = ("finetune", "--without-corrections", "--device", "cpu", "--project")


@pytest.fixture
def model(tmp_path):
    return write_model(tmp_path / "tiny.safetensors")


@pytest.fixture
def run(tmp_path, model):
    return write_run(tmp_path / "run", model, time_budget=3.0)  # it is paused, stopped and killed


class Process:
    """The command, what it has told so far, and a way to tell it something."""

    def __init__(self, folder, *options):
        command = [sys.executable, "-m", "faceparse_gui.cli", "finetune", "--run", str(folder), "--json"]
        self.process = subprocess.Popen(
            [*command, "--listen", *options],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        self.events = []

    def say(self, word):
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()

    def hear(self, kind):
        """Read on until an event of this kind."""
        for line in self.process.stdout:
            self.events.append(json.loads(line))
            if self.events[-1]["event"] == kind:
                return self.events[-1]
        raise AssertionError(f"no {kind}: {self.process.stderr.read()}")

    def end(self):
        """The rest of what it tells, and its exit code."""
        rest = [json.loads(line) for line in self.process.stdout]
        self.events += rest
        return self.process.wait(60), rest


@pytest.fixture
def start(run):
    """``start(*options)``: the command on the run's folder; what still runs at the end is killed."""
    started = []

    def begin(*options):
        started.append(Process(run, *options))
        return started[-1]

    yield begin
    for each in started:
        each.process.kill()
        each.process.wait()
        for pipe in (each.process.stdin, each.process.stdout, each.process.stderr):
            pipe.close()


@pytest.mark.slow
def test_it_stops_on_a_word_before_the_next_step_and_goes_on_when_resumed(start, run):
    first = start()
    first.hear("StepDone")
    first.say("stop")
    code, rest = first.end()
    assert sum(event["event"] == "StepDone" for event in rest) < 10  # those on their way
    assert code == 130
    assert "--resume" in first.process.stderr.read()
    assert (run / "state.safetensors").exists()
    assert not (run / VERDICT_FILE).exists()

    begins_a_phase = (run / "held_back.json").exists()  # on a busy machine a step may use up the time of one
    second = start("--resume")
    steps = second.hear("StepDone")
    code, rest = second.end()
    assert code == 0
    assert begins_a_phase or steps["step"] > 1
    assert rest[-1]["event"] == "RunFinished"
    assert read_verdict(run).checks[0].images == 4
    kept = [json.loads(line)["event"] for line in (run / EVENTS_FILE).read_text().splitlines()]
    assert kept.count("RunStarted") == 2
    assert kept.count("RunFinished") == 2


def test_it_stands_still_while_paused_and_stops_when_nobody_listens_any_more(start, run):
    process = start()
    process.hear("StepDone")
    process.say("pause")
    assert process.hear("Paused")["paused"]
    os.set_blocking(process.process.stdout.fileno(), False)
    time.sleep(0.5)
    assert not process.process.stdout.readline()
    os.set_blocking(process.process.stdout.fileno(), True)
    process.say("resume")
    assert not process.hear("Paused")["paused"]
    process.hear("StepDone")
    process.process.stdin.close()
    assert process.end()[0] == 130
    assert (run / "state.safetensors").exists()


@pytest.mark.slow
def test_a_run_is_of_one_process_and_goes_on_after_a_stop_a_kill_and_alone(start, run):
    first = start()
    first.hear("StepDone")
    first.say("pause")
    first.hear("Paused")
    reported = (run / EVENTS_FILE).read_text()
    second = start()
    code, rest = second.end()
    assert code == 1
    assert [list(reported) for reported in rest] == [["error"]]
    assert f"Another process is at work on {run}" in second.process.stderr.read()
    assert (run / EVENTS_FILE).read_text().startswith(reported)
    first.say("stop")
    assert first.end()[0] == 130  # a run that is paused is stopped all the same
    third = start("--resume")  # nobody holds it any more
    third.hear("StepDone")
    third.process.send_signal(signal.SIGKILL)
    third.process.wait()
    fourth = start("--resume")
    fourth.hear("StepDone")
    fourth.say("pause")
    fourth.hear("Paused")
    fourth.say("detach")
    fourth.process.stdin.close()
    fourth.process.stdout.close()
    assert fourth.process.wait(60) == 0, fourth.process.stderr.read()
    assert fourth.process.stderr.read() == ""
    assert (run / VERDICT_FILE).exists()
    assert '"RunFinished"' in (run / EVENTS_FILE).read_text()


@pytest.mark.parametrize("name", [EVENTS_FILE, "lock"])
def test_what_a_run_writes_never_goes_through_a_link(faceparse, run, tmp_path, name):
    letter = tmp_path / "letter.txt"
    letter.write_text("mine")
    (run / name).symlink_to(letter)
    ran = faceparse("finetune", "--run", run)
    assert ran.code == 1
    assert f"{name} is a link" in ran.err
    assert letter.read_text() == "mine"


AUTOGROUP = Path("/proc/self/autogroup")
needs_autogroups = pytest.mark.skipif(not AUTOGROUP.exists(), reason="the kernel has no autogroups")


@needs_autogroups
def test_the_shell_that_it_was_started_from_keeps_its_share_of_the_processor(tmp_path):
    """A shell of a session of its own runs the command, then says what became of it and of what it starts."""
    command = f"{sys.executable} -m faceparse_gui.cli finetune --run {tmp_path}"
    shell = subprocess.run(
        ["sh", "-c", f"{command}; cat {AUTOGROUP}; nice"],
        cwd=ROOT,
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    group, own = shell.stdout.splitlines()
    assert group.endswith(" nice 0")
    assert int(own) == os.nice(0)
    assert "run.json is not there" in shell.stderr  # it came far enough to have stepped back


@needs_autogroups
def test_as_the_window_starts_it_in_a_session_of_its_own_it_gives_way_to_all_other_sessions(run):
    command = [sys.executable, "-m", "faceparse_gui.cli", "finetune", "--run", str(run), "--json", "--listen"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, text=True, **pipes) as process:
        assert json.loads(process.stdout.readline())
        group = Path(f"/proc/{process.pid}/autogroup").read_text()
        process.stdin.close()
        process.stdout.read()
    assert group.endswith(" nice 19\n")


def test_what_went_wrong_is_the_last_thing_it_says(start, run):
    (run / "crops" / "0.png").unlink()
    process = start()
    code, _ = process.end()
    assert code == 1
    last = process.process.stderr.read().splitlines()[-1]
    assert last.startswith("faceparse: ")
    assert "0.png" in last


def test_usage(faceparse, tmp_path, run):
    assert faceparse("finetune").code == 2
    assert faceparse("finetune", "--run", run, "--project", tmp_path).code == 2
    assert faceparse("finetune", "--project", tmp_path, "--resume").code == 2
    assert "60s, 5m, 1h" in faceparse("finetune", "--project", tmp_path, "--time-budget", "5x").err
    missing = faceparse("finetune", "--run", tmp_path / "nothing")
    assert missing.code == 1
    assert f"{tmp_path / 'nothing'} does not exist" in missing.err


@pytest.mark.slow
def test_a_project_without_corrections_gets_used_to_its_photos(tmp_path, faceparse):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(8):
        Image.fromarray(draw(number)[0]).save(folder / f"{number}.png")
    assert "0 parsed photos are too few" in faceparse(*USED, folder).err

    project = Project.open(folder)
    for number, record in enumerate(project.records()):
        labels = draw(number)[1]
        said = Prediction(labels, np.full(labels.shape, 200, np.uint8), "net", ())
        project.save_prediction(record.key, said)
        project.save_labels(record.key, labels, "parsed")
    store = project.store
    project.close()
    ran = faceparse(*USED, folder)

    assert ran.code == 0, ran.err
    assert "pixels expected wrong" in ran.err
    assert "Nothing has changed" in ran.err  # these are no photos
    assert Versions(store).all() == []
    assert list((store / "runs").glob("[0-9]*")) == []


def test_without_corrections_there_is_nothing_to_choose(faceparse, tmp_path):
    ran = faceparse(*USED, tmp_path, "--edited")
    assert ran.code == 2
    assert "--edited means nothing together with --without-corrections" in ran.err


@pytest.mark.slow
def test_a_project_gets_a_version(tmp_path, model):
    """From accepted photos to a version in use or not, all without a window."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(3):
        Image.fromarray(draw(number)[0]).save(folder / f"{number}.png")
    project = Project.open(folder)
    for number, record in enumerate(project.records()):
        project.save_labels(record.key, draw(number)[1], "accepted")
    store = project.store
    project.close()

    command = [sys.executable, "-m", "faceparse_gui.cli", "finetune", "--project", str(folder)]
    ran = subprocess.run(
        [*command, "--base", str(model), "--time-budget", "1s"],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    (version,) = Versions(store).all()
    assert version.corrections == 3
    assert version.verdict is not None
    assert version.id in ran.stderr
    assert not list((store / "runs").glob("[0-9]*"))
    reopened = Project.open(folder)
    assert [record.status for record in reopened.records()] == ["accepted"] * 3
    assert np.array_equal(reopened.load_labels(reopened.records()[0].key), draw(0)[1])
    assert (draw(0)[1] == ID_OF["nose"]).any()
    reopened.close()


@pytest.mark.slow
def test_a_project_without_corrections_says_what_to_do(faceparse, tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(draw(0)[0]).save(folder / "0.png")
    ran = faceparse("finetune", "--project", folder)
    assert ran.code == 1
    assert "no accepted photo" in ran.err


@pytest.mark.slow
def test_a_run_of_a_project_that_is_gone_on_with_becomes_its_version_too(tmp_path, model):
    folder = tmp_path / "photos"
    folder.mkdir()
    Image.fromarray(draw(0)[0]).save(folder / "0.png")
    project = Project.open(folder)
    project.save_labels(project.records()[0].key, draw(0)[1], "accepted")
    store = project.store
    project.close()
    run = write_run(store / "runs" / "1", model)

    command = [sys.executable, "-m", "faceparse_gui.cli", "finetune", "--run", str(run), "--resume"]
    ran = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )

    assert ran.returncode == 0, ran.stderr
    (version,) = Versions(store).all()
    assert version.id in ran.stderr
