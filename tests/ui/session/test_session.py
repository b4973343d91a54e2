"""What is open in the window: listed, edited, saved, opened again."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QThreadPool

from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction, Project
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.session.steps import PARSE


@pytest.fixture
def session(qtbot, tmp_path):  # which lasts longer than what is open in it
    session = Session()
    session.said = []
    session.notice.connect(lambda level, text: session.said.append((level, text)))
    session.current.failed.connect(lambda error: session.said.append(("error", str(error))))
    yield session
    assert session.projects.close(5)


@pytest.fixture
def opened(session, photo_folder, qtbot):
    open_and_wait(session, [photo_folder], qtbot)
    return session


def open_and_wait(session, paths, qtbot):
    with qtbot.waitSignal(session.current.opened, check_params_cb=lambda image: image is not None):
        session.projects.open(paths)


def show(session, number, qtbot):
    key = session.photos.keys[number - 1]
    if session.open_photo is None or session.open_photo.key != key:
        with qtbot.waitSignal(session.current.opened):
            session.current.select(key)
    assert session.open_photo.key == key


def paint(session, class_id=2):
    document = session.open_photo.work.document
    document.begin_stroke(20, 20, class_id, Brush(9))
    document.end_stroke()


def status(session, number):
    return session.photos.record(session.photos.keys[number - 1]).status


def prediction(class_id=13):
    return Prediction(np.full((48, 64), class_id, np.uint8), np.full((48, 64), 200, np.uint8), "net")


def saved_labels(folder, number):
    project = Project.open(folder)
    try:
        record = project.records()[number - 1]
        return project.load_labels(record.key), record.status
    finally:
        project.close()


def test_a_folder_is_listed_and_its_first_photo_shown(opened):
    assert [record.path.name for record in opened.photos.records()] == ["1.png", "2.png", "3.png"]
    assert opened.open_photo.photo.shape == (48, 64, 3)
    assert opened.open_photo.photo[0, 0, 0] == 60


def test_photos_opened_by_name_are_listed_alone(session, photo_folder, qtbot):
    open_and_wait(session, [photo_folder / "3.png", photo_folder / "1.png"], qtbot)

    assert [record.path.name for record in session.photos.records()] == ["3.png", "1.png"]


def test_another_choice_from_the_open_folder_keeps_the_undo(opened, photo_folder, qtbot):
    paint(opened)

    with qtbot.waitSignal(opened.projects.opened):
        opened.projects.open([photo_folder / "1.png"])

    assert len(opened.photos.keys) == 1
    assert opened.open_photo.work.document.history.undo_text == "Brush"


@pytest.mark.parametrize("name", ["gone.png", "notes.txt", "empty"])
def test_what_cannot_be_opened_is_named_and_the_open_folder_stays(opened, tmp_path, name, qtbot):
    (tmp_path / "notes.txt").write_text("no photo")
    (tmp_path / "empty").mkdir()

    with qtbot.waitSignal(opened.notice):
        opened.projects.open([tmp_path / name])

    assert opened.said[0][0] == "error"
    assert name in opened.said[0][1]
    assert len(opened.photos.keys) == 3
    assert opened.open_photo is not None
    paint(opened)
    assert status(opened, 1) == "edited"


def test_photos_of_other_folders_are_reported(session, photo_folder, tmp_path, qtbot):
    Image.new("RGB", (8, 8)).save(tmp_path / "far.png")

    open_and_wait(session, [photo_folder / "1.png", tmp_path / "far.png"], qtbot)

    assert len(session.photos.keys) == 1
    assert "photos" in session.said[0][1]


def test_a_broken_photo_is_reported_and_the_next_one_opens(photo_folder, session, qtbot):
    (photo_folder / "1.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    with qtbot.waitSignal(session.current.failed):
        session.projects.open([photo_folder])
    assert session.said[0][0] == "error"
    assert "1.png" in session.said[0][1]
    assert session.open_photo is None

    show(session, 2, qtbot)

    assert session.open_photo.photo[0, 0, 0] == 120


def test_of_photos_skipped_over_quickly_only_the_last_is_shown(opened, qtbot):
    shown = []
    opened.current.opened.connect(shown.append)

    opened.current.select(opened.photos.keys[1])
    opened.current.select(opened.photos.keys[0])
    opened.current.select(opened.photos.keys[2])

    qtbot.waitUntil(lambda: opened.open_photo.key == opened.photos.keys[2])
    qtbot.wait(50)
    assert [image.key for image in shown] == [opened.photos.keys[2]]


def test_status_follows_edit_undo_and_accept(opened, qtbot):
    assert status(opened, 1) == "new"
    paint(opened)
    assert status(opened, 1) == "edited"
    opened.history.undo()
    assert status(opened, 1) == "new"
    opened.history.redo()
    assert status(opened, 1) == "edited"
    opened.statuses.accept()
    assert status(opened, 1) == "accepted"
    paint(opened, class_id=3)
    assert status(opened, 1) == "edited"


def test_parse_is_one_undo_step_and_gives_way_to_undo(opened):
    key = opened.open_photo.key
    paint(opened)
    before = opened.open_photo.work.document.labels.copy()

    assert opened.predictions.apply(key, prediction(), asked_for=True)

    assert status(opened, 1) == "parsed"
    assert (opened.open_photo.work.document.labels == 13).all()
    assert opened.open_photo.confidence.at(0, 0) == 200
    assert opened.open_photo.work.document.history.undo_text == PARSE
    opened.history.undo()
    assert np.array_equal(opened.open_photo.work.document.labels, before)
    assert status(opened, 1) == "edited"


@pytest.mark.parametrize("accepted", [False, True])
def test_parse_all_leaves_corrections_alone(opened, accepted, qtbot):
    paint(opened)
    if accepted:
        opened.statuses.accept()
    before = opened.open_photo.work.document.labels.copy()
    was = status(opened, 1)

    assert not opened.predictions.apply(opened.open_photo.key, prediction(), asked_for=False)

    assert np.array_equal(opened.open_photo.work.document.labels, before)
    assert status(opened, 1) == was


def test_a_prediction_for_a_photo_that_is_not_open_is_saved(opened, photo_folder, qtbot):
    opened.predictions.apply(opened.photos.keys[2], prediction(), asked_for=False)
    assert status(opened, 3) == "parsed"

    show(opened, 3, qtbot)

    assert (opened.open_photo.work.document.labels == 13).all()
    assert opened.open_photo.confidence.at(0, 0) == 200


def test_a_prediction_that_arrives_while_its_photo_is_read_is_not_lost(opened, qtbot):
    opened.current.select(opened.photos.keys[1])
    opened.predictions.apply(opened.photos.keys[1], prediction(), asked_for=False)

    qtbot.waitUntil(lambda: opened.open_photo.key == opened.photos.keys[1])

    assert (opened.open_photo.work.document.labels == 13).all()


def test_a_photo_without_a_face_part_still_counts_as_parsed(opened):
    opened.predictions.apply(opened.open_photo.key, prediction(class_id=0), asked_for=True)

    assert status(opened, 1) == "parsed"


def test_undo_outlives_a_visit_to_another_photo(opened, qtbot):
    paint(opened)
    show(opened, 2, qtbot)
    show(opened, 1, qtbot)

    opened.history.undo()

    assert not opened.open_photo.work.document.labels.any()
    assert status(opened, 1) == "new"


def test_reopening_shows_everything_as_it_was(opened, photo_folder, qtbot):
    paint(opened)
    painted = opened.open_photo.work.document.labels.copy()
    opened.statuses.accept()
    show(opened, 2, qtbot)
    paint(opened, class_id=5)

    assert opened.projects.close(5)

    labels, first = saved_labels(photo_folder, 1)
    assert np.array_equal(labels, painted)
    assert first == "accepted"
    labels, second = saved_labels(photo_folder, 2)
    assert set(np.unique(labels)) == {0, 5}
    assert second == "edited"


def test_opening_another_folder_saves_the_one_before(opened, photo_folder, tmp_path, qtbot):
    other = tmp_path / "other"
    other.mkdir()
    Image.new("RGB", (8, 8)).save(other / "a.png")
    paint(opened)

    with qtbot.waitSignal(opened.projects.opened):
        opened.projects.open([other])

    labels, _ = saved_labels(photo_folder, 1)
    assert labels.any()
    qtbot.waitUntil(lambda: opened.open_photo is not None)
    assert opened.open_photo.photo.shape == (8, 8, 3)


def test_a_finished_stroke_is_on_disk_within_two_seconds(opened, photo_folder, qtbot):
    with qtbot.waitSignal(opened.edits.saved):
        paint(opened)

    assert not opened.open_photo.work.document.is_modified


def test_a_photo_without_labels_is_not_accepted(opened):
    said = []
    opened.notice.connect(lambda level, text: said.append(text))
    assert not opened.statuses.accept()
    assert status(opened, 1) == "new"
    assert "Parse or paint" in said[-1]


def test_next_unreviewed_skips_accepted_photos(opened, qtbot):
    show(opened, 2, qtbot)
    paint(opened)
    opened.statuses.accept()
    show(opened, 1, qtbot)

    with qtbot.waitSignal(opened.current.opened):
        assert opened.current.step(1, unreviewed=True)

    assert opened.open_photo.key == opened.photos.keys[2]
    assert not opened.current.step(1, unreviewed=True)


def test_a_picture_is_opened_by_its_content_and_stays_in_the_project_once_worked_on(
    session, photo_folder, qtbot
):
    first = sorted(photo_folder.glob("*.*"))[0]
    odd = photo_folder / "scan.picture"
    odd.write_bytes(first.read_bytes())
    count = len([path for path in photo_folder.iterdir() if path.is_file()])
    open_and_wait(session, [odd], qtbot)
    assert [session.photos.record(key).path for key in session.photos.keys] == [odd]
    paint(session)
    assert session.autosave.flush(5)
    open_and_wait(session, [photo_folder], qtbot)
    assert session.projects.close(5)
    open_and_wait(session, [photo_folder], qtbot)
    assert odd in [session.photos.record(key).path for key in session.photos.keys]
    assert len(session.photos.keys) == count


def test_what_is_no_picture_is_named_for_what_it_is(session, photo_folder, qtbot):
    (photo_folder / "notes.txt").write_text("Dear diary")
    with qtbot.waitSignal(session.notice):
        session.projects.open([photo_folder / "notes.txt"])
    ((level, text),) = session.said
    assert level == "error"
    assert text.startswith("notes.txt is not a picture of a known kind.")


def test_entries_that_are_left_out_are_reported_and_the_others_are_opened(session, photo_folder, qtbot):
    (photo_folder / "circle.png").symlink_to("circle.png")
    (photo_folder / "DSC_1.NEF").touch()
    count = len(list(photo_folder.glob("*.png"))) + len(list(photo_folder.glob("*.jpg")))
    open_and_wait(session, [photo_folder], qtbot)
    assert len(session.photos.keys) == count - 1
    texts = [text for _, text in session.said]
    assert any("entries that may not be read left out: 1 (circle.png)" in text for text in texts)
    assert any("Raw camera files left out: 1 (DSC_1.NEF)" in text for text in texts)


def test_a_large_photo_is_let_go_of_before_the_next_is_read(session, photo_folder, qtbot, monkeypatch):
    monkeypatch.setattr("faceparse_gui.ui.session.current_photo._ALONE_BYTES", 1)
    open_and_wait(session, [photo_folder], qtbot)
    paint(session)
    seen = []
    session.current.opened.connect(seen.append)
    session.current.select(session.photos.keys[1])
    assert session.open_photo is None
    qtbot.waitUntil(lambda: session.open_photo is not None)
    assert [image is None for image in seen] == [True, False]
    session.current.select(session.photos.keys[0])
    qtbot.waitUntil(lambda: session.open_photo is not None)
    assert session.open_photo.work.document.history.can_undo


def test_a_folder_that_is_being_opened_is_let_go_of_when_all_is_closed(session, photo_folder, qtbot):
    session.projects.open([photo_folder])
    assert QThreadPool.globalInstance().waitForDone(20_000)  # what was read is still to arrive
    assert session.projects.close(1)
    qtbot.wait(50)
    assert session.project is None
    Project.open(photo_folder).close()
