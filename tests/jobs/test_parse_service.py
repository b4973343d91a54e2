"""Queue, cancel and crashes, with a scripted process in the parser's place; tests/e2e has the real one."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.jobs.worker_process import WorkerProcess

# Speaks the worker's protocol; what it does with a photo stands in the photo's name.
SCRIPT = """
import json, os, shutil, sys, time
import numpy as np
from pathlib import Path
results, model = Path(sys.argv[1]), sys.argv[2]
def send(**message):
    print(json.dumps(message), flush=True)
send(event="models", names=["other", "scripted"])
if "unusable" in sys.argv[0] or model == "missing":
    send(event="unusable", message="no model here")
    sys.exit(1)
name = "scripted" if model == "default" else model
send(event="ready", model=name, device="cpu")
for line in sys.stdin:
    request = json.loads(line)
    if "forget" in request:
        continue
    number, stem = request["id"], Path(request["path"]).stem
    send(event="started", id=number)
    if "crash" in stem:
        print("Illegal instruction", file=sys.stderr, flush=True)
        os._exit(3)
    if "slow" in stem:
        time.sleep(30)
    if "bad" in stem:
        send(event="failed", id=number, message=f"{stem} cannot be read")
        continue
    files = {}
    for part in ("labels", "confidence"):
        files[part] = str(results / f"{number}-{part}.npy")
        np.save(files[part], np.full((2, 3), len(stem), np.uint8))
    send(event="finished", id=number, **files, faces=[[0, 0, 3, 2]], frames=[[[0.1, 0, 3], [0, 0.1, 4]]],
         uncertainty=0.25, notices=[str(request.get("frames", request["faces"]))], seconds=0.5, model=name)
