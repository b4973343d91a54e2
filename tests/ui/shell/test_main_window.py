"""The main window: keys, tooltips, and which commands are enabled when."""

import json
from collections import Counter
from contextlib import closing

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from faceparse_gui.document.brush import Brush
from faceparse_gui.project import Prediction, Project, ProjectError
from faceparse_gui.ui.session import recent
from faceparse_gui.ui.shell.command_bar import CommandBar
from faceparse_gui.ui.shell.help import KeysSheet
from faceparse_gui.ui.shell.main_window import MainWindow


@pytest.fixture
def make_window(theme, qtbot):
    windows = []

    def make():
        window = MainWindow()
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        window.activateWindow()
        qtbot.waitExposed(window)
        return window

    yield make
    for window in windows:
        window.close()


@pytest.fixture
def window(make_window):
    return make_window()


def open_and_wait(window, paths, qtbot):
    with qtbot.waitSignal(window.session.current.opened):
        window.open_commands.open(paths)


def paint(window):
    document = window.session.open_photo.work.document
    document.begin_stroke(20, 20, 5, Brush(9))
    document.end_stroke()


def row(window):
    return window.session.photos.keys.index(window.session.open_photo.key)


def drop(window, *paths):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(100, 100),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_no_key_means_two_things(window):
    actions = [action for action in window.findChildren(QAction) if action.shortcuts()]
    keys = Counter(key.toString() for action in actions for key in action.shortcuts())

    assert [key for key, times in keys.items() if times > 1] == []


def test_the_sheet_lists_every_key_of_the_window(window):
    window.actions_.shortcuts.trigger()
    sheet = window.findChild(KeysSheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}

    missing = [
        action.iconText()
        for action in window.findChildren(QAction)
        if action.shortcuts() and action.iconText().removesuffix("…") not in shown
    ]

    assert missing == []
    sheet.reject()


def test_tooltips_show_the_key(window):
    for action in window.findChildren(QAction):
        if action.shortcuts() and not action.icon().isNull():
            assert (
                f"({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)}" in action.toolTip()
            )


def test_without_photos_nothing_that_needs_one_can_be_pressed(window):
    actions = window.actions_

    assert not any(action.isEnabled() for action in (*actions.for_photo(), *actions.for_project()))
    assert not actions.undo.isEnabled()
    assert actions.open_folder.isEnabled()


def test_the_sample_photos_open_from_the_empty_window(window, home, qtbot):
    with qtbot.waitSignal(window.session.current.opened):
        window.canvas.open_sample_requested.emit()

    path = window.session.photos.record(window.session.open_photo.key).path
    assert path.is_relative_to(home)  # a copy of the user's own: work is saved beside it
    photos = window.session.photos
    assert [photos.record(key).path.name for key in photos.keys] == ["family.jpg", "portrait.jpg"]
    assert window.windowTitle().startswith("family.jpg")


def test_a_dropped_folder_and_dropped_photos_are_opened(window, photo_folder, qtbot):
    with qtbot.waitSignal(window.session.current.opened):
        drop(window, photo_folder)
    assert len(window.session.photos.keys) == 3

    with qtbot.waitSignal(window.session.projects.opened):
        drop(window, photo_folder / "2.png", photo_folder / "3.png")
    assert [record.path.name for record in window.session.photos.records()] == ["2.png", "3.png"]


def test_keys_go_from_photo_to_photo(window, photo_folder, qtbot):
    open_and_wait(window, [photo_folder], qtbot)
    with qtbot.waitSignal(window.session.current.opened):
        QTest.keyClick(window, Qt.Key.Key_D)
    assert row(window) == 1
    with qtbot.waitSignal(window.session.current.opened):
        QTest.keyClick(window, Qt.Key.Key_A)
    assert row(window) == 0

    QTest.keyClick(window, Qt.Key.Key_A)

    assert row(window) == 0
    assert "first" in window.jobs.notice


def test_undo_says_what_it_undoes(window, photo_folder, qtbot):
    open_and_wait(window, [photo_folder], qtbot)
    assert not window.actions_.undo.isEnabled()

    paint(window)

    assert window.actions_.undo.text() == "Undo Brush"
    window.actions_.undo.trigger()
    assert not window.actions_.undo.isEnabled()
    assert window.actions_.redo.text() == "Redo Brush"


def test_undo_in_mid_stroke_takes_the_stroke_back(window, photo_folder, qtbot):
    open_and_wait(window, [photo_folder], qtbot)
    canvas = window.canvas
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    QTest.mouseMove(canvas, canvas.rect().center() + QPoint(30, 0))
    assert window.session.open_photo.work.document.labels.any()

    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert not window.session.open_photo.work.document.labels.any()
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=canvas.rect().center())
    assert not window.session.open_photo.work.document.labels.any()


def test_changing_the_photo_in_mid_stroke_keeps_the_stroke(window, photo_folder, qtbot):
    open_and_wait(window, [photo_folder], qtbot)
    first = window.session.open_photo.work
    QTest.mousePress(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.rect().center())

    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.step(1)

    assert first.document.history.undo_text == "Brush"
    assert window.session.photos.record(first.key).status == "edited"


