"""A process and its reader: order, its end, its last words, and silence after it was abandoned."""

import gc
import os
import signal
import sys
import threading
import time

import pytest
from PySide6.QtCore import QObject

from faceparse_gui.jobs.worker_process import End, WorkerProcess

# Answers each line; the words say what else it does.
SCRIPT = """
import os, sys, time
print("ready", flush=True)
for line in sys.stdin:
    word = line.strip()
    if word == "many":
        for number in range(2000):
            print(number)
        sys.stdout.flush()
    elif word == "die":
        print("faceparse: the first line", file=sys.stderr)
        print("faceparse: the disk is full", file=sys.stderr, flush=True)
        sys.stdout.write("half a li")
        sys.stdout.flush()
        os._exit(3)
    elif word == "flood":
        sys.stderr.write("x" * 500_000 + "\\n the last \\n\\n")
        sys.exit(4)
    elif word == "deaf":
        print("deaf", flush=True)
        time.sleep(60)
    else:
        print(word + os.environ.get("SUFFIX", ""), flush=True)
print("end", flush=True)
"""


class Owner(QObject):
    """Keeps what it is told, and in which thread."""

    def __init__(self):
        super().__init__()
        self.messages, self.ends, self.threads = [], [], set()

    def take(self, message):
        self.messages.append(message)
        self.threads.add(threading.current_thread())

    def end(self, end):
        self.ends.append(end)
        self.threads.add(threading.current_thread())


def read(line):
    word = line.decode().strip()
    if word.startswith("half"):
        raise ValueError(word)
    if word == "odd":
        raise KeyError(word)
    return int(word) if word.isdecimal() else word


@pytest.fixture
def owner(qapp):
    return Owner()


@pytest.fixture
def command(tmp_path):
    script = tmp_path / "worker.py"
    script.write_text(SCRIPT)
    return [sys.executable, str(script)]


@pytest.fixture
def start(command, tmp_path, owner):
    started = []

    def start(**options):
        process = WorkerProcess(command, read, owner.take, owner.end, tmp_path / "errors.txt", **options)
        started.append(process)
        return process

    yield start
    for process in started:
        process.abandon()
        process.kill()
        assert process.wait(30)


def test_messages_come_in_order_on_the_main_thread_and_the_end_last(start, owner, qtbot):
    process = start(environment={"SUFFIX": "!"})
    process.write("many")
    process.write("é")
    qtbot.waitUntil(lambda: len(owner.messages) == 2002)
    process.write("flood")
    qtbot.waitUntil(lambda: bool(owner.ends))

    assert owner.messages == ["ready", *range(2000), "é!"]
    assert owner.ends == [End(4, "the last")]
    assert owner.threads == {threading.main_thread()}
    assert process.wait(30)
    process.write("to nobody")
    process.kill()


def test_a_crash_is_reported_with_its_last_words_and_not_with_half_a_line(start, owner, qtbot):
    start().write("die")
    qtbot.waitUntil(lambda: bool(owner.ends))
    assert owner.ends == [End(3, "the disk is full")]
    assert owner.messages == ["ready"]


def test_a_line_that_cannot_be_read_is_logged_and_the_next_is_read(start, owner, qtbot, caplog):
    process = start()
    process.write("odd")
    process.write("even")
    qtbot.waitUntil(lambda: "even" in owner.messages)
    assert owner.messages == ["ready", "even"]
    assert "KeyError" in caplog.text


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_one_that_listens_to_nothing_is_killed_without_a_wait(start, owner, qtbot):
    process = start()
    process.write("deaf")
    qtbot.waitUntil(lambda: "deaf" in owner.messages)
    begun = time.monotonic()
    process.kill()
    assert time.monotonic() - begun < 1
    qtbot.waitUntil(lambda: bool(owner.ends))
    assert owner.ends[0].code == -signal.SIGKILL


def test_nothing_is_heard_of_an_abandoned_process_which_ends_by_itself(start, owner, qtbot):
    process = start()
    qtbot.waitUntil(lambda: owner.messages == ["ready"])
    process.write("many")
    process.abandon()
    assert process.wait(30)
    qtbot.wait(50)
    assert owner.messages == ["ready"]
    assert owner.ends == []


def test_an_owner_that_goes_in_the_middle_of_a_flood_is_called_no_more(command, qtbot, tmp_path):
    """The reader posts all the while: neither the owner nor its process is touched after they went."""
    for _ in range(5):
        owner = Owner()
        process = WorkerProcess(
            [sys.executable, str(tmp_path / "worker.py")],
            read,
            owner.take,
            owner.end,
            tmp_path / "errors.txt",
        )
        for _ in range(20):
            process.write("many")
        qtbot.waitUntil(lambda owner=owner: len(owner.messages) > 100)
        messages = owner.messages
        owner.deleteLater()
        qtbot.wait(1)
        heard = len(messages)
        del owner
        process.kill()
        del process
        gc.collect()
        qtbot.wait(20)
        assert len(messages) == heard
    qtbot.waitUntil(lambda: not any("reader of" in each.name for each in threading.enumerate()))


def test_a_program_that_is_not_there_is_an_error(qtbot, owner, tmp_path):
    with pytest.raises(OSError, match="no-such-program"):
        WorkerProcess(["no-such-program"], read, owner.take, owner.end, tmp_path / "errors.txt")
