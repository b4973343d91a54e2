"""Shift+G in the real window: what was corrected in one photo is offered for others, in a grid."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from faceparse_core.labels import ID_OF
from faceparse_gui.project import Prediction
from faceparse_gui.project.rules import Rule
from faceparse_gui.ui.review.same_fix_dialog import SameFixDialog
from faceparse_gui.ui.shell.main_window import MainWindow

SKIN, HAIR, HAT = ID_OF["skin"], ID_OF["hair"], ID_OF["hat"]
FACE = np.array([[0.125, 0, 0], [0, 0.125, 0]])  # the crop's 512 pixels are the photo's 64
HERE, THERE = np.s_[8:24, 8:40], np.s_[40:56, 30:60]


def prediction(place=HERE):
    """Skin with hair at a place."""
    labels = np.full((64, 64), SKIN, np.uint8)
    labels[place] = HAIR
    return Prediction(labels, np.full((64, 64), 255, np.uint8), "net", (FACE,))


@pytest.fixture
def window(qtbot, theme, tmp_path):
    """Five photos that were parsed just now, the first one open; the last has its hair elsewhere."""
    folder = tmp_path / "five"
    folder.mkdir()
    for number in range(5):
        Image.new("RGB", (64, 64), (40 * number,) * 3).save(folder / f"{number}.png")
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.session.projects.open([folder])
    qtbot.waitUntil(lambda: window.session.open_photo is not None)
    for key in window.session.photos.keys:
        place = THERE if key == window.session.photos.keys[4] else HERE
        window.session.predictions.apply(key, prediction(place), False)
    yield window
    window.close()


def correct(window, place=HERE):
    mask = np.zeros((64, 64), bool)
    mask[place] = True
    window.session.open_photo.work.document.paint_mask(mask, HAT, "hat")


def search(window):
    window.activateWindow()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)


def open_grid(window, qtbot):
    search(window)
    qtbot.waitUntil(lambda: window.findChild(SameFixDialog) is not None)
    dialog = window.findChild(SameFixDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def said(window, qtbot, words):
    qtbot.waitUntil(lambda: words in window.jobs.notice)


def announced(window, qtbot, words):
    qtbot.waitUntil(lambda: words in " ".join(window.notifications.texts))


def press(parent, text):
    (button,) = (each for each in parent.findChildren(QPushButton) if each.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def statuses(window):
    return [record.status for record in window.session.photos.records()]


def labels_of(window, number):
    window.session.autosave.flush(10)
    return window.session.project.load_labels(window.session.photos.keys[number])


def test_marked_photos_are_fixed_by_enter_and_undone_in_one_step(window, qtbot):
    correct(window)
    dialog = open_grid(window, qtbot)
    assert [dialog.grid.item(row).text() for row in range(dialog.grid.count())] == ["1.png", "2.png", "3.png"]

    QTest.keyClick(dialog.grid, Qt.Key.Key_Space)
    assert dialog.take.text() == "Fix 2 photos"
    QTest.keyClick(dialog.grid, Qt.Key.Key_Return)
    announced(window, qtbot, "2 photos fixed alike.")
    assert statuses(window) == ["edited", "parsed", "edited", "edited", "parsed"]
    assert (labels_of(window, 1)[HERE] == HAIR).all()
    fixed = prediction().labels
    fixed[HERE] = HAT
    assert np.array_equal(labels_of(window, 2), fixed)

    press(window.notifications, "Undo")
    qtbot.waitUntil(lambda: statuses(window) == ["edited", *["parsed"] * 4])
    assert all(np.array_equal(labels_of(window, number), prediction().labels) for number in (1, 2, 3))


def test_what_changed_since_the_search_stays_and_that_is_said(window, qtbot):
    correct(window)
    dialog = open_grid(window, qtbot)
    keys = window.session.photos.keys
    window.session.current.select(keys[1])
    qtbot.waitUntil(
        lambda: window.session.open_photo is not None and window.session.open_photo.key == keys[1]
    )
    correct(window, THERE)
    mine = window.session.open_photo.work.document.labels.copy()

    QTest.keyClick(dialog.grid, Qt.Key.Key_Return)
    announced(window, qtbot, "2 photos fixed alike. Changed meanwhile and left: 1 photo.")
    assert np.array_equal(labels_of(window, 1), mine)


def test_without_a_correction_it_says_what_to_do(window, qtbot):
    search(window)
    said(window, qtbot, "Correct an area of a face first")


def test_what_a_rule_changed_is_no_correction(window, qtbot):
    window.session.rules = (Rule(was=HAIR, now=HAT, model="net"),)
    window.session.predictions.apply(window.session.open_photo.key, prediction(), True)
    assert (window.session.open_photo.work.document.labels[HERE] == HAT).all()
    search(window)
    said(window, qtbot, "Correct an area of a face first")


def test_an_area_at_another_place_is_no_same_error_and_that_is_said(window, qtbot):
    window.session.predictions.apply(window.session.open_photo.key, prediction(np.s_[:8, :64]), True)
    correct(window, np.s_[:8, :64])
    search(window)
    said(window, qtbot, "No other untouched photo has the same error (Hair becomes Hat).")
    assert window.findChild(SameFixDialog) is None


def test_another_folder_takes_the_grid_away(window, qtbot, photo_folder):
    correct(window)
    dialog = open_grid(window, qtbot)
    window.session.projects.open([photo_folder])
    qtbot.waitUntil(lambda: window.findChild(SameFixDialog) is None)
    del dialog
