"""What other programs and the disk do to an open folder: each is told, nothing is overwritten silently."""

import os
import subprocess
import time
from contextlib import closing

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Project
from faceparse_gui.ui.photos.missing_dialog import MissingDialog
from faceparse_gui.ui.session.session import Session
from faceparse_gui.ui.shell.main_window import MainWindow


@pytest.fixture
def window(theme, qtbot, photo_folder):
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    qtbot.waitUntil(lambda: window.photo_watch._watcher.files() != [])
    return window


@pytest.fixture
def read_only(photo_folder):
    """A call that takes, or gives back, the right to write where the label maps are."""
    folder = photo_folder / ".faceparse" / "labels"
    taken = []

    def switch(on):
        if os.geteuid() != 0:
            folder.chmod(0o555 if on else 0o755)
        elif on:
            for options in (["--bind", str(folder)], ["-o", "remount,bind,ro"]):
                if subprocess.run(
                    ["mount", *options, str(folder)], capture_output=True, check=False
                ).returncode:
                    pytest.skip("only root may mount a disk for this test")
        else:
            subprocess.run(["umount", str(folder)], check=True)
        taken[:] = [on]

    yield switch
    if taken == [True]:
        switch(False)


def paint(window, class_id=2):
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, class_id, Brush(9))
    document.end_stroke()
    return document.labels.copy()


def save_over(path, grey, size=(64, 48)):
    """As editors do: another file, renamed into place."""
    new = path.with_name("new.tmp")
    Image.new("RGB", size, (grey,) * 3).save(new, "PNG")
    new.replace(path)


def test_a_changed_photo_is_offered_and_shown_with_the_same_labels(window, photo_folder, qtbot):
    painted = paint(window)
    save_over(photo_folder / "1.png", 200)
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    assert "1.png" in window.notifications.texts[0]
    assert window.session.open_photo.photo[0, 0, 0] == 60, "it must not change under the hand"

    with qtbot.waitSignal(window.session.current.opened):
        window.notifications.findChild(QPushButton).click()

    assert window.session.open_photo.photo[0, 0, 0] == 200
    assert np.array_equal(window.session.open_photo.work.document.labels, painted)
    assert window.session.open_photo.work.document.history.can_undo
    assert window.notifications.texts == []


def test_a_second_change_is_reported_as_well(window, photo_folder, qtbot):
    for grey in (200, 100):
        save_over(photo_folder / "1.png", grey)
        qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
        with qtbot.waitSignal(window.session.current.opened):
            window.notifications.findChild(QPushButton).click()
        qtbot.waitUntil(lambda: window.photo_watch._watcher.files() != [])

    assert window.session.open_photo.photo[0, 0, 0] == 100


def test_a_changed_photo_of_another_size_costs_no_labels(window, photo_folder, qtbot):
    before = (photo_folder / "1.png").read_bytes()
    painted = paint(window)
    save_over(photo_folder / "1.png", 200, size=(100, 80))
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    window.notifications.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: "is 100 × 80 pixels but was 64 × 48" in " ".join(window.messages.messages))
    assert not window.session.open_photo.work.document.labels.any()
    window.actions_.accept.trigger()
    qtbot.waitUntil(lambda: "not accepted" in " ".join(window.messages.messages))
    assert window.session.autosave.flush(5)
    (kept,) = (photo_folder / ".faceparse" / "labels").iterdir()
    with Image.open(kept) as picture:
        assert np.array_equal(np.asarray(picture), painted)

    (photo_folder / "1.png").write_bytes(before)
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.reload()
    assert np.array_equal(window.session.open_photo.work.document.labels, painted)
    assert not window.session.photos.record(window.session.photos.keys[0]).changed


