"""Clean-ups through the dialog: preview, one undo step, many photos and the way back."""

import threading

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton

from faceparse_core.labels import ID_OF
from faceparse_gui.document import Brush
from faceparse_gui.document.review import cleanups
from faceparse_gui.document.review.islands import DropCrumbs
from faceparse_gui.project import Project
from faceparse_gui.ui.photos import search
from faceparse_gui.ui.review.cleanup_dialog import CleanupDialog
from faceparse_gui.ui.shell.main_window import MainWindow

HAIR = ID_OF["hair"]


@pytest.fixture
def spots() -> np.ndarray:
    """A block of hair and two spots of it, 4 and 400 pixels."""
    labels = np.zeros((120, 160), np.uint8)
    labels[20:80, 20:80] = HAIR
    labels[100:102, 100:102] = HAIR
    labels[10:30, 120:140] = HAIR
    return labels


@pytest.fixture
def folder(tmp_path, spots):
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(4):
        Image.new("RGB", (160, 120), (99, 99, 99)).save(folder / f"{number}.png")
    project = Project.open(folder)
    for record, status in zip(project.records(), ("parsed", "edited", "accepted", "new"), strict=True):
        if status != "new":
            project.save_labels(record.key, spots, status)
    project.close()
    return folder


@pytest.fixture
def window(qtbot, theme, folder):
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(1200, 800)
    window.show()
    window.session.projects.open([folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    window.layers.set_active(HAIR)
    yield window
    window.close()


@pytest.fixture
def dialog(qtbot, window) -> CleanupDialog:
    window.actions_.clean_up.trigger()
    dialog = window.findChild(CleanupDialog)
    qtbot.waitUntil(lambda: "4 pixels" in dialog._summary.text())
    return dialog


def document(window):
    return window.session.open_photo.work.document


def previewed(window):
    return window.canvas._instead is not None


def test_the_canvas_shows_what_would_come_and_apply_is_one_step(qtbot, window, dialog, spots):
    assert previewed(window)
    assert np.array_equal(document(window).labels, spots)
    dialog.amount.setValue(500)
    qtbot.waitUntil(lambda: "404 pixels" in dialog._summary.text())
    dialog.apply.click()
    qtbot.waitUntil(lambda: document(window).history.can_undo)
    assert (document(window).labels == HAIR).sum() == 3600
    assert document(window).history.undo_text == "Remove islands"
    document(window).undo()
    assert np.array_equal(document(window).labels, spots)


def test_one_pixel_is_no_plural(qtbot, window, dialog):
    labels = document(window).labels.copy()
    labels[100:102, 100:102] = 0
    labels[100, 100] = HAIR
    window.session.edits.replace_labels(window.session.open_photo.key, labels, "edited", "Test")
    qtbot.waitUntil(lambda: dialog._summary.text() == "Changes 1 pixel of this photo.")


def test_closing_ends_the_preview_and_changes_nothing(window, dialog, spots):
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not previewed(window)
    assert np.array_equal(document(window).labels, spots)
    assert not document(window).history.can_undo


def test_the_preview_follows_the_photo_the_class_and_the_locks(qtbot, window, dialog):
    window.layers.set_locked(HAIR, True)
    qtbot.waitUntil(lambda: "Nothing" in dialog._summary.text())
    assert not dialog.apply.isEnabled()
    window.layers.set_locked(HAIR, False)
    qtbot.waitUntil(lambda: "4 pixels" in dialog._summary.text())
    window.layers.set_active(ID_OF["hat"])
    qtbot.waitUntil(lambda: "Nothing" in dialog._summary.text())
    dialog.every.click()
    qtbot.waitUntil(lambda: "4 pixels" in dialog._summary.text())
    window.session.current.step(1)
    qtbot.waitUntil(lambda: "4 pixels" in dialog._summary.text() and previewed(window))


def test_every_kind_can_be_chosen(qtbot, window, dialog):
    for row in range(dialog.kind.count()):
        dialog.kind.setCurrentIndex(row)
        qtbot.waitUntil(lambda: dialog._summary.text() not in ("", "Computing preview…"))
        assert dialog._help.text()
        dialog._slider.setValue(50)
    dialog.kind.setCurrentIndex(dialog.kind.findData("merge"))
    dialog.into.setCurrentIndex(dialog.into.findData(ID_OF["hat"]))
    qtbot.waitUntil(lambda: "4,004 pixels" in dialog._summary.text())
    dialog.apply.click()
    assert document(window).area(HAIR) == 0
    assert document(window).area(ID_OF["hat"]) == 4004


def test_marked_photos_are_cleaned_in_the_background_and_taken_back(qtbot, window, dialog, folder, spots):
    window.photo_list.view.selectAll()
    assert dialog.apply_marked.isVisible()
    assert "2 photos" in dialog.apply_marked.text()  # one is accepted, one has no labels
    dialog.accepted_too.click()
    assert "3 photos" in dialog.apply_marked.text()
    dialog.accepted_too.click()
    dialog.apply_marked.click()
    qtbot.waitUntil(lambda: bool(window.notifications.texts))
    assert "2 photos" in window.notifications.texts[0]
    records = window.session.photos.records()
    assert [record.status for record in records] == ["edited", "edited", "accepted", "new"]
    assert window.session.autosave.flush(5)
    project = window.session.project
    assert (project.load_labels(records[1].key) == HAIR).sum() == 4000
    assert (project.load_labels(records[2].key) == HAIR).sum() == 4004
    take_back(qtbot, window)
    assert window.session.autosave.flush(5)
    for record in records[:2]:
        assert np.array_equal(project.load_labels(record.key), spots)
    assert [each.status for each in window.session.photos.records()] == [
        "parsed",
        "edited",
        "accepted",
        "new",
    ]
    assert any("undone in 2 photos" in text for text in window.notifications.texts)


def take_back(qtbot, window):
    window.jobs.show_notice("")
    next(b for b in window.notifications.findChildren(QPushButton) if b.text() == "Undo").click()
    qtbot.waitUntil(lambda: "undone in" in " ".join([window.jobs.notice, *window.notifications.texts]))


def hair(window, row: int) -> int:
    """Pixels on disk."""
    window.session.autosave.flush(5)
    return int((window.session.project.load_labels(window.session.photos.keys[row]) == HAIR).sum())


def test_accepted_photos_are_cleaned_only_if_asked_and_become_edited(qtbot, window, dialog):
    window.photo_list.view.selectAll()
    dialog.accepted_too.click()
    dialog.apply_marked.click()
    qtbot.waitUntil(lambda: bool(window.notifications.texts))
    assert "3 photos" in window.notifications.texts[0]
    assert window.session.photos.records()[2].status == "edited"
    assert hair(window, 2) == 4000
    take_back(qtbot, window)
    assert window.session.photos.records()[2].status == "accepted"
    assert hair(window, 2) == 4004


def test_what_is_painted_while_many_are_cleaned_is_not_lost(qtbot, window, dialog, monkeypatch):
    at_work, go_on = threading.Event(), threading.Event()

    def slow(labels, class_id, pixels):
        at_work.set()
        assert go_on.wait(10)
        return drop_islands(labels, class_id, pixels)

    drop_islands = cleanups.drop_islands
    monkeypatch.setattr(cleanups, "drop_islands", slow)
    dialog.hide()
    window.photo_list.view.selectAll()
    dialog.apply_marked.click()
    qtbot.waitUntil(at_work.is_set)
    document(window).begin_stroke(120, 60, 5, Brush(9))
    document(window).end_stroke()
    painted = document(window).area(5)
    go_on.set()
    qtbot.waitUntil(lambda: bool(window.notifications.texts))
    assert document(window).area(5) == painted
    assert document(window).area(HAIR) == 4000


def test_what_waits_for_the_disk_is_cleaned_and_not_what_was_there_before(qtbot, window, dialog):
    second = window.session.photos.keys[1]
    newer = np.full((120, 160), HAIR, np.uint8)
    newer[50:90, 50:90] = 1
    newer[60, 60] = HAIR
    window.session.autosave.submit(second, newer, "edited")
    window.photo_list.view.selectAll()
    dialog.apply_marked.click()
    qtbot.waitUntil(lambda: bool(window.notifications.texts))
    newer[60, 60] = 1
    assert window.session.autosave.flush(5)
    assert np.array_equal(window.session.project.load_labels(second), newer)


def test_a_photo_edited_after_its_clean_up_keeps_that_when_many_are_taken_back(qtbot, window, dialog):
    window.photo_list.view.selectAll()
    dialog.apply_marked.click()
    qtbot.waitUntil(lambda: bool(window.notifications.texts))
    document(window).begin_stroke(120, 60, 5, Brush(9))
    document(window).end_stroke()
    painted = document(window).area(5)
    take_back(qtbot, window)
    assert "undone in 1 photo" in window.jobs.notice
    assert "1 photo edited since" in window.jobs.notice
    assert document(window).area(5) == painted
    assert (hair(window, 0), hair(window, 1)) == (4000, 4004)


def test_a_cancel_leaves_the_rest_and_offers_the_way_back(qtbot, window, dialog):
    window.photo_list.view.selectAll()
    dialog.apply_marked.click()
    button = next(b for b in window.jobs.cleaning.findChildren(QToolButton) if b.isVisible())
    button.click()
    qtbot.waitUntil(lambda: bool(window.notifications.texts))
    assert "1 photo cleaned" in window.notifications.texts[0]
    assert "1 photo skipped" in window.notifications.texts[0]
    assert (hair(window, 0), hair(window, 1)) == (4000, 4004)


def test_the_preview_gives_way_to_the_brush_and_comes_back(qtbot, window, dialog):
    document(window).begin_stroke(120, 60, 5, Brush(9))
    assert not previewed(window)
    document(window).stroke_to(125, 60)
    document(window).end_stroke()
    qtbot.waitUntil(lambda: previewed(window))
    assert document(window).area(5)


def test_apply_before_the_preview_came_keeps_what_is_painted_meanwhile(qtbot, window, dialog):
    dialog.amount.setValue(500)
    dialog.apply.click()
    document(window).begin_stroke(150, 60, 5, Brush(9))
    document(window).end_stroke()
    painted = document(window).area(5)
    qtbot.waitUntil(lambda: document(window).area(HAIR) == 3600)
    assert document(window).area(5) == painted


def test_growing_takes_only_what_may_be_painted_over(qtbot, window, dialog):
    document(window).paint_mask(np.ones((60, 10), bool), 1, "Brush", (80, 20, 90, 80))
    window.layers.set_paint_only_over({1})
    dialog.kind.setCurrentIndex(dialog.kind.findData("grow"))
    qtbot.waitUntil(lambda: "120 pixels" in dialog._summary.text())
    window.layers.set_paint_only_over(None)
    qtbot.waitUntil(lambda: "120 pixels" not in dialog._summary.text())


def test_each_kind_remembers_its_number(dialog):
    dialog.amount.setValue(99)
    dialog.kind.setCurrentIndex(dialog.kind.findData("smooth"))
    assert dialog.amount.value() == 4
    dialog.kind.setCurrentIndex(dialog.kind.findData("islands"))
    assert dialog.amount.value() == 99


def test_of_marked_photos_none_fits(qtbot, window, dialog):
    view = window.photo_list.view
    view.selectionModel().select(view.model().index(3), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    view.selectionModel().select(view.model().index(2), QItemSelectionModel.SelectionFlag.Select)
    dialog.apply_marked.click()
    assert "None" in window.jobs.notice
    assert not window.cleaning.many.photos.is_busy


@pytest.fixture
def gate(monkeypatch):
    """Dropping islands waits before the third class until the gate is open; progress is told at once."""
    gate, drop, begun = threading.Event(), DropCrumbs.__call__, []

    def wait_at_third(self, labels, class_id):
        begun.append(class_id)
        if len(begun) == 3:
            gate.wait(10)
        return drop(self, labels, class_id)

    monkeypatch.setattr(DropCrumbs, "__call__", wait_at_third)
    monkeypatch.setattr(search, "_QUIET", 0.0)
    gate.begun = begun
    yield gate
    gate.set()


def test_a_long_clean_up_shows_how_many_classes_are_done(qtbot, dialog, gate):
    dialog.every.click()
    qtbot.waitUntil(lambda: dialog._progress.isVisible() and len(gate.begun) == 3)
    qtbot.waitUntil(lambda: "2 / 18" in dialog._progress._text.text())
    assert not dialog._summary.isVisible()
    gate.set()
    qtbot.waitUntil(dialog._summary.isVisible)
    qtbot.waitUntil(lambda: "4 pixels" in dialog._summary.text())
    assert not dialog._progress.isVisible()


def test_a_long_clean_up_can_be_stopped_and_applied_all_the_same(qtbot, window, dialog, gate, spots):
    dialog.every.click()
    qtbot.waitUntil(lambda: dialog._progress.isVisible() and len(gate.begun) == 3)
    QTest.mouseClick(dialog._progress.findChild(QToolButton), Qt.MouseButton.LeftButton)
    gate.set()
    qtbot.waitUntil(lambda: window.cleaning._search is None)
    assert len(gate.begun) == 3, "the other classes were not looked at"
    assert "stopped" in dialog._summary.text()
    assert not dialog._progress.isVisible()
    assert not previewed(window)
    assert np.array_equal(document(window).labels, spots)
    dialog.apply.click()
    qtbot.waitUntil(lambda: document(window).history.can_undo)
    assert (document(window).labels == HAIR).sum() == 4000


def test_a_search_that_nobody_waits_for_ends_for_the_sake_of_the_next(qtbot, dialog, gate):
    dialog.every.click()
    qtbot.waitUntil(lambda: len(gate.begun) == 3)
    dialog.amount.setValue(500)
    qtbot.wait(150)
    gate.set()
    qtbot.waitUntil(lambda: "404 pixels" in dialog._summary.text())
    assert len(gate.begun) == 3 + 18
