"""Parse and Parse all in the window: which photos are sent, what becomes of the results."""

import numpy as np
from PIL import Image

from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Project
from faceparse_gui.ui.photos.parsing import Parsing
from faceparse_gui.ui.session.session import Session
from tests.ui.finetune.finetune_steps import open_folder
from tests.ui.photos.parsing_steps import FRAME, RecordingService, deliver, no_face_in


def test_where_the_faces_lie_and_how_unsure_the_network_is_are_kept(parts, result_for, qtbot):
    session, _, _ = parts
    key = session.photos.keys[1]
    deliver(parts, result_for(key), qtbot)
    assert session.photos.record(key).uncertainty == 0.25
    assert session.autosave.flush(5)
    assert np.array_equal(session.project.frames(key), [FRAME])


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