def test_work_on_a_changed_photo_keeps_the_labels_of_before_aside_and_reports_it(window, photo_folder, qtbot):
    painted = paint(window)
    assert window.session.autosave.flush(5)
    save_over(photo_folder / "1.png", 200, size=(100, 80))
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    with qtbot.waitSignal(window.session.current.opened):
        window.notifications.findChild(QPushButton).click()
    anew = paint(window, class_id=5)
    qtbot.waitUntil(lambda: "set-aside" in " ".join(window.messages.messages))
    assert window.session.autosave.flush(5)

    aside = next((photo_folder / ".faceparse" / "labels").glob("*set-aside*"))
    with Image.open(aside) as picture:
        assert np.array_equal(np.asarray(picture), painted)
    assert window.close()
    with closing(Project.open(photo_folder)) as project:
        assert np.array_equal(project.load_labels(project.records()[0].key), anew)
        assert not project.records()[0].changed


def test_a_deleted_photo_is_reported_once_and_its_labels_are_saved(window, photo_folder, qtbot):
    (photo_folder / "1.png").unlink()
    qtbot.waitUntil(lambda: "1.png is missing" in " ".join(window.messages.messages))
    window.messages.clear()
    painted = paint(window)
    window.photo_watch.check()
    qtbot.wait(100)
    assert window.messages.messages == []
    assert window.session.autosave.flush(5)

    Image.new("RGB", (64, 48), (60,) * 3).save(photo_folder / "1.png")
    assert window.close()
    with closing(Project.open(photo_folder)) as project:
        assert np.array_equal(project.load_labels(project.records()[0].key), painted)


def test_a_photo_changed_while_the_window_was_left_is_reported_on_coming_back(window, photo_folder, qtbot):
    window.photo_watch._watcher.removePaths(
        window.photo_watch._watcher.files()
    )  # a disk that reports nothing
    save_over(photo_folder / "1.png", 200)

    QApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)

    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)


def test_a_photo_changed_before_it_is_stepped_to_is_reported_if_it_has_labels(window, photo_folder, qtbot):
    paint(window)
    assert window.session.autosave.flush(5)
    for grey, row in ((150, 1), (160, 0)):
        with qtbot.waitSignal(window.session.current.opened):
            window.session.current.select(window.session.photos.keys[row])
        if row == 1:
            save_over(photo_folder / "1.png", grey)

    qtbot.waitUntil(lambda: "1.png has changed since" in " ".join(window.messages.messages))


def restore(path, before):
    new = path.with_name("old.tmp")
    new.write_bytes(before)
    new.replace(path)


def show(window, qtbot, row):
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.select(window.session.photos.keys[row])


def test_notices_of_a_photo_go_with_the_photo(window, photo_folder, qtbot):
    (photo_folder / "1.png").unlink()
    qtbot.waitUntil(lambda: "1.png is missing" in " ".join(window.messages.messages))
    show(window, qtbot, 1)
    assert window.messages.messages == []


def test_a_missing_photo_is_named_in_its_place_and_can_be_tried_again(window, photo_folder, qtbot):
    path = photo_folder / "1.png"
    before = path.read_bytes()
    show(window, qtbot, 1)
    path.unlink()
    window.session.current.select(window.session.photos.keys[0])
    shown = window.canvas.findChildren(QLabel)
    qtbot.waitUntil(lambda: "1.png is not in the folder." in [label.text() for label in shown])
    buttons = {each.text(): each for each in window.canvas.findChildren(QPushButton) if each.isVisible()}
    assert set(buttons) == {"Missing photos…", "Try again"}

    restore(path, before)
    with qtbot.waitSignal(window.session.current.opened):
        buttons["Try again"].click()
    assert window.session.open_photo is not None


def test_in_the_place_of_a_missing_photo_all_that_are_missing_are_listed(window, photo_folder, qtbot):
    paint(window)
    assert window.session.autosave.flush(5)
    show(window, qtbot, 1)
    (photo_folder / "1.png").unlink()
    window.session.current.select(window.session.photos.keys[0])
    shown = window.canvas.findChildren(QPushButton)
    qtbot.waitUntil(lambda: "Missing photos…" in [each.text() for each in shown if each.isVisible()])
    next(each for each in shown if each.text() == "Missing photos…").click()
    qtbot.waitUntil(lambda: window.findChild(MissingDialog) is not None)
    listed = window.findChild(MissingDialog).list
    assert [listed.topLevelItem(number).text(0) for number in range(listed.topLevelItemCount())] == ["1.png"]
    window.findChild(MissingDialog).reject()