shutil.rmtree(results)
"""


@pytest.fixture
def make_service(tmp_path, qtbot):
    services = []

    def make(name="worker"):
        script = tmp_path / f"{name}.py"
        script.write_text(SCRIPT)
        services.append(ParseService(command=(sys.executable, str(script))))
        return services[-1]

    yield make
    for service in services:
        service.close()


class Log:
    def __init__(self, service):
        self.finished, self.failed, self.progress, self.notices = [], [], [], []
        service.finished.connect(self.finished.append)
        service.failed.connect(lambda key, why: self.failed.append((key, why)))
        service.progress.connect(lambda done, total: self.progress.append((done, total)))
        service.notice.connect(self.notices.append)


def test_results_come_in_order_and_their_files_are_removed_once_read(make_service, qtbot):
    service = make_service()
    log = Log(service)
    for name in ("a", "bb", "ccc"):
        service.parse(name, Path(f"/photos/{name}.jpg"), faces="whole")

    qtbot.waitUntil(lambda: len(log.finished) == 3)

    assert [each.key for each in log.finished] == ["a", "bb", "ccc"]
    assert log.finished[0].boxes == ((0, 0, 3, 2),)
    assert [frame.tolist() for frame in log.finished[0].frames] == [[[0.1, 0, 3], [0, 0.1, 4]]]
    assert log.finished[0].uncertainty == 0.25
    assert log.finished[0].notices == ("whole",)
    assert log.progress[-1] == (3, 3)
    labels, confidence = log.finished[1].load()
    assert labels.tolist() == confidence.tolist() == [[2, 2, 2], [2, 2, 2]]
    assert not log.finished[1].labels_file.exists()
    assert not service.is_busy


def test_frames_go_to_the_process_before_what_waits_and_come_back_with_the_result(make_service, qtbot):
    service = make_service()
    log = Log(service)
    for name in ("a", "b", "c"):
        service.parse(name, Path(f"/photos/{name}.jpg"))
    frame = np.array([[0.5, 0, 3], [0, 0.5, 4]])
    service.parse_frames("one", Path("/photos/one.jpg"), [frame], [2 * frame])
    qtbot.waitUntil(lambda: len(log.finished) == 4)
    assert [each.key for each in log.finished] == ["a", "b", "one", "c"]
    one = log.finished[2]
    assert [each.tolist() for each in one.asked_frames] == [frame.tolist()]
    assert one.notices == (str([frame.tolist()]),)
    assert log.finished[0].asked_frames == ()


def test_another_model_takes_over_what_waits(make_service, qtbot):
    service = make_service()
    log = Log(service)
    names = []
    service.models.connect(names.append)
    service.parse("slow", Path("/photos/slow.jpg"))
    service.parse("b", Path("/photos/b.jpg"))
    qtbot.waitSignal(service.started).wait()
    service.cancel()
    service.parse("b", Path("/photos/b.jpg"))

    with qtbot.waitSignal(service.ready) as ready:
        service.use("other")
    qtbot.waitUntil(lambda: len(log.finished) == 1)

    assert ready.args[0] == "other"
    assert (log.finished[0].key, log.finished[0].model) == ("b", "other")
    assert names[-1] == ["other", "scripted"]
    assert not log.notices  # it did not die, it was replaced


def test_a_model_chosen_before_the_start_is_the_first_one(make_service, qtbot):
    service = make_service()
    service.use("other")
    with qtbot.waitSignal(service.ready) as ready:
        service.start()
    assert ready.args[0] == "other"


def test_a_model_that_is_gone_can_be_replaced(make_service, qtbot):
    service = make_service()
    service.use("missing")
    with qtbot.waitSignal(service.unusable):
        service.start()
    with qtbot.waitSignal(service.ready):
        service.use("scripted")
        service.start()


def test_first_overtakes_those_that_wait(make_service, qtbot):
    service = make_service()
    log = Log(service)
    for name in ("a", "b", "c", "d"):
        service.parse(name, Path(f"/photos/{name}.jpg"))
    service.parse("now", Path("/photos/now.jpg"), first=True)
    service.parse("d", Path("/photos/d.jpg"), first=True)

    qtbot.waitUntil(lambda: len(log.finished) == 5)

    assert [each.key for each in log.finished] == ["a", "b", "d", "now", "c"]


def test_a_photo_that_waits_is_not_asked_for_twice(make_service, qtbot):
    service = make_service()
    log = Log(service)
    for _ in range(3):
        service.parse("a", Path("/photos/a.jpg"))
    service.parse("b", Path("/photos/b.jpg"))

    qtbot.waitUntil(lambda: "b" in {each.key for each in log.finished})

    assert [each.key for each in log.finished] == ["a", "b"]


def test_a_bad_photo_is_reported_and_the_rest_goes_on(make_service, qtbot):
    service = make_service()
    log = Log(service)
    for name in ("a", "bad", "c"):
        service.parse(name, Path(f"/photos/{name}.jpg"))

    qtbot.waitUntil(lambda: len(log.finished) == 2)

    assert log.failed == [("bad", "bad cannot be read")]


def test_a_crash_costs_one_photo(make_service, qtbot):
    service = make_service()
    log = Log(service)
    for name in ("a", "crash", "c", "d"):
        service.parse(name, Path(f"/photos/{name}.jpg"))

    qtbot.waitUntil(lambda: len(log.finished) == 3)

    assert [each.key for each in log.finished] == ["a", "c", "d"]
    assert [key for key, _ in log.failed] == ["crash"]
    assert "Illegal instruction" in log.failed[0][1]
    assert len(log.notices) == 1
    log.finished[0].load()  # what was parsed before the crash is not lost with the process


def test_a_parser_that_dies_again_and_again_is_given_up(make_service, qtbot):
    service = make_service()
    for number in range(5):
        service.parse(f"crash{number}", Path(f"/photos/crash{number}.jpg"))

    with qtbot.waitSignal(service.unusable) as signal:
        pass

    assert "3 times" in signal.args[0]
    assert not service.is_busy


def test_without_a_model_the_queue_is_dropped_and_the_reason_reported_once(make_service, qtbot):
    service = make_service("unusable")
    log = Log(service)
    said = []
    service.unusable.connect(said.append)
    for name in ("a", "b", "c"):
        service.parse(name, Path(f"/photos/{name}.jpg"))

    qtbot.waitUntil(lambda: bool(said))
    qtbot.wait(100)

    assert said == ["no model here"]
    assert log.failed == []
    assert not service.is_busy


def test_cancel_frees_the_parser_within_a_second(make_service, qtbot):
    service = make_service()
    log = Log(service)
    with qtbot.waitSignal(service.started):
        service.parse("slow", Path("/photos/slow.jpg"))
    service.parse("b", Path("/photos/b.jpg"))

    service.cancel()

    assert not service.is_busy
    assert log.progress[-1] == (0, 0)
    asked = time.monotonic()
    service.parse("c", Path("/photos/c.jpg"))
    qtbot.waitUntil(lambda: len(log.finished) == 1)
    assert time.monotonic() - asked < 5  # not the 30 s that the photo in hand would have taken
    assert log.finished[0].key == "c"
    assert log.failed == []


def test_close_leaves_neither_process_nor_files(make_service, qtbot):
    service = make_service()
    with qtbot.waitSignal(service.finished) as signal:
        service.parse("a", Path("/photos/a.jpg"))
    folder = signal.args[0].labels_file.parent
    assert np.load(signal.args[0].labels_file).shape == (2, 3)

    service.close()

    assert not folder.exists()


UNWILLING = """
import os, sys, time
with open(sys.argv[1], "a") as pids:
    print(os.getpid(), file=pids)
