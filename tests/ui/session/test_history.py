"""One history over the project: states, acceptance, batches and strokes are taken back and done again."""

import numpy as np
import pytest

from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction
from faceparse_gui.ui.session import work
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import PARSE_ALL, ProjectStep


@pytest.fixture
def session(photo_folder, qtbot):
    session = Session()
    session.said = []
    session.history.notice.connect(lambda level, text: session.said.append(text))
    session.notifications = []
    session.history.notified.connect(session.notifications.append)
    session.history.notified.connect(lambda notification: session.said.append(notification.text))
    session.history.withdrawn.connect(lambda key: session.notifications.clear())
    with qtbot.waitSignal(session.current.opened):
        session.projects.open([photo_folder])
    yield session
    assert session.projects.close(5)


def show(session, number, qtbot):
    key = session.photos.keys[number - 1]
    if session.open_photo.key != key:
        with qtbot.waitSignal(session.current.opened):
            session.current.select(key)


def paint(session, class_id=2):
    document = session.open_photo.work.document
    document.begin_stroke(20, 20, class_id, Brush(9))
    document.end_stroke()


def statuses(session):
    return [record.status for record in session.photos.records()]


def parse(session, *numbers, class_id=13, model="net"):
    """Parse these photos as one step, as Parse all does."""
    step = ProjectStep(PARSE_ALL, is_batch=True)
    for number in numbers:
        key = session.photos.keys[number - 1]
        maps = np.full((48, 64), class_id, np.uint8), np.full((48, 64), 200, np.uint8)
        before = session.edits.stored_labels(key)()
        assert session.predictions.apply(key, Prediction(*maps, model), False, step, before)
    session.edits.history_changed.emit()
    return step


def on_disk(session, number):
    assert session.autosave.flush(5)
    return session.project.load_labels(session.photos.keys[number - 1])


def titles(session):
    history = session.history
    return [
        None if step is None else history.title(step, is_redo)
        for step, is_redo in ((history.undo_step, False), (history.redo_step, True))
    ]


def test_acceptance_is_undone_and_redone(session, qtbot):
    parse(session, 1)
    session.statuses.accept()
    assert titles(session) == ["Accept", None]
    show(session, 2, qtbot)
    show(session, 1, qtbot)
    session.history.undo()
    assert statuses(session)[0] == "parsed"
    session.history.redo()
    assert statuses(session)[0] == "accepted"
    paint(session)
    assert statuses(session)[0] == "edited"
    session.history.undo()
    assert statuses(session)[0] == "accepted"
    assert session.autosave.flush(5)


def test_parse_all_is_undone_as_one_step_and_redone(session, qtbot):
    parse(session, 1, 2, 3)
    assert titles(session) == [": Parse all (3 photos)", None]
    show(session, 2, qtbot)
    session.history.undo()
    assert not session.open_photo.work.document.labels.any()
    qtbot.waitUntil(lambda: statuses(session) == ["new"] * 3)
    assert not on_disk(session, 3).any()
    qtbot.waitUntil(lambda: "Parse all undone in 3 photos." in session.said)
    assert titles(session) == [None, ": Parse all (3 photos)"]
    session.history.redo()
    qtbot.waitUntil(lambda: statuses(session) == ["parsed"] * 3)
    assert all((on_disk(session, number) == 13).all() for number in (1, 2, 3))
    assert (session.open_photo.work.document.labels == 13).all()


def test_many_photos_undone_are_offered_back_until_another_photo_is_shown(session, qtbot):
    parse(session, 1, 2, 3)
    session.history.undo()
    qtbot.waitUntil(lambda: len(session.notifications) == 1)
    ((title, redo),) = session.notifications[0].actions
    assert title == "Redo"
    redo()
    qtbot.waitUntil(lambda: "Parse all redone in 3 photos." in session.said)
    assert statuses(session) == ["parsed"] * 3
    assert not session.notifications
    session.history.undo()
    qtbot.waitUntil(lambda: len(session.notifications) == 1)
    show(session, 2, qtbot)
    assert not session.notifications
    assert titles(session)[1] == ": Parse all (3 photos)"


