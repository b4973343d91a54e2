"""Parse and Parse all in the window: which photos are sent, what becomes of the results."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.document.brush import Brush
from faceparse_gui.jobs.parse_messages import ParseOutcome
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session


class RecordingService(ParseService):
    """Takes requests and starts no process: the test says what comes back."""

    def __init__(self):
        super().__init__()
        self.requests = []

    def parse_all(self, requests):
        self.requests += requests


FRAME = np.array([[0.1, 0.0, 3.0], [0.0, 0.1, 4.0]])


@pytest.fixture
def parts(photo_folder, qtbot):
    session = Session()
    service = RecordingService()
    parsing = Parsing(session, service)
    parsing.said = []
    parsing.notice.connect(lambda level, text: parsing.said.append((level, text)))
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    yield session, service, parsing
    assert session.projects.close(5)


@pytest.fixture
def result_for(tmp_path):
    def make(key, shape=(48, 64), notices=()):
        files = [tmp_path / f"{key}-{part}.npy" for part in ("labels", "confidence")]
        for file in files:
            np.save(file, np.full(shape, 13, np.uint8))
        return ParseOutcome(key, "net", ((0, 0, 64, 48),), (FRAME,), 0.25, notices, 0.5, *files)

    return make


def test_where_the_faces_lie_and_how_unsure_the_network_is_are_kept(parts, result_for, qtbot):
    session, _, _ = parts
    key = session.photos.keys[1]
    deliver(parts, result_for(key), qtbot)
    assert session.photos.record(key).uncertainty == 0.25
    assert session.autosave.flush(5)
    assert np.array_equal(session.project.frames(key), [FRAME])


def deliver(parts, result, qtbot):
    session, service, _ = parts
    service.finished.emit(result)
    qtbot.waitUntil(lambda: session.photos.record(result.key).status == "parsed")


def test_parse_all_asks_for_photos_without_corrections_only(parts, qtbot):
    session, service, parsing = parts
    session.open_photo.work.document.begin_stroke(20, 20, 2, Brush(9))
    session.open_photo.work.document.end_stroke()
    session.statuses.accept()

    parsing.parse_all()

    assert [request.path.name for request in service.requests] == ["2.png", "3.png"]


def test_what_this_model_parsed_is_not_parsed_again(parts, result_for, qtbot):
    session, service, parsing = parts
    service.ready.emit("net", "cpu")
    for key in session.photos.keys:
        deliver(parts, result_for(key), qtbot)
    assert session.autosave.flush(5)

    parsing.parse_all()
    assert service.requests == []
    assert "already" in parsing.said[-1][1]

    service.ready.emit("better net", "cpu")
    parsing.parse_all()
    assert len(service.requests) == 3


def test_aligned_crops_are_parsed_whole(parts):
    _, service, parsing = parts
    parsing.faces = "whole"

    parsing.parse_open()

    assert service.requests[0].faces == "whole"


def test_a_result_waits_for_the_end_of_the_stroke(parts, result_for, qtbot):
    session, service, parsing = parts
    document = session.open_photo.work.document
    document.begin_stroke(20, 20, 2, Brush(9))
    parsing.parse_open()

    service.finished.emit(result_for(session.open_photo.key))
    qtbot.wait(150)
    assert document.is_stroking
    document.end_stroke()

    qtbot.waitUntil(lambda: document.history.undo_text == "Parse")
    session.history.undo()
    assert document.history.undo_text == "Brush"


def test_corrections_made_meanwhile_outlive_parse_all(parts, result_for, qtbot):
    session, service, parsing = parts
    key = session.open_photo.key
    parsing.parse_all()
    document = session.open_photo.work.document
    document.begin_stroke(20, 20, 2, Brush(9))
    document.end_stroke()

    service.finished.emit(result_for(key))
    qtbot.waitUntil(lambda: bool(parsing.said))

    assert session.photos.record(key).status == "edited"
    assert document.area(2) > 0


def test_the_parsers_notices_name_the_photo(parts, result_for, qtbot):
    session, _, parsing = parts
    parsing.parse_open()

    deliver(parts, result_for(session.open_photo.key, notices=("No face was found.",)), qtbot)

    assert ("warning", "1.png: No face was found.") in parsing.said


def test_a_photo_that_changed_its_size_is_reported_and_its_labels_stay(parts, result_for, qtbot):
    session, service, parsing = parts
    document = session.open_photo.work.document
    document.begin_stroke(20, 20, 2, Brush(9))
    document.end_stroke()
    parsing.parse_open()

    service.finished.emit(result_for(session.open_photo.key, shape=(10, 10)))

    qtbot.waitUntil(lambda: bool(parsing.said))
    assert parsing.said[0][0] == "error"
    assert "1.png" in parsing.said[0][1]
    assert document.area(2) > 0


def test_a_result_for_a_folder_that_was_left_is_dropped(parts, result_for, tmp_path, qtbot):
    session, service, _ = parts
    stale = result_for(session.open_photo.key)
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (64, 48)).save(other / "1.png")  # the same name, and so the same key
    service.finished.emit(stale)
    with qtbot.waitSignal(session.projects.opened):
        session.projects.open([other])

    qtbot.waitUntil(lambda: session.open_photo is not None)
    qtbot.wait(100)
    assert session.photos.record(session.photos.keys[0]).status == "new"
    assert not session.open_photo.work.document.labels.any()


class WaitingService(RecordingService):
    """Busy until each photo asked for came back or failed."""

    def parse_all(self, requests):
        super().parse_all(requests)
        self._pending = {request.key for request in self.requests}

    def give(self, result):
        self._pending.discard(result.key)
        self.finished.emit(result)

    def fail(self, key, why):
        self._pending.discard(key)
        self.failed.emit(key, why)


def test_parse_all_ends_with_a_word_and_is_one_step_also_when_the_last_photo_fails(
    photo_folder, result_for, qtbot
):
    session, service = Session(), WaitingService()
    parsing = Parsing(session, service)
    said = []
    parsing.notice.connect(lambda level, text: said.append(text))
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    parsing.parse_all()
    first, second, third = session.photos.keys
    service.give(result_for(first))
    blind = result_for(second, notices=("No face was found, so the photo was parsed whole.",))
    service.give(replace(blind, boxes=()))
    qtbot.waitUntil(lambda: session.photos.record(second).status == "parsed")
    assert session.history.undo_step is None, "it is not over"

    service.fail(third, "3.png is damaged.")

    qtbot.waitUntil(lambda: any("parsed in" in text for text in said))
    assert said[-1].startswith("2 photos parsed in ")
    assert said[-1].endswith(" s, 1 without a face, 1 failed.")
    assert session.history.title(session.history.undo_step) == ": Parse all (2 photos)"
    session.history.undo()
    qtbot.waitUntil(lambda: [record.status for record in session.photos.records()] == ["new"] * 3)
    assert session.projects.close(5)
