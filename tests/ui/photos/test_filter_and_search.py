"""Search, filter, marking several photos, and the progress, through real events."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction, Project
from faceparse_gui.ui.photos.progress_summary import Pace, ProgressSummary
from faceparse_gui.ui.shell.main_window import MainWindow

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "many"
    folder.mkdir()
    for name in ("anna 1", "anna 2", "bert 1", "bert 2", "carla"):
        Image.new("RGB", (64, 48), (90, 80, 70)).save(folder / f"{name}.png")
    return folder


@pytest.fixture
def window(qtbot, theme, folder):
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.session.projects.open([folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    yield window
    window.close()


def shown(window) -> list[str]:
    return [window.session.photos.record(key).path.stem for key in window.session.photos.shown]


def rows(window) -> int:
    return window.photo_list.view.model().rowCount()


def statuses(window) -> dict[str, str]:
    return {record.path.stem: record.status for record in window.session.photos.records()}


def paint(window, qtbot, name: str) -> None:
    key = next(r.key for r in window.session.photos.records() if r.path.stem == name)
    window.session.current.select(key)
    qtbot.waitUntil(lambda: window.session.open_photo is not None and window.session.open_photo.key == key)
    document = window.session.open_photo.work.document
    document.begin_stroke(10, 10, 5, Brush(5))
    document.end_stroke()


def mark(window, *names: str) -> None:
    view = window.photo_list.view
    for row in range(rows(window)):
        if view.model().index(row).data() in {f"{name}.png" for name in names}:
            view.selectionModel().select(view.model().index(row), QItemSelectionModel.SelectionFlag.Select)


def test_ctrl_f_searches_and_escape_shows_all_and_gives_the_keys_back(qtbot, window):
    QTest.keyClick(window, Qt.Key.Key_F, CTRL)
    field = window.photo_list.filter_bar.field
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "BERT 1")
    assert shown(window) == ["bert 1"]
    assert rows(window) == 1
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert len(shown(window)) == rows(window) == 5
    assert not field.text()
    assert window.canvas.hasFocus()


def test_the_steps_go_through_what_is_shown(qtbot, window):
    window.photo_list.filter.set_words("1")
    assert shown(window) == ["anna 1", "bert 1"]
    assert window.session.current.step(1)
    qtbot.waitUntil(lambda: window.session.photos.record(window.session.open_photo.key).path.stem == "bert 1")
    assert not window.session.current.step(1)
    window.photo_list.filter.set_words("carla")
    assert window.session.current.step(1)
    qtbot.waitUntil(lambda: window.session.photos.record(window.session.open_photo.key).path.stem == "carla")


def test_what_matches_nothing_says_so_and_offers_all(qtbot, window):
    window.photo_list.filter.set_words("nobody")
    button = next(b for b in window.photo_list.findChildren(QPushButton) if b.isVisible())
    assert not window.photo_list.view.isVisible()
    button.click()
    assert window.photo_list.view.isVisible()
    assert len(shown(window)) == 5


def test_a_state_is_chosen_from_the_menu_and_rows_stay_until_asked(qtbot, window):
    paint(window, qtbot, "bert 1")
    window.photo_list.filter_bar.choices["edited"].trigger()
    assert shown(window) == ["bert 1"]
    paint(window, qtbot, "anna 2")
    assert shown(window) == ["bert 1"]
    window.photo_list.filter.apply()
    assert shown(window) == ["anna 2", "bert 1"]
    window.photo_list.filter_bar.choices["all"].trigger()
    assert len(shown(window)) == 5


def test_photos_with_issues_are_marked_found_and_sorted(qtbot, window):
    labels = np.zeros((48, 64), np.uint8)
    labels[4:44, 8:56] = 1
    labels[12:17, 15:21], labels[12:17, 43:49] = 4, 5  # the eyes on the wrong sides
    labels[24:31, 29:35], labels[36:39, 24:40], labels[39:42, 24:40] = 2, 11, 12
    key = next(record.key for record in window.session.photos.records() if record.path.stem == "carla")
    window.session.autosave.submit(key, labels, "edited")
    assert window.session.autosave.flush(5)
    qtbot.waitUntil(lambda: window.session.photos.record(key).issues == 1)
    window.photo_list.filter_bar.choices["warned"].trigger()
    assert shown(window) == ["carla"]
    assert "1 issue" in window.photo_list.view.model().index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    window.photo_list.filter.clear()
    window.photo_list.ordering.set_order("warnings")
    assert shown(window)[0] == "carla"
    window.photo_list.ordering.set_order("name")


def test_marked_photos_are_accepted_at_once_and_it_can_be_undone(qtbot, window, folder):
    for name in ("anna 1", "bert 2"):
        paint(window, qtbot, name)
    mark(window, "anna 1", "bert 2", "carla")
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL | SHIFT)
    assert statuses(window) == {
        "anna 1": "accepted", "anna 2": "new", "bert 1": "new", "bert 2": "accepted", "carla": "new",
    }  # fmt: skip
    assert any("2 photos" in text and "1 photo " in text for text in window.notifications.texts)
    assert window.session.autosave.flush(5)
    undo = next(b for b in window.notifications.findChildren(QPushButton) if b.text() == "Undo")
    undo.click()
    assert statuses(window)["anna 1"] == statuses(window)["bert 2"] == "edited"
    mark(window, "anna 1")
    window.selection.accept.trigger()
    window.close()
    project = Project.open(folder)
    kept = {record.path.stem: record.status for record in project.records()}
    project.close()
    assert kept["anna 1"] == "accepted"


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Return, CTRL),
        (Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_D, CTRL | SHIFT),
    ],
)
def test_moving_on_by_a_key_leaves_that_photo_alone_marked(qtbot, window, key, modifiers):
    window.session.statuses.set(dict.fromkeys(window.session.photos.keys, "parsed"), "Parse all")
    for number in (1, 2):
        QTest.keyClick(window, key, modifiers)
        qtbot.waitUntil(
            lambda number=number: window.session.open_photo.key == window.session.photos.keys[number]
        )
        assert window.photo_list.selected_keys == [window.session.photos.keys[number]]
    window.photo_list.view.selectAll()
    QTest.keyClick(window, key, modifiers)
    qtbot.waitUntil(lambda: window.session.open_photo.key == window.session.photos.keys[3])
    assert window.photo_list.selected_keys == [window.session.photos.keys[3]]


def test_the_commands_for_the_marked_show_how_many_they_would_change(qtbot, window):
    paint(window, qtbot, "bert 1")
    window.session.statuses.accept()
    paint(window, qtbot, "anna 2")
    window.photo_list.view.selectAll()
    selection = window.selection
    qtbot.waitUntil(lambda: selection.take_back.text() == "Unaccept selected photos (1)")
    assert selection.accept.text() == "Accept selected photos (1)"
    assert selection.parse.text() == "Parse selected photos (3)"
    assert window.shortcuts.title("list.accept") == "Accept selected photos"


@pytest.mark.parametrize("is_new_start", [False, True])
def test_acceptance_taken_back_gives_the_status_from_before(qtbot, window, theme, folder, is_new_start):
    """A photo that nobody edited is not learned from afterwards, and is parsed again with the others."""
    maps = np.full((48, 64), 13, np.uint8), np.full((48, 64), 200, np.uint8)
    window.session.predictions.apply(window.session.open_photo.key, Prediction(*maps, "net"), asked_for=True)
    window.session.statuses.accept()
    paint(window, qtbot, "bert 1")
    window.session.statuses.accept()
    if is_new_start:
        window.close()
        window = MainWindow()
        qtbot.addWidget(window)
        window.show()
        window.session.projects.open([folder])
        qtbot.waitUntil(lambda: window.session.open_photo is not None)
    window.photo_list.view.selectAll()
    window.selection.take_back.trigger()
    qtbot.waitUntil(lambda: statuses(window)["anna 1"] == "parsed")
    assert statuses(window)["bert 1"] == "edited"
    window.actions_.undo.trigger()
    assert statuses(window)["anna 1"] == statuses(window)["bert 1"] == "accepted"
    window.close()


def test_right_after_accepting_undo_takes_it_back_and_shows_that_photo(qtbot, window):
    paint(window, qtbot, "anna 1")
    QTest.keyClick(window, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: window.session.open_photo.key == window.session.photos.keys[1])
    assert window.actions_.undo.text() == "Undo: Accept (anna 1.png)"
    QTest.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert statuses(window)["anna 1"] == "edited"
    qtbot.waitUntil(lambda: window.session.open_photo.key == window.session.photos.keys[0])
    assert window.actions_.redo.text() == "Redo Accept"


def test_acceptance_is_taken_back_and_paths_are_copied(qtbot, window, folder):
    paint(window, qtbot, "carla")
    window.session.statuses.accept()
    mark(window, "carla")
    window.selection.take_back.trigger()
    assert statuses(window)["carla"] == "edited"
    window.selection.copy.trigger()
    assert str(folder / "carla.png") in QGuiApplication.clipboard().text()


def test_only_photos_without_corrections_are_parsed_again(qtbot, window, monkeypatch):
    paint(window, qtbot, "anna 1")
    asked = []
    monkeypatch.setattr(window.service, "parse_all", lambda requests: asked.extend(r.key for r in requests))
    mark(window, "anna 1", "bert 1")
    window.selection.parse.trigger()
    assert [window.session.photos.record(key).path.stem for key in asked] == ["bert 1"]


def test_the_pace_is_that_of_the_last_photos_without_the_breaks():
    clock = [0.0]
    pace = Pace(lambda: clock[0])
    for seconds in (0, *[20] * 9):
        assert pace.seconds is None
        clock[0] += seconds
        pace.accepted()
    assert pace.seconds == 20
    clock[0] += 3600
    pace.accepted()
    assert pace.seconds == 20
    for _ in range(30):
        clock[0] += 10
        pace.accepted()
    assert pace.seconds == 10


def test_no_pace_is_reported_of_keys_pressed_in_a_row():
    clock = [0.0]
    pace = Pace(lambda: clock[0])
    for _ in range(20):
        clock[0] += 1.5
        pace.accepted()
    assert pace.seconds is None


def test_progress_is_reported_in_plain_words(qtbot, theme, monkeypatch):
    summary = ProgressSummary()
    qtbot.addWidget(summary)
    clock = [0.0]
    summary._pace = Pace(lambda: clock[0])
    assert summary.text == "No photos open"
    for accepted in range(45, 56):
        clock[0] += 60
        summary.show_counts(accepted, 300)
    assert summary.text == "55 of 300 accepted · 60 per hour · 4 h 5 min left"
    assert (
        "60\u00a0per\u00a0hour · 4\u00a0h\u00a05\u00a0min" in summary._text.text()
    )  # no line ends in a figure
    summary.show_counts(200, 300)  # a batch says nothing of the pace
    assert "60 per hour" in summary.text
    summary.show_counts(300, 300)
    assert summary.text == "300 of 300 accepted"
