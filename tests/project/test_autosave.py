"""Autosave: what was handed over is on disk soon, the caller never waits, and a failure loses nothing."""

import errno
import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from faceparse_gui.project import Autosave, Prediction, Project, ProjectError
from faceparse_gui.project import autosave as autosave_module
from faceparse_gui.project.save_buffer import SaveBuffer


@pytest.fixture
def project(photos: Path) -> Iterator[Project]:
    project = Project.open(photos)
    yield project
    project.close()


@pytest.fixture
def key(project: Project) -> str:
    return project.records()[0].key


@pytest.fixture
def start(project: Project) -> Iterator[Callable[..., Autosave]]:
    """Start an autosave that is closed after the test."""
    started = []

    def start(**listeners: Callable[..., None]) -> Autosave:
        started.append(Autosave(project, **listeners))
        return started[-1]

    yield start
    for autosave in started:
        autosave.close(timeout=5)


class Disk:
    """``os.fsync`` that refuses while ``broken``."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.broken = False
        self._fsync = os.fsync
        monkeypatch.setattr(os, "fsync", self.fsync)

    def fsync(self, handle: int) -> None:
        if self.broken:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._fsync(handle)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr(autosave_module, "RETRY", 0.1)
    return Disk(monkeypatch)


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def test_a_submitted_map_is_on_disk_within_two_seconds_and_reported(project, key, labels, start):
    reported = []
    autosave = start(on_saved=lambda *news: reported.append(news))
    autosave.submit(key, labels, "edited", 5)
    assert project.record(key).status == "edited"
    assert autosave.pending == {key}
    assert wait_until(lambda: bool(reported), 2.0)
    assert reported == [(key, 5)]
    assert not autosave.pending
    assert np.array_equal(project.load_labels(key), labels)


def test_the_map_is_saved_as_it_was_when_submitted(project, key, labels, start):
    autosave = start()
    drawn_on = labels.copy()
    autosave.submit(key, drawn_on, "edited")
    drawn_on[:] = 3
    assert autosave.flush(5)
    assert np.array_equal(project.load_labels(key), labels)


def test_quick_edits_are_written_once_and_the_last_one_counts(project, key, labels, start):
    reported = []
    autosave = start(on_saved=lambda *news: reported.append(news))
    for revision in range(50):
        autosave.submit(key, np.full_like(labels, revision % 19), "edited", revision)
    assert autosave.flush(5)
    assert reported == [(key, 49)]
    assert (project.load_labels(key) == 49 % 19).all()


def test_edits_without_a_pause_are_saved_all_the_same(project, key, labels, start):
    reported = []
    autosave = start(on_saved=lambda *news: reported.append(news))
    end = time.monotonic() + 1.5
    revision = 0
    while time.monotonic() < end:
        revision += 1
        autosave.submit(key, labels, "edited", revision)
        time.sleep(0.05)
    assert len(reported) >= 2


def test_work_of_all_kinds_on_many_photos_is_saved(project, labels, start):
    autosave = start()
    records = project.records()
    for number, record in enumerate(records):
        autosave.submit_prediction(record.key, Prediction(labels, labels, f"net-{number}"))
        autosave.submit(record.key, np.full_like(labels, number), "parsed")
    autosave.submit_status(records[1].key, "accepted")
    assert autosave.flush(10)
    folder = project.folder
    autosave.close()
    project.close()
    again = Project.open(folder)
    assert [record.status for record in again.records()] == ["parsed", "accepted", "parsed"]
    for number, record in enumerate(again.records()):
        assert (again.load_labels(record.key) == number).all()
        assert again.load_prediction(record.key).model == f"net-{number}"
    again.close()


def test_what_a_hand_did_is_saved_before_a_batch_of_parsed_photos(project, labels, start):
    saved = []
    autosave = start(on_saved=lambda key, _: saved.append(key))
    keys = [record.key for record in project.records()]
    autosave.submit(keys[0], labels, "parsed")
    autosave.submit(keys[1], labels, "parsed")
    autosave.submit(keys[2], labels, "edited")
    assert autosave.flush(5)
    assert saved == [keys[2], keys[0], keys[1]]


def test_a_full_disk_is_reported_and_the_work_is_saved_once_there_is_room(project, key, labels, start, disk):
    errors: list[ProjectError] = []
    saved = []
    autosave = start(
        on_error=lambda _, error: errors.append(error), on_saved=lambda *news: saved.append(news)
    )
    disk.broken = True
    autosave.submit_prediction(key, Prediction(labels, labels, "net"))
    autosave.submit(key, labels, "edited", 1)
    assert autosave.flush(5) is False
    assert autosave.pending == {key}
    assert "full" in str(errors[0])
    assert str(project.store) in str(errors[0])
    autosave.submit(key, 18 - labels, "edited", 2)  # one goes on working meanwhile
    assert wait_until(lambda: len(errors) >= 3, 5), "it was not tried again"
    assert saved == []
    disk.broken = False
    assert wait_until(lambda: not autosave.pending, 5)
    assert saved == [(key, 2)]
    assert np.array_equal(project.load_labels(key), 18 - labels)
    assert np.array_equal(project.load_prediction(key).labels, labels)


def test_what_failed_is_not_forgotten_when_newer_work_came_in_meanwhile(project, key, labels, start, disk):
    def draw_on(failed_key: str, error: ProjectError) -> None:
        if disk.broken:
            autosave.submit(key, 18 - labels, "edited", 2)
            disk.broken = False

    autosave = start(on_error=draw_on)
    disk.broken = True
    autosave.submit_prediction(key, Prediction(labels, labels, "net"))
    assert wait_until(lambda: not disk.broken and not autosave.pending, 5)
    assert np.array_equal(project.load_prediction(key).labels, labels)
    assert np.array_equal(project.load_labels(key), 18 - labels)


def test_one_photo_that_cannot_be_saved_does_not_keep_the_others_from_it(project, labels, start):
    errors = []
    autosave = start(on_error=lambda key, error: errors.append((key, str(error))))
    bad, good, _ = (record.key for record in project.records())
    autosave.submit(bad, np.full_like(labels, 200), "edited")
    autosave.submit(good, labels, "edited")
    assert autosave.flush(5) is False
    assert autosave.pending == {bad}
    assert errors[0][0] == bad
    assert "face1.jpg" in errors[0][1]
    assert np.array_equal(project.load_labels(good), labels)


def test_a_listener_that_fails_does_not_end_the_saving(project, key, labels, start, caplog):
    def fail(*news: object) -> None:
        raise RuntimeError("the window is gone")

    autosave = start(on_saved=fail)
    autosave.submit(key, labels, "edited")
    assert autosave.flush(5)
    autosave.submit(key, 18 - labels, "edited")
    assert autosave.flush(5)
    assert np.array_equal(project.load_labels(key), 18 - labels)
    assert "the window is gone" in caplog.text


def test_flush_with_nothing_to_do_returns_at_once_and_the_thread_sleeps(start, key, labels):
    autosave = start()
    assert autosave.flush(0.0)
    autosave.submit(key, labels, "edited")
    assert autosave.flush(5)
    before = time.process_time()
    time.sleep(0.5)
    assert time.process_time() - before < 0.1


def test_close_saves_what_is_left_and_ends_the_thread(project, key, labels):
    before = set(threading.enumerate())
    autosave = Autosave(project)
    autosave.submit(key, labels, "edited")
    assert autosave.close(5)
    assert np.array_equal(project.load_labels(key), labels)
    assert "autosave" not in [each.name for each in threading.enumerate() if each not in before]


def test_submitting_a_large_map_costs_less_than_copying_it_twice(project, key, start):
    """The window's thread pays for it at the end of each stroke: about as much as a copy does.

    Both are measured in one run, in the thread's own time: other work slows them alike.
    """
    autosave = start()
    labels = np.zeros((4096, 4096), np.uint8)
    labels[1000:3000, 1000:3000] = 1
    buffer = SaveBuffer(labels.shape)
    submits, copies = [], []
    for _ in range(9):
        before = time.thread_time()
        autosave.submit(key, labels, "edited", buffer=buffer)
        between = time.thread_time()
        copy = labels.copy()
        copies.append(time.thread_time() - between)
        submits.append(between - before)
        assert autosave.flush(10)
        assert copy.shape == labels.shape
    assert sorted(submits)[4] < 2 * sorted(copies)[4], (submits, copies)


def test_labels_are_never_written_with_an_older_status_than_theirs(project, key, labels, start, monkeypatch):
    """A stroke ends while a parse is being written: the next parse must not replace it after a kill."""
    autosave, buffer = start(), SaveBuffer(labels.shape)
    written = []
    save_labels, save_prediction = project.save_labels, project.save_prediction

    def note_labels(key, labels, status, noted):
        save_labels(key, labels, status, noted=noted)
        written.append((int(labels[0, 0]), status))

    def paint_meanwhile(key, prediction):
        save_prediction(key, prediction)
        labels[:] = 7
        autosave.submit(key, labels, "edited", 2, buffer, (0, 0, 1, 1))

    monkeypatch.setattr(project, "save_labels", note_labels)
    monkeypatch.setattr(project, "save_prediction", paint_meanwhile)
    labels[:] = 3
    autosave.submit_prediction(key, Prediction(labels.copy(), labels.copy(), "net"))
    autosave.submit(key, labels, "parsed", 1, buffer)
    assert autosave.flush(5)
    assert written == [(7, "edited")]


def test_what_a_full_disk_keeps_back_is_at_hand_for_an_export(project, key, labels, start, disk):
    autosave = start()
    disk.broken = True
    autosave.submit(key, labels, "edited")
    assert not autosave.flush(5)
    assert np.array_equal(autosave.unsaved()[key], labels)
    autosave.submit_status(key, "accepted")  # no newer labels: those that wait count
    assert np.array_equal(autosave.unsaved()[key], labels)
    disk.broken = False
    assert autosave.flush(5)
    assert autosave.unsaved() == {}


def test_what_is_just_being_written_is_at_hand_for_an_export(project, key, labels, start, monkeypatch):
    """A slow disk: the labels wait no more, and are not on disk yet."""
    begun, go_on, found = threading.Event(), threading.Event(), {}
    save = project.save_labels

    def save_slowly(*args, **named):
        begun.set()
        assert go_on.wait(10)
        save(*args, **named)

    monkeypatch.setattr(project, "save_labels", save_slowly)
    autosave = start()
    autosave.submit(key, labels, "edited")
    assert begun.wait(5)
    asked = threading.Thread(target=lambda: found.update(autosave.unsaved()))
    asked.start()
    time.sleep(0.1)
    go_on.set()
    asked.join(10)
    assert np.array_equal(found[key], labels)


def test_labels_are_on_disk_before_their_issues_are_counted(project, key, start, labels, monkeypatch):
    go_on, counted = threading.Event(), []

    def count_late(*args):
        assert go_on.wait(10)
        counted.append(args)

    monkeypatch.setattr(autosave_module, "count_issues", count_late)
    reported = threading.Event()
    autosave = start(on_counted=lambda key: reported.set())
    autosave.submit(key, labels, "edited")
    assert autosave.flush(5)
    assert counted == []
    assert np.array_equal(project.load_labels(key), labels)
    go_on.set()
    assert reported.wait(5)
    assert counted == [(project, key)]


@pytest.fixture
def swapped() -> np.ndarray:
    """A drawn face with one issue: the left eye is at the right one's place."""
    swapped = np.zeros((40, 60), np.uint8)
    swapped[5:35, 10:50] = 1
    swapped[10:14, 15:20] = 4
    swapped[10:14, 38:43] = 5
    swapped[26:30, 22:36] = 11
    return swapped


