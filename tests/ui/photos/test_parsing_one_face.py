"""One face of a photo parsed alone: where its pixels go, what stays, and what Undo brings back."""

from dataclasses import replace

import numpy as np

from faceparse_gui.document.brush import Brush
from tests.ui.photos.parsing_steps import DRAWN, FRAME, deliver, no_face_in, second_face


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