def test_no_list_of_missing_photos_where_none_is_missing(window, qtbot):
    window.actions_.missing.trigger()
    qtbot.waitUntil(lambda: "No photos with labels are missing." in window.jobs.notice)
    assert window.findChild(MissingDialog) is None


def test_a_photo_that_is_put_back_takes_notice_offer_and_mark_with_it(window, photo_folder, qtbot):
    path = photo_folder / "1.png"
    before, key = path.read_bytes(), window.session.photos.keys[0]
    paint(window)
    assert window.session.autosave.flush(5)
    save_over(path, 200)
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    restore(path, before)
    qtbot.waitUntil(lambda: window.notifications.texts == [])

    show(window, qtbot, 1)
    save_over(path, 200)
    show(window, qtbot, 0)
    qtbot.waitUntil(lambda: "has changed since" in " ".join(window.messages.messages))
    assert window.session.photos.record(key).changed
    turned = window.photo_list.thumbnails.get(key, path, window.session.project.photos.stamp(key))
    restore(path, before)
    qtbot.waitUntil(
        lambda: window.session.open_photo is not None and window.session.open_photo.photo[0, 0, 0] == 60
    )
    qtbot.waitUntil(lambda: window.messages.messages == [])
    assert not window.session.photos.record(key).changed
    assert turned is None or turned.toImage().pixelColor(5, 5).red() == 200
    qtbot.waitUntil(
        lambda: (
            window.photo_list.thumbnails.get(key, path, window.session.project.photos.stamp(key))
            .toImage()
            .pixelColor(5, 5)
            .red()
            == 60
        )
    )


def test_labels_of_a_changed_photo_are_accepted_only_when_a_person_says_that_they_fit(
    window, photo_folder, qtbot
):
    path, key = photo_folder / "1.png", window.session.photos.keys[0]
    before = path.read_bytes()
    paint(window)
    assert window.session.autosave.flush(5)
    qtbot.waitUntil(lambda: not window.session.open_photo.work.document.is_modified)
    show(window, qtbot, 1)
    save_over(path, 200)
    show(window, qtbot, 0)
    window.actions_.accept.trigger()
    assert "1.png was not accepted" in window.notifications.texts[0]
    assert window.session.photos.record(key).status == "edited"
    restore(path, before)
    qtbot.waitUntil(lambda: not window.session.photos.record(key).changed)

    show(window, qtbot, 1)
    save_over(path, 200)
    show(window, qtbot, 0)
    window.actions_.accept.trigger()
    window.notifications.findChild(QPushButton).click()
    assert window.session.autosave.flush(5)
    assert window.session.photos.record(key).status == "accepted"
    assert not window.session.photos.record(key).changed


def test_a_folder_gone_read_only_is_reported_and_all_is_saved_when_it_is_writable_again(
    read_only, window, photo_folder, qtbot
):
    first = paint(window)
    assert window.session.autosave.flush(5)
    read_only(True)
    second = paint(window, class_id=5)
    qtbot.waitUntil(lambda: "may not write" in " ".join(window.messages.messages))
    assert window.session.autosave.pending
    assert not np.array_equal(first, second)

    read_only(False)
    begun = time.monotonic()
    qtbot.waitUntil(lambda: not window.session.autosave.pending)
    assert time.monotonic() - begun < 4
    assert window.close()
    with closing(Project.open(photo_folder)) as project:
        assert np.array_equal(project.load_labels(project.records()[0].key), second)


def test_a_second_window_is_reported_and_the_first_goes_on(window, photo_folder, qtbot):
    second = Session()
    said = []
    second.notice.connect(lambda level, text: said.append((level, text)))
    with qtbot.waitSignal(second.notice):
        second.projects.open([photo_folder])

    assert said[0][0] == "error"
    assert "works on it" in said[0][1]
    assert second.open_photo is None
    paint(window)
    assert window.session.autosave.flush(5)