def test_issues_are_counted_before_the_saving_ends(project, key, start, swapped):
    autosave = start()
    autosave.submit(key, swapped, "edited")
    assert autosave.close(5)
    assert project.record(key).issues == 1


def test_what_cannot_be_counted_does_not_end_the_saving(project, key, start, labels, monkeypatch):
    monkeypatch.setattr(autosave_module, "count_issues", lambda *args: 1 / 0)
    saved = []
    autosave = start(on_saved=lambda key, revision: saved.append(revision))
    for revision in (1, 2):
        autosave.submit(key, labels, "edited", revision)
        assert autosave.flush(5)
    assert saved == [1, 2]


def test_the_end_does_not_wait_for_all_issues_to_be_counted(project, start, labels, monkeypatch):
    counted = []

    def count_slowly(_, key):
        counted.append(key)
        time.sleep(0.3)

    monkeypatch.setattr(autosave_module, "count_issues", count_slowly)
    autosave = start()
    for record in project.records():
        autosave.submit(record.key, labels, "edited")
    assert autosave.close(0.2)
    ended = len(counted)
    time.sleep(0.5)
    assert len(counted) == ended, "nothing is counted when the project may be closed"


def test_what_was_not_counted_before_the_program_was_killed_is_counted_the_next_time(
    project, start, swapped, labels
):
    new, counted_before, missed = (record.key for record in project.records())
    project.save_labels(counted_before, labels, "parsed")
    project.save_issue_count(counted_before, 7)
    project.save_labels(missed, swapped, "edited")
    counted, done = [], threading.Event()

    def note(key):
        counted.append(key)
        done.set()

    autosave = start(on_counted=note)
    autosave.count_missing()
    assert done.wait(5)
    assert autosave.close(5)
    assert counted == [missed]
    assert [project.record(key).issues for key in (new, counted_before, missed)] == [None, 7, 1]


def test_counting_what_was_missed_gives_way_to_the_end(project, start, labels, monkeypatch):
    monkeypatch.setattr(autosave_module, "PAUSE", 60)
    for record in project.records():
        project.save_labels(record.key, labels, "edited")
    counted = []
    autosave = start(on_counted=counted.append)
    autosave.count_missing()
    begun = time.monotonic()
    assert autosave.close(5)
    assert time.monotonic() - begun < 4
    assert len(counted) < 2


def test_damaged_labels_found_while_counting_are_reported(project, key, start, labels):
    project.save_labels(key, labels, "edited")
    (file,) = (project.store / "labels").glob("*.png")
    file.write_bytes(b"no picture")
    told = threading.Event()
    project.on_notice = lambda text: told.set() if "damaged" in text else None
    start().count_missing()
    assert told.wait(5)
