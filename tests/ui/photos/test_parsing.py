"""Parse and Parse all in the window: which photos are sent, what becomes of the results."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from faceparse_gui.document.brush import Brush
from faceparse_gui.jobs.parse_messages import ParseOutcome
from faceparse_gui.jobs.parse_service import ParseService
from faceparse_gui.project import Project
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session
from tests.ui.finetune.finetune_steps import open_folder


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
    parsing.photo_parsed.connect(lambda text: parsing.said.append(("info", text)))
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


def no_face_in(result, detector="haar"):
    """The same photo, in which the detector found nothing."""
    np.save(result.labels_file, np.zeros((48, 64), np.uint8))
    return replace(result, boxes=(), frames=(), uncertainty=None, no_face_by=detector)


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
    status = "no-face" if result.no_face_by else "parsed"
    qtbot.waitUntil(lambda: session.photos.record(result.key).status == status)


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
    service.give(no_face_in(result_for(second)))
    qtbot.waitUntil(lambda: session.photos.record(second).status == "no-face")
    assert session.history.undo_step is None, "it is not over"

    service.fail(third, "3.png is damaged.")

    qtbot.waitUntil(lambda: any("parsed in" in text for text in said))
    assert said[-1].startswith("2 photos parsed in ")
    assert said[-1].endswith(" s, 1 failed. No face was found in 1 photo.")
    assert session.history.title(session.history.undo_step) == ": Parse all (2 photos)"
    session.history.undo()
    qtbot.waitUntil(lambda: [record.status for record in session.photos.records()] == ["new"] * 3)
    assert session.projects.close(5)


def test_where_no_face_is_found_the_state_says_so_and_undo_leads_back(parts, result_for, qtbot):
    session, _, parsing = parts
    key = session.open_photo.key
    parsing.parse_open()
    deliver(parts, no_face_in(result_for(key)), qtbot)
    assert session.open_photo.found.no_face
    assert ("info", "1.png: no face was found.") in parsing.said
    assert session.autosave.flush(5)

    document = session.open_photo.work.document
    document.begin_stroke(20, 20, 2, Brush(9))
    document.end_stroke()
    assert session.photos.record(key).status == "edited"
    session.history.undo()
    assert session.photos.record(key).status == "no-face"
    session.history.undo()
    assert session.photos.record(key).status == "new"
    session.history.redo()
    assert session.photos.record(key).status == "no-face"
    assert session.statuses.accept()
    assert session.photos.record(key).status == "accepted"


def test_labels_of_a_network_give_way_to_the_finding_that_there_is_no_face(parts, result_for, qtbot):
    session, _, parsing = parts
    key = session.open_photo.key
    deliver(parts, result_for(key), qtbot)
    document = session.open_photo.work.document
    assert document.labels.any()
    parsing.parse_open()
    deliver(parts, no_face_in(result_for(key)), qtbot)
    assert not document.labels.any()
    session.history.undo()
    assert session.photos.record(key).status == "parsed"
    assert document.labels.any()

    session.history.redo()
    assert session.photos.record(key).status == "no-face"


def test_locked_classes_that_stay_are_more_than_no_face(parts, result_for, qtbot):
    session, service, parsing = parts
    key = session.open_photo.key
    deliver(parts, result_for(key), qtbot)
    session.open_photo.work.document.locked = {13}
    parsing.parse_open()
    service.finished.emit(no_face_in(result_for(key)))
    qtbot.waitUntil(lambda: bool(parsing.said))
    assert session.open_photo.work.document.labels.any()
    assert session.photos.record(key).status == "parsed"


def test_parse_all_leaves_out_what_this_network_and_detector_found_no_face_in(parts, result_for, qtbot):
    session, service, parsing = parts
    service.detector = "haar"
    service.ready.emit("net", "cpu")
    first, *others = session.photos.keys
    deliver(parts, no_face_in(result_for(first)), qtbot)
    for key in others:
        deliver(parts, result_for(key), qtbot)

    parsing.parse_all()
    assert service.requests == []
    assert parsing.said[-1] == ("info", "All photos are already parsed. No face was found in 1 photo.")

    service.detector = "better detector"
    parsing.parse_all()
    assert [request.key for request in service.requests] == [first]


def test_what_has_no_face_is_parsed_whole_by_parse_all_once_photos_are_said_to_be_aligned(
    parts, result_for, qtbot
):
    session, service, parsing = parts
    service.detector = "haar"
    service.ready.emit("net", "cpu")
    for key in session.photos.keys:
        deliver(parts, no_face_in(result_for(key)), qtbot)
    parsing.set_aligned(True)
    parsing.parse_all()
    assert [request.faces for request in service.requests] == ["whole"] * 3


def test_one_photo_is_parsed_whole_whatever_is_set_for_all(parts):
    session, service, parsing = parts
    parsing.parse_open(faces="whole")
    assert [(each.key, each.faces) for each in service.requests] == [(session.open_photo.key, "whole")]
    assert parsing.faces == "auto"


DRAWN = np.array([[0.05, 0.0, 30.0], [0.0, 0.05, 10.0]])
"""In which the second face of the photo lies, 26 pixels a side."""


def second_face(result, labels=2):
    """What comes of parsing that one alone: a patch of ten pixels a side, at column 40 and row 20."""
    patch, sure = np.zeros((48, 64), np.uint8), np.full((48, 64), 255, np.uint8)
    patch[20:30, 40:50], sure[20:30, 40:50] = labels, 77
    np.save(result.labels_file, patch)
    np.save(result.confidence_file, sure)
    return replace(result, frames=(DRAWN,), boxes=((30, 10, 56, 36),), asked_frames=(DRAWN,), uncertainty=0.5)


def test_one_face_is_put_beside_the_others_as_one_edit_that_parse_all_leaves(parts, result_for, qtbot):
    session, service, parsing = parts
    service.ready.emit("better net", "cpu")
    key = session.open_photo.key
    first = result_for(key)
    np.save(first.labels_file, np.full((48, 64), 13, np.uint8) * (np.arange(64) < 35))
    deliver(parts, first, qtbot)
    document = session.open_photo.work.document
    document.begin_stroke(41, 21, 5, Brush(1))
    document.end_stroke()
    parsing.parse_face(DRAWN)
    (request,) = service.requests
    assert request.key == key
    assert [each.tolist() for each in request.frames] == [DRAWN.tolist()]
    assert [each.tolist() for each in request.others] == [FRAME.tolist()]

    service.finished.emit(second_face(result_for(key)))
    qtbot.waitUntil(lambda: document.history.undo_text == "Add a face")
    assert (document.area(2), document.area(5)) == (99, 1), "what was painted stays"
    assert document.labels[5, 5] == 13
    found = session.open_photo.found
    assert [each.tolist() for each in found.frames] == [FRAME.tolist(), DRAWN.tolist()]
    assert (found.labels.at(41, 21), found.confidence.at(41, 21)) == (2, 77)
    assert session.autosave.flush(5)
    record = session.photos.record(key)
    assert (record.status, record.model, record.uncertainty) == ("edited", "net", 0.5)
    assert len(session.project.frames(key)) == 2
    parsing.parse_all()
    assert key not in [each.key for each in service.requests[1:]]
    session.history.undo()
    assert (document.area(2), document.area(5)) == (0, 1)


def test_a_face_drawn_again_after_undo_takes_the_place_of_the_one_before(parts, result_for, qtbot):
    session, service, parsing = parts
    key = session.open_photo.key
    deliver(parts, no_face_in(result_for(key)), qtbot)
    document = session.open_photo.work.document
    for labels in (2, 3):
        parsing.parse_face(DRAWN)
        assert service.requests[-1].others == ()
        service.finished.emit(second_face(result_for(key), labels))
        qtbot.waitUntil(lambda labels=labels: document.area(labels) == 100)
        assert len(session.open_photo.found.frames) == 1
        assert not session.open_photo.found.no_face
        assert session.photos.record(key).status == "edited"
        session.history.undo()
        assert session.photos.record(key).status == "no-face"
        assert session.open_photo.found.no_face
    assert session.autosave.flush(5)
    record = session.photos.record(key)
    assert (record.model, record.no_face_by) == ("net", "haar")
    session.history.redo()
    assert document.area(3) == 100
    assert len(session.open_photo.found.frames) == 1


def test_a_frame_is_changed_undone_and_changed_again(parts, result_for, qtbot):
    """What Undo brings back is no correction, which a further change would leave."""
    session, service, parsing = parts
    key, document = session.open_photo.key, session.open_photo.work.document
    deliver(parts, no_face_in(result_for(key)), qtbot)
    parsing.parse_face(DRAWN)
    service.finished.emit(second_face(result_for(key), labels=2))
    qtbot.waitUntil(lambda: document.area(2) == 100)
    moved = DRAWN + np.array([[0, 0, -25.0], [0, 0, 0]])  # far from where it was
    for again in range(2):
        (before,) = session.open_photo.found.frames
        parsing.parse_face(moved, instead_of=before)
        request = service.requests[-1]
        assert (request.others, request.straighten) == ((), False)
        service.finished.emit(replace(second_face(result_for(key), labels=3 + again), frames=(moved,)))
        qtbot.waitUntil(lambda again=again: document.area(3 + again) == 100)
        assert document.history.undo_text == "Change a face"
        assert document.area(2) == 0
        assert [each.tolist() for each in session.open_photo.found.frames] == [moved.tolist()]
        session.history.undo()
        assert document.area(2) == 100
        assert [each.tolist() for each in session.open_photo.found.frames] == [DRAWN.tolist()]


def test_a_face_is_removed_but_for_what_was_painted_and_undo_brings_its_frame_back(parts, result_for, qtbot):
    session, service, parsing = parts
    key, document = session.open_photo.key, session.open_photo.work.document
    first = result_for(key)
    np.save(first.labels_file, np.full((48, 64), 13, np.uint8) * (np.arange(64) < 35))
    deliver(parts, first, qtbot)
    parsing.parse_face(DRAWN)
    service.finished.emit(second_face(result_for(key)))
    qtbot.waitUntil(lambda: document.area(2) == 100)
    document.begin_stroke(45, 25, 5, Brush(1))
    document.end_stroke()
    hair = document.area(13)
    parsing.remove_face(session.open_photo.found.frames[1])
    qtbot.waitUntil(lambda: document.history.undo_text == "Remove a face")
    assert (document.area(2), document.area(5)) == (0, 1)
    assert document.area(13) > 0.8 * hair
    assert [each.tolist() for each in session.open_photo.found.frames] == [FRAME.tolist()]
    session.history.undo()
    assert (document.area(2), document.area(13)) == (99, hair)
    assert len(session.open_photo.found.frames) == 2
    assert session.autosave.flush(5)
    assert len(session.project.frames(key)) == 2


def test_a_change_undone_while_a_face_is_parsed_stays_undone(parts, result_for, qtbot):
    session, service, parsing = parts
    key, document = session.open_photo.key, session.open_photo.work.document
    deliver(parts, no_face_in(result_for(key)), qtbot)
    parsing.parse_face(DRAWN)
    service.finished.emit(second_face(result_for(key), labels=2))
    qtbot.waitUntil(lambda: document.area(2) == 100)
    small = np.array([[0.02, 0.0, 3.0], [0.0, 0.02, 4.0]])
    parsing.parse_face(small)
    session.history.undo()
    result = second_face(result_for(key), labels=4)
    patch = np.zeros((48, 64), np.uint8)
    patch[5:9, 5:9] = 4
    np.save(result.labels_file, patch)
    service.finished.emit(replace(result, frames=(small,), asked_frames=(small,)))
    qtbot.waitUntil(lambda: document.area(4) == 16)
    assert [each.tolist() for each in session.open_photo.found.frames] == [small.tolist()]
    assert document.area(2) == 0
    assert not (session.open_photo.found.labels.whole() == 2).any()


def test_a_frame_without_anything_in_it_changes_nothing_and_says_so(parts, result_for, qtbot):
    session, service, parsing = parts
    key = session.open_photo.key
    deliver(parts, no_face_in(result_for(key)), qtbot)
    parsing.parse_face(DRAWN)
    service.finished.emit(second_face(result_for(key), labels=0))
    qtbot.waitUntil(lambda: ("error", "1.png: nothing of a face was seen in that frame.") in parsing.said)
    assert session.photos.record(key).status == "no-face"
    assert session.open_photo.found.no_face


def test_a_face_waits_for_the_parse_of_its_photo_and_for_the_end_of_the_stroke(parts, result_for, qtbot):
    session, service, parsing = parts
    key = session.open_photo.key
    service.is_pending = lambda key: True
    parsing.parse_face(DRAWN)
    assert not service.requests
    assert "Change its faces when that is done." in parsing.said[-1][1]
    del service.is_pending
    parsing.parse_face(DRAWN)
    document = session.open_photo.work.document
    document.begin_stroke(5, 5, 9, Brush(3))
    service.finished.emit(second_face(result_for(key)))
    qtbot.wait(120)
    assert document.is_stroking
    document.end_stroke()
    qtbot.waitUntil(lambda: document.area(2) == 100)
    assert document.area(9) > 0


def test_that_a_photo_is_parsed_is_not_said_over_the_next_one(make_tuning_window, photo_folder, qtbot):
    window = make_tuning_window()
    open_folder(window, photo_folder, qtbot)
    window.parsing.parse_open()
    qtbot.waitUntil(lambda: window.jobs.notice.startswith("1.png parsed in"))
    window.session.current.step(1)
    assert window.jobs.notice == ""
    window.jobs.show_notice("Of the whole program.")
    window.session.current.step(1)
    assert window.jobs.notice == "Of the whole program."


def test_issues_that_were_not_counted_are_counted_when_the_folder_is_opened(photo_folder, qtbot):
    """As after a kill between the save and the count."""
    project = Project.open(photo_folder)
    key = project.records()[0].key
    project.save_labels(key, np.full((48, 64), 13, np.uint8), "edited")
    project.close()
    session = Session()
    changed = []
    session.edits.record_changed.connect(changed.append)
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: session.photos.record(key).issues is not None)
    qtbot.waitUntil(lambda: key in changed)
    assert session.projects.close(5)