print('{"event": "models", "names": []}', flush=True)
time.sleep(60)
"""


def test_a_change_of_the_network_waits_for_no_process(make_service, qtbot, monkeypatch):
    waits = []
    monkeypatch.setattr(WorkerProcess, "wait", lambda self, seconds: waits.append(seconds))
    service = make_service()
    with qtbot.waitSignal(service.models):
        service.start()
    old = service._process
    with qtbot.waitSignal(service.models):
        service.use("other")
    assert waits == []
    assert service._process is not old
    qtbot.waitUntil(lambda: not old.is_running)
    monkeypatch.undo()


def test_a_process_that_is_replaced_leaves_the_folder_to_the_next_one(make_service, qtbot, monkeypatch):
    kill = WorkerProcess.kill

    def kill_late(process):  # as a busy machine does
        time.sleep(0.3)
        kill(process)

    monkeypatch.setattr(WorkerProcess, "kill", kill_late)
    service = make_service()
    log = Log(service)
    with qtbot.waitSignal(service.ready):
        service.start()
    with qtbot.waitSignal(service.ready):
        service.use("other")
    with qtbot.waitSignal(service.finished):
        service.parse("a", Path("/photos/a.jpg"))
    assert [outcome.model for outcome in log.finished] == ["other"]


def test_a_folder_for_results_that_was_cleaned_away_is_made_again(make_service, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    service = make_service()
    with qtbot.waitSignal(service.ready):
        service.start()
    (folder,) = tmp_path.glob("faceparse-*")
    shutil.rmtree(folder)
    with qtbot.waitSignal(service.ready):
        service.use("other")
    with qtbot.waitSignal(service.finished):
        service.parse("a", Path("/photos/a.jpg"))


def test_a_program_that_cannot_be_started_is_reported_and_drops_the_queue(qtbot):
    service = ParseService(command=("/does/not/exist",))
    with qtbot.waitSignal(service.unusable) as signal:
        service.parse("a", Path("/photos/a.jpg"))
    assert "/does/not/exist" in signal.args[0]
    assert not service.is_busy
    service.close()


@pytest.mark.parametrize(
    "farewell", ["service.close()", "service.deleteLater(); app.processEvents(); del service", "pass"]
)
def test_no_process_outlives_its_service(tmp_path, farewell):
    """Whichever way the service goes, closed, deleted, or left to the end of Python."""
    script, pids = tmp_path / "worker.py", tmp_path / "pids"
    script.write_text(UNWILLING)
    code = f"""
from PySide6.QtCore import QCoreApplication
from faceparse_gui.jobs.parse_service import ParseService
app = QCoreApplication([])
service = ParseService(command=({sys.executable!r}, {str(script)!r}, {str(pids)!r}))
seen = []
service.models.connect(seen.append)
service.start()
while not seen: app.processEvents()
service.use("other")
while len(seen) < 2: app.processEvents()
{farewell}
app.processEvents()
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=240, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    both = [psutil.Process(int(pid)) for pid in pids.read_text().split() if psutil.pid_exists(int(pid))]
    _, alive = psutil.wait_procs(both, timeout=30)
    assert alive == []
