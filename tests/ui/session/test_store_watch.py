"""The open folder is moved, deleted or replaced: the window says so meanwhile, and loses nothing."""

import shutil
from contextlib import closing

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QToolButton

from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction, Project
from faceparse_gui.ui.shell.main_window import MainWindow


@pytest.fixture
def window(theme, qtbot, photo_folder):
    window = MainWindow()
    qtbot.addWidget(window, before_close_func=lambda _: answer_later(1))  # a test that failed must end
    window.show()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    paint(window, 1)
    qtbot.waitUntil(lambda: not window.session.autosave.pending)
    yield window
    assert window.session.projects.close(5, lose=True)  # a window that was closed before is not asked again


def paint(window, class_id):
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, class_id, Brush(9))
    document.end_stroke()
    return document.labels.copy()


def saved(folder):
    with closing(Project.open(folder)) as project:
        return project.load_labels(project.records()[0].key)


def answer_later(number, asked=None):
    """Press a button of the question that will be asked, if one is."""

    def answer():
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                if asked is not None:
                    asked.append(box.informativeText())
                box.buttons()[number].click()

    QTimer.singleShot(300, answer)


def press(window, text):
    (button,) = [each for each in window.notifications.findChildren(QPushButton) if each.text() == text]
    button.click()


def test_a_moved_folder_is_reported_for_as_long_as_it_is_gone_and_then_saved_to(window, photo_folder, qtbot):
    moved = photo_folder.rename(photo_folder.with_name("moved"))
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)  # at once, before anything is painted
    painted = paint(window, 2)
    qtbot.waitUntil(lambda: window.session.autosave.trouble is not None)
    press(window, "Try again")
    qtbot.wait(50)
    assert str(moved) in window.notifications.texts[0]
    assert not window.notifications.findChildren(QToolButton), "a state cannot be closed"
    assert not photo_folder.exists()
    assert window.isWindowModified()
    assert not window.messages.messages, "it is told once"

    moved.rename(photo_folder)

    qtbot.waitUntil(lambda: not window.session.autosave.pending and not window.notifications.texts)
    qtbot.waitUntil(lambda: not window.isWindowModified())
    assert window.close()
    assert np.array_equal(saved(photo_folder), painted)


def test_work_goes_on_where_the_folder_was_moved_to(window, photo_folder, qtbot):
    moved = photo_folder.rename(photo_folder.with_name("moved"))
    painted = paint(window, 2)
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    with qtbot.waitSignal(window.session.current.opened):
        press(window, "Continue there")
    qtbot.waitUntil(lambda: not window.session.autosave.pending and not window.notifications.texts)
    assert window.session.projects.paths == [moved]
    assert window.session.open_photo.work.document.history.can_undo
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.step(1)
    assert window.close()
    assert np.array_equal(saved(moved), painted)


def test_a_photo_that_could_not_be_read_is_shown_when_the_folder_is_back(window, photo_folder, qtbot):
    moved = photo_folder.rename(photo_folder.with_name("moved"))
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    session = window.session
    with qtbot.waitSignal(session.current.opened, check_params_cb=lambda image: image is None):
        session.current.step(1)
    asked = session.project.photos
    assert asked.check(session.photos.keys[1]) == asked.begin(session.photos.keys[1]) == "gone"
    with qtbot.waitSignal(session.current.opened, check_params_cb=bool, timeout=10_000):
        moved.rename(photo_folder)
    assert session.open_photo.key == session.photos.keys[1]
    path = photo_folder / "2.png"
    qtbot.waitUntil(
        lambda: (
            window.photo_list.thumbnails.get(
                session.photos.keys[1], path, asked.stamp(session.photos.keys[1])
            )
            is not None
        )
    )
    assert window.notifications.texts == []


def test_a_folder_that_is_not_the_moved_one_is_not_gone_on_in(window, photo_folder, qtbot):
    photo_folder.rename(photo_folder.with_name("moved"))
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    other = photo_folder.with_name("other")
    other.mkdir()
    window.store_watch.continue_in(other)
    qtbot.waitUntil(lambda: "is not the folder that was moved" in " ".join(window.messages.messages))
    assert list(other.iterdir()) == []
    assert window.session.project.folder == photo_folder


def test_closing_while_it_is_gone_asks_and_says_why(window, photo_folder, qtbot):
    moved = photo_folder.rename(photo_folder.with_name("moved"))
    paint(window, 2)
    asked = []
    answer_later(0, asked)
    assert not window.close()
    assert str(moved) in asked[0]
    answer_later(1, asked)
    assert window.close()


