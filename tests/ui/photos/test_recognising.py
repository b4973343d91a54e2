"""The window knows photos by their content: copies stay accepted, renamed ones are asked about once."""

import os
from contextlib import closing

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QPushButton, QTreeWidget

from faceparse_gui.project import Project
from faceparse_gui.ui.photos.missing_dialog import MissingDialog
from faceparse_gui.ui.shell.main_window import MainWindow

LABELS = np.full((48, 64), 3, np.uint8)


@pytest.fixture
def accepted(photo_folder):
    with closing(Project.open(photo_folder)) as project:
        for number, record in enumerate(project.records()):
            Image.new("RGB", (64, 48), (30 * number, 90, 90)).save(record.path)
            project.photos.begin(record.key)
            project.save_labels(record.key, LABELS, "accepted")
    return photo_folder


@pytest.fixture
def open_window(theme, qtbot, accepted):
    def open_():
        window = MainWindow()
        qtbot.addWidget(window)
        window.show()
        with qtbot.waitSignals([window.recognising.learnt, window.session.current.opened]):
            window.open_commands.open([accepted])
        return window

    return open_


def test_a_renamed_photo_is_offered_and_its_work_goes_on(open_window, accepted, qtbot):
    (accepted / "1.png").rename(accepted / "0.png")
    window = open_window()
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    assert "1.png seems to be renamed to 0.png" in window.notifications.texts[0]
    assert not window.session.open_photo.work.document.labels.any()

    with qtbot.waitSignal(window.session.current.opened):
        window.notifications.findChild(QPushButton).click()

    key = window.session.photos.keys[0]
    assert window.session.photos.record(key).status == "accepted"
    assert np.array_equal(window.session.open_photo.work.document.labels, LABELS)
    assert window.close()


def test_a_denied_rename_is_not_asked_about_again(open_window, accepted, qtbot):
    (accepted / "1.png").rename(accepted / "0.png")
    window = open_window()
    qtbot.waitUntil(lambda: len(window.notifications.texts) == 1)
    window.notifications.findChildren(QPushButton)[1].click()
    qtbot.waitUntil(lambda: not window.session.project.newcomers())
    assert window.close()
    window = open_window()
    assert window.notifications.texts == []
    assert window.session.photos.record(window.session.photos.keys[0]).status == "new"
    assert window.close()


def test_photos_that_are_gone_are_listed(open_window, accepted, qtbot):
    (accepted / "1.png").unlink()
    window = open_window()
    window.actions_.missing.trigger()
    qtbot.waitUntil(lambda: window.findChild(MissingDialog) is not None)
    listed = window.findChild(MissingDialog).findChild(QTreeWidget)
    assert [listed.topLevelItem(0).text(column) for column in (0, 1)] == ["1.png", "accepted"]
    assert listed.topLevelItemCount() == 1
    window.findChild(MissingDialog).reject()
    assert window.close()


def test_touched_photos_stay_accepted_and_changed_ones_are_reported_in_the_list(open_window, accepted, qtbot):
    for path in accepted.glob("*.png"):
        os.utime(path, (1.6e9, 1.6e9))
    raw = bytearray((accepted / "2.png").read_bytes())
    raw[-1] ^= 1  # as many bytes, another content
    (accepted / "2.png").write_bytes(raw)
    window = open_window()
    qtbot.waitUntil(lambda: "labelled: 1" in " ".join(window.notifications.texts))
    assert [window.session.photos.record(key).changed for key in window.session.photos.keys] == [
        False,
        True,
        False,
    ]
    window.notifications.findChild(QPushButton).click()
    assert [window.session.photos.record(key).path.name for key in window.session.photos.shown] == ["2.png"]
    assert window.close()


def test_the_notice_of_changed_photos_goes_when_they_were_dealt_with(open_window, accepted, qtbot):
    Image.new("RGB", (64, 48), (1, 2, 3)).save(accepted / "2.png")
    window = open_window()
    qtbot.waitUntil(lambda: "labelled: 1" in " ".join(window.notifications.texts))
    assert window.messages.messages == []

    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.step(1)
    assert "labelled: 1" in " ".join(window.notifications.texts)
    window.session.statuses.accept(they_fit=True)

    qtbot.waitUntil(lambda: "labelled: 1" not in " ".join(window.notifications.texts))
    assert window.close()


@pytest.mark.parametrize("has_work", [False, True])
def test_photos_in_sub_folders_are_reported_until_the_folder_itself_is_worked_on(
    theme, qtbot, photo_folder, has_work
):
    for name in ("a", "b/c", ".hidden"):
        (photo_folder / name).mkdir(parents=True)
        Image.new("RGB", (64, 48)).save(photo_folder / name / "1.png")
    (photo_folder / "a" / "notes.txt").touch()
    if has_work:
        with closing(Project.open(photo_folder)) as project:
            project.save_labels(project.records()[0].key, LABELS, "edited")
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignals([window.recognising.learnt, window.session.current.opened]):
        window.open_commands.open([photo_folder])
    assert window.notifications.texts == ([] if has_work else ["2 more photos are in sub-folders of photos."])
    if not has_work:
        with qtbot.waitSignal(window.session.projects.opened):
            window.notifications.findChild(QPushButton).click()
        assert len(window.session.photos.keys) == 5
    assert window.close()


def test_a_folder_is_opened_with_the_work_in_its_sub_folders(theme, qtbot, photo_folder):
    below = photo_folder / "more"
    below.mkdir()
    (photo_folder / "1.png").rename(below / "1.png")
    with closing(Project.open(below)) as project:
        project.save_labels(project.records()[0].key, LABELS, "accepted")
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open([photo_folder])
    qtbot.waitUntil(lambda: "sub-folders of photos" in " ".join(window.notifications.texts))

    with qtbot.waitSignal(window.session.projects.opened):
        window.notifications.findChild(QPushButton).click()

    shown = {
        window.session.project.name_of(window.session.photos.record(key)): window.session.photos.record(
            key
        ).status
        for key in window.session.photos.keys
    }
    assert shown["more/1.png"] == "accepted"
    assert len(shown) == 3
    assert window.close()