def test_h_held_shows_the_bare_photo(window, photo_folder, qtbot):
    open_and_wait(window, [photo_folder], qtbot)

    QTest.keyPress(window.canvas, Qt.Key.Key_H)
    assert window.canvas.bare
    QTest.keyRelease(window.canvas, Qt.Key.Key_H)

    assert not window.canvas.bare


def test_the_title_shows_work_on_its_way_to_the_disk(window, photo_folder, qtbot):
    open_and_wait(window, [photo_folder], qtbot)
    paint(window)
    assert window.isWindowModified()

    qtbot.waitUntil(lambda: not window.isWindowModified())


def test_errors_are_gathered_in_one_bar_that_stands_in_nobodys_way(window):
    place = window.canvas.geometry()

    for number in range(3):
        window.notices.show("error", f"photo{number}.jpg cannot be read.")
    window.notices.show("error", "photo0.jpg cannot be read.")

    assert window.messages.isVisible()
    assert window.messages.messages[-1] == "photo0.jpg cannot be read."
    assert len(window.messages.messages) == 3
    assert window.canvas.geometry() == place
    window.messages.clear()
    assert not window.messages.isVisible()


def test_window_and_panels_are_as_they_were_left(make_window):
    window = make_window()
    window.resize(780, 690)  # within the offscreen screen
    window.panels.classes.hide()
    window.close()

    again = make_window()

    assert (again.width(), again.height()) == (780, 690)
    assert not again.panels.classes.isVisible()
    assert again.panels.photos.isVisible()


def test_recent_opens_at_the_photo_shown_last(make_window, photo_folder, qtbot):
    window = make_window()
    open_and_wait(window, [photo_folder], qtbot)
    with qtbot.waitSignal(window.session.current.opened):
        window.session.current.step(1)
    window.close()

    again = make_window()
    again.open_commands._fill_recent()
    entry = again.open_commands.recent_menu.actions()[0]
    assert entry.text() == str(photo_folder)
    with qtbot.waitSignal(again.session.current.opened):
        entry.trigger()
    assert row(again) == 1


@pytest.mark.parametrize("broken", ["", "no json", "[1]", '{"a": 1}', json.dumps([{"paths": []}])])
def test_a_damaged_setting_does_not_stop_the_window(home, broken):
    QSettings().setValue("recent", broken)

    assert recent.recents() == []


def test_work_that_cannot_be_saved_is_not_lost_by_closing(window, photo_folder, qtbot, monkeypatch):
    open_and_wait(window, [photo_folder], qtbot)
    project = window.session.project
    real_save = project.save_labels

    def full_disk(*arguments, **options):
        raise ProjectError(photo_folder, "The disk is full: free some space on it.")

    monkeypatch.setattr(project, "save_labels", full_disk)
    paint(window)
    painted = window.session.open_photo.work.document.labels.copy()
    asked = []

    def go_back():
        box = QApplication.activeModalWidget()
        asked.append(box.text())
        next(button for button in box.buttons() if "back" in button.text()).click()

    QTimer.singleShot(300, go_back)
    assert not window.close()
    assert len(asked) == 1
    assert window.isVisible()
    assert np.array_equal(window.session.open_photo.work.document.labels, painted)
    qtbot.waitUntil(lambda: "disk is full" in " ".join(window.messages.messages))

    monkeypatch.setattr(project, "save_labels", real_save)
    assert window.close()
    with closing(Project.open(photo_folder)) as reopened:
        assert np.array_equal(reopened.load_labels(reopened.records()[0].key), painted)


def test_u_leads_to_the_photo_of_which_the_network_is_least_sure(window, photo_folder, qtbot):
    open_and_wait(window, [photo_folder], qtbot)
    maps = np.full((48, 64), 1, np.uint8), np.full((48, 64), 200, np.uint8)
    for key, uncertainty in zip(window.session.photos.keys, (0.1, 0.2, 0.3), strict=True):
        window.session.predictions.apply(
            key, Prediction(*maps, "net", uncertainty=uncertainty), asked_for=False
        )

    with qtbot.waitSignal(window.session.current.opened):
        QTest.keyClick(window, Qt.Key.Key_U)
    assert row(window) == 2
    window.parsing.all_parsed.emit()
    assert row(window) == 2  # by name nothing moves
    window.photo_list.ordering.set_order("uncertainty")
    assert row(window) == 0

    for _ in range(2):
        with qtbot.waitSignal(window.session.current.opened):
            window.actions_.accept.trigger()
    window.actions_.accept.trigger()
    QTest.keyClick(window, Qt.Key.Key_U)
    assert "All photos" in window.jobs.notice


def test_the_button_is_called_fine_tune_on_corrections_and_keeps_its_words_longest(window, qtbot):
    bar = window.findChild(CommandBar)
    button = bar.widgetForAction(window.actions_.finetune)
    words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    for width in (1280, 1024):
        window.resize(width, 600)
        qtbot.waitUntil(lambda: button.isVisible() and button.toolButtonStyle() == words)
        assert bar.width() > width - 20
        assert button.text() == "Fine-tune on corrections"
    assert bar.widgetForAction(window.actions_.parse_all).toolButtonStyle() != words