def test_another_folder_opened_in_its_place_is_another_project(window, photo_folder, qtbot):
    shutil.copytree(photo_folder, photo_folder.with_name("copy"))
    before = saved(photo_folder.with_name("copy"))
    moved = photo_folder.rename(photo_folder.with_name("moved"))
    photo_folder.with_name("copy").rename(photo_folder)
    painted = paint(window, 2)
    window.open_commands.open([photo_folder])
    qtbot.waitUntil(lambda: "stays open" in " ".join(window.messages.messages))
    assert np.array_equal(saved(photo_folder), before)
    photo_folder.rename(photo_folder.with_name("copy"))
    moved.rename(photo_folder)
    qtbot.waitUntil(lambda: not window.session.autosave.pending)
    assert window.close()
    assert np.array_equal(saved(photo_folder), painted)


def test_work_goes_on_in_another_folder_in_its_place_if_one_says_so(window, photo_folder, qtbot):
    """A disk that is plugged in again is another one for the system; so is a copy from a backup."""
    shutil.copytree(photo_folder, photo_folder.with_name("copy"))
    painted = paint(window, 2)
    moved = photo_folder.rename(photo_folder.with_name("moved"))
    window.session.statuses.accept()
    photo_folder.with_name("copy").rename(photo_folder)
    qtbot.waitUntil(lambda: "in the place of" in " ".join(window.notifications.texts))
    (file,) = (moved / ".faceparse" / "labels").iterdir()
    before = file.read_bytes()
    with qtbot.waitSignal(window.session.current.opened, check_params_cb=bool):
        press(window, "Continue here")
    assert window.notifications.texts == []
    assert np.array_equal(window.session.open_photo.work.document.labels, painted)
    assert window.session.photos.record(window.session.photos.keys[0]).status == "accepted"
    assert window.close()
    assert np.array_equal(saved(photo_folder), painted)
    assert file.read_bytes() == before


@pytest.mark.parametrize("how", ["by painting on", "by the notification"])
def test_a_deleted_store_is_reported_and_made_anew_with_what_is_open(window, photo_folder, qtbot, how):
    painted = window.session.open_photo.work.document.labels.copy()
    shutil.rmtree(photo_folder / ".faceparse")
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    if how == "by painting on":
        painted = paint(window, 2)
    else:
        press(window, "Create again")
    qtbot.waitUntil(lambda: "deleted" in " ".join(window.messages.messages))
    qtbot.waitUntil(lambda: window.session.photos.record(window.session.photos.keys[0]).status == "edited")
    qtbot.waitUntil(lambda: not window.session.autosave.pending and not window.notifications.texts)
    assert window.close()
    assert np.array_equal(saved(photo_folder), painted)


def test_damaged_labels_are_reported_and_those_from_before_are_shown(window, photo_folder, qtbot):
    before = window.session.open_photo.work.document.labels.copy()
    paint(window, 2)
    window.session.statuses.accept()
    assert window.close()
    (file,) = (photo_folder / ".faceparse" / "labels").iterdir()
    damaged = bytearray(file.read_bytes())
    damaged[-20] ^= 1
    file.write_bytes(damaged)

    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    qtbot.waitUntil(lambda: "saved before" in " ".join(window.messages.messages))

    assert np.array_equal(window.session.open_photo.work.document.labels, before)
    assert window.session.photos.record(window.session.photos.keys[0]).status == "edited"


def test_photos_that_are_gone_are_reported_while_their_store_elsewhere_takes_the_work(
    theme, qtbot, photo_folder, monkeypatch
):
    monkeypatch.setattr("faceparse_gui.project.store.location._is_writable", _only_own)
    window = MainWindow()
    qtbot.addWidget(window, before_close_func=lambda _: answer_later(1))
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    moved = photo_folder.rename(photo_folder.with_name("moved"))
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    assert "None of its photos can be read" in window.notifications.texts[0]
    painted = paint(window, 2)
    qtbot.waitUntil(lambda: not window.session.autosave.pending)
    moved.rename(photo_folder)
    qtbot.waitUntil(lambda: window.notifications.texts == [])
    assert window.close()
    assert np.array_equal(saved(photo_folder), painted)


def _only_own(store):
    """Photos of which one may only read."""
    if store.name == ".faceparse":
        return False
    store.mkdir(parents=True, exist_ok=True)
    return True


@pytest.mark.parametrize("kind", ["predictions", "confidence"])
def test_damage_of_what_the_network_said_is_reported(window, photo_folder, qtbot, kind):
    key = window.session.photos.keys[0]
    maps = np.full((48, 64), 1, np.uint8), np.full((48, 64), 200, np.uint8)
    window.session.autosave.submit_prediction(key, Prediction(*maps, "net"))
    assert window.close()
    (file,) = (photo_folder / ".faceparse" / kind).iterdir()
    damaged = bytearray(file.read_bytes())
    damaged[-20] ^= 1
    file.write_bytes(damaged)

    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    qtbot.waitUntil(lambda: "set aside" in " ".join(window.messages.messages))
    assert window.session.open_photo.found is None