def test_right_after_accepting_a_parsed_photo_undo_takes_back_the_acceptance_alone(session, qtbot):
    parse(session, 1, 2, 3)
    session.statuses.accept()
    show(session, 2, qtbot)
    changed = []
    session.edits.record_changed.connect(changed.append)
    assert titles(session)[0] == ": Accept (1.png)"
    session.history.undo()
    assert statuses(session) == ["parsed"] * 3
    qtbot.waitUntil(lambda: session.open_photo.key == session.photos.keys[0])
    assert session.photos.keys[0] in changed  # the list counts anew
    assert titles(session) == [": Parse all (3 photos)", "Accept"]


def test_a_photo_drawn_on_does_not_undo_what_is_done_again_elsewhere(session, qtbot):
    parse(session, 1, 2, 3)
    session.history.undo()
    qtbot.waitUntil(lambda: statuses(session) == ["new"] * 3)
    qtbot.waitUntil(lambda: not session.history.photos.is_busy)
    paint(session)
    show(session, 2, qtbot)
    session.history.redo()
    qtbot.waitUntil(lambda: statuses(session) == ["edited", "parsed", "parsed"])
    qtbot.waitUntil(lambda: not session.history.photos.is_busy)
    show(session, 1, qtbot)
    assert titles(session) == ["Brush", None]
    session.history.undo()
    assert statuses(session) == ["new", "parsed", "parsed"]


def test_what_was_edited_since_a_batch_stays(session, qtbot):
    parse(session, 1, 2)
    paint(session)
    painted = session.open_photo.work.document.labels.copy()
    show(session, 2, qtbot)
    session.history.undo()
    qtbot.waitUntil(lambda: statuses(session) == ["edited", "new", "new"])
    assert np.array_equal(on_disk(session, 1), painted)
    qtbot.waitUntil(lambda: any("1 photo edited since was not changed." in text for text in session.said))
    show(session, 1, qtbot)
    assert titles(session)[0] == "Brush"


def test_a_second_parse_leads_back_to_the_first(session, qtbot):
    parse(session, 1, 2, 3, class_id=13)
    assert session.autosave.flush(5)
    parse(session, 1, 2, 3, class_id=1, model="better")
    session.history.undo()
    qtbot.waitUntil(lambda: "Parse all undone in 3 photos." in session.said)
    assert statuses(session) == ["parsed"] * 3
    assert all((on_disk(session, number) == 13).all() for number in (1, 2, 3))
    session.history.undo()
    qtbot.waitUntil(lambda: statuses(session) == ["new"] * 3)


def test_strokes_batches_and_acceptance_go_back_in_their_order(session, qtbot):
    parse(session, 1, 2)
    paint(session)
    painted = session.open_photo.work.document.labels.copy()
    session.statuses.accept()
    for expected in ("edited", "parsed"):
        session.history.undo()
        assert statuses(session)[0] == expected
    assert titles(session)[0] == ": Parse all (2 photos)"
    session.history.undo()
    qtbot.waitUntil(lambda: statuses(session) == ["new"] * 3)
    qtbot.waitUntil(lambda: not session.history.photos.is_busy)
    session.history.redo()
    qtbot.waitUntil(lambda: statuses(session) == ["parsed", "parsed", "new"])
    qtbot.waitUntil(lambda: not session.history.photos.is_busy)
    session.history.redo()
    assert np.array_equal(session.open_photo.work.document.labels, painted)
    session.history.redo()
    assert statuses(session)[0] == "accepted"


def test_acceptance_is_undone_when_the_strokes_before_are_out_of_memory(session, qtbot, monkeypatch):
    paint(session)
    session.statuses.accept()
    monkeypatch.setattr(work, "_KEPT_BYTES", 0)
    show(session, 2, qtbot)
    show(session, 1, qtbot)
    session.history.undo()
    assert statuses(session)[0] == "edited"
    assert titles(session)[0] is None
